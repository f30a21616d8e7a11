"""A root module whose provider blocks name other accounts and Regions: everything is looked for where it was made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privatelink_generator.load import loads
from privatelink_harness.checks import leftovers
from privatelink_harness.checks.check import Verdict
from privatelink_harness.checks.placement import Placement
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.scope import Scope
from privatelink_harness.pytest_plugin.failures import VerificationError
from privatelink_harness.pytest_plugin.stacks import Stacks
from tests.support.accounts import temporary_accounts
from tests.support.proven import unproven

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import AppliedStack
    from privatelink_localstack.runtime.instance import Instance

SPEC = loads("version: 1\npattern: consumer\nname: s3\nendpoints:\n  s3: {service: s3, type: gateway}\n", "s3.yaml")

CONFIG = "[profile production]\nregion = eu-central-1\nignore_configured_endpoint_urls = true\n"
CREDENTIALS = "[production]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = theirs\n"


@pytest.fixture(scope="module")
def accounts(localstack: Instance) -> Iterator[dict[str, str]]:
    with temporary_accounts(localstack.endpoint) as fresh:
        yield {name: fresh() for name in ("role", "keys", "web")}


@pytest.fixture(scope="module")
def variables(accounts: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    files = tmp_path_factory.mktemp("profile")
    (files / "config").write_text(CONFIG)
    (files / "credentials").write_text(CREDENTIALS)
    return {"accounts": accounts, "files": str(files)}


@pytest.fixture(scope="module")
def stack(privatelink: Stacks, modules: Path, variables: dict[str, object]) -> AppliedStack:
    return privatelink.apply(modules / "provider-blocks", variables=variables)


def own(stack: AppliedStack) -> str:
    return stack.session.accounts["consumer"]


def test_state_tells_every_account_and_region(stack: AppliedStack, accounts: dict[str, str]) -> None:
    assert stack.scopes == {
        Scope(accounts["role"], "eu-west-1"),
        Scope(accounts["keys"], "us-west-2"),
        Scope(accounts["web"], "eu-west-1"),
        Scope(own(stack), "us-east-1"),
    }


@pytest.mark.parametrize("module", ["role", "keys", "profile", "web"])
def test_every_module_matches_its_spec_where_it_is(stack: AppliedStack, module: str) -> None:
    checks = stack.checks(SPEC, module=f"module.{module}")
    assert unproven(checks) == []
    assert {check.output for check in checks if check.property is Property.VPC} == {
        stack.outputs["vpc_id" if module == "role" else f"{module}_vpc_id"]
    }


@pytest.mark.parametrize(("module", "region"), [("role", "eu-west-1"), ("keys", "us-west-2")])
def test_a_change_behind_terraforms_back_is_seen(
    stack: AppliedStack, accounts: dict[str, str], module: str, region: str
) -> None:
    ec2 = stack.client("ec2", accounts[module])
    assert ec2.meta.region_name == region
    [endpoint] = stack.state.of("aws_vpc_endpoint", module=f"module.{module}")
    ec2.create_tags(Resources=[endpoint.id], Tags=[{"Key": "team", "Value": "other"}])
    with pytest.raises(VerificationError) as caught:
        stack.verify(SPEC.model_copy(update={"tags": {"team": "network"}}), module=f"module.{module}")
    assert "s3: tags: failed" in str(caught.value)
    ec2.create_tags(Resources=[endpoint.id], Tags=[{"Key": "team", "Value": "network"}])


def test_verify_narrows_to_a_region(stack: AppliedStack) -> None:
    there = stack.checks(SPEC, region="us-west-2", placement=Placement(stack.outputs["keys_vpc_id"]))
    assert unproven(there) == []
    nowhere = stack.checks(SPEC, region="eu-north-1")[0]
    assert (nowhere.property, nowhere.verdict) == (Property.EXISTS, Verdict.FAILED)
    assert nowhere.note.startswith("the stack is looked for in eu-north-1, its resources are in account ")


def test_leftovers_are_seen_in_every_account(stack: AppliedStack) -> None:
    check = leftovers.check(stack.state.resources, stack.session)
    made = {resource.id for resource in stack.state.of("aws_vpc", "aws_vpc_endpoint")}
    assert (check.verdict, set(check.found.split(", ")), len(made)) == (Verdict.FAILED, made, 8)


def test_client_asks_for_an_account_where_the_stack_has_several(stack: AppliedStack, accounts: dict[str, str]) -> None:
    assert stack.client("ec2").meta.region_name == "us-east-1", "the run's own account is among them"
    role = stack.client("ec2", accounts["role"])
    assert {each["VpcId"] for each in role.describe_vpcs()["Vpcs"]} >= {stack.outputs["vpc_id"]}
