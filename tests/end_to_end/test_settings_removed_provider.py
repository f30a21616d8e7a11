"""What leaves a provider spec leaves the stack, or a `check` tells the one command that takes it away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from privatelink_generator.document.reader import parse
from privatelink_generator.load import load
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.render.module import render
from privatelink_harness.stacks.directory import write_files
from tests.support.proven import unproven
from tests.support.spec_keys import keys, required, written
from tests.support.unset_provider_specs import KEPT, SET, TOLD, UNSET

if TYPE_CHECKING:
    from privatelink_harness.checks.check import Check
    from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks

NAMED = {"load_balancers", "listeners", "target_groups", "targets", "certificates", "allowed_principals", "consumers"}
"""Mappings by names of the user's own."""


@pytest.fixture(scope="module")
def unset(privatelink: Stacks, tmp_path_factory: pytest.TempPathFactory) -> AppliedStack:
    """A stack with every key that has then lost them all; its spec is the second one."""
    path = tmp_path_factory.mktemp("specs") / "unset-service.yaml"
    path.write_text(SET)
    stack = privatelink.apply(path)
    path.write_text(UNSET)
    module = stack.stack.directory / "module"
    for file in module.rglob("*.tf"):
        file.unlink()
    spec = load(path)
    write_files(module, dict(render(spec, source=path.name).files))
    stack.run.apply()
    return replace(stack, spec=spec)


def failed(stack: AppliedStack) -> list[Check]:
    """Return the checks of the spec without the keys that do not pass."""
    return unproven(stack.checks())


def warnings(stack: AppliedStack) -> list[str]:
    """Return what the module's checks say in a plan, which changes nothing."""
    plan = stack.stack.plan_again()
    assert not plan.has_changes
    return [each.detail for each in plan.diagnostics]


def test_settings_are_gone_or_told_with_their_command(unset: AppliedStack) -> None:
    ec2, service = unset.client("ec2"), unset.outputs["service"]["service_id"]
    command = f"aws ec2 modify-vpc-endpoint-service-configuration --service-id {service} "
    assert {check.property.value for check in failed(unset)} == {"private DNS name", "supported Regions"}
    assert {told.partition(command)[2] for told in warnings(unset)} == TOLD

    ec2.modify_vpc_endpoint_service_configuration(
        ServiceId=service, RemovePrivateDnsName=True, RemoveSupportedRegions=["eu-west-1"]
    )
    unset.run.apply()
    assert (warnings(unset), failed(unset)) == ([], [])


def test_specs_set_and_unset_every_optional_key() -> None:
    set_keys, unset_keys = (set(written(parse(text, "unset.yaml").data, NAMED)) for text in (SET, UNSET))
    # These say who sets a value, and remove none.
    callers = {"open", "inputs", "general"}
    # The module has nothing of these.
    expectations = {"expect", "expect.port", "expect.result"}
    optional = set(keys(ProviderSpec)) - set(required(ProviderSpec)) - callers - expectations
    assert (optional - set_keys, optional & unset_keys) == (set(), KEPT)
