"""Checks of a pattern that is added from outside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest

from privatelink_generator.patterns.base import Spec
from privatelink_harness.checks.api import Api
from privatelink_harness.checks.check import Sources, Verdict
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.registry import CHECKS
from privatelink_harness.checks.stack import StackSnapshot
from privatelink_harness.checks.subject import Subject, Table
from privatelink_harness.checks.verify import find_property, verify
from privatelink_harness.errors import HarnessError
from privatelink_harness.terraform.snapshot import Snapshot
from tests.support.api import StubbedApi


class ToySpec(Spec):
    """A spec of a pattern with one thing in it."""

    pattern: Literal["toy"] = "toy"
    color: str = "red"


TABLE: Table[str] = {
    Property.TYPE: lambda color: Sources(spec="red", api=color),
    Property.TAGS: lambda color: Sources(spec={"color": "red"}, api={"color": color}),
    Property.POLICY: lambda _color: None,
}


def find_subjects(spec: ToySpec, _stack: StackSnapshot, api: Api) -> Iterator[Subject[str]]:
    yield Subject(f"toy in {api.home.region}", spec.color, TABLE)


@pytest.fixture(autouse=True)
def toy_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CHECKS, "toy", find_subjects)


def rows(spec: ToySpec, *only: Property) -> list[tuple[str, Property, Verdict]]:
    checks = verify(spec, StackSnapshot(Snapshot((), {})), StubbedApi(), only=only or None)
    return [(check.subject, check.property, check.verdict) for check in checks]


def test_verify_runs_the_checks_of_an_added_pattern() -> None:
    assert rows(ToySpec(version=1, name="toys", color="blue")) == [
        ("toy in us-east-1", Property.TYPE, Verdict.FAILED),
        ("toy in us-east-1", Property.TAGS, Verdict.FAILED),
    ]


def test_verify_runs_only_the_chosen_properties() -> None:
    assert rows(ToySpec(version=1, name="toys"), Property.TAGS, Property.VPC) == [
        ("toy in us-east-1", Property.TAGS, Verdict.PASSED)
    ]


def test_verify_rejects_pattern_without_checks() -> None:
    del CHECKS["toy"]
    with pytest.raises(HarnessError, match=r"^the pattern 'toy' has no checks$"):
        rows(ToySpec(version=1, name="toys"))


@pytest.mark.parametrize("about", Property)
def test_find_property_accepts_every_name_of_a_report(about: Property) -> None:
    assert find_property(about.value) is about


def test_find_property_ignores_case() -> None:
    assert find_property("vpc") is Property.VPC


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [("zonal name", "; did you mean 'zonal names'?"), ("VPCs", "; did you mean 'VPC'?"), ("x", "")],
)
def test_find_property_rejects_unknown_name(text: str, suggestion: str) -> None:
    with pytest.raises(HarnessError) as caught:
        find_property(text)
    assert caught.value.message == f"{text!r} is not a property of a check{suggestion}"
    assert caught.value.hint == f"The properties are: {', '.join(Property)}"
