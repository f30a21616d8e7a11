"""Each check of a hub passes if all sources agree, and fails where the API or the state of its account contradicts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from privatelink_harness.checks.check import Account
from privatelink_harness.checks.property import Property
from privatelink_harness.errors import HarnessError
from tests.support.hub_api import ECR, HUB, LAMBDA, REPORTS, RULE_ARN, SHARE, TOOLS, api
from tests.support.hub_stack import changed, failed, judged, resource, stack, state, without


def test_every_check_passes_if_all_sources_agree() -> None:
    assert failed(judged()) == set()


def test_every_check_passes_without_a_plan() -> None:
    assert failed(judged(snapshot=stack(plan=False))) == set()


def test_each_noun_is_in_its_own_account() -> None:
    checks = judged()
    places = {(check.subject, check.account) for check in checks if check.subject.startswith("spoke reports")}

    assert places == {
        ("spoke reports, from the hub", Account("hub", HUB.account, HUB.region)),
        ("spoke reports", Account("reports", REPORTS.account, REPORTS.region)),
        ("spoke reports, profile", Account("reports", REPORTS.account, REPORTS.region)),
    }
    others = {check.account.alias for check in checks if check.account and "spoke" not in check.subject}
    assert others == {"hub"}


ADMITTED = {(f"spoke {spoke}, from the hub", Property.ADMITTED) for spoke in ("reports", "tools")}

STATE = [
    (
        "module.hub.aws_route53_resolver_endpoint.inbound",
        {"protocols": ["DoH"]},
        ("resolver inbound", Property.DNS_PROTOCOLS),
    ),
    (
        'module.hub.aws_route53_resolver_rule.on_premises["corp.example.com"]',
        {"target_ip": [{"ip": "192.168.0.9", "port": 53}]},
        ("rule corp.example.com", Property.TARGETS),
    ),
    (
        'module.hub.aws_route53_record.this["lambda A"]',
        {"alias": [{"name": "elsewhere.example.com"}]},
        ("zone lambda", Property.RECORDS),
    ),
    (
        'module.hub.aws_vpn_connection.this["office"]',
        {"tunnel1_phase1_dh_group_numbers": [14]},
        ("connection office", Property.TUNNELS),
    ),
    ('module.hub.aws_customer_gateway.this["plant"]', {"bgp_asn": "65001"}, ("connection plant, device", Property.ASN)),
    ("module.hub.aws_vpn_gateway_attachment.this", {"vpc_id": "vpc-other"}, ("VPN gateway", Property.VPC)),
    (
        "module.hub.aws_dx_gateway_association.this",
        {"dx_gateway_id": "dxgw-2"},
        ("Direct Connect", Property.ENDS),
    ),
    (
        "module.hub.aws_ec2_transit_gateway.this",
        {"default_route_table_association": "enable"},
        ("transit gateway", Property.DEFAULTS),
    ),
    (
        "module.reports.aws_vpc_peering_connection.hub",
        {"peer_owner_id": TOOLS.account},
        ("spoke reports, from the hub", Property.ENDS),
    ),
    ("module.hub.aws_ram_resource_association.a0", {"resource_arn": RULE_ARN}, ("share", Property.RESOURCES)),
    (
        "module.tools.aws_route53profiles_association.this",
        {"profile_id": "rp-2"},
        ("spoke tools, profile", Property.PROFILE),
    ),
]
"""What the state says otherwise of a resource, and the check that it fails."""


@pytest.mark.parametrize(("address", "values", "expected"), STATE)
def test_check_fails_where_the_state_contradicts(
    address: str, values: dict[str, Any], expected: tuple[str, Property]
) -> None:
    assert failed(judged(snapshot=stack(changed(address, **values)))) == {expected}


MISSING = [
    ("module.hub.aws_route53_resolver_endpoint.inbound", {("resolver inbound", Property.EXISTS)}),
    ('module.hub.aws_vpn_connection.this["plant"]', {("connection plant", Property.EXISTS)}),
    (
        'module.hub.aws_vpn_connection_route.this["plant 192.168.0.0/16"]',
        {("connection plant", Property.STATIC_ROUTES)},
    ),
    ("module.hub.aws_vpn_gateway_route_propagation.this", {("VPN gateway", Property.PROPAGATION)}),
    ("module.hub.aws_security_group.clients", {("clients", Property.EXISTS), *ADMITTED}),
    ('module.hub.aws_route53_zone.this["lambda"]', {("zone lambda", Property.EXISTS)}),
    (
        'module.reports.aws_route53_zone_association.this["lambda"]',
        {("zone lambda", Property.VPCS)},
    ),
    (
        'module.reports.aws_route53_vpc_association_authorization.this["lambda"]',
        {("zone lambda", Property.AUTHORIZATIONS)},
    ),
    (
        "module.account_tools.aws_ram_principal_association.this",
        {("share", Property.PRINCIPALS), ("spoke tools", Property.SHARED)},
    ),
    (
        'module.tools.aws_ec2_transit_gateway_route_table_propagation.spoke["hub"]',
        {("spoke tools, from the hub", Property.TRANSIT)},
    ),
    ('module.tools.aws_route.hub_to_spoke["rtb-hub 10.2.0.0/16"]', {("spoke tools, from the hub", Property.ROUTES)}),
    ('module.reports.aws_route.spoke_to_hub["rtb-reports 10.0.0.0/24"]', {("spoke reports", Property.ROUTES)}),
]
"""A resource that the state does not have, and the checks that it fails."""


@pytest.mark.parametrize(("address", "expected"), MISSING)
def test_check_fails_without_a_resource(address: str, expected: set[tuple[str, Property]]) -> None:
    assert failed(judged(snapshot=stack(without(address)))) == expected


def test_spoke_that_is_not_connected_fails_from_both_sides() -> None:
    kept = tuple(each for each in state() if not each.module.startswith("module.reports"))

    subjects = {subject for subject, about in failed(judged(snapshot=stack(kept))) if about == Property.EXISTS}
    assert subjects == {"spoke reports, from the hub", "spoke reports", "spoke reports, profile"}


def test_account_without_the_share_fails() -> None:
    assert failed(judged(received={REPORTS: [SHARE]})) == {("spoke tools", Property.SHARED)}


def test_vpc_without_a_zone_resolves_its_names_on_the_internet() -> None:
    every = {"Z-lambda": LAMBDA, "Z-ecr-dkr": ECR}
    zones = {"vpc-hub": every, "vpc-reports": {"Z-ecr-dkr": ECR}, "vpc-tools": every}
    checks = judged(zones=zones)

    assert failed(checks) == {("spoke reports", Property.RESOLVES)}
    [check] = [each for each in checks if (each.subject, each.property) == ("spoke reports", Property.RESOLVES)]
    assert check.spec == f"*.{ECR} = endpoint ecr-dkr, corp.example.com = 192.168.0.10:53, {LAMBDA} = endpoint lambda"
    assert check.api == f"*.{ECR} = endpoint ecr-dkr, corp.example.com = 192.168.0.10:53, {LAMBDA} = the internet"


def test_zone_of_others_takes_a_name_away() -> None:
    zones = {
        f"vpc-{each}": {"Z-lambda": LAMBDA, "Z-ecr-dkr": ECR, "Z-theirs": f"any.{ECR}"} for each in ("hub", "tools")
    }

    assert ("spoke tools", Property.RESOLVES) in failed(judged(zones=zones))


def test_spoke_beside_the_spec_is_no_failure() -> None:
    answers = api()
    answers[HUB]["aws_route53_zone"]["Z-lambda"]["VPCs"].append({"VPCId": "vpc-more"})
    more = resource("module.more.aws_route53_zone_association.this", {"zone_id": "Z-lambda", "vpc_id": "vpc-more"})

    assert failed(judged(answers)) == {("zone lambda", Property.VPCS)}
    assert failed(judged(answers, stack((*state(), more)))) == set()


def test_hub_is_found_by_its_modules_under_any_name() -> None:
    renamed = tuple(replace(each, module=each.module.replace("module.hub", 'module.network["eu"]')) for each in state())

    assert failed(judged(snapshot=stack(renamed))) == set()


def test_spoke_is_found_by_the_networks_that_it_routes_to() -> None:
    renamed = tuple(replace(each, module=each.module.replace("module.tools", "module.vpc_7")) for each in state())

    assert failed(judged(snapshot=stack(renamed))) == set()


def test_spoke_of_a_composition_is_found_by_its_hubs_name() -> None:
    renamed = tuple(
        replace(each, module=each.module.replace("module.tools", "module.hub_tools"))
        for each in without('module.tools.aws_route.hub_to_spoke["rtb-hub 10.2.0.0/16"]')
    )

    assert failed(judged(snapshot=stack(renamed))) == {("spoke tools, from the hub", Property.ROUTES)}


def test_hub_that_is_called_twice_is_named() -> None:
    twice = tuple(replace(each, module=each.module.replace("module.hub", "module.other")) for each in state())

    with pytest.raises(
        HarnessError, match=r"the stack has the modules of net several times, in module\.hub, module\.other"
    ):
        judged(snapshot=stack((*state(), *twice)))
    assert failed(judged(snapshot=replace(stack((*state(), *twice)), module="module.hub"))) == set()
