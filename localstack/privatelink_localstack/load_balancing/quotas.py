"""What the quotas of Elastic Load Balancing say of a count.

Sources: "Quotas for your Network Load Balancers"; the errors in botocore's model. The texts of TooManyLoadBalancers and
of TooManyTargets are AWS's, as quoted in public logs; the others follow their pattern.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing.names import LoadBalancerType

type Quotas = Mapping[str, int]
"""By name."""

BALANCERS: dict[LoadBalancerType, str] = {
    "application": "application-load-balancers",
    "network": "network-load-balancers",
    "gateway": "gateway-load-balancers",
}
LISTENERS: dict[LoadBalancerType, str] = {
    "application": "listeners-per-application-load-balancer",
    "network": "listeners-per-network-load-balancer",
}
MOST_BALANCERS_OF_APPLICATION = 2
"""Network load balancers that one application load balancer can be a target of."""


@dataclass(frozen=True, slots=True)
class Count:
    """A target, as it counts.

    Parameters:
        zone: name of the Availability Zone that it gets traffic from; None for all.
        application: it is an application load balancer.
    """

    zone: str | None
    application: bool = False

    def weight(self, *, cross_zone: bool) -> int:
        """How many targets it counts as."""
        return (100 if cross_zone else 50) if self.application else 1


def check_load_balancers(quotas: Quotas, kind: LoadBalancerType, count: int) -> None:
    """Check how many load balancers of a type an account has in a Region, with the one that is asked for.

    Raises:
        AwsError: too many.
    """
    if count > quotas[BALANCERS[kind]]:
        raise AwsError("TooManyLoadBalancers", "The maximum number of load balancers has been reached")


def check_interfaces(quotas: Quotas, vpc: str, count: int) -> None:
    """Check how many interfaces network load balancers have in a VPC, with those that are asked for.

    Raises:
        AwsError: too many. Which code AWS has for it is not known.
    """
    limit = quotas["network-load-balancer-enis-per-vpc"]
    if count > limit:
        raise AwsError(
            "TooManyLoadBalancers",
            f"The maximum number of Network Load Balancer network interfaces per VPC '{limit}' has been reached in VPC "
            f"'{vpc}'",
        )


def check_listeners(quotas: Quotas, kind: LoadBalancerType, load_balancer: str, count: int) -> None:
    """Check how many listeners a load balancer has, with the one that is asked for.

    Raises:
        AwsError: too many.
    """
    limit = quotas[LISTENERS[kind]] if kind in LISTENERS else 1
    if count > limit:
        raise _reached("TooManyListeners", "listeners per load balancer", limit, f"load balancer '{load_balancer}'")


def check_certificates(quotas: Quotas, load_balancer: str, count: int) -> None:
    """Check how many certificates the listeners of a network load balancer have, beside their default ones.

    Raises:
        AwsError: too many.
    """
    limit = quotas["certificates-per-network-load-balancer"]
    if count > limit:
        raise _reached(
            "TooManyCertificates", "certificates per load balancer", limit, f"load balancer '{load_balancer}'"
        )


def check_target_groups(quotas: Quotas, count: int) -> None:
    """Check how many target groups an account has in a Region, with the one that is asked for.

    Raises:
        AwsError: too many.
    """
    if count > quotas["target-groups"]:
        raise AwsError("TooManyTargetGroups", "The maximum number of target groups has been reached")


def check_action(quotas: Quotas, load_balancer: str, count: int) -> None:
    """Check how many target groups an action of a network load balancer's listener names.

    Raises:
        AwsError: too many. Which code AWS has for it is not known.
    """
    limit = quotas["target-groups-per-action-on-network-load-balancer"]
    if count > limit:
        raise _reached(
            "TooManyUniqueTargetGroupsPerLoadBalancer",
            "target groups per action",
            limit,
            f"load balancer '{load_balancer}'",
        )


def check_registered(quotas: Quotas, target_group: str, count: int) -> None:
    """Check how many targets a target group has, with those that are asked for.

    Raises:
        AwsError: too many.
    """
    limit = quotas["targets-per-target-group"]
    if count > limit:
        raise _reached("TooManyTargets", "targets per target group", limit, f"target group '{target_group}'")


def check_targets(
    quotas: Quotas, load_balancer: str, zones: Iterable[str], targets: Iterable[Count], *, cross_zone: bool
) -> None:
    """Check how many targets a network load balancer has. A target counts in each target group that it is in.

    Parameters:
        quotas: by name.
        load_balancer: its ARN.
        zones: names of its Availability Zones.
        targets: of all of its target groups.
        cross_zone: it sends traffic across zones: what it may have in a zone is then all that it may have.

    Raises:
        AwsError: too many.
    """
    where = f"load balancer '{load_balancer}'"
    every = list(targets)
    in_zone = quotas["targets-per-availability-zone-per-network-load-balancer"]
    limit = quotas["targets-per-network-load-balancer"]
    if cross_zone:
        limit = min(limit, in_zone)
    if sum(each.weight(cross_zone=cross_zone) for each in every) > limit:
        raise _reached("TooManyTargets", "targets per load balancer", limit, where)
    for zone in zones:
        count = sum(each.weight(cross_zone=cross_zone) for each in every if each.zone in {None, zone})
        if count > in_zone:
            raise _reached("TooManyTargets", f"targets in Availability Zone '{zone}'", in_zone, where)


def check_application(target: str, balancers: Iterable[str]) -> None:
    """Check how many network load balancers an application load balancer is a target of.

    Raises:
        AwsError: more than two.
    """
    if len(set(balancers)) > MOST_BALANCERS_OF_APPLICATION:
        raise AwsError(
            "TooManyRegistrationsForTargetId",
            f"The Application Load Balancer '{target}' can be a target of {MOST_BALANCERS_OF_APPLICATION} Network Load "
            "Balancers only",
        )


def _reached(code: str, what: str, limit: int, where: str) -> AwsError:
    return AwsError(code, f"The maximum number of {what} '{limit}' has been reached on {where}")
