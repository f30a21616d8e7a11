"""Resolver rules. Sources: Resolver API reference; Route 53 guide, "Managing forwarding rules"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from ipaddress import ip_address

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.ids import new_id
from privatelink_localstack.kernel.partitions import partition_of
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.resolver.errors import invalid_parameter, invalid_request, limit_exceeded, no_endpoint
from privatelink_localstack.resolver.model import (
    COMPLETE,
    DELEGATE,
    DELETING,
    DUALSTACK,
    FORWARD,
    IPV4,
    IPV6,
    OUTBOUND,
    RECURSIVE,
    SYSTEM,
    UPDATING,
    CreateRule,
    ResolverEndpoint,
    ResolverRule,
    Target,
    UpdateRule,
)
from privatelink_localstack.resolver.plane import GONE, ResolverPlane

_LABEL = re.compile(r"[a-z0-9_*](?:[a-z0-9_-]{0,61}[a-z0-9_])?")

INTERNET_RULE = "rslvr-autodefined-rr-internet-resolver"
"""ID of the rule that Resolver defines for all other names. Source: AWS CLI reference, list-resolver-rules."""


def normalized(domain: str) -> str:
    """Return a rule's domain in lower case, with the trailing dot.

    Raises:
        AwsError: the text is no domain name.
    """
    plain = domain.lower().removesuffix(".")
    if not (domain == "." or (plain and all(_LABEL.fullmatch(label) for label in plain.split(".")))):
        raise invalid_parameter("[RSLVR-00711] Invalid domain name")
    return f"{plain}."


def internet_rule(scope: Scope) -> ResolverRule:
    """Return the rule that Resolver defines itself in a Region, for names without another rule."""
    arn = f"arn:{partition_of(scope.region).name}:route53resolver:{scope.region}::autodefined-rule/{INTERNET_RULE}"
    return ResolverRule(
        id=INTERNET_RULE,
        arn=arn,
        account="Route 53 Resolver",
        region=scope.region,
        token="",
        type=RECURSIVE,
        domain=".",
        status=COMPLETE,
        created=0,
        modified=0,
        name="Internet Resolver",
    )


def create_rule(plane: ResolverPlane, scope: Scope, request: CreateRule) -> ResolverRule:
    """Create a rule.

    Raises:
        AwsError: a quota is exceeded; a rule has the request's token; the domain, targets or endpoint are invalid, or
            do not fit the rule's type.
    """
    own = [rule for rule in plane.rules.values() if Scope(rule.account, rule.region) == scope]
    if any(rule.token == request.token for rule in own):
        raise AwsError(
            "ResourceExistsException", f"Resolver Rule with creator request id {request.token} already exists"
        )
    if len(own) >= plane.settings.quotas["resolver_rules_per_region"]:
        raise limit_exceeded(f"Account '{scope.account}' has exceeded 'max-rules'")
    _check_type(request)
    domain = None if request.domain is None else normalized(request.domain)
    if request.endpoint_id is not None:
        _check_targets(plane, _outbound(plane, scope, request.endpoint_id), request.targets)
    rule_id, now = new_id("rslvr-rr"), plane.clock()
    rule = ResolverRule(
        id=rule_id,
        arn=f"arn:{partition_of(scope.region).name}:route53resolver:{scope.region}:{scope.account}"
        f":resolver-rule/{rule_id}",
        account=scope.account,
        region=scope.region,
        token=request.token,
        type=request.type,
        domain=domain,
        status=COMPLETE,
        created=now,
        modified=now,
        name=request.name,
        targets=request.targets,
        endpoint_id=request.endpoint_id,
        delegation=None if request.delegation is None else normalized(request.delegation),
        tags=request.tags,
    )
    plane.rules[rule.id] = rule
    return rule


def update_rule(plane: ResolverPlane, rule: ResolverRule, request: UpdateRule) -> ResolverRule:
    """Change a rule's name, targets and endpoint.

    Raises:
        AwsError: the rule is changing; the targets or the endpoint are invalid, or do not fit the rule's type.
    """
    if rule.status != COMPLETE:
        raise AwsError(
            "ResourceUnavailableException",
            f"[RSLVR-00705] Cannot update Resolver Rule because it's currently {rule.status.lower()}.",
        )
    if (request.targets and rule.type != FORWARD) or (request.endpoint_id and rule.type == SYSTEM):
        raise _no_target(rule.type)
    targets = rule.targets if request.targets is None else request.targets
    endpoint_id = request.endpoint_id or rule.endpoint_id
    if endpoint_id is not None:
        _check_targets(plane, _outbound(plane, Scope(rule.account, rule.region), endpoint_id), targets)
    updated = replace(
        rule,
        name=rule.name if request.name is None else request.name,
        targets=targets,
        endpoint_id=endpoint_id,
        status=UPDATING,
        modified=plane.clock(),
    )
    plane.rules[rule.id] = updated
    plane.later("resolver.rule", rule.id, UPDATING, COMPLETE)
    return updated


def delete_rule(plane: ResolverPlane, rule: ResolverRule) -> ResolverRule:
    """Delete a rule that no VPC is associated with, of no account."""
    if any(association.rule_id == rule.id for association in plane.associations.values()):
        raise AwsError(
            "ResourceInUseException", "Please disassociate this resolver rule from VPC first before deleting"
        )
    deleted = replace(rule, status=DELETING, modified=plane.clock())
    plane.rules[rule.id] = deleted
    plane.later("resolver.deleting", rule.id, DELETING, GONE)
    return deleted


def _check_type(request: CreateRule) -> None:
    """Reject parameters that a rule of the type must or can't have. The words without a number are not confirmed."""
    if request.type == RECURSIVE:
        raise invalid_request("Only Resolver can create rules that have a value of RECURSIVE for RuleType.")
    if request.type == DELEGATE:
        if request.targets or request.delegation is None:
            raise invalid_request("Delegate resolver rules need to specify a nameserver name")
    elif request.domain is None:
        raise invalid_parameter("A domain name is required for resolver rules of the type " + request.type)
    if request.type == SYSTEM and (request.endpoint_id is not None or request.targets):
        raise _no_target(request.type)
    if request.type != SYSTEM and request.endpoint_id is None:
        raise invalid_request(f"A resolver endpoint ID is required for {request.type} type resolver rule")
    if request.type == FORWARD and not request.targets:
        raise invalid_request("Target IP addresses are required for FORWARD type resolver rule")
    if request.type != DELEGATE and request.delegation is not None:
        raise invalid_request(f"Cannot specify a delegation record for {request.type} type resolver rule")


