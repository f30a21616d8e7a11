"""Each check of a provider's nouns passes if all sources agree, and fails with each source that contradicts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from privatelink_harness.checks.check import Proof, Verdict, judge
from privatelink_harness.checks.facts import Permission
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.provider.insight_rule import INSIGHT_RULE, InsightRule
from privatelink_harness.checks.provider.service import CONSUMER, Consumer
from privatelink_harness.terraform.snapshot import Resource
from tests.support.provider_stack import (
    BALANCER,
    GROUP,
    HEALTH_CHECK,
    NEXT,
    PRINCIPALS,
    RESOURCES,
    SERVICE_ID,
    TCP,
    TLS,
    facts,
    failed,
    forward,
    judged,
    nouns,
    resource,
    target,
)


@pytest.mark.parametrize("name", nouns())
def test_every_check_passes_if_all_sources_agree(name: str) -> None:
    assert {about: check for about, check in judged(nouns()[name]).items() if check.verdict is not Verdict.PASSED} == {}


API = [
    ("load balancer", "Type", "gateway", Property.TYPE),
    ("load balancer", "State", {"Code": "provisioning"}, Property.STATE),
    ("load balancer", "Scheme", "internet-facing", Property.SCHEME),
    ("load balancer", "IpAddressType", "dualstack", Property.IP_ADDRESS_TYPE),
    ("load balancer", "AvailabilityZones", [], Property.SUBNETS),
    ("load balancer", "SecurityGroups", [], Property.INGRESS),
    (
        "load balancer",
        "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic",
        "on",
        Property.PRIVATELINK_RULES,
    ),
    ("TLS listener", "Port", 8443, Property.PROTOCOL),
    ("TLS listener", "SslPolicy", "ELBSecurityPolicy-2016-08", Property.TLS_POLICIES),
    ("TLS listener", "AlpnPolicy", ["None"], Property.TLS_POLICIES),
    ("TLS listener", "Certificates", [{"CertificateArn": "arn:c"}], Property.CERTIFICATES),
    ("TLS listener", "DefaultActions", [forward({GROUP: 100, NEXT: 0})], Property.FORWARD),
    ("TCP listener", "Protocol", "UDP", Property.PROTOCOL),
    ("TCP listener", "DefaultActions", [{"TargetGroupArn": NEXT}], Property.FORWARD),
    ("target group", "TargetType", "instance", Property.TYPE),
    ("target group", "Port", 80, Property.PROTOCOL),
    ("target group", "VpcId", "vpc-2", Property.VPC),
    ("target group", "HealthCheckPath", "/", Property.HEALTH_CHECK),
    ("target group", "HealthCheckTimeoutSeconds", 10, Property.HEALTH_CHECK),
    ("target group", "Matcher", {"HttpCode": "200"}, Property.HEALTH_CHECK),
    ("service", "ServiceState", "Pending", Property.STATE),
    ("service", "AcceptanceRequired", False, Property.ACCEPTANCE),
    ("service", "PrivateDnsName", "b.example.com", Property.PRIVATE_DNS_NAME),
    ("service", "SupportedRegions", [{"Region": "eu-west-1"}], Property.SUPPORTED_REGIONS),
    ("service", "SupportedIpAddressTypes", ["ipv4", "ipv6"], Property.SUPPORTED_ADDRESSES),
    ("service", "AvailabilityZones", [], Property.ZONES),
    ("service", "Tags", [], Property.TAGS),
    ("notification", "ConnectionEvents", ["Accept"], Property.EVENTS),
    ("notification", "ConnectionNotificationArn", "arn:other", Property.TOPIC),
    ("alarm", "MetricName", "ResetPackets", Property.METRIC),
    ("alarm", "Dimensions", [{"Name": "Service Id", "Value": "vpce-svc-2"}], Property.WATCHED),
    ("alarm", "AlarmActions", [], Property.ALARM_ACTIONS),
    ("alarm", "ActionsEnabled", False, Property.ALARM_ACTIONS),
    ("alarm", "Threshold", 10.0, Property.THRESHOLD),
    ("alarm", "DatapointsToAlarm", 5, Property.THRESHOLD),
    ("alarm", "Period", 300, Property.THRESHOLD),
]
"""What the API says otherwise of a noun, and the check that it fails."""


@pytest.mark.parametrize(("name", "key", "value", "about"), API)
def test_check_fails_where_the_api_contradicts(name: str, key: str, value: object, about: Property) -> None:
    noun = nouns()[name]
    noun.described[key] = value

    assert failed(judged(noun)) == {about}


FACTS = [
    ("load balancer", "attributes", BALANCER, {"load_balancing.cross_zone.enabled": "false"}, Property.CROSS_ZONE),
    ("load balancer", "attributes", BALANCER, {"zonal_shift.config.enabled": "true"}, Property.ZONAL_SHIFT),
    ("load balancer", "attributes", BALANCER, {"dns_record.client_routing_policy": "-"}, Property.CLIENT_ROUTING),
    (
        "load balancer",
        "attributes",
        BALANCER,
        {"secondary_ips.auto_assigned.per_subnet": "0"},
        Property.SECONDARY_ADDRESSES,
    ),
    ("load balancer", "attributes", BALANCER, {"access_logs.s3.enabled": "false"}, Property.ACCESS_LOGS),
    ("load balancer", "attributes", BALANCER, {"access_logs.s3.bucket": "others"}, Property.ACCESS_LOGS),
    ("load balancer", "attributes", BALANCER, {"access_logs.s3.prefix": ""}, Property.ACCESS_LOGS),
    ("load balancer", "permissions", "sg-1", {Permission("tcp", "443", "10.0.0.0/16")}, Property.INGRESS),
    ("load balancer", "egress", "sg-1", {Permission("-1", "all", "0.0.0.0/0")}, Property.EGRESS),
    ("load balancer", "listeners", TCP, {"LoadBalancerArn": "arn:lb/other"}, Property.LISTENERS),
    ("TLS listener", "certificates", TLS, frozenset(), Property.CERTIFICATES),
    ("TCP listener", "attributes", TCP, {"tcp.idle_timeout.seconds": "60"}, Property.IDLE_TIMEOUT),
    ("target group", "attributes", GROUP, {"proxy_protocol_v2.enabled": "false"}, Property.PROXY_PROTOCOL),
    ("target group", "attributes", GROUP, {"preserve_client_ip.enabled": "true"}, Property.CLIENT_IP),
    ("target group", "attributes", GROUP, {"stickiness.enabled": "false"}, Property.STICKINESS),
    ("target group", "attributes", GROUP, {"deregistration_delay.timeout_seconds": "300"}, Property.DEREGISTRATION),
    (
        "target group",
        "attributes",
        GROUP,
        {"deregistration_delay.connection_termination.enabled": "false"},
        Property.DEREGISTRATION,
    ),
    ("target group", "health", GROUP, [target("10.0.0.20", 8443)], Property.TARGETS),
    (
        "target group",
        "health",
        GROUP,
        [target("10.0.0.20", 8443), target("10.0.1.20", 9443) | {"TargetHealth": {"State": "unhealthy"}}],
        Property.TARGET_HEALTH,
    ),
    ("service", "principals", SERVICE_ID, frozenset(PRINCIPALS[:1]), Property.PRINCIPALS),
    ("service", "verification", SERVICE_ID, "failed", Property.VERIFICATION),
    ("service", "load_balancers", BALANCER, {"AvailabilityZones": []}, Property.ZONES),
]
"""What the API says otherwise of what belongs to a noun, and the check that it fails."""


@pytest.mark.parametrize(("name", "kind", "key", "value", "about"), FACTS)
def test_check_fails_where_facts_contradict(name: str, kind: str, key: str, value: Any, about: Property) -> None:
    known = facts()
    old = getattr(known, kind)
    merged = {**old[key], **value} if isinstance(old[key], dict) else value

    changed: Any = {kind: {**old, key: merged}}
    assert failed(judged(nouns()[name], known=replace(known, **changed))) == {about}


def test_principals_of_a_unit_are_its_accounts() -> None:
    noun = nouns()["service"]
    unit = "arn:aws:organizations::111122223333:ou/o-exampleorgid/ou-abcd-12345678"
    noun.model = noun.model.model_copy(update={"allowed_principals": {"retail": unit, "batch": PRINCIPALS[1]}})
    known = replace(facts(), unit_accounts={"ou-abcd-12345678": frozenset({"111122223333"})})
    joined = replace(known, unit_accounts={"ou-abcd-12345678": frozenset({"111122223333", "999999999999"})})

    assert failed(judged(noun, known=known)) == set()
    assert failed(judged(noun, known=joined)) == {Property.PRINCIPALS}


PLANS = [
    ("load balancer", "internal", False, Property.SCHEME),
    ("load balancer", "enable_cross_zone_load_balancing", False, Property.CROSS_ZONE),
    ("load balancer", "tags_all", {}, Property.TAGS),
    ("TLS listener", "alpn_policy", "None", Property.TLS_POLICIES),
    ("TCP listener", "tcp_idle_timeout_seconds", 60, Property.IDLE_TIMEOUT),
    ("target group", "connection_termination", False, Property.DEREGISTRATION),
    ("target group", "health_check", [HEALTH_CHECK | {"interval": 5}], Property.HEALTH_CHECK),
    ("service", "acceptance_required", False, Property.ACCEPTANCE),
    ("service", "private_dns_name", "b.example.com", Property.PRIVATE_DNS_NAME),
    ("notification", "connection_events", ["Accept"], Property.EVENTS),
]
"""What the plan says otherwise, and the check that it fails."""


@pytest.mark.parametrize(("name", "attribute", "value", "about"), PLANS)
def test_check_fails_where_the_plan_contradicts(name: str, attribute: str, value: object, about: Property) -> None:
    assert failed(judged(nouns()[name], plan={attribute: value})) == {about}


def test_every_property_of_every_noun_has_a_contradiction() -> None:
    contradicted = {(name, about) for name, *_, about in (*API, *FACTS, *PLANS)}
    whole = {(name, about) for name, noun in nouns().items() for about in judged(noun)}

    # Another VPC or an unknown load balancer contradicts more than one check; the next two tests are about them.
    assert whole - contradicted == {("load balancer", Property.VPC), ("service", Property.LOAD_BALANCERS)}


def test_load_balancer_in_another_vpc_fails_its_placement() -> None:
    noun = nouns()["load balancer"]
    noun.described["VpcId"] = "vpc-2"

    assert Property.VPC in failed(judged(noun))


def test_service_with_an_unknown_load_balancer_fails() -> None:
    noun = nouns()["service"]
    noun.described["NetworkLoadBalancerArns"] = [BALANCER, "arn:lb/other"]

    assert Property.LOAD_BALANCERS in failed(judged(noun))


def changed(resource_type: str, key: str, value: object) -> tuple[Resource, ...]:
    """Return the module's resources with another value in those of a type."""
    return tuple(
        replace(each, values={**each.values, key: value}) if each.type == resource_type else each for each in RESOURCES
    )


