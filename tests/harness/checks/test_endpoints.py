"""Each check of an endpoint passes if all sources agree, and fails with each source that contradicts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from privatelink_harness.checks.check import Verdict
from privatelink_harness.checks.facts import Facts, Interface, Permission
from privatelink_harness.checks.placement import Placement
from privatelink_harness.checks.property import Property
from privatelink_harness.terraform.snapshot import Resource
from tests.support.endpoint_world import FACTS, OLD, POLICY, SPEC, WIDER, World
from tests.support.specs import consumer_spec as loads


@pytest.fixture
def interface() -> World:
    common = {
        "vpc_endpoint_type": "Interface",
        "service_name": "com.amazonaws.us-east-1.lambda",
        "ip_address_type": "ipv4",
        "private_dns_enabled": True,
        "policy": POLICY,
        "tags_all": {"team": "network", "Name": "core-lambda"},
    }
    known = {"vpc_id": "vpc-1", "subnet_ids": ["subnet-b", "subnet-a"], "security_group_ids": ["sg-1"]}
    label = "lambda.us-east-1.vpce.amazonaws.com"
    return World(
        plan=common,
        state={**common, **known, "id": "vpce-1", "state": "available"},
        api={
            "VpcEndpointId": "vpce-1",
            "VpcEndpointType": "Interface",
            "ServiceName": "com.amazonaws.us-east-1.lambda",
            "VpcId": "vpc-1",
            "State": "Available",
            "IpAddressType": "ipv4",
            "SubnetIds": ["subnet-a", "subnet-b"],
            "NetworkInterfaceIds": ["eni-a", "eni-b"],
            "Groups": [{"GroupId": "sg-1", "GroupName": "one"}],
            "PrivateDnsEnabled": True,
            "PolicyDocument": POLICY,
            "DnsEntries": [
                {"DnsName": f"vpce-1-abcd1234.{label}"},
                {"DnsName": f"vpce-1-abcd1234-us-east-1a.{label}"},
                {"DnsName": f"vpce-1-abcd1234-us-east-1b.{label}"},
                {"DnsName": "lambda.us-east-1.amazonaws.com"},
            ],
            "Tags": [{"Key": "team", "Value": "network"}, {"Key": "Name", "Value": "core-lambda"}],
        },
        facts=FACTS,
    )


@pytest.fixture
def gateway() -> World:
    common = {"vpc_endpoint_type": "Gateway", "service_name": "com.amazonaws.us-east-1.s3", "tags_all": {}}
    return World(
        plan={**common, "vpc_id": "vpc-1", "route_table_ids": ["rtb-1"]},
        state={**common, "id": "vpce-2", "vpc_id": "vpc-1", "route_table_ids": ["rtb-1"], "state": "available"},
        api={
            "VpcEndpointId": "vpce-2",
            "VpcEndpointType": "Gateway",
            "ServiceName": "com.amazonaws.us-east-1.s3",
            "VpcId": "vpc-1",
            "State": "available",
            "RouteTableIds": ["rtb-1"],
            "PolicyDocument": '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*",'
            '"Action":"*","Resource":"*"}]}',
        },
        facts=FACTS,
    )


def test_interface_endpoint_passes_every_check_where_all_agree(interface: World) -> None:
    rows = (
        *("type", "service", "VPC", "state", "IP address type", "subnets", "one interface a subnet", "addresses"),
        *("security groups", "groups of interfaces", "who may connect", "private DNS", "private names"),
        *("regional name", "zonal names", "policy", "policy version", "tags"),
    )
    assert interface.verdicts("lambda") == dict.fromkeys(rows, Verdict.PASSED)


def test_gateway_endpoint_passes_every_check_where_all_agree(gateway: World) -> None:
    rows = ("type", "service", "VPC", "state", "route tables", "routes", "policy", "tags")
    assert gateway.verdicts("s3") == dict.fromkeys(rows, Verdict.PASSED)


@pytest.mark.parametrize(
    ("source", "key", "value", "failed"),
    [
        ("plan", "vpc_endpoint_type", "GatewayLoadBalancer", {"type"}),
        ("state", "vpc_endpoint_type", "GatewayLoadBalancer", {"type"}),
        ("api", "VpcEndpointType", "GatewayLoadBalancer", {"type"}),
        ("plan", "service_name", "com.amazonaws.us-east-1.sqs", {"service"}),
        ("state", "service_name", "com.amazonaws.us-east-1.sqs", {"service"}),
        ("api", "ServiceName", "com.amazonaws.us-east-1.sqs", {"service"}),
        ("plan", "vpc_id", "vpc-2", {"VPC"}),
        ("state", "vpc_id", "vpc-2", {"VPC"}),
        ("api", "VpcId", "vpc-2", {"VPC", "who may connect"}),
        ("state", "state", "pending", {"state"}),
        ("api", "State", "failed", {"state"}),
        ("plan", "ip_address_type", "dualstack", {"IP address type"}),
        ("state", "ip_address_type", "dualstack", {"IP address type"}),
        ("api", "IpAddressType", "dualstack", {"IP address type"}),
        ("plan", "subnet_ids", ["subnet-a"], {"subnets"}),
        ("state", "subnet_ids", ["subnet-a"], {"subnets"}),
        ("api", "SubnetIds", ["subnet-a", "subnet-c"], {"subnets", "zonal names", "regional name"}),
        ("api", "NetworkInterfaceIds", ["eni-a"], {"one interface a subnet"}),
        ("api", "NetworkInterfaceIds", [], {"one interface a subnet", "addresses", "groups of interfaces"}),
        ("plan", "security_group_ids", ["sg-2"], {"security groups"}),
        ("state", "security_group_ids", ["sg-2"], {"security groups"}),
        ("api", "Groups", [{"GroupId": "sg-2"}], {"security groups", "groups of interfaces", "who may connect"}),
        ("plan", "private_dns_enabled", False, {"private DNS"}),
        ("state", "private_dns_enabled", False, {"private DNS"}),
        ("api", "PrivateDnsEnabled", False, {"private DNS"}),
        ("plan", "policy", WIDER, {"policy"}),
        ("state", "policy", WIDER, {"policy"}),
        ("api", "PolicyDocument", WIDER, {"policy"}),
        ("api", "PolicyDocument", None, {"policy", "policy version"}),
        ("plan", "policy", OLD, {"policy version"}),
        ("api", "PolicyDocument", OLD, {"policy version"}),
        ("plan", "tags_all", {"team": "other", "Name": "core-lambda"}, {"tags"}),
        ("state", "tags_all", {"Name": "core-lambda"}, {"tags"}),
        ("api", "Tags", [{"Key": "team", "Value": "network"}], {"tags"}),
    ],
)
def test_interface_endpoint_fails_the_check_of_the_contradiction(
    interface: World, source: str, key: str, value: object, failed: set[str]
) -> None:
    getattr(interface, source)[key] = value
    assert interface.failed("lambda") == failed


@pytest.mark.parametrize(
    ("source", "key", "value", "failed"),
    [
        ("plan", "route_table_ids", ["rtb-2"], {"route tables"}),
        ("state", "route_table_ids", ["rtb-1", "rtb-2"], {"route tables"}),
        ("api", "RouteTableIds", [], {"route tables"}),
        ("api", "State", "deleting", {"state"}),
        ("api", "PolicyDocument", WIDER, {"policy"}),
    ],
)
def test_gateway_endpoint_fails_the_check_of_the_contradiction(
    gateway: World, source: str, key: str, value: object, failed: set[str]
) -> None:
    getattr(gateway, source)[key] = value
    assert gateway.failed("s3") == failed


def _interfaces(change: Callable[[Interface], Interface]) -> Facts:
    return replace(FACTS, interfaces={name: change(each) for name, each in FACTS.interfaces.items()})


@pytest.mark.parametrize(
    ("facts", "failed"),
    [
        (_interfaces(lambda each: replace(each, ipv4="192.168.0.1")), {"addresses"}),
        (_interfaces(lambda each: replace(each, groups=frozenset({"sg-default"}))), {"groups of interfaces"}),
        (
            _interfaces(lambda each: replace(each, subnet="subnet-a")),
            {"one interface a subnet", "addresses"},
        ),
        (
            replace(FACTS, permissions={"sg-1": frozenset({Permission("tcp", "443", "0.0.0.0/0")})}),
            {"who may connect"},
        ),
        (
            replace(FACTS, permissions={"sg-1": frozenset({Permission("-1", "all", "10.0.0.0/16")})}),
            {"who may connect"},
        ),
        (replace(FACTS, permissions={}), {"who may connect"}),
    ],
)
def test_interface_endpoint_fails_with_its_surroundings(interface: World, facts: Facts, failed: set[str]) -> None:
    interface.facts = facts
    assert interface.failed("lambda") == failed


@pytest.mark.parametrize(
    ("block", "failed"),
    [
        ({"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["10.0.0.0/16"]}, set()),
        ({"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["10.0.0.0/16"]}, {"who may connect"}),
        ({"protocol": "tcp", "from_port": 443, "to_port": 445, "cidr_blocks": ["10.0.0.0/16"]}, {"who may connect"}),
        ({"protocol": "tcp", "from_port": 443, "to_port": 443, "self": True}, {"who may connect"}),
    ],
)
def test_interface_endpoint_fails_with_its_groups_state(
    interface: World, block: dict[str, Any], failed: set[str]
) -> None:
    interface.resources = (Resource("", "aws_security_group", "endpoints", None, {"id": "sg-1", "ingress": [block]}),)
    assert interface.failed("lambda") == failed
    assert interface.checks("lambda")["who may connect"].state is not None


def test_gateway_endpoint_fails_without_its_routes(gateway: World) -> None:
    gateway.facts = replace(FACTS, routes=frozenset())
    assert gateway.failed("s3") == {"routes"}


@pytest.mark.parametrize("missing", ["vpce-1-abcd1234.", "vpce-1-abcd1234-us-east-1b.", "lambda.us-east-1.amazonaws"])
def test_interface_endpoint_fails_without_each_name(interface: World, missing: str) -> None:
    interface.api["DnsEntries"] = [
        each for each in interface.api["DnsEntries"] if not each["DnsName"].startswith(missing)
    ]
    rows = {
        "vpce-1-abcd1234.": {"regional name"},
        "vpce-1-abcd1234-us-east-1b.": {"zonal names"},
        "lambda.us-east-1.amazonaws": {"private names"},
    }
    assert interface.failed("lambda") == rows[missing]


def test_plan_with_an_unknown_id_in_a_list_is_no_source(interface: World) -> None:
    interface.plan |= {"security_group_ids": ["sg-9", None], "subnet_ids": [None]}
    checks = interface.checks("lambda")
    assert (checks["security groups"].plan, checks["subnets"].plan) == (None, None)
    assert interface.failed("lambda") == set()


def test_state_and_api_are_compared_without_a_placement(interface: World) -> None:
    interface.placement = Placement()
    interface.state["subnet_ids"] = ["subnet-a"]
    assert interface.failed("lambda") == {"subnets", "one interface a subnet"}


def test_gap_hides_no_fault_of_the_module(interface: World) -> None:
    interface.gaps = {Property.IP_ADDRESS_TYPE: "always ipv4"}
    interface.plan["ip_address_type"] = "dualstack"
    assert interface.failed("lambda") == {"IP address type"}


def test_extra_groups_limit_ingress_to_the_spec(interface: World) -> None:
    interface.spec = loads(f"{SPEC}security_group: {{extra: [group/shared]}}\n", "core.yaml")
    interface.facts = replace(
        FACTS, permissions={"sg-1": FACTS.permissions["sg-1"] | {Permission("tcp", "22", "0.0.0.0/0")}}
    )
    assert interface.verdicts("lambda")["who may connect"] is Verdict.PASSED


def test_dual_stack_endpoint_needs_ipv6_addresses_and_rules(interface: World) -> None:
    interface.spec = loads(SPEC.replace("service: lambda", "service: lambda\n    ip_address_type: dualstack"), "c.yaml")
    interface.plan["ip_address_type"] = interface.state["ip_address_type"] = "dualstack"
    interface.api["IpAddressType"] = "dualstack"
    ipv6 = Permission("tcp", "443", "2001:db8::/56")
    interface.facts = replace(FACTS, permissions={"sg-1": FACTS.permissions["sg-1"] | {ipv6}})
    assert interface.failed("lambda") == set()
    assert interface.verdicts("lambda")["IPv6 addresses"] is Verdict.PASSED
    interface.facts = _interfaces(lambda each: replace(each, ipv6=frozenset()))
    assert interface.failed("lambda") == {"IPv6 addresses", "who may connect"}


CUSTOM = """
version: 1
pattern: consumer
name: core
endpoints:
  lambda: {service_name: com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc%s}