def _no_target(rule_type: str) -> AwsError:
    return invalid_request(f"Cannot specify resolver endpoint ID and target IP for {rule_type} type resolver rule")


def _outbound(plane: ResolverPlane, scope: Scope, endpoint_id: str) -> ResolverEndpoint:
    """Return the outbound endpoint of a rule."""
    endpoint = plane.endpoint(scope, endpoint_id)
    if endpoint.direction != OUTBOUND:
        raise invalid_request("[RSLVR-00700] Resolver rules can only be associated to OUTBOUND resolver endpoints.")
    if endpoint.status == DELETING:
        raise no_endpoint(endpoint_id)
    return endpoint


def _check_targets(plane: ResolverPlane, endpoint: ResolverEndpoint, targets: Sequence[Target]) -> None:
    """Reject targets that are no addresses, are too many, or that the endpoint can't reach; words are not confirmed."""
    if len(targets) > plane.settings.quotas["target_addresses_per_resolver_rule"]:
        raise limit_exceeded(f"Account '{endpoint.account}' has exceeded 'max-target-ips'")
    versions = {_version(target) for target in targets}
    if len(versions) > 1:
        raise invalid_parameter("Target IP addresses must be either IPv4 or IPv6 addresses, not both")
    reachable = {IPV4: {4}, IPV6: {6}, DUALSTACK: {4, 6}}[endpoint.type]
    if versions - reachable:
        raise invalid_request(
            f"The resolver endpoint {endpoint.id} of the type {endpoint.type} can't reach the targets"
        )
    for target in targets:
        if target.protocol not in endpoint.protocols:
            raise invalid_request(
                f"The protocol {target.protocol} is not supported by the resolver endpoint {endpoint.id}"
            )


def _version(target: Target) -> int:
    if (target.ipv4 is None) == (target.ipv6 is None):
        raise invalid_parameter("A target IP address is either an IPv4 or an IPv6 address")
    address = target.ipv4 or target.ipv6 or ""
    try:
        version: int = ip_address(address).version
    except ValueError:
        version = 0
    if version != (4 if target.ipv4 else 6):
        raise invalid_parameter(f"Invalid IP address: '{address}'")
    return version
