"""Handlers of Resolver's operations on rules, their policies and associations, and on VPCs' configurations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.ec2.network import network_of
from privatelink_localstack.adapters.route53resolver import responses
from privatelink_localstack.adapters.route53resolver.lists import filtered, page
from privatelink_localstack.adapters.route53resolver.tags import new_tags
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.kernel.sharing import NOT_SHARED, SHARED_BY_ME, SHARED_WITH_ME
from privatelink_localstack.resolver import associations, rules
from privatelink_localstack.resolver.errors import invalid_request, no_association
from privatelink_localstack.resolver.model import DO53, CreateRule, ResolverRule, Target, UpdateRule
from privatelink_localstack.resolver.policies import accounts_of, check_policy


def create_resolver_rule(call: Call) -> Response:
    """CreateResolverRule."""
    request = call.request
    created = rules.create_rule(
        call.emulation.resolver,
        call.scope,
        CreateRule(
            token=request["CreatorRequestId"],
            type=request["RuleType"],
            domain=request.get("DomainName"),
            name=request.get("Name"),
            targets=_targets(request.get("TargetIps")),
            endpoint_id=request.get("ResolverEndpointId"),
            delegation=request.get("DelegationRecord"),
            tags=new_tags(request.get("Tags")),
        ),
    )
    return {"ResolverRule": _shown(call, created)}


def update_resolver_rule(call: Call) -> Response:
    """UpdateResolverRule."""
    config = call.request["Config"]
    changed = rules.update_rule(
        call.emulation.resolver,
        _own(call),
        UpdateRule(
            name=config.get("Name"),
            targets=_targets(config["TargetIps"]) if config.get("TargetIps") else None,
            endpoint_id=config.get("ResolverEndpointId"),
        ),
    )
    return {"ResolverRule": _shown(call, changed)}


def delete_resolver_rule(call: Call) -> Response:
    """DeleteResolverRule."""
    return {"ResolverRule": _shown(call, rules.delete_rule(call.emulation.resolver, _own(call)))}


def get_resolver_rule(call: Call) -> Response:
    """GetResolverRule."""
    if call.request["ResolverRuleId"] == rules.INTERNET_RULE:
        return {"ResolverRule": responses.rule(rules.internet_rule(call.scope), NOT_SHARED)}
    return {"ResolverRule": _shown(call, call.emulation.resolver.rule(call.scope, call.request["ResolverRuleId"]))}


def list_resolver_rules(call: Call) -> Response:
    """ListResolverRules: the caller's, those that others share with it, and the one that Resolver defines."""
    known = [rules.internet_rule(call.scope), *call.emulation.resolver.visible_rules(call.scope)]
    found = filtered(
        call,
        known,
        {
            "CreatorRequestId": lambda each: [each.token],
            "DomainName": lambda each: [each.domain, each.domain and each.domain.rstrip(".")],
            "Name": lambda each: [each.name],
            "ResolverEndpointId": lambda each: [each.endpoint_id],
            "Status": lambda each: [each.status],
            "Type": lambda each: [each.type],
        },
    )
    return page(call, "ResolverRules", [_shown(call, each) for each in found])


def associate_resolver_rule(call: Call) -> Response:
    """AssociateResolverRule."""
    request = call.request
    call.emulation.resolver.drop_unreachable(call.scope.region)
    made = associations.associate(
        call.emulation.resolver, call.scope, request["ResolverRuleId"], request["VPCId"], request.get("Name")
    )
    return {"ResolverRuleAssociation": responses.association(made)}


def disassociate_resolver_rule(call: Call) -> Response:
    """DisassociateResolverRule."""
    request = call.request
    ended = associations.disassociate(call.emulation.resolver, call.scope, request["ResolverRuleId"], request["VPCId"])
    return {"ResolverRuleAssociation": responses.association(ended)}


def get_resolver_rule_association(call: Call) -> Response:
    """GetResolverRuleAssociation."""
    association_id = call.request["ResolverRuleAssociationId"]
    for each in _associations(call):
        if each.id == association_id:
            return {"ResolverRuleAssociation": responses.association(each)}
    raise no_association(association_id)