@pytest.mark.parametrize(
    ("name", "resources", "about"),
    [
        ("load balancer", changed("aws_security_group", "ingress", []), Property.INGRESS),
        ("load balancer", changed("aws_security_group", "egress", []), Property.EGRESS),
        ("load balancer", changed("aws_lb_listener", "port", 8080), Property.LISTENERS),
        ("service", changed("aws_vpc_endpoint_service_allowed_principal", "principal_arn", "*"), Property.PRINCIPALS),
    ],
)
def test_check_fails_where_the_state_of_what_belongs_to_it_contradicts(
    name: str, resources: tuple[Resource, ...], about: Property
) -> None:
    assert failed(judged(nouns()[name], resources=resources)) == {about}


def test_planned_principals_are_compared() -> None:
    planned = changed("aws_vpc_endpoint_service_allowed_principal", "principal_arn", "*")
    assert failed(judged(nouns()["service"], planned_resources=planned)) == {Property.PRINCIPALS}


def test_principal_that_the_plan_does_not_know_is_no_source() -> None:
    planned = changed("aws_vpc_endpoint_service_allowed_principal", "principal_arn", None)
    check = judged(nouns()["service"], planned_resources=planned)[Property.PRINCIPALS]
    assert (check.verdict, check.plan) == (Verdict.PASSED, None)


