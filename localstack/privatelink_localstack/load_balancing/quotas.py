"""Counts against the quotas of Elastic Load Balancing. Each count includes what the request adds.

Sources: "Quotas for your Network Load Balancers"; error codes from botocore's model. The messages of
`TooManyLoadBalancers` and `TooManyTargets` are AWS's, as quoted in public logs; the others follow their pattern.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing.names import LoadBalancerType

type Quotas = Mapping[str, int]
"""By name."""

LOAD_BALANCERS: dict[LoadBalancerType, str] = {
    "application": "application-load-balancers",
    "network": "network-load-balancers",
    "gateway": "gateway-load-balancers",
}
LISTENERS: dict[LoadBalancerType, str] = {
    "application": "listeners-per-application-load-balancer",
    "network": "listeners-per-network-load-balancer",
}
MAX_LOAD_BALANCERS_OF_TARGET = 2
"""Network load balancers that one Application Load Balancer can be a target of. NLB user guide, "Target groups"."""


@dataclass(frozen=True, slots=True)
class CountedTarget:
    """A target, as quotas count it.

    Parameters:
        zone: The name of the Availability Zone whose traffic it gets; None for all zones.
        is_application: Whether it is an Application Load Balancer.
    """

    zone: str | None
    is_application: bool = False

    def weight(self, *, cross_zone: bool) -> int:
        """Return the number of targets that it counts as."""
        return (100 if cross_zone else 50) if self.is_application else 1


def check_load_balancers(quotas: Quotas, type_: LoadBalancerType, count: int) -> None:
    """Reject a load balancer beyond the quota of its type in the Region."""
    if count > quotas[LOAD_BALANCERS[type_]]:
        raise AwsError("TooManyLoadBalancers", "The maximum number of load balancers has been reached")


def check_interfaces(quotas: Quotas, vpc_id: str, count: int) -> None:
    """Reject network load balancers' interfaces beyond the quota of a VPC.

    The code is a guess: AWS does not document it.
    """
    limit = quotas["network-load-balancer-enis-per-vpc"]
    if count > limit:
        raise AwsError(
            "TooManyLoadBalancers",
            f"The maximum number of Network Load Balancer network interfaces per VPC '{limit}' has been reached in VPC "
            f"'{vpc_id}'",
        )


def check_listeners(quotas: Quotas, type_: LoadBalancerType, load_balancer_arn: str, count: int) -> None:
    """Reject a listener beyond the quota of its load balancer. Gateway load balancers have one."""
    limit = quotas[LISTENERS[type_]] if type_ in LISTENERS else 1
    if count > limit:
        raise _reached("TooManyListeners", "listeners per load balancer", limit, f"load balancer '{load_balancer_arn}'")


def check_certificates(quotas: Quotas, load_balancer_arn: str, count: int) -> None:
    """Reject a certificate beyond the quota of a network load balancer. Default certificates do not count."""
    limit = quotas["certificates-per-network-load-balancer"]
    if count > limit:
        raise _reached(
            "TooManyCertificates", "certificates per load balancer", limit, f"load balancer '{load_balancer_arn}'"
        )


def check_target_groups(quotas: Quotas, count: int) -> None:
    """Reject a target group beyond the quota of the Region."""
    if count > quotas["target-groups"]:
        raise AwsError("TooManyTargetGroups", "The maximum number of target groups has been reached")


def check_action(quotas: Quotas, count: int) -> None:
    """Reject target groups beyond the quota of a network load balancer's action.

    The message is AWS's (deployments, `errors`). The code is a guess: AWS does not document it.
    """
    limit = quotas["target-groups-per-action-on-network-load-balancer"]
    if count > limit:
        raise AwsError(
            "TooManyUniqueTargetGroupsPerLoadBalancer",
            f"You cannot specify more than {limit} target groups per action",
        )


def check_registered(quotas: Quotas, target_group_arn: str, count: int) -> None:
    """Reject targets beyond the quota of their target group."""
    limit = quotas["targets-per-target-group"]
    if count > limit:
        raise _reached("TooManyTargets", "targets per target group", limit, f"target group '{target_group_arn}'")


def check_targets(
    quotas: Quotas, load_balancer_arn: str, zones: Iterable[str], targets: Iterable[CountedTarget], *, cross_zone: bool
) -> None:
    """Reject targets beyond the quotas of a network load balancer. A target counts in each of its target groups.

    Parameters:
        zones: Names of the load balancer's Availability Zones.
        targets: Of all target groups that the load balancer forwards to.
        cross_zone: Whether cross-zone load balancing is on. The quota of one zone is then that of the load balancer.
    """
    resource = f"load balancer '{load_balancer_arn}'"
    counted = list(targets)
    zone_limit = quotas["targets-per-availability-zone-per-network-load-balancer"]
    limit = quotas["targets-per-network-load-balancer"]
    if cross_zone:
        limit = min(limit, zone_limit)
    if sum(each.weight(cross_zone=cross_zone) for each in counted) > limit:
        raise _reached("TooManyTargets", "targets per load balancer", limit, resource)
    for zone in zones:
        count = sum(each.weight(cross_zone=cross_zone) for each in counted if each.zone in {None, zone})
        if count > zone_limit:
            raise _reached("TooManyTargets", f"targets in Availability Zone '{zone}'", zone_limit, resource)


def check_application_load_balancer(arn: str, load_balancers: Iterable[str]) -> None:
    """Reject an Application Load Balancer as a target of too many network load balancers."""
    if len(set(load_balancers)) > MAX_LOAD_BALANCERS_OF_TARGET:
        raise AwsError(
            "TooManyRegistrationsForTargetId",
            f"The Application Load Balancer '{arn}' can be a target of {MAX_LOAD_BALANCERS_OF_TARGET} Network Load "
            "Balancers only",
        )


def _reached(code: str, counted: str, limit: int, resource: str) -> AwsError:
    return AwsError(code, f"The maximum number of {counted} '{limit}' has been reached on {resource}")
