"""DNS of a hub in the VPCs of another account: a zone, Resolver endpoints and rules, a Profile, shared by RAM."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privatelink_harness.checks import leftovers
from privatelink_harness.checks.check import Verdict
from privatelink_harness.pytest_plugin.stacks import Stacks
from privatelink_harness.stacks.directory import write_variables
from tests.support.accounts import temporary_accounts
from tests.support.http import call_http

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import AppliedStack
    from privatelink_localstack.runtime.instance import Instance

LAMBDA = "lambda.us-east-1.amazonaws.com"
DATABASE = "db.internal.example.com"
ON_PREMISES = "files.corp.example.com"


@pytest.fixture(scope="module")
def spoke(localstack: Instance) -> Iterator[str]:
    """The spokes' account."""
    with temporary_accounts(localstack.endpoint) as fresh:
        yield fresh()


@pytest.fixture(scope="module")
def stack(privatelink: Stacks, modules: Path, spoke: str) -> AppliedStack:
    return privatelink.apply(modules / "shared-dns", variables={"spoke_account": spoke})


def answers(localstack: Instance, vpc: str, name: str) -> tuple[str, str | None]:
    """Return who answers for a name in a VPC, and the profile that the VPC has it from."""
    found = call_http("GET", f"{localstack.endpoint}/_privatelink/names/{vpc}/{name}")
    return found["by"], found["profile"]


def test_the_vpcs_account_sees_the_zone_and_its_owner(stack: AppliedStack, spoke: str) -> None:
    zone, vpc = stack.outputs["zone_id"], stack.outputs["spoke_vpc_ids"]["zones"]
    route53 = stack.client("route53", spoke)
    (seen,) = route53.list_hosted_zones_by_vpc(VPCId=vpc, VPCRegion="us-east-1")["HostedZoneSummaries"]
    assert (seen["HostedZoneId"], seen["Owner"]["OwningAccount"]) == (zone, stack.session.accounts["consumer"])
    (association,) = stack.state.of("aws_route53_zone_association")
    assert association.values["owning_account"] == stack.session.accounts["consumer"]


def test_the_zones_account_sees_the_vpc(stack: AppliedStack) -> None:
    route53 = stack.client("route53", "consumer")
    vpcs = route53.get_hosted_zone(Id=stack.outputs["zone_id"])["VPCs"]
    assert stack.outputs["spoke_vpc_ids"]["zones"] in {vpc["VPCId"] for vpc in vpcs}


def test_the_spokes_account_has_what_is_shared(stack: AppliedStack, spoke: str) -> None:
    rule = stack.client("route53resolver", spoke).get_resolver_rule(ResolverRuleId=stack.outputs["rule_id"])
    profile = stack.client("route53profiles", spoke).get_profile(ProfileId=stack.outputs["profile_id"])
    seen = rule["ResolverRule"], profile["Profile"]
    owner = stack.session.accounts["consumer"]
    assert [(each["ShareStatus"], each["OwnerId"]) for each in seen] == [("SHARED_WITH_ME", owner)] * 2


def test_names_resolve_in_hub_and_spokes(stack: AppliedStack, localstack: Instance) -> None:
    hub, spokes = stack.outputs["hub_vpc_id"], stack.outputs["spoke_vpc_ids"]
    profile = stack.outputs["profile_id"]
    found = {
        vpc: [answers(localstack, vpc, name) for name in (DATABASE, ON_PREMISES, LAMBDA)]
        for vpc in (hub, spokes["zones"], spokes["profile"])
    }
    assert found == {
        hub: [("zone", None), ("rule", None), ("endpoint", None)],
        spokes["zones"]: [("zone", None), ("rule", None), ("internet", None)],
        spokes["profile"]: [("zone", profile), ("rule", profile), ("endpoint", profile)],
    }


def test_second_plan_is_empty(stack: AppliedStack) -> None:
    assert stack.plan_again().verdict is Verdict.PASSED


def test_leftovers_are_looked_for_in_both_accounts(stack: AppliedStack) -> None:
    check = leftovers.check(stack.state.resources, stack.session)
    whole = {
        each.id
        for each in stack.state.of(
            "aws_route53_zone",
            "aws_route53_resolver_endpoint",
            "aws_route53_resolver_rule",
            "aws_route53_resolver_rule_association",
            "aws_route53profiles_profile",
            "aws_route53profiles_association",
            "aws_route53profiles_resource_association",
        )
    }
    assert (check.verdict, check.note) == (Verdict.FAILED, "")
    assert whole <= set(check.found.split(", "))


def test_endpoints_and_rules_are_updated_in_place(stack: AppliedStack, spoke: str) -> None:
    types = ("aws_route53_resolver_endpoint", "aws_route53_resolver_rule")
    before = {each.address: each.id for each in stack.state.of(*types)}
    variables = {
        "spoke_account": spoke,
        "name_servers": ["192.168.1.53", "192.168.2.53"],
        "protocols": ["Do53", "DoH"],
        "inbound_host_number": 20,
        "reverse_rules": "ENABLE",
    }
    write_variables(stack.stack.directory, variables)
    stack.stack.plan()
    stack.stack.apply()
    assert {each.address: each.id for each in stack.state.of(*types)} == before
    resolver = stack.client("route53resolver", "consumer")
    rule = resolver.get_resolver_rule(ResolverRuleId=stack.outputs["rule_id"])["ResolverRule"]
    assert {each["Ip"] for each in rule["TargetIps"]} == {"192.168.1.53", "192.168.2.53"}
    inbound = before["aws_route53_resolver_endpoint.inbound"]
    addresses = resolver.list_resolver_endpoint_ip_addresses(ResolverEndpointId=inbound)["IpAddresses"]
    assert {each["Ip"] for each in addresses} == {"10.64.0.20", "10.64.1.20"}
    assert stack.plan_again().verdict is Verdict.PASSED
