"""Verification of a whole stack: missing endpoints, and endpoints that are not in the spec."""

from __future__ import annotations

from typing import Any

import pytest

from privatelink_harness.checks.check import Verdict
from privatelink_harness.checks.consumer import subjects
from privatelink_harness.checks.facts import Facts
from privatelink_harness.checks.stack import StackSnapshot
from privatelink_harness.checks.verify import verify
from privatelink_harness.targets.localstack.session import LocalStackSession
from privatelink_harness.terraform.snapshot import Resource, Snapshot
from tests.support.specs import consumer_spec as loads

SPEC = loads("version: 1\npattern: consumer\nname: core\nendpoints:\n  s3: {service: s3, type: gateway}\n", "core.yaml")
TARGET = LocalStackSession("http://127.0.0.1:4566", "111122223333")


def endpoint(name: str, identity: str, service: str = "s3", within: str = "") -> Resource:
    values = {
        "id": identity,
        "vpc_id": "vpc-1",
        "vpc_endpoint_type": "Gateway",
        "service_name": f"com.amazonaws.us-east-1.{service}",
    }
    return Resource(within, "aws_vpc_endpoint", name, None, values)


def described(identity: str) -> dict[str, Any]:
    return {
        "VpcEndpointId": identity,
        "VpcEndpointType": "Gateway",
        "ServiceName": "com.amazonaws.us-east-1.s3",
        "VpcId": "vpc-1",
        "State": "available",
        "RouteTableIds": [],
    }


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    """The endpoints that the API knows, by id."""
    known: dict[str, dict[str, Any]] = {}
    asked: list[set[str]] = []

    def read(_target: object, vpcs: set[str]) -> Facts:
        asked.append(vpcs)
        return Facts(known, {}, {}, {}, frozenset(), {}, "111122223333", "aws")

    monkeypatch.setattr(subjects, "read", read)
    return known


def verdicts(*resources: Resource, plan: tuple[Resource, ...] | None = None, within: str | None = None) -> set[str]:
    state, planned = Snapshot(resources, {}), None if plan is None else Snapshot(plan, {})
    checks = verify(SPEC, StackSnapshot(state, planned, module=within), TARGET)
    return {f"{check.subject} {check.property}" for check in checks if check.verdict is Verdict.FAILED}


def test_verify_passes_with_an_endpoint_in_state_and_api(api: dict[str, dict[str, Any]]) -> None:
    api["vpce-1"] = described("vpce-1")
    assert verdicts(endpoint("s3", "vpce-1"), plan=(endpoint("s3", ""),)) == set()


@pytest.mark.usefixtures("api")
def test_verify_fails_with_an_endpoint_that_was_never_created() -> None:
    assert verdicts() == {"s3 exists"}


@pytest.mark.usefixtures("api")
def test_verify_fails_with_an_endpoint_unknown_to_the_api() -> None:
    assert verdicts(endpoint("s3", "vpce-1")) == {"s3 exists"}


def test_verify_fails_with_an_endpoint_that_is_not_in_the_plan(api: dict[str, dict[str, Any]]) -> None:
    api["vpce-1"] = described("vpce-1")
    assert verdicts(endpoint("s3", "vpce-1"), plan=()) == {"s3 exists"}


def test_verify_fails_with_another_endpoint_in_the_module(api: dict[str, dict[str, Any]]) -> None:
    api |= {each: described(each) for each in ("vpce-1", "vpce-2")}
    assert verdicts(endpoint("s3", "vpce-1"), endpoint("x", "vpce-2", "dynamodb")) == {"stack other endpoints"}


def test_verify_fails_with_another_endpoint_in_the_api(api: dict[str, dict[str, Any]]) -> None:
    api |= {each: described(each) for each in ("vpce-1", "vpce-9")}
    assert verdicts(endpoint("s3", "vpce-1")) == {"stack other endpoints"}


def test_verify_of_one_module_ignores_the_others(api: dict[str, dict[str, Any]]) -> None:
    api |= {each: described(each) for each in ("vpce-1", "vpce-2")}
    inside = endpoint("s3", "vpce-1", within="module.a")
    outside = endpoint("x", "vpce-2", "dynamodb", within="module.b")
    assert verdicts(inside, outside, within="module.a") == set()
    assert verdicts(inside, outside, within="module.b") == {"s3 exists", "stack other endpoints"}
