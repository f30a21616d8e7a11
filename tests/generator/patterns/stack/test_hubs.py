"""Hubs in a stack: where their spokes are, what they can't be, and what links make of their services."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from privatelink_generator.errors import SpecError
from privatelink_generator.load import load, loads
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.stack.model import StackSpec
from privatelink_generator.patterns.stack.view import StackView
from privatelink_generator.patterns.stack.wiring import parts
from privatelink_generator.render.module import render
from tests.support.specs import faults
from tests.support.stack_specs import HUB, SERVICE, hub_stack


def stack_of(text: str) -> StackSpec:
    spec = loads(text)
    assert isinstance(spec, StackSpec)
    return spec


def test_spokes_are_in_the_regions_of_their_accounts() -> None:
    spec = stack_of(hub_stack("far: {cidrs: [10.2.0.0/16], reached_by: peering, account: far}"))

    assert [(each.account, each.region) for each in spec.spokes] == [("far", "eu-west-1")]
    hub = parts(spec)["modules/network"]
    assert isinstance(hub, HybridSpec)
    assert (hub.spokes["far"].account, hub.spokes["far"].region) == ("far", "eu-west-1")


def test_spoke_without_an_account_is_in_that_of_the_hub() -> None:
    spec = stack_of(
        hub_stack(
            "lab: {cidrs: [10.2.0.0/16], reached_by: peering}, far: {cidrs: [10.3.0.0/16], reached_by: peering, "
            "account: far}"
        )
    )

    assert [(each.account, each.region) for each in spec.spokes] == [("centre", "us-east-1"), ("far", "eu-west-1")]


@pytest.mark.parametrize(
    ("spokes", "expected"),
    [
        (
            "far: {cidrs: [10.2.0.0/16], reached_by: peering, account: §farr}",
            "§'farr' is not one of the stack's accounts; did you mean 'far'?",
        ),
        (
            "far: {cidrs: [10.2.0.0/16], reached_by: peering, account: §far, region: us-west-2}",
            (
                "§'far' is in eu-west-1, and the spoke says region: us-west-2; write the same Region, or add an entry "
                "of accounts for the other, and name it in the spoke's account"
            ),
        ),
        (
            "far: §{cidrs: [10.2.0.0/16], reached_by: transit_gateway, account: far}",
            (
                "§a transit gateway takes VPCs of its own Region, us-east-1; write reached_by: peering, or peer it "
                "with a transit gateway there and write reached_by: existing"
            ),
        ),
    ],
)
def test_spokes_must_suit_the_accounts_of_the_stack(spokes: str, expected: str) -> None:
    assert faults(hub_stack(spokes)) == [expected]


def test_spoke_of_an_account_named_hub_is_refused() -> None:
    text = hub_stack("far: {cidrs: [10.2.0.0/16], reached_by: peering, account: §hub}")

    assert faults(text) == ["§'hub' is the hub's own account; leave account out, or take another alias"]


def test_general_hub_is_refused() -> None:
    text = (
        "version: 1\npattern: stack\nname: link\nregion: us-east-1\naccounts: {centre: {}}\nmodules:\n"
        f"  network: {{account: centre, spec: {{general: §true, {HUB}}}}}\n"
    )

    assert faults(text) == ["§a stack calls its hubs with what their specs hold; leave general out"]


def test_account_under_two_aliases_is_refused() -> None:
    role = '"arn:aws:iam::111111111111:role/terraform"'
    text = hub_stack(
        "near: {cidrs: [10.2.0.0/16], reached_by: transit_gateway, account: §near}",
        accounts=f"centre: {{role: {role}}}, near: {{role: {role}}}, partner: {{}}",
    )

    assert faults(text) == ["§'near' is 111111111111 in us-east-1, which is the hub's own account; leave account out"]


def test_spoke_with_the_name_of_a_module_is_refused() -> None:
    text = hub_stack("far: §{cidrs: [10.2.0.0/16], reached_by: peering, account: far}").replace("shop", "network-far")

    assert faults(text) == [
        (
            "§the spoke 'far' of 'network' and the module 'network-far' would both be network_far in Terraform; "
            "rename one of them"
        )
    ]


def test_faults_of_spokes_are_in_the_file_of_the_hub(tmp_path: Path) -> None:
    (tmp_path / "network.yaml").write_text(
        "version: 1\npattern: hybrid\nname: network\nendpoints: {lambda: {service: lambda}}\n"
        "spokes:\n  far: {cidrs: [10.2.0.0/16], reached_by: peering, account: nobody}\n"
    )
    stack = tmp_path / "stack.yaml"
    stack.write_text(
        "version: 1\npattern: stack\nname: link\naccounts: {centre: {}}\n"
        "modules: {network: {account: centre, spec: network.yaml}}\n"
    )

    with pytest.raises(SpecError) as refused:
        load(stack)

    assert [str(fault) for fault in refused.value.faults] == [
        f"{tmp_path / 'network.yaml'}:6:61: 'nobody' is not one of the stack's accounts"
    ]


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("network", "§'network' is a hub; name one of its services, as in network.erp"),
        ("network.erpp", "§'erpp' is not one of the services of 'network'; did you mean 'erp'?"),
        ("shop.erp", "§'shop' is a consumer, which has no service; name a provider"),
        ("networks.erp", "§'networks' is not one of modules; did you mean 'network'?"),
    ],
)
def test_links_name_a_service_of_a_hub(service: str, expected: str) -> None:
    text = hub_stack("", links=f"{{endpoint: shop.erp, service: §{service}}}")

    assert faults(text) == [expected]


def test_links_do_not_name_endpoints_of_a_hub() -> None:
    text = hub_stack(
        "", links="{endpoint: shop.erp, service: network.erp}, {endpoint: §network.lambda, service: network.erp}"
    )

    assert faults(text) == ["§'network' is a hub, whose endpoints the stack does not link; name a consumer's"]


def test_hub_admits_and_accepts_its_consumers() -> None:
    spec = stack_of(hub_stack("lab: {cidrs: [10.2.0.0/16], reached_by: privatelink, account: lab}"))
    main = render(spec, source="stack.yaml").files["main.tf"]

    assert StackView(spec).admitted("network.erp") == ["lab", "partner"]
    assert 'lab        = module.network_lab.endpoint_ids["erp"]' in main
    assert '"shop.erp" = module.shop.endpoint_ids["erp"]' in main
    assert 'erp = module.network.service_names["erp"]' in main
    assert (
        "allowed_principals  = merge(local.network_erp_principals, var.network.services.erp.allowed_principals)" in main
    )


def test_service_with_known_consumers_knows_links_and_spokes() -> None:
    text = hub_stack("lab: {cidrs: [10.2.0.0/16], reached_by: privatelink, account: lab}")
    spec = stack_of(
        text.replace(
            SERVICE,
            f"{SERVICE}, service: {{allowed_principals: {{other: '111122223333'}}, consumers: {{other: accepted}}}}",
        )
    )

    hub = parts(spec)["modules/network"]
    assert isinstance(hub, HybridSpec)
    assert list(hub.services["erp"].service.consumers) == ["other", "lab", "shop.erp"]


def test_account_with_shared_resources_is_called_once() -> None:
    spec = stack_of(
        hub_stack(
            "lab: {cidrs: [10.2.0.0/16], reached_by: transit_gateway, account: lab}, "
            "tools: {cidrs: [10.3.0.0/16], reached_by: transit_gateway, account: lab}"
        )
    )
    main = render(spec, source="stack.yaml").files["main.tf"]

    assert main.count('module "network_account_lab" {') == 1
    assert len(re.findall(r"shared +=  *module\.network_account_lab\.shared", main)) == 2


def test_spoke_without_routes_and_names_has_no_variable() -> None:
    private = HUB.replace("{service: lambda}", "{service: lambda, private_dns: false}")
    text = hub_stack("lab: {cidrs: [10.2.0.0/16], reached_by: existing, account: lab}").replace(HUB, private)

    assert StackView(stack_of(text)).hubs.spokes == []
