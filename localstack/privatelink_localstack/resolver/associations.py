"""Associations of rules with VPCs, and the Resolver configurations of VPCs. Source: Resolver API reference."""

from __future__ import annotations

from dataclasses import replace

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.ids import new_id
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.resolver.errors import invalid_parameter, invalid_request, limit_exceeded, no_rule
from privatelink_localstack.resolver.model import (
    COMPLETE,
    CREATING,
    DELETING,
    OUTBOUND,
    ResolverRule,
    RuleAssociation,
    VpcConfig,
)
from privatelink_localstack.resolver.plane import GONE, ResolverPlane
from privatelink_localstack.resolver.rules import INTERNET_RULE

ENABLED, DISABLED, LOCAL = "ENABLED", "DISABLED", "USE_LOCAL_RESOURCE_SETTING"
_PENDING = {
    "ENABLE": ("ENABLING", ENABLED),
    "DISABLE": ("DISABLING", DISABLED),
    LOCAL: ("UPDATING_TO_USE_LOCAL_RESOURCE_SETTING", LOCAL),
}
"""The statuses that follow a flag of UpdateResolverConfig."""


def internet_association(scope: Scope, vpc_id: str) -> RuleAssociation:
    """Return the association of a VPC with the rule that Resolver defines itself.

    Source: AWS CLI reference, list-resolver-rule-associations.
    """
    return RuleAssociation(
        id=f"rslvr-autodefined-assoc-{vpc_id}-internet-resolver",
        account=scope.account,
        region=scope.region,
        rule_id=INTERNET_RULE,
        vpc_id=vpc_id,
        status=COMPLETE,
        name="System Rule Association",
    )


def associate(plane: ResolverPlane, scope: Scope, rule_id: str, vpc_id: str, name: str | None) -> RuleAssociation:
    """Associate a rule with a VPC of the caller's.

    Raises:
        AwsError: the rule or the VPC is unknown to the caller; the VPC has a rule for the domain, or an inbound
            endpoint with an address that the rule forwards to; a quota is exceeded.
    """
    rule = plane.rule(scope, rule_id)
    if rule.status == DELETING:
        raise no_rule(rule_id)
    check_vpc(plane, scope, vpc_id)
    own = list(plane.associations_of(scope))
    if len(own) >= plane.settings.quotas["resolver_rule_associations_per_region"]:
        raise limit_exceeded(f"Account '{scope.account}' has exceeded 'max-rule-association'")
    _check_domain(plane, rule, [each for each in own if each.vpc_id == vpc_id])
    _check_loop(plane, rule, vpc_id)
    association = RuleAssociation(
        id=new_id("rslvr-rrassoc"),
        account=scope.account,
        region=scope.region,
        rule_id=rule_id,
        vpc_id=vpc_id,
        status=CREATING,
        name=name,
    )
    plane.associations[association.id] = association
    plane.later("resolver.association", association.id, CREATING, COMPLETE)
    return association


def disassociate(plane: ResolverPlane, scope: Scope, rule_id: str, vpc_id: str) -> RuleAssociation:
    """Disassociate a rule from a VPC of the caller's."""
    if rule_id == INTERNET_RULE:
        raise invalid_request("[RSLVR-00713] Cannot disassociate an auto defined rule.")
    plane.rule(scope, rule_id)
    found = next(
        (each for each in plane.associations_of(scope) if (each.rule_id, each.vpc_id) == (rule_id, vpc_id)), None
    )
    if found is None:
        raise AwsError(
            "ResourceNotFoundException",
            f'Resolver Rule Association between Resolver Rule "{rule_id}" and VPC "{vpc_id}" does not exist',
        )
    removed = replace(found, status=DELETING)
    plane.associations[found.id] = removed
    plane.later("resolver.deleting", found.id, DELETING, GONE)
    return removed


def config_of(plane: ResolverPlane, scope: Scope, vpc_id: str) -> VpcConfig:
    """Return the configuration of a VPC; by default Resolver defines the rules for reverse lookups."""
    check_vpc(plane, scope, vpc_id)
    key = f"{scope.account} {vpc_id}"
    config = next((each for each in plane.configs.values() if f"{each.account} {each.vpc_id}" == key), None)
    if config is None:
        config = VpcConfig(new_id("rslvr-rc"), scope.account, scope.region, vpc_id, ENABLED)
        plane.configs[config.id] = config
    return config


def update_config(plane: ResolverPlane, scope: Scope, vpc_id: str, flag: str) -> VpcConfig:
    """Turn the rules for reverse lookups of a VPC on or off."""
    config = config_of(plane, scope, vpc_id)
    before, after = _PENDING[flag]
    if config.reverse == after:
        return config
    changed = replace(config, reverse=before)
    plane.configs[config.id] = changed
    plane.later("resolver.updating", config.id, before, after)
    return changed


def check_vpc(plane: ResolverPlane, scope: Scope, vpc_id: str) -> None:
    """Reject a VPC that the caller does not have."""
    if plane.network(scope).vpc(vpc_id) is None:
        raise invalid_parameter(f"The vpc ID '{vpc_id}' does not exist")


def _check_domain(plane: ResolverPlane, rule: ResolverRule, others: list[RuleAssociation]) -> None:
    """Reject a second rule of a VPC for a domain."""
    for association in others:
        other = plane.rules.get(association.rule_id)
        if other is not None and (other.domain, other.delegation) == (rule.domain, rule.delegation):
            raise invalid_request(
                "[RSLVR-00802] Cannot associate rules with same domain name with same VPC. "
                f'Conflict with resolver rule "{other.id}"'
            )


def _check_loop(plane: ResolverPlane, rule: ResolverRule, vpc_id: str) -> None:
    """Reject a rule that forwards to an inbound endpoint of the VPC.

    Words observed: aws-samples/aws-network-hub-for-terraform#26.
    """
    targets = {target.ipv4 or target.ipv6 for target in rule.targets}
    for endpoint in plane.endpoints.values():
        inside = endpoint.vpc_id == vpc_id and endpoint.direction != OUTBOUND
        if inside and any({each.ipv4, each.ipv6} & targets for each in endpoint.addresses):
            raise invalid_request(
                f"[RSLVR-00804] Cannot associate rule {rule.id} to VPC {vpc_id} because the VPC include an INBOUND "
                "resolver endpoints with rule's target IP. Please try a different rule or update rule's target IP."
            )
