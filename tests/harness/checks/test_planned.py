"""The checks of a plan alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from privatelink_generator.load import load
from privatelink_generator.patterns.base import Spec
from privatelink_generator.patterns.registry import PATTERNS
from privatelink_generator.render.module import render
from privatelink_harness.checks.planned import _modules, check_plan
from privatelink_harness.checks.property import Property
from privatelink_harness.terraform.snapshot import Resource, Snapshot
from tests.support.paths import SPEC_FILES, SPECS

PATHS = {path.stem: path for path in SPEC_FILES}


def module(name: str) -> tuple[Spec, Mapping[str, str]]:
    spec = load(PATHS[name])
    return spec, render(spec, source=PATHS[name].name).files


@pytest.fixture
def endpoints() -> tuple[Spec, Mapping[str, str], Snapshot]:
    """A spec of an interface and two gateway endpoints, its module, and a plan of it."""
    path = SPECS / "consumer" / "lambda-from-private-subnets.yaml"
    spec = load(path)
    names = {"lambda": "Interface", "s3": "Gateway", "dynamodb": "Gateway"}
    planned = [
        Resource(
            "module.endpoints",
            "aws_vpc_endpoint",
            name,
            0,
            {"service_name": f"com.amazonaws.us-east-1.{name}", "vpc_endpoint_type": kind},
        )
        for name, kind in names.items()
    ]
    others = [
        Resource("module.endpoints", kind, name, None, {})
        for kind, _, name in (address.partition(".") for address in PATTERNS["consumer"].expects(spec))
        if kind != "aws_vpc_endpoint"
    ]
    return spec, render(spec, source=path.name).files, Snapshot((*planned, *others), {})


def failed(spec: Spec, files: Mapping[str, str], plan: Snapshot) -> list[tuple[str, str]]:
    return [(row.subject, row.property.value) for row in check_plan(spec, files, plan) if row.verdict.value != "passed"]


def test_plan_of_all_that_the_spec_asks_for_passes(endpoints: tuple[Spec, Mapping[str, str], Snapshot]) -> None:
    rows = check_plan(*endpoints)
    assert {row.verdict.value for row in rows} == {"passed"}
    assert {(row.subject, row.property) for row in rows} >= {
        ("aws_vpc_endpoint.s3", Property.EXISTS),
        ("lambda", Property.TYPE),
        ("lambda", Property.SERVICE),
    }
    assert {row.api for row in rows} == {row.state for row in rows} == {None}


def test_missing_and_additional_endpoints_fail(endpoints: tuple[Spec, Mapping[str, str], Snapshot]) -> None:
    spec, files, plan = endpoints
    sqs = {"service_name": "com.amazonaws.us-east-1.sqs", "vpc_endpoint_type": "Interface"}
    changed = [replace(each, name="sqs", values=sqs) if each.name == "s3" else each for each in plan.resources]
    assert failed(spec, files, Snapshot(tuple(changed), {})) == [
        ("aws_vpc_endpoint.sqs", "exists"),
        ("s3", "exists"),
    ]


def test_resources_of_the_example_itself_do_not_count(endpoints: tuple[Spec, Mapping[str, str], Snapshot]) -> None:
    spec, files, plan = endpoints
    own = Resource("", "aws_vpc_endpoint", "own", None, {})
    assert failed(spec, files, Snapshot((*plan.resources, own), {})) == []


def test_only_named_properties_are_checked(endpoints: tuple[Spec, Mapping[str, str], Snapshot]) -> None:
    spec, files, plan = endpoints
    rows = check_plan(spec, files, plan, only=[Property.SERVICE])
    assert {row.property for row in rows} == {Property.SERVICE}


@pytest.mark.slow
@pytest.mark.parametrize("name", PATHS)
def test_every_part_of_a_module_is_found(name: str) -> None:
    spec, files = module(name)
    found, *parts = _modules(spec, files)
    inside = {part.name for path, part in PATTERNS[spec.pattern].parts(spec).items() if path.startswith("modules/")}
    called = {name.removeprefix("modules/").partition("/")[0] for name in files if name.startswith("modules/")}
    assert (found.spec, {part.spec.name for part in parts} <= inside) == (spec, True)
    assert len(parts) >= len(inside & called)


def test_name_of_a_service_that_is_yet_to_be_made_is_not_provable(
    endpoints: tuple[Spec, Mapping[str, str], Snapshot],
) -> None:
    spec, files, plan = endpoints
    later = [
        replace(each, values={"vpc_endpoint_type": "Interface"}) if each.name == "lambda" else each
        for each in plan.resources
    ]
    rows = check_plan(spec, files, Snapshot(tuple(later), {}))
    assert [(row.subject, row.property.value, row.verdict.value) for row in rows if row.verdict.value != "passed"] == [
        ("lambda", "service", "not provable")
    ]