def list_resolver_rule_associations(call: Call) -> Response:
    """ListResolverRuleAssociations: with the caller's VPCs."""
    found = filtered(
        call,
        _associations(call),
        {
            "Name": lambda each: [each.name],
            "ResolverRuleId": lambda each: [each.rule_id],
            "Status": lambda each: [each.status],
            "VPCId": lambda each: [each.vpc_id],
        },
    )
    return page(call, "ResolverRuleAssociations", [responses.association(each) for each in found])


def get_resolver_rule_policy(call: Call) -> Response:
    """GetResolverRulePolicy: the policy that was put; a rule that RAM shares has none here."""
    policy = _by_arn(call).policy
    return {} if policy is None else {"ResolverRulePolicy": policy}


def put_resolver_rule_policy(call: Call) -> Response:
    """PutResolverRulePolicy."""
    rule = _by_arn(call)
    check_policy(call.request["ResolverRulePolicy"], rule.arn)
    call.emulation.resolver.rules[rule.id] = replace(rule, policy=call.request["ResolverRulePolicy"])
    return {"ReturnValue": True}


def get_resolver_config(call: Call) -> Response:
    """GetResolverConfig."""
    found = associations.config_of(call.emulation.resolver, call.scope, call.request["ResourceId"])
    return {"ResolverConfig": responses.config(found)}


def update_resolver_config(call: Call) -> Response:
    """UpdateResolverConfig."""
    request = call.request
    changed = associations.update_config(
        call.emulation.resolver, call.scope, request["ResourceId"], request["AutodefinedReverseFlag"]
    )
    return {"ResolverConfig": responses.config(changed)}


def list_resolver_configs(call: Call) -> Response:
    """ListResolverConfigs."""
    configs = call.emulation.resolver.configs.values()
    own = [responses.config(each) for each in configs if Scope(each.account, each.region) == call.scope]
    found = page(call, "ResolverConfigs", own)
    del found["MaxResults"]
    return found


def _shown(call: Call, rule: ResolverRule) -> Response:
    """Return a rule as the caller sees it."""
    if rule.id == rules.INTERNET_RULE:
        status = NOT_SHARED
    elif rule.account != call.scope.account:
        status = SHARED_WITH_ME
    elif accounts_of(rule.policy) or call.emulation.resolver.shares.is_shared_by(call.scope, rule.arn):
        status = SHARED_BY_ME
    else:
        status = NOT_SHARED
    return responses.rule(rule, status)


def _own(call: Call) -> ResolverRule:
    """Return a rule of the caller's own."""
    rule_id = call.request["ResolverRuleId"]
    if rule_id == rules.INTERNET_RULE:
        raise invalid_request("[RSLVR-00713] Cannot update or delete an auto defined rule.")
    plane = call.emulation.resolver
    if plane.rule(call.scope, rule_id).account != call.scope.account:
        raise AwsError("AccessDeniedException", f"The account {call.scope.account} does not own the rule {rule_id}.")
    return plane.own_rule(call.scope, rule_id)


def _by_arn(call: Call) -> ResolverRule:
    arn = call.request["Arn"]
    for rule in call.emulation.resolver.rules.values():
        if rule.arn == arn and rule.account == call.scope.account and rule.region == call.scope.region:
            return rule
    raise AwsError("UnknownResourceException", f"The resource {arn} does not exist.")


def _associations(call: Call) -> Sequence[Any]:
    """Return the associations of the caller's VPCs, those that Resolver makes itself among them."""
    plane = call.emulation.resolver
    plane.drop_unreachable(call.scope.region)
    vpcs = list(network_of(call.scope).backend.vpcs)
    return [*plane.associations_of(call.scope), *(associations.internet_association(call.scope, vpc) for vpc in vpcs)]


def _targets(targets: Sequence[dict[str, Any]] | None) -> tuple[Target, ...]:
    return tuple(
        Target(
            each.get("Ip"),
            each.get("Ipv6"),
            53 if each.get("Port") is None else each["Port"],
            each.get("Protocol") or DO53,
            each.get("ServerNameIndication"),
        )
        for each in targets or ()
    )
