"""DNS resources that profiles may have, by their ARNs: zones, Resolver's rules and others, endpoints."""

from __future__ import annotations

import re

from localstack.services.route53resolver.models import route53resolver_stores

from privatelink_localstack.adapters import route53
from privatelink_localstack.adapters.dispatch import Call
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.privatelink.endpoints.states import ENDED
from privatelink_localstack.privatelink.services.service_view import INTERFACE
from privatelink_localstack.profiles.model import (
    FIREWALL_RULE_GROUP,
    HOSTED_ZONE,
    QUERY_LOG,
    RESOLVER_RULE,
    VPC_ENDPOINT,
    ProfileResource,
)
from privatelink_localstack.profiles.plane import not_found

_ZONE = re.compile(r"arn:[a-z-]+:route53:::hostedzone/(?P<id>[A-Z0-9]+)")
_REGIONAL = re.compile(
    r"arn:[a-z-]+:(?P<kind>ec2|route53resolver):(?P<region>[a-z0-9-]+):(?P<account>\d{12}):(?P<type>[a-z-]+)/(?P<id>.+)"
)


def find_resource(call: Call, arn: str) -> ProfileResource:
    """Return the resource of an ARN.

    Raises:
        AwsError: the ARN is malformed or of another type; the caller does not have the resource in the Region.
    """
    if zone := _ZONE.fullmatch(arn):
        return _zone(call, arn, zone["id"])
    found = _REGIONAL.fullmatch(arn)
    finders = {
        ("ec2", "vpc-endpoint"): _endpoint,
        ("route53resolver", "resolver-rule"): _rule,
        ("route53resolver", "firewall-rule-group"): _rule_group,
        ("route53resolver", "resolver-query-log-config"): _query_log,
    }
    find = None if found is None else finders.get((found["kind"], found["type"]))
    if found is None or find is None:
        raise AwsError("InvalidParameterException", f"The resource ARN '{arn}' is not valid or not supported.")
    if found["region"] != call.scope.region:
        raise not_found(arn)
    return find(call, arn, found["id"])


def _zone(call: Call, arn: str, zone_id: str) -> ProfileResource:
    found = route53.find_zone(zone_id, call.context.partition)
    if found is None or found.zone.account != call.scope.account:
        raise not_found(arn)
    refusal = None if found.zone.private else f"The hosted zone {zone_id} is not a private hosted zone."
    return ProfileResource(arn, HOSTED_ZONE, (found.name.rstrip(".").lower(),), refusal)


def _rule(call: Call, arn: str, rule_id: str) -> ProfileResource:
    rule = call.emulation.resolver.rules.get(rule_id)
    if rule is None or rule.arn != arn or not call.emulation.resolver.is_visible(call.scope, rule):
        raise not_found(arn)
    return ProfileResource(arn, RESOLVER_RULE, (rule.domain.rstrip("."),) if rule.domain else ())


def _endpoint(call: Call, arn: str, endpoint_id: str) -> ProfileResource:
    endpoint = call.emulation.privatelink.store.endpoints.get(endpoint_id)
    if endpoint is None or (endpoint.account, endpoint.region) != (call.scope.account, call.scope.region):
        raise not_found(arn)
    refusal = None
    if endpoint.type != INTERFACE:
        refusal = f"The VPC endpoint {endpoint_id} is not an interface endpoint."
    elif not endpoint.private_dns or endpoint.state in ENDED:
        refusal = f"Private DNS is not enabled for the VPC endpoint {endpoint_id}."
    return ProfileResource(arn, VPC_ENDPOINT, endpoint.private_names, refusal)


def _rule_group(call: Call, arn: str, group_id: str) -> ProfileResource:
    store = route53resolver_stores[arn.split(":")[4]][call.scope.region]
    if group_id not in store.firewall_rule_groups:
        raise not_found(arn)
    return ProfileResource(arn, FIREWALL_RULE_GROUP)


def _query_log(call: Call, arn: str, config_id: str) -> ProfileResource:
    store = route53resolver_stores[arn.split(":")[4]][call.scope.region]
    if config_id not in store.resolver_query_log_configs:
        raise not_found(arn)
    return ProfileResource(arn, QUERY_LOG)
