"""Every other spec of the project: applied, verified, destroyed. What stock LocalStack can't do is not provable."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from privatelink_harness.applied import Applied, Stacks
    from privatelink_harness.verification.check import Check

ELSEWHERE = "lambda-from-private-subnets"
"""The demo has a test module of its own."""

NAMES = sorted(path.stem for path in (Path(__file__).parents[2] / "specs").glob("*.yaml") if path.stem != ELSEWHERE)


@pytest.fixture(scope="module")
def built(privatelink: Stacks, specs: Path) -> dict[str, Applied]:
    """All stacks; made side by side, because most of an apply is waiting."""
    with ThreadPoolExecutor(len(NAMES)) as pool:
        stacks = pool.map(lambda name: privatelink.apply(specs / f"{name}.yaml"), NAMES)
        return dict(zip(NAMES, stacks, strict=True))


@pytest.fixture(scope="module")
def checks(built: dict[str, Applied]) -> dict[str, list[Check]]:
    """Verified, and then planned again, in this order: a plan refreshes nothing that is kept."""
    with ThreadPoolExecutor(len(NAMES)) as pool:
        found = pool.map(lambda stack: [*stack.checks(), stack.plan_again()], built.values())
        return dict(zip(NAMES, found, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_no_row_fails(checks: dict[str, list[Check]], name: str) -> None:
    failed = [check for check in checks[name] if check.verdict.value == "failed"]
    assert failed == []


@pytest.mark.parametrize("name", NAMES)
def test_every_endpoint_is_there_as_planned(
    checks: dict[str, list[Check]], built: dict[str, Applied], name: str
) -> None:
    spec = built[name].spec
    assert spec is not None
    found = {
        (check.subject, check.name): check.verdict.value
        for check in checks[name]
        if check.name in {"exists", "type", "service", "VPC"}
    }
    assert found == {
        (endpoint, row): "passed" for endpoint in spec.endpoints for row in ("exists", "type", "service", "VPC")
    }


def test_acceptance_is_never_proven(checks: dict[str, list[Check]]) -> None:
    found = {
        check.subject: (check.verdict.value, check.note)
        for check in checks["marketplace-service"]
        if check.name == "acceptance"
    }
    gap = ("not provable", "LocalStack calls every endpoint available")
    assert found == {"payments": gap, "reports": gap}


def test_a_service_of_another_region_is_not_provable(checks: dict[str, list[Check]]) -> None:
    [check] = [check for check in checks["marketplace-service"] if check.name == "service Region"]
    assert (check.subject, check.verdict.value, check.spec, check.plan) == (
        "reports",
        "not provable",
        "us-east-1",
        "us-east-1",
    )


def test_what_dual_stack_needs_is_not_provable(checks: dict[str, list[Check]]) -> None:
    rows = {"IP address type", "IPv6 addresses", "DNS records", "fixed addresses"}
    found = {
        (check.subject, check.name): check.verdict.value
        for check in checks["dual-stack-fixed-addresses"]
        if check.name in rows
    }
    assert found == {
        **{(name, row): "not provable" for name in ("kms", "sqs") for row in ("IP address type", "IPv6 addresses")},
        **{(name, "fixed addresses"): "not provable" for name in ("kms", "sqs")},
        **{("s3-on-premises", row): "not provable" for row in ("IP address type", "IPv6 addresses", "DNS records")},
        ("kms", "DNS records"): "not provable",
    }


def test_a_policy_with_variables_loses_its_version(checks: dict[str, list[Check]]) -> None:
    [check] = [check for check in checks["private-ecs-cluster"] if check.name == "policy version"]
    assert (check.subject, check.verdict.value, check.spec, check.plan, check.api) == (
        "secretsmanager",
        "not provable",
        "2012-10-17",
        "2012-10-17",
        "2008-10-17",
    )
