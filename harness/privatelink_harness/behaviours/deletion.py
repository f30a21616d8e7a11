"""Trial: what is in use can't be deleted: services, load balancers, target groups and security groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from privatelink_harness.behaviours.behaviour import Outcome, Stage
from privatelink_harness.behaviours.sides import at_rest
from privatelink_harness.behaviours.topology import ENDPOINT, SERVICE, Placed, Topology, short
from privatelink_harness.checks.check import Sources
from privatelink_harness.checks.property import Property

REFUSED, DELETED = "refused", "deleted"

CODES = frozenset(
    {
        "ExistingVpcEndpointConnections",
        "ResourceInUse",
        "DependencyViolation",
        # Of a load balancer with deletion protection.
        "OperationNotPermitted",
    }
)
"""EC2 API reference, "Error codes"; Elastic Load Balancing API reference, DeleteLoadBalancer, DeleteTargetGroup."""

LIVE = frozenset({"available", "pending", "pendingAcceptance"})
"""States of connections that keep their service. PrivateLink guide, "Delete an endpoint service"."""


@dataclass(frozen=True, slots=True)
class InUse:
    """A resource that something else needs.

    Parameters:
        user: what needs it.
        delete: asks for its deletion; returns the code of an error that is part of the answer, or None.
    """

    placed: Placed
    user: str
    delete: Callable[[], str | None]


def deletion(stage: Stage, topology: Topology) -> Iterator[Outcome]:
    """Try to delete each resource that the state shows in use."""
    for each in in_use(stage, topology):
        sources = Sources(spec=REFUSED, api=answer(_code(each.delete)), note=f"it is used by {each.user}")
        resource = each.placed.resource
        yield Outcome(short(resource), Property.DELETION_REFUSED, sources, each.placed.account(stage), resource)


def answer(code: str | None) -> str:
    """Return what AWS's answer means; another error than those of resources in use proves nothing."""
    return DELETED if code is None else REFUSED if code in CODES else f"refused with {code}"


def in_use(stage: Stage, topology: Topology) -> Iterator[InUse]:
    """Yield the resources in use: of services with live connections, their load balancers and target groups."""
    users = {link.service.id: link for link in topology.links if at_rest(stage, link).owner in LIVE}
    for link in users.values():
        yield InUse(link.service, short(link.endpoint.resource), _service(stage, link.service))
    for service in topology.of(SERVICE):
        for balancer in topology.load_balancers(service):
            yield InUse(balancer, short(service.resource), _load_balancer(stage, balancer))
    groups = {str(arn): each for each in topology.of("aws_lb_listener") for arn in forwarded(each.values)}
    for group in topology.of("aws_lb_target_group"):
        if listener := groups.get(str(group.values["arn"])):
            yield InUse(group, short(listener.resource), _target_group(stage, group))
    attached = {str(id_): each for each in topology.of(ENDPOINT) for id_ in each.values.get("security_group_ids") or ()}
    for group in topology.of("aws_security_group"):
        if endpoint := attached.get(group.id):
            yield InUse(group, short(endpoint.resource), _security_group(stage, group))


def forwarded(listener: Any) -> Iterator[str]:
    """Yield the ARNs of the target groups that a listener's state forwards to."""
    for action in listener.get("default_action") or ():
        if action.get("target_group_arn"):
            yield action["target_group_arn"]
        for forward in action.get("forward") or ():
            yield from (each["arn"] for each in forward["target_group"])


def _code(delete: Callable[[], str | None]) -> str | None:
    from botocore.exceptions import ClientError

    try:
        return delete()
    except ClientError as error:
        return str(error.response["Error"]["Code"])


def _service(stage: Stage, service: Placed) -> Callable[[], str | None]:
    def delete() -> str | None:
        answered = service.client(stage).delete_vpc_endpoint_service_configurations(ServiceIds=[service.id])
        return next((str(each["Error"]["Code"]) for each in answered.get("Unsuccessful", ())), None)

    return delete


def _load_balancer(stage: Stage, balancer: Placed) -> Callable[[], None]:
    return lambda: balancer.client(stage, "elbv2").delete_load_balancer(LoadBalancerArn=balancer.values["arn"]) and None


def _target_group(stage: Stage, group: Placed) -> Callable[[], None]:
    return lambda: group.client(stage, "elbv2").delete_target_group(TargetGroupArn=group.values["arn"]) and None


def _security_group(stage: Stage, group: Placed) -> Callable[[], None]:
    return lambda: group.client(stage).delete_security_group(GroupId=group.id) and None
