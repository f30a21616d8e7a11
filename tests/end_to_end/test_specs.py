"""Every other spec of the project: applied, verified, planned again, destroyed; every row is proven."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_harness.checks.check import Proof
from privatelink_harness.checks.property import TRAFFIC, Property
from tests.support.paths import PUBLISHED, SPEC_FILES
from tests.support.proven import PROVEN, unproven
from tests.support.versions import is_admitted

if TYPE_CHECKING:
    from privatelink_harness.checks.check import Check
    from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks

ELSEWHERE = "lambda-from-private-subnets"
"""The demo has a test module of its own."""

HUBS = "network"
"""The composition with a hub."""

PATHS = {
    path.stem: path
    for path in SPEC_FILES
    if path.stem != ELSEWHERE and (path.parent.name != "stack" or path.stem == HUBS)
    if is_admitted(PUBLISHED / path.parent.name / path.stem)
}
"""Without other compositions, which have test modules of their own."""
NAMES = sorted(PATHS)
AT_ONCE = 4
CONSUMERS = sorted(name for name, path in PATHS.items() if path.parent.name == "consumer")


@pytest.fixture(scope="module")
def built(privatelink: Stacks) -> dict[str, AppliedStack]:
    """All stacks, some at once: more would wait for the processor, each with a Terraform and an AWS provider."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        stacks = pool.map(lambda name: privatelink.apply(PATHS[name]), NAMES)
        return dict(zip(NAMES, stacks, strict=True))


