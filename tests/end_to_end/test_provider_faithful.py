"""The trimmed AWS provider against the official one: the same plan, and the same state after the apply.

The tests exist only if a mirror has the official one and the trimmed one is built (`privatelink aws-provider build`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from privatelink_harness.aws_provider import mirror
from privatelink_harness.aws_provider.installation import choose
from privatelink_harness.aws_provider.trimmed import store
from privatelink_harness.aws_provider.trimmed.recipe import Recipe
from privatelink_harness.aws_provider.trimmed.store import Build
from privatelink_harness.targets.localstack.session import LocalStackSession
from privatelink_harness.terraform import Terraform, find
from privatelink_harness.terraform.workspace import copy
from privatelink_localstack.runtime.instance import Instance
from tests.support.accounts import temporary_accounts
from tests.support.paths import ROOT

PUBLISHED = ROOT / "modules" / "consumer"
NAMES = ("dual-stack-fixed-addresses", "lambda-from-private-subnets")
"""Both AWS providers are the same code for every other module too."""

ADDED = frozenset({"region"})
"""Attributes that release 6 added to every resource: the official AWS provider of a mirror may be older than the
trimmed one."""

ADDED_TO = {"aws_vpc_endpoint_service": frozenset({"service_region"})}
"""The same of single types."""

MADE_UP = (
    (r"\b([a-z]+(?:-[a-z]+)*)-[0-9a-f]{17}\b", r"\1-…"),
    (r"\b\d{12}\b", "account"),
    (r"-[a-z0-9]{8}(?=(-[a-z]{2}-[a-z]+-\d[a-z])?\.[a-z0-9.-]+\.vpce\.)", "-…"),
    (r"\b\d{26}\b", "name suffix"),
    (r"\b[0-9a-f]{1,4}(:[0-9a-f]{0,4}){3,7}", "the VPC's IPv6 block"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "time"),
)
"""Texts that differ from apply to apply: their form, and the text to compare instead."""

RANDOM = frozenset({"hosted_zone_id", "ipv4", "ipv6", "unique_id"})
"""Attributes that LocalStack makes up at each apply."""


@dataclass(frozen=True, slots=True)
class Side:
    """One AWS provider, with its plan and the state after its apply."""

    build: Build | None
    work: Path
    target: LocalStackSession
    plan: dict[str, Any] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)

    def run(self) -> None:
        """Plan, apply and destroy the published modules' complete examples, in one root module."""
        self.work.mkdir()
        root = self.work / "root"
        root.mkdir()
        for name in NAMES:
            example = copy(PUBLISHED / name / "examples" / "complete", self.work / name).directory
            with (root / "main.tf").open("a") as file:
                file.write(f'module "{name}" {{\n  source = "../{example.relative_to(self.work)}"\n}}\n')
        binary = find()
        config = choose(binary, self.work, build=self.build).cli_config
        terraform = Terraform(binary, root, self.target.environment(), cli_config=config)
        terraform.init()
        terraform.plan(self.work / "plan")
        planned = terraform.show_plan(self.work / "plan")
        self.plan.update(
            {each["address"]: _plain(each["change"], type_=each["type"]) for each in planned["resource_changes"]}
        )
        terraform.apply(self.work / "plan")
        self.state.update(_resources(terraform.pull_state()))
        terraform.destroy(refresh=False)


def _resources(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes of a state's resources, by address."""
    attributes = {}
    for resource in state["resources"]:
        address = f"{resource.get('module', '')} {resource['mode']} {resource['type']}.{resource['name']}"
        for instance in resource["instances"]:
            attributes[f"{address} {instance.get('index_key', '')}"] = _plain(
                instance["attributes"], type_=resource["type"]
            )
    return attributes


def _plain(value: Any, name: str = "", *, type_: str) -> Any:
    """Return a value without the parts that differ from apply to apply or that a newer release added to its type."""
    match value:
        case dict():
            added = ADDED | ADDED_TO.get(type_, frozenset())
            return {key: _plain(each, key, type_=type_) for key, each in value.items() if key not in added}
        case list():
            # Terraform writes sets as lists, in the order of IDs that differ from apply to apply.
            return sorted(
                (_plain(each, name, type_=type_) for each in value), key=lambda each: json.dumps(each, sort_keys=True)
            )
        case str() if name in RANDOM and value:
            return "…"
        case str():
            for pattern, plain in MADE_UP:
                value = re.sub(pattern, plain, value)
    return value


def _differences(one: Any, other: Any, place: str = "") -> list[str]:
    """Return the differences of two documents, a line each: pytest shows only a part of such documents."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = sorted(one.keys() | other.keys())
        return [line for key in keys for line in _differences(one.get(key), other.get(key), f"{place}.{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [line for number, pair in pairs for line in _differences(*pair, f"{place}[{number}]")]
    return [] if one == other else [f"{place}: {one!r} and {other!r}"]


def _run_both(tmp_path: Path, localstack: Instance) -> list[Side]:
    """Run the official and the trimmed AWS provider side by side, in an account each."""
    with temporary_accounts(localstack.endpoint) as fresh, ThreadPoolExecutor(2) as pool:
        sides = [
            Side(build, tmp_path / name, LocalStackSession(localstack.endpoint, fresh()))
            for name, build in (("official", None), ("trimmed", store.find(Recipe.load())))
        ]
        list(pool.map(Side.run, sides))
    return sides


def _are_both_installed() -> bool:
    official = any(mirror.packages(place) for place in mirror.directories(Path.home()))
    return official and store.find(Recipe.load()) is not None


if _are_both_installed():

    def test_trimmed_provider_plans_and_applies_like_the_official_one(localstack: Instance, tmp_path: Path) -> None:
        official, trimmed = _run_both(tmp_path, localstack)
        assert official.plan
        assert official.state
        assert _differences(official.plan, trimmed.plan) == []
        assert _differences(official.state, trimmed.state) == []