@pytest.mark.parametrize("rule", ["aws_security_group_rule", "aws_vpc_security_group_egress_rule"])
def test_rules_that_are_resources_of_their_own_are_not_in_the_state_of_their_group(rule: str) -> None:
    apart = (*changed("aws_security_group", "ingress", []), resource(rule, {"security_group_id": "sg-1"}))
    check = judged(nouns()["load balancer"], resources=apart)[Property.INGRESS]
    assert (check.verdict, check.state) == (Verdict.PASSED, None)


@pytest.mark.parametrize(("planned", "wrong"), [(True, set()), (None, set()), (False, {Property.CONNECTION})])
def test_consumer_that_the_plan_does_not_accept_fails(planned: bool | None, wrong: set[Property]) -> None:  # noqa: FBT001
    subject = Consumer("accepted", {"VpcEndpointState": "available"}, None, accepter=True, planned=planned)
    sources = CONSUMER[Property.CONNECTION](subject)
    assert sources is not None
    check = judge("consumer", Property.CONNECTION, sources, proof=Proof.LIVE, gaps={})
    assert failed({Property.CONNECTION: check}) == wrong


@pytest.mark.parametrize(
    ("key", "value", "about"),
    [
        ("threshold", 10, {Property.THRESHOLD}),
        ("metric_name", "NewConnections", {Property.METRIC}),
        ("dimensions", {}, set()),
        ("period", None, set()),
    ],
)
def test_planned_alarm_is_compared_as_far_as_the_plan_knows_it(key: str, value: object, about: set[Property]) -> None:
    assert failed(judged(nouns()["alarm"], plan={key: value})) == about


