"""A module written by hand, right and wrong: exactly the rows of its faults fail."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks

FAULTS: dict[str, list[str]] = {
    "none": [],
    "placement and policy": ["subnet", "policy", "route"],
    "all others": ["open", "dns", "extra", "tag"],
}


@pytest.fixture(scope="module")
def built(privatelink: Stacks, modules: Path) -> dict[str, AppliedStack]:
    """Apply the module with each set of faults, side by side: most of an apply is waiting."""

    def apply(faults: list[str]) -> AppliedStack:
        return privatelink.apply(modules / "hand-written", variables={"faults": faults})

    with ThreadPoolExecutor(len(FAULTS)) as pool:
        return dict(zip(FAULTS, pool.map(apply, FAULTS.values()), strict=True))


@pytest.fixture(scope="module")
def spec(modules: Path) -> Path:
    return modules / "hand-written" / "privatelink.yaml"


def failed(stack: AppliedStack, spec: Path) -> set[tuple[str, str]]:
    return {(check.subject, check.property) for check in stack.checks(spec) if check.verdict.value == "failed"}


def subnets(stack: AppliedStack, name: str) -> dict[str, str]:
    return {each.values["availability_zone"][-1]: each.id for each in stack.state.of("aws_subnet") if each.name == name}


def test_no_row_fails_without_a_fault(built: dict[str, AppliedStack], spec: Path) -> None:
    assert set() == failed(built["none"], spec)


def test_rows_of_subnets_policy_and_routes_fail_for_their_faults(built: dict[str, AppliedStack], spec: Path) -> None:
    assert {
        ("lambda", "subnets"),
        ("lambda", "one interface a subnet"),
        ("lambda", "policy"),
        ("s3", "route tables"),
        ("s3", "routes"),
    } == failed(built["placement and policy"], spec)


def test_rows_of_groups_dns_endpoints_and_tags_fail_for_their_faults(
    built: dict[str, AppliedStack], spec: Path
) -> None:
    assert {
        ("lambda", "who may connect"),
        ("sqs", "who may connect"),
        ("sqs", "private DNS"),
        ("sqs", "private names"),
        ("stack", "other endpoints"),
        ("s3", "tags"),
    } == failed(built["all others"], spec)


def test_verify_explains_the_value_of_each_source(built: dict[str, AppliedStack], spec: Path) -> None:
    stack = built["placement and policy"]
    private, public = subnets(stack, "private"), subnets(stack, "public")
    expected, actual = ", ".join(sorted(private.values())), ", ".join(sorted((private["a"], public["b"])))
    with pytest.raises(AssertionError) as caught:
        stack.verify(spec)
    assert f"lambda: subnets: failed\n  expected (output): {expected}\n  found (state, API): {actual}\n" in str(
        caught.value
    )


def test_apply_writes_nothing_beside_the_users_module(built: dict[str, AppliedStack], modules: Path) -> None:
    assert built
    assert {"endpoints.tf", "network.tf", "outputs.tf", "privatelink.yaml", "variables.tf", "versions.tf"} == {
        path.name for path in (modules / "hand-written").iterdir()
    }
