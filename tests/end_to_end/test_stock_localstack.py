"""The demo on stock LocalStack: a property that it answers wrongly is not provable, and never passed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from privatelink_harness.checks.check import Check, Verdict
from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks
from privatelink_localstack.runtime import process
from tests.support.versions import LOCALSTACK

INTERFACE = {
    "exists": "passed",
    "type": "passed",
    "service": "passed",
    "VPC": "passed",
    "state": "passed",
    "IP address type": "passed",
    "subnets": "passed",
    "one interface a subnet": "passed",
    "addresses": "not provable",
    "security groups": "passed",
    "groups of interfaces": "not provable",
    "who may connect": "passed",
    "private DNS": "passed",
    "private names": "not provable",
    "regional name": "not provable",
    "zonal names": "not provable",
    "policy": "passed",
    "tags": "passed",
    "names answer": "not provable",
    "who reaches it": "not provable",
    "silent to others": "not provable",
    "function calls": "not provable",
}


@pytest.fixture(scope="module")
def stacks(specs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stacks]:
    directory = tmp_path_factory.mktemp("stock")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("LOCALSTACK_ENDPOINT", "AWS_ENDPOINT_URL"):
            patch.delenv(name, raising=False)
        instance = process.up(directory=directory, stock=True)
        try:
            patch.setenv("LOCALSTACK_ENDPOINT", instance.endpoint)
            with closing(Stacks(specs)) as stacks:
                yield stacks
        finally:
            process.down(directory=directory)


@pytest.fixture(scope="module")
def stack(stacks: Stacks) -> AppliedStack:
    return stacks.apply("lambda-from-private-subnets.yaml")


@pytest.fixture(scope="module")
def checks(stack: AppliedStack) -> list[Check]:
    return stack.checks()


def test_rows_of_gaps_are_not_provable(checks: list[Check]) -> None:
    assert {check.property: check.verdict.value for check in checks if check.subject == "lambda"} == INTERFACE


def test_session_name_tells_that_it_is_stock(stack: AppliedStack) -> None:
    assert stack.session.name.startswith(f"stock LocalStack {LOCALSTACK} at http://127.0.0.1:")


def test_row_of_a_gap_rests_on_the_plan_alone(checks: list[Check]) -> None:
    [types] = [check for check in checks if check.property == "IP address type"]
    assert (types.proof.value, types.spec, types.plan) == ("structural", "ipv4", "ipv4")


def test_second_plan_is_not_provable_for_the_policy_version(stack: AppliedStack) -> None:
    second = stack.plan_again()
    assert (second.verdict.value, second.found, second.note) == (
        "not provable",
        "module.endpoints.aws_vpc_endpoint.lambda[0]: policy",
        "LocalStack drops a policy's Version",
    )


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("dual-stack-fixed-addresses.yaml", ""),
        # Stock LocalStack has no services of vendors to ask about.
        ("marketplace-service.yaml", "unsupported_zones: unchecked\n"),
        ("isolated-vpc.yaml", ""),
    ],
)
def test_specs_with_gaps_have_no_failed_row(stacks: Stacks, specs: Path, tmp_path: Path, name: str, more: str) -> None:
    spec = tmp_path / name
    spec.write_text((specs / name).read_text() + more)
    applied = stacks.apply(spec)
    verdicts = {check.verdict for check in [*applied.checks(), applied.plan_again()]}
    assert Verdict.FAILED not in verdicts


def test_second_plan_does_not_blame_the_module_for_what_stock_drops_beside_endpoints(
    stacks: Stacks, modules: Path
) -> None:
    second = stacks.apply(modules / "stock-drops").plan_again()
    assert second.verdict is Verdict.UNPROVABLE, second.found
    assert second.found.split("; ") == [
        "aws_cloudwatch_log_group.this: log_group_class",
        "aws_customer_gateway.this: device_name",
        "aws_flow_log.this: destination_options",
        "aws_network_acl.this: ingress",
        "aws_vpc_dhcp_options.this: tags, tags_all",
    ]