@pytest.mark.parametrize(
    ("key", "value", "about"),
    [
        ("dimensions", {"Service Id": "vpce-svc-2"}, Property.WATCHED),
        ("alarm_actions", ["arn:other"], Property.ALARM_ACTIONS),
        ("evaluation_periods", 9, Property.THRESHOLD),
    ],
)
def test_check_fails_where_the_alarms_state_contradicts(key: str, value: object, about: Property) -> None:
    noun = nouns()["alarm"]
    unchanged = dict(noun.values)
    noun.values[key] = value
    assert failed(judged(noun, plan=unchanged)) == {about}


def test_alarm_on_a_service_that_is_gone_fails() -> None:
    check = judged(nouns()["alarm"], known=replace(facts(), services={}))[Property.WATCHED]
    assert (check.verdict, check.spec) == (Verdict.FAILED, "Service Id = does not exist")


def test_draining_target_is_not_registered() -> None:
    draining = target("10.0.2.20", 8443) | {"TargetHealth": {"State": "draining"}}
    known = facts()
    health = {GROUP: [*known.health[GROUP], draining]}

    assert failed(judged(nouns()["target group"], known=replace(known, health=health))) == set()


@pytest.mark.parametrize(
    ("expected", "owner", "consumer", "accepter", "wrong"),
    [
        ("accepted", "available", "available", True, set()),
        ("accepted", "pending", "Available", True, set()),
        ("suspended", "rejected", "rejected", False, set()),
        ("suspended", "pendingAcceptance", "pendingAcceptance", False, set()),
        ("suspended", None, None, False, set()),
        ("accepted", "rejected", "rejected", True, {Property.CONNECTION, Property.ENDPOINT_STATE}),
        ("accepted", "available", "rejected", True, {Property.ENDPOINT_STATE}),
        ("accepted", "available", "available", False, {Property.CONNECTION}),
        ("suspended", "available", None, False, {Property.CONNECTION}),
        ("accepted", None, None, True, {Property.CONNECTION}),
        ("accepted", "failed", "failed", True, {Property.CONNECTION, Property.ENDPOINT_STATE}),
    ],
)
def test_consumer_is_compared_from_both_sides(
    expected: str, owner: str | None, consumer: str | None, *, accepter: bool, wrong: set[Property]
) -> None:
    connection = {"VpcEndpointState": owner} if owner else None
    subject = Consumer(expected, connection, {"State": consumer} if consumer else None, accepter)
    checks = {
        about: judge("consumer", about, sources, proof=Proof.LIVE, gaps={})
        for about, compare in CONSUMER.items()
        if (sources := compare(subject)) is not None
    }

    assert failed(checks) == wrong


@pytest.mark.parametrize(
    ("stated", "described", "verdict"),
    [
        ("ENABLED", "ENABLED", Verdict.PASSED),
        ("ENABLED", "DISABLED", Verdict.FAILED),
        ("ENABLED", None, Verdict.FAILED),
        ("DISABLED", "ENABLED", Verdict.FAILED),
        (None, None, Verdict.FAILED),
    ],
)
def test_insight_rule_collects(stated: str | None, described: str | None, verdict: Verdict) -> None:
    [compare] = INSIGHT_RULE.values()
    sources = compare(InsightRule(stated, described))
    assert sources is not None

    assert judge("ranking", Property.STATE, sources, proof=Proof.LIVE, gaps={}).verdict is verdict
