"""Actions of network and gateway load balancers' listeners: they forward to target groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing.errors import conflict, invalid, not_in, target_group_not_found
from privatelink_localstack.load_balancing.names import LoadBalancerType

COMPATIBLE: Mapping[str, frozenset[str]] = {
    "TCP": frozenset({"TCP", "TCP_UDP"}),
    "TLS": frozenset({"TCP", "TLS"}),
    "UDP": frozenset({"UDP", "TCP_UDP"}),
    "TCP_UDP": frozenset({"TCP_UDP"}),
    "QUIC": frozenset({"QUIC", "TCP_QUIC"}),
    "TCP_QUIC": frozenset({"TCP_QUIC"}),
    "GENEVE": frozenset({"GENEVE"}),
}
"""The target groups' protocols that a listener's can forward to. NLB user guide, "Listeners"."""

TYPES = ("forward", "authenticate-oidc", "authenticate-cognito", "redirect", "fixed-response", "jwt-validation")
HEAVIEST = 999
DATAGRAMS = frozenset({"UDP", "TCP_UDP"})

type Actions = tuple[Mapping[str, Any], ...]
"""Actions in the API's form."""


@dataclass(frozen=True, slots=True)
class Group:
    """What a listener must know of a target group.

    Parameters:
        protocol: of it.
        target_type: of its targets.
        users: ARNs of the load balancers that forward to it.
        vpc: of its targets; None for none.
        address_type: ipv4 or ipv6.
    """

    protocol: str
    target_type: str
    users: frozenset[str]
    vpc: str | None
    address_type: str = "ipv4"


@dataclass(frozen=True, slots=True)
class Source:
    """What forwards: a listener, and what counts of its load balancer.

    Parameters:
        load_balancer: its ARN.
        kind: of the load balancer.
        vpc: of the load balancer.
        address_type: of the load balancer.
        protocol: of the listener.
    """

    load_balancer: str
    kind: LoadBalancerType
    vpc: str
    address_type: str
    protocol: str


def read(given: Iterable[Mapping[str, Any]]) -> Actions:
    """Read a call's actions, as the API shows them: one that forwards to one group names it in both of the API's ways.

    Raises:
        AwsError: an action names its groups in both ways, and not the same.
    """
    return tuple(_read(action) for action in given)


def target_groups(actions: Iterable[Mapping[str, Any]]) -> list[str]:
    """The ARNs of the groups that actions forward to."""
    found = []
    for action in actions:
        tuples = (action.get("ForwardConfig") or {}).get("TargetGroups") or []
        found += [each["TargetGroupArn"] for each in tuples] or [action.get("TargetGroupArn")]
    return [arn for arn in found if arn]


def check(actions: Actions, kind: LoadBalancerType) -> Sequence[str]:
    """Check a listener's actions, and give the ARNs of the groups that they forward to.

    Raises:
        AwsError: there is not exactly one, or it does not forward, or to nothing, or with a weight that can't be.
    """
    if len(actions) != 1:
        raise invalid("Exactly one default action must be specified")
    action = actions[0].get("Type")
    if action not in TYPES:
        raise not_in(action, "defaultActions.1.member.type", TYPES)
    if action != "forward":
        raise AwsError(
            "InvalidLoadBalancerAction",
            f"Action type '{action}' is not supported by load balancers with type '{kind}'",
        )
    arns = target_groups(actions)
    if not arns:
        raise invalid("A target group ARN must be specified")
    if len(set(arns)) < len(arns):
        raise invalid("A target group can be specified only once in an action")
    for each in actions[0]["ForwardConfig"]["TargetGroups"]:
        if not 0 <= each["Weight"] <= HEAVIEST:
            raise invalid(f"Target group weight '{each['Weight']}' must be between 0 and {HEAVIEST}")
    return arns


def check_group(source: Source, arn: str, group: Group | None) -> None:
    """Check that a listener can forward to a target group.

    Raises:
        AwsError: there is none, or its protocol, its targets, its addresses or its VPC do not fit, or another load
            balancer has it.
    """
    if group is None:
        raise target_group_not_found(arn)
    of_application = group.target_type == "alb" and source.protocol != "TCP"
    if group.target_type == "lambda" or of_application or group.protocol not in COMPATIBLE[source.protocol]:
        raise AwsError(
            "IncompatibleProtocols",
            f"The target group '{arn}' with protocol '{group.protocol}' is not compatible with listener protocol "
            f"'{source.protocol}'",
        )
    if group.vpc != source.vpc:
        raise conflict(f"Target group '{arn}' is in a different VPC than load balancer '{source.load_balancer}'")
    if group.users - {source.load_balancer}:
        raise AwsError(
            "TargetGroupAssociationLimit",
            f"The following target groups cannot be associated with more than one load balancer: {arn}",
        )


def check_addresses(source: Source, arn: str, group: Group) -> None:
    """Check that the addresses of a target group's targets fit a listener. NLB user guide, "Create a listener".

    Raises:
        AwsError: they do not.
    """
    dual_stack = source.address_type != "ipv4"
    if group.address_type == "ipv6" and not dual_stack:
        raise conflict(f"The IPv6 target group '{arn}' can be used with dualstack load balancers only")
    if group.address_type == "ipv4" and dual_stack and source.kind == "network" and source.protocol in DATAGRAMS:
        raise conflict(
            f"The IPv4 target group '{arn}' cannot be used with {source.protocol} listeners of dualstack load balancers"
        )


def _read(action: Mapping[str, Any]) -> Mapping[str, Any]:
    if action.get("Type") != "forward":
        return dict(action)
    config, single = action.get("ForwardConfig") or {}, action.get("TargetGroupArn")
    tuples = config.get("TargetGroups") or ([{"TargetGroupArn": single}] if single else [])
    if single and [each.get("TargetGroupArn") for each in tuples] != [single]:
        raise invalid("The target group of an action must be the only one of its forward configuration, if it has one")
    shown = {
        **action,
        "ForwardConfig": {
            "TargetGroups": [{"Weight": 1, **each} for each in tuples],
            "TargetGroupStickinessConfig": config.get("TargetGroupStickinessConfig") or {"Enabled": False},
        },
    }
    if len(tuples) == 1:
        shown["TargetGroupArn"] = tuples[0]["TargetGroupArn"]
    return shown