"""


@pytest.mark.parametrize("source", ["plan", "state", "api"])
def test_inbound_only_fails_with_each_source(interface: World, source: str) -> None:
    spec = SPEC.replace("lambda:\n    service: lambda", "on-premises:\n    service: s3\n    private_dns: true")
    interface.spec = loads(spec, "core.yaml")
    for_all, inbound = ({"private_dns_only_for_inbound_resolver_endpoint": each} for each in (False, True))
    interface.plan["dns_options"] = interface.state["dns_options"] = [for_all]
    interface.api["DnsOptions"] = {"PrivateDnsOnlyForInboundResolverEndpoint": False}
    row = "inbound-only private DNS"

    agreed = interface.verdicts("on-premises")[row]
    if source == "api":
        interface.api["DnsOptions"] = {"PrivateDnsOnlyForInboundResolverEndpoint": True}
    else:
        getattr(interface, source)["dns_options"] = [inbound]

    assert (agreed, interface.verdicts("on-premises")[row]) == (Verdict.PASSED, Verdict.FAILED)


@pytest.mark.parametrize(
    ("settings", "accepted", "said", "expected", "verdict"),
    [
        ("", False, "pendingAcceptance", "pendingAcceptance", Verdict.PASSED),
        ("", False, "available", "available", Verdict.PASSED),
        (", auto_accept: true", False, "available", "available", Verdict.PASSED),
        (", auto_accept: true", False, "pendingAcceptance", "available", Verdict.FAILED),
        (", private_dns: true", False, "rejected", "available", Verdict.FAILED),
        (", private_dns: after-acceptance", False, "pendingAcceptance", "pendingAcceptance", Verdict.PASSED),
        (", private_dns: after-acceptance", False, "rejected", "pendingAcceptance", Verdict.FAILED),
        (", private_dns: after-acceptance", True, "available", "available", Verdict.PASSED),
        (", private_dns: after-acceptance", True, "pendingAcceptance", "available", Verdict.FAILED),
    ],
)
def test_acceptance_is_what_the_stack_depends_on(
    interface: World, settings: str, *, accepted: bool, said: str, expected: str, verdict: Verdict
) -> None:
    interface.spec, interface.accepted = loads(CUSTOM % settings, "core.yaml"), accepted
    interface.state["state"] = interface.api["State"] = said
    check = interface.checks("lambda")["acceptance"]
    assert (check.expected, check.verdict) == (expected, verdict)


def test_acceptance_is_not_provable_with_a_gap(interface: World) -> None:
    interface.spec, interface.gaps = loads(CUSTOM % "", "core.yaml"), {Property.ACCEPTANCE: "always available"}
    check = interface.checks("lambda")["acceptance"]
    assert (check.verdict, check.note) == (Verdict.UNPROVABLE, "always available")
