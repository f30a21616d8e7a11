"""What leaves a spec leaves the stack: every optional key is set, applied, left out and applied again."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from privatelink_generator.document.reader import parse
from privatelink_generator.load import load
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.render.module import render
from privatelink_harness.stacks.directory import write_files
from tests.support.run_tags import KEYS
from tests.support.spec_keys import keys, required, written
from tests.support.unset_specs import KEPT, NEVER, SET, UNSET

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks

ID = re.compile(r"\b(vpc|subnet|sg|rtb|vpce|eni|pl)-[0-9a-f]{8,17}(?:-[a-z0-9]{8})?\b|\b(Z)[0-9A-Z]{20}\b")
ADDRESS = re.compile(r"\b10\.0\.\d+\.\d+\b(?!/)|\b[0-9a-f]{1,4}:[0-9a-f:]+:[0-9a-f]*\b(/\d+)?")
NAMED = {"endpoints", "addresses", "routes", "clients", "rules"}
"""Mappings by names of the user's own."""
UNSTABLE = {"CreationTimestamp", "auto_accept", "subnet_configuration"}
"""What tells nothing: an acceptance stays, and a state holds the addresses of the refresh before its apply."""


def normal(value: Any, account: str) -> Any:
    """Return a value without what another stack of the module has otherwise, lists in the order of their text."""
    if isinstance(value, dict):
        return {key: normal(each, account) for key, each in value.items() if key not in UNSTABLE | KEYS}
    if isinstance(value, list | tuple):
        kept = [each for each in value if not (isinstance(each, dict) and each.get("Key") in KEYS)]
        return sorted((normal(each, account) for each in kept), key=lambda each: json.dumps(each, sort_keys=True))
    if not isinstance(value, str):
        return value
    if value.startswith("{"):
        return normal(json.loads(value), account)
    # Whether a vendor accepts is outside of the spec.
    text = value.replace(account, "ACCOUNT").replace("pendingAcceptance", "available")
    return ADDRESS.sub("ADDRESS", ID.sub(r"\1\2", re.sub(r"(unset(-example)?-)[0-9]{26}", r"\1", text)))


def seen(stack: AppliedStack) -> dict[str, Any]:
    """Return what the state and the API say of a stack's endpoints, security groups and network ACLs."""
    account, ec2 = stack.session.accounts["consumer"], stack.client("ec2")
    state = {
        resource.address: resource.values
        for resource in stack.stack.state().resources
        if resource.type in {"aws_vpc_endpoint", "aws_vpc_endpoint_private_dns", "aws_security_group"}
    }
    endpoints = [each for each in ec2.describe_vpc_endpoints()["VpcEndpoints"] if each["State"] != "deleted"]
    described = {
        next(tag["Value"] for tag in each["Tags"] if tag["Key"] == "Name"): json.loads(json.dumps(each, default=str))
        for each in endpoints
    }
    interfaces = [
        (each["Description"], len(each["PrivateIpAddresses"]), len(each["Ipv6Addresses"]), each["Groups"])
        for each in ec2.describe_network_interfaces()["NetworkInterfaces"]
    ]
    groups = [
        each for each in ec2.describe_security_groups()["SecurityGroups"] if each["GroupName"].startswith("unset-")
    ]
    acls = [
        (each["IsDefault"], each["Entries"], len(each["Associations"]))
        for each in ec2.describe_network_acls()["NetworkAcls"]
    ]
    parts = {"state": state, "endpoints": described, "interfaces": interfaces, "groups": groups, "acls": acls}
    return {name: normal(part, account) for name, part in parts.items()}


@pytest.fixture(scope="module")
def both(privatelink: Stacks, tmp_path_factory: pytest.TempPathFactory) -> tuple[AppliedStack, AppliedStack]:
    """A stack with every key that has then lost them all, and a fresh one that never had them."""
    directory = tmp_path_factory.mktemp("specs")
    files = {name: directory / name / "unset.yaml" for name in ("set", "unset")}
    for path, text in zip(files.values(), (SET, UNSET), strict=True):
        path.parent.mkdir()
        path.write_text(text)
    with ThreadPoolExecutor(2) as pool:
        changing = pool.submit(privatelink.apply, files["set"])
        changed = changing.result()
        fresh = pool.submit(privatelink.apply, files["unset"])
        rewrite(changed, files["unset"])
        return changed, fresh.result()


def rewrite(stack: AppliedStack, spec: Path) -> None:
    """Replace the module's files by those of another spec, and apply."""
    module = stack.stack.directory / "module"
    for path in module.rglob("*.tf"):
        path.unlink()
    write_files(module, dict(render(load(spec), source=spec.name).files))
    stack.stack.plan()
    stack.stack.apply()


def test_second_plan_is_empty_without_the_keys(both: tuple[AppliedStack, AppliedStack]) -> None:
    changed, _ = both
    assert changed.plan_again().verdict.value == "passed"


@pytest.mark.parametrize("part", ["state", "endpoints", "interfaces", "groups", "acls"])
def test_stack_without_the_keys_is_as_a_fresh_one(both: tuple[AppliedStack, AppliedStack], part: str) -> None:
    changed, fresh = both
    assert seen(changed)[part] == seen(fresh)[part]


def test_specs_set_and_unset_every_optional_key() -> None:
    set_keys, unset_keys = (set(written(parse(text, "unset.yaml").data, NAMED)) for text in (SET, UNSET))
    optional = set(keys(ConsumerSpec)) - set(required(ConsumerSpec)) - NEVER
    assert (optional - set_keys, optional & unset_keys) == (set(), KEPT)
