"""The modules of a composition: found in a state wherever it is called, each in its account and Region."""

from __future__ import annotations

from dataclasses import replace

import pytest

from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_harness.checks.check import Account
from privatelink_harness.checks.composition.parts import checked, find_parts
from privatelink_harness.checks.placement import Placement
from privatelink_harness.errors import HarnessError
from privatelink_harness.terraform.snapshot import Snapshot
from tests.support.composition import CONSUMER, PROVIDER, SPEC, composition, resource, snapshot


@pytest.mark.parametrize("base", ["module.stack.", "", 'module.team["a"].module.link.'])
def test_modules_are_found_wherever_the_composition_is_called(base: str) -> None:
    parts = find_parts(composition(), snapshot(base))
    assert {name: part.stack.module for name, part in parts.items()} == {
        "payments": f"{base}module.payments",
        "on-line": f"{base}module.on_line",
    }


def test_a_composition_that_is_called_twice_needs_an_address() -> None:
    one, other = snapshot("module.one."), snapshot("module.two.")
    both = replace(one, state=Snapshot((*one.state.resources, *other.state.resources), {}))
    with pytest.raises(HarnessError) as caught:
        find_parts(composition(), both)
    assert (str(caught.value), caught.value.hint) == (
        "the stack has the modules of link several times, in module.one, module.two",
        "Name one: --module module.one",
    )
    named = find_parts(composition(), replace(both, module="module.two"))
    assert [part.stack.module for part in named.values()] == ["module.two.module.payments", "module.two.module.on_line"]


def test_modules_of_an_empty_state_are_looked_for_below_the_example() -> None:
    parts = find_parts(composition(), replace(snapshot(), state=Snapshot((), {})))
    assert [part.stack.module for part in parts.values()] == [
        "module.stack.module.payments",
        "module.stack.module.on_line",
    ]
    assert {part.account for part in parts.values()} == {
        Account("provider", None, "us-east-1"),
        Account("consumer", None, "us-east-1"),
    }


def test_each_module_is_in_the_account_that_the_state_tells() -> None:
    parts = find_parts(composition(), snapshot())
    assert {name: part.account for name, part in parts.items()} == {
        "payments": Account("provider", PROVIDER, "us-east-1"),
        "on-line": Account("consumer", CONSUMER, "us-east-1"),
    }


def test_the_runs_own_accounts_count_before_the_states() -> None:
    stack = snapshot(accounts={"provider": "777788889999", "consumer": CONSUMER})
    parts = find_parts(composition(), stack)
    assert (parts["payments"].account.id, parts["payments"].stack.account) == ("777788889999", "777788889999")


def test_an_accounts_own_region_counts_before_the_stacks() -> None:
    spec = composition(SPEC.replace("provider: {}, consumer: {}", "provider: {region: us-east-1}, consumer: {}"))
    elsewhere = spec.model_copy(
        update={
            "aliases": {**spec.aliases, "consumer": spec.aliases["consumer"].model_copy(update={"region": "eu-west-1"})}
        }
    )
    assert find_parts(elsewhere, snapshot())["on-line"].account.region == "eu-west-1"


@pytest.mark.parametrize(
    ("account", "region", "names"),
    [
        (PROVIDER, None, ["payments"]),
        (CONSUMER, "us-east-1", ["on-line"]),
        (None, "us-east-1", ["payments", "on-line"]),
    ],
)
def test_account_and_region_narrow_the_modules(account: str | None, region: str | None, names: list[str]) -> None:
    stack = snapshot(account=account, region=region)
    assert [part.name for part in checked(find_parts(composition(), stack), stack)] == names


@pytest.mark.parametrize(
    ("account", "region", "looked"),
    [
        ("777788889999", None, "account 777788889999"),
        (None, "eu-west-1", "eu-west-1"),
        (PROVIDER, "eu-west-1", f"account {PROVIDER} in eu-west-1"),
    ],
)
def test_an_account_or_region_without_modules_is_rejected(account: str | None, region: str | None, looked: str) -> None:
    stack = snapshot(account=account, region=region)
    with pytest.raises(HarnessError) as caught:
        checked(find_parts(composition(), stack), stack)
    assert (str(caught.value), caught.value.hint) == (
        f"the composition has no module in {looked}",
        f"It has provider: account {PROVIDER} in us-east-1; consumer: account {CONSUMER} in us-east-1.",
    )


def test_specs_have_the_compositions_tags_and_the_principals_of_its_links() -> None:
    service = find_parts(composition(), snapshot())["payments"].spec
    assert isinstance(service, ProviderSpec)
    assert service.tags == {"team": "payments"}
    assert service.service.allowed_principals == {"accounts.consumer": CONSUMER}


def test_a_principal_of_the_account_takes_the_place_of_its_root() -> None:
    role = f"arn:aws:iam::{CONSUMER}:role/app"
    text = SPEC.replace("service: {private", f'service: {{allowed_principals: {{app: "{role}"}}, private')
    service = find_parts(composition(text), snapshot())["payments"].spec
    assert isinstance(service, ProviderSpec)
    assert service.service.allowed_principals == {"app": role}


def test_placement_is_that_of_the_modules_network() -> None:
    networks = {"payments": {"vpc_id": "vpc-1", "subnet_ids": {"a": "subnet-1"}}}
    parts = find_parts(composition(), snapshot(outputs={"networks": networks, "on_line_vpc_id": "vpc-2"}))
    assert parts["payments"].stack.expected_placement() == Placement("vpc-1", ["subnet-1"])
    assert parts["on-line"].stack.expected_placement() == Placement("vpc-2")


def test_a_single_placement_is_rejected() -> None:
    with pytest.raises(HarnessError, match="a composition has a placement for each of its modules"):
        find_parts(composition(), snapshot(placement=Placement("vpc-1")))


def test_a_module_beside_the_composition_is_none_of_its_own() -> None:
    stack = snapshot()
    beside = resource("module.other.module.payments", "provider", PROVIDER, "aws_lb")
    more = replace(stack, state=Snapshot((*stack.state.resources, beside), {}))
    assert find_parts(composition(), more)["payments"].stack.module == "module.stack.module.payments"
