"""Actions of network and gateway load balancers' listeners: they forward to target groups."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing.errors import invalid_configuration, not_in_enumeration, validation_error
from privatelink_localstack.load_balancing.listeners.model import Actions
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer
from privatelink_localstack.load_balancing.names import LoadBalancerType
from privatelink_localstack.load_balancing.target_groups.model import TargetGroup

COMPATIBLE: Mapping[str, frozenset[str]] = {
    "TCP": frozenset({"TCP", "TCP_UDP"}),
    "TLS": frozenset({"TCP", "TLS"}),
    "UDP": frozenset({"UDP", "TCP_UDP"}),
    "TCP_UDP": frozenset({"TCP_UDP"}),
    "QUIC": frozenset({"QUIC", "TCP_QUIC"}),
    "TCP_QUIC": frozenset({"TCP_QUIC"}),
    "GENEVE": frozenset({"GENEVE"}),
}
"""The target group protocols that a listener protocol can forward to. NLB user guide, "Listeners"."""

TYPES = ("forward", "authenticate-oidc", "authenticate-cognito", "redirect", "fixed-response", "jwt-validation")
MAX_WEIGHT = 999


def normalized(actions: Iterable[Mapping[str, Any]]) -> Actions:
    """Return the actions of a request as the API shows them.

    An action that forwards to one target group names it twice: as `TargetGroupArn` and in `ForwardConfig`. Reject two
    names that differ.
    """
    return tuple(_normalized(action) for action in actions)


def target_group_arns(actions: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the ARNs of the target groups that actions forward to."""
    arns: list[str | None] = []
    for action in actions:
        tuples = (action.get("ForwardConfig") or {}).get("TargetGroups") or []
        arns += [each["TargetGroupArn"] for each in tuples] or [action.get("TargetGroupArn")]
    return [arn for arn in arns if arn]


def check_actions(actions: Actions, type_: LoadBalancerType) -> Sequence[str]:
    """Require exactly one action, which forwards, and return the ARNs of its target groups.

    Source of the messages about types and weights: deployments (`errors`).
    """
    if len(actions) != 1:
        raise validation_error("Exactly one default action must be specified")
    action_type = actions[0].get("Type")
    if action_type not in TYPES:
        raise not_in_enumeration(action_type, "defaultActions.1.member.type", TYPES)
    if action_type != "forward":
        raise AwsError(
            "InvalidLoadBalancerAction",
            f"The action type '{action_type}' is not valid with {type_} load balancer",
        )
    arns = target_group_arns(actions)
    if not arns:
        raise validation_error("A target group ARN must be specified")
    if len(set(arns)) < len(arns):
        raise validation_error("A target group can be specified only once in an action")
    for weighted in actions[0]["ForwardConfig"]["TargetGroups"]:
        if not 0 <= weighted["Weight"] <= MAX_WEIGHT:
            # AWS's message says 1, though 0 is accepted.
            raise validation_error(f"The weight for the target group must be between 1 and {MAX_WEIGHT}, inclusive")
    return arns


def check_target_group(
    load_balancer: LoadBalancer, protocol: str, target_group: TargetGroup, used_by: Collection[str]
) -> None:
    """Reject target groups that a listener cannot forward to.

    Source of the messages: deployments (`errors`).

    Parameters:
        protocol: The listener's.
        used_by: ARNs of the load balancers that forward to the target group.
    """
    arn = target_group.arn
    is_alb_over_other = target_group.target_type == "alb" and protocol != "TCP"
    is_compatible = target_group.protocol in COMPATIBLE[protocol]
    if target_group.target_type == "lambda" or is_alb_over_other or not is_compatible:
        raise AwsError(
            "IncompatibleProtocols",
            f"The listener and the following target groups have incompatible protocols: {arn}",
        )
    if target_group.vpc_id != load_balancer.vpc_id:
        raise invalid_configuration(
            f"The following target groups are in a different VPC than load balancer '{load_balancer.arn}': {arn}"
        )
    if set(used_by) - {load_balancer.arn}:
        raise AwsError(
            "TargetGroupAssociationLimit",
            f"The following target groups cannot be associated with more than one load balancer: {arn}",
        )


def check_target_group_addresses(load_balancer: LoadBalancer, protocol: str, target_group: TargetGroup) -> None:
    """Reject target groups whose address type does not fit a listener. NLB user guide, "Create a listener"."""
    if target_group.address_type == "ipv6" and not load_balancer.is_dual_stack:
        raise invalid_configuration(
            "You cannot associate an IPv6 target group with a load balancer that has an 'ipv4' IP address type"
        )
    if (
        target_group.address_type == "ipv4"
        and load_balancer.is_dual_stack
        and load_balancer.type == "network"
        and protocol in {"UDP", "TCP_UDP"}
    ):
        raise invalid_configuration(
            f"The IPv4 target group '{target_group.arn}' cannot be used with {protocol} listeners of dualstack load "
            "balancers"
        )


def _normalized(action: Mapping[str, Any]) -> Mapping[str, Any]:
    if action.get("Type") != "forward":
        return dict(action)
    config, single = action.get("ForwardConfig") or {}, action.get("TargetGroupArn")
    tuples = config.get("TargetGroups") or ([{"TargetGroupArn": single}] if single else [])
    if single and [each.get("TargetGroupArn") for each in tuples] != [single]:
        raise validation_error(
            "You can specify both a target group list and a top-level target group ARN only if the ARNs match"
        )
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