@pytest.fixture(scope="module")
def checks(built: dict[str, AppliedStack]) -> dict[str, list[Check]]:
    """The checks of every stack: first of `verify`, then of the second plan."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        checks = pool.map(lambda stack: [*stack.checks(), stack.plan_again()], built.values())
        return dict(zip(NAMES, checks, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_every_row_passes(checks: dict[str, list[Check]], name: str) -> None:
    assert unproven(checks[name]) == []


@pytest.mark.parametrize("name", CONSUMERS)
def test_every_endpoint_exists_in_its_vpc(
    checks: dict[str, list[Check]], built: dict[str, AppliedStack], name: str
) -> None:
    spec = built[name].spec
    assert isinstance(spec, ConsumerSpec)
    verdicts = {
        (check.subject, check.property): check.verdict.value
        for check in checks[name]
        if check.property in {"exists", "type", "service", "VPC"}
    }
    assert verdicts == {
        (endpoint, row): "passed" for endpoint in spec.endpoints for row in ("exists", "type", "service", "VPC")
    }


CONNECTED = {
    "internal-service": {("service", "connections arrive")},
    "on-premises-to-lambda": {
        ("resolver inbound", "names answer"),
        ("resolver outbound", "names answer"),
        ("connection frankfurt", "who reaches it"),
        ("connection munich", "who reaches it"),
    },
    "shared-endpoints": {("resolver inbound", "names answer"), ("erp: service", "connections arrive")},
}
"""Rows by the name of a spec, which are proven where traffic flows: of networks on premises, and of a load balancer
whose target is another."""


@pytest.mark.parametrize("name", sorted(CONNECTED))
def test_connections_of_hubs_and_of_web_services_are_proven_where_traffic_flows(
    checks: dict[str, list[Check]], name: str
) -> None:
    rows = [row for row in checks[name] if (row.subject, row.property) in CONNECTED[name]]
    assert {(row.subject, row.property.value) for row in rows} == CONNECTED[name]
    assert [row for row in rows if row.verdict.value != PROVEN[row.proof]] == []


def test_acceptance_waits_for_the_service_owner(checks: dict[str, list[Check]]) -> None:
    states = {check.subject: check.api for check in checks["marketplace-service"] if check.property == "acceptance"}
    assert states == {"payments": "pendingAcceptance", "reports": "available", "firewall": "available"}


def test_routes_lead_through_a_vendors_firewall(checks: dict[str, list[Check]]) -> None:
    rows = {str(check.property): check.api for check in checks["marketplace-service"] if check.subject == "firewall"}
    assert (rows["type"], rows["routes"]) == ("GatewayLoadBalancer", "0.0.0.0/0 = 1, 10.0.0.0/24 = 1")


def test_service_of_another_region_passes(checks: dict[str, list[Check]]) -> None:
    [check] = [check for check in checks["marketplace-service"] if check.property == "service Region"]
    assert (check.subject, check.spec, check.plan, check.api) == ("reports", "us-east-1", "us-east-1", "us-east-1")


def test_fixed_addresses_are_those_of_the_spec(checks: dict[str, list[Check]]) -> None:
    rows = [check.api for check in checks["dual-stack-fixed-addresses"] if check.property == "fixed addresses"]
    assert [sorted(each.split(" = ")[1] for each in (row or "").split(", ")) for row in rows] == [
        ["10.0.16.10", "10.0.17.10"],
        ["10.0.16.11", "10.0.17.11"],
    ]


def test_policy_with_variables_keeps_its_version(checks: dict[str, list[Check]]) -> None:
    [check] = [check for check in checks["isolated-vpc"] if check.property == "policy version"]
    assert (check.subject, check.spec, check.api) == ("secretsmanager", "2012-10-17", "2012-10-17")


def test_module_tells_what_clients_and_resources_need(built: dict[str, AppliedStack]) -> None:
    outputs = built["isolated-vpc"].outputs
    told, endpoints = outputs["endpoints"], outputs["endpoints"]["endpoint_ids"]
    urls, statements = told["endpoint_urls"]["logs"], told["resource_policy_statements"]["s3"]

    assert re.fullmatch(
        rf"https://{endpoints['logs']}-[0-9a-z]{{8}}\.logs\.us-east-1\.vpce\.amazonaws\.com", urls["regional"]
    )
    assert sorted(urls["zonal"]) == ["us-east-1a", "us-east-1b"]
    assert statements["endpoint"]["Condition"]["StringNotEqualsIfExists"] == {"aws:SourceVpce": endpoints["s3"]}
    assert statements["vpc"]["Condition"]["StringNotEqualsIfExists"] == {"aws:SourceVpc": outputs["vpc_id"]}


def test_provider_and_consumer_agree_on_connections(checks: dict[str, list[Check]]) -> None:
    states = {
        (check.subject, check.property): check.api
        for check in checks["payments"]
        if check.subject.startswith("consumer")
    }

    assert states == {
        ("consumer orders", "connection"): "accepted",
        ("consumer orders", "state of the endpoint"): "accepted",
        ("consumer trial", "connection"): "suspended",
        ("consumer trial", "state of the endpoint"): "suspended",
    }


def test_rejection_by_hand_fails_both_sides(built: dict[str, AppliedStack], checks: dict[str, list[Check]]) -> None:
    assert checks["payments"]
    stack = built["payments"]
    endpoint = stack.outputs["consumer_endpoint_ids"]["orders"]
    service = stack.outputs["service"]["service_id"]
    ec2 = stack.client("ec2")
    try:
        ec2.reject_vpc_endpoint_connections(ServiceId=service, VpcEndpointIds=[endpoint])
        failed = [check for check in stack.checks() if check.verdict == "failed"]
    finally:
        ec2.accept_vpc_endpoint_connections(ServiceId=service, VpcEndpointIds=[endpoint])

    rows = {(check.subject, check.property, check.api) for check in failed if check.property not in TRAFFIC}
    assert rows == {
        ("consumer orders", "connection", "suspended"),
        ("consumer orders", "state of the endpoint", "suspended"),
    }
    connections = {(check.subject, check.property, check.api) for check in failed if check.property in TRAFFIC}
    assert connections <= {("orders to service", "expect", "timed out")}
    assert connections or Proof.TRAFFIC not in {check.proof for check in checks["payments"]}


def test_destroy_with_a_live_consumer_is_refused(built: dict[str, AppliedStack]) -> None:
    stack = built["payments"]
    service = stack.outputs["service"]["service_id"]
    answer = stack.client("ec2").delete_vpc_endpoint_service_configurations(ServiceIds=[service])

    assert [each["Error"]["Code"] for each in answer["Unsuccessful"]] == ["ExistingVpcEndpointConnections"]


def test_preshared_keys_are_in_the_state_alone(built: dict[str, AppliedStack], checks: dict[str, list[Check]]) -> None:
    applied = built["on-premises-to-lambda"]
    connections = applied.state.of("aws_vpn_connection")
    keys = {
        value
        for each in connections
        for name, value in each.values.items()
        if name.endswith("_preshared_key") and value
    }
    directory = applied.stack.directory
    files = [path for path in directory.rglob("*") if path.is_file() and ".tfstate" not in path.name]
    told = {path.name: path.read_bytes() for path in files if ".terraform" not in path.parts}
    told |= {
        "outputs": json.dumps(dict(applied.outputs)).encode(),
        "checks": repr(checks["on-premises-to-lambda"]).encode(),
    }

    assert len(keys) == 4
    assert [(name, key) for name, text in told.items() for key in keys if key.encode() in text] == []


def test_scenarios_connections_are_what_their_specs_expect(checks: dict[str, list[Check]]) -> None:
    rows = {name: [row for row in own if row.property is Property.EXPECT] for name, own in checks.items()}
    assert [row for own in rows.values() for row in own if row.verdict.value != PROVEN[row.proof]] == []
    wanted = sorted(name for name in NAMES if "\nexpect:" in PATHS[name].read_text(encoding="utf-8"))
    assert sorted(name for name, own in rows.items() if own) == wanted
