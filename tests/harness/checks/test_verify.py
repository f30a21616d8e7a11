"""Verification of a whole stack: missing endpoints, and endpoints that are not in the spec."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_harness.checks.check import Check, Verdict
from privatelink_harness.checks.consumer import subjects
from privatelink_harness.checks.facts import Facts
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.scope import Scope
from privatelink_harness.checks.stack import StackSnapshot
from privatelink_harness.checks.verify import verify
from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.localstack.session import LocalStackSession
from privatelink_harness.terraform.snapshot import Resource, Snapshot
from tests.support.specs import consumer_spec as loads

SPEC = loads("version: 1\npattern: consumer\nname: core\nendpoints:\n  s3: {service: s3, type: gateway}\n", "core.yaml")
ACCOUNT = "111122223333"
TARGET = LocalStackSession("http://127.0.0.1:4566", ACCOUNT)


def endpoint(
    name: str, identity: str, service: str = "s3", within: str = "", *, region: str = "us-east-1", owner: str = ACCOUNT
) -> Resource:
    values = {
        "id": identity,
        "owner_id": owner,
        "region": region,
        "vpc_id": "vpc-1",
        "vpc_endpoint_type": "Gateway",
        "service_name": f"com.amazonaws.{region}.{service}",
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
def asked() -> list[tuple[Scope, set[str]]]:
    """The VPCs that the API is asked about, with their account and Region."""
    return []


@pytest.fixture
def api(asked: list[tuple[Scope, set[str]]], monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    """The endpoints that the API knows, by id."""
    known: dict[str, dict[str, Any]] = {}

    def read(_target: object, scope: Scope, vpcs: set[str], *_services: set[str], **_acls: bool) -> Facts:
        asked.append((scope, vpcs))
        return Facts(known, {}, {}, {}, frozenset(), {}, "111122223333", "aws")

    monkeypatch.setattr(subjects, "read", read)
    return known


def verdicts(*resources: Resource, plan: tuple[Resource, ...] | None = None, **checked: Any) -> set[str]:
    state, planned = Snapshot(resources, {}), None if plan is None else Snapshot(plan, {})
    checks = verify(SPEC, StackSnapshot(state, planned, **checked), TARGET)
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
    assert verdicts(inside, outside, module="module.a") == set()
    assert verdicts(inside, outside, module="module.b") == {"s3 exists", "stack other endpoints"}


OTHER = "444455556666"


def exists(stack: StackSnapshot, spec: ConsumerSpec = SPEC) -> Check:
    return next(check for check in verify(spec, stack, TARGET) if check.property is Property.EXISTS)


def test_verify_asks_where_the_state_says_that_the_endpoint_is(
    api: dict[str, dict[str, Any]], asked: list[tuple[Scope, set[str]]]
) -> None:
    api["vpce-1"] = {**described("vpce-1"), "ServiceName": "com.amazonaws.eu-west-1.s3"}
    assert verdicts(endpoint("s3", "vpce-1", region="eu-west-1", owner=OTHER)) == set()
    assert asked == [(Scope(OTHER, "eu-west-1"), {"vpc-1"})]


def test_verify_asks_in_every_account_of_the_stack(
    api: dict[str, dict[str, Any]], asked: list[tuple[Scope, set[str]]]
) -> None:
    api |= {each: described(each) for each in ("vpce-1", "vpce-2")}
    failed = verdicts(endpoint("s3", "vpce-1"), endpoint("x", "vpce-2", owner=OTHER))
    assert failed == {"stack other endpoints"}
    assert [scope.account for scope, _ in asked] == [ACCOUNT, OTHER]


def test_verify_is_not_provable_where_the_state_tells_no_account(api: dict[str, dict[str, Any]]) -> None:
    api["vpce-1"] = described("vpce-1")
    row = exists(StackSnapshot(Snapshot((endpoint("s3", "vpce-1", owner=""),), {})))
    assert (row.verdict, row.note) == (
        Verdict.UNPROVABLE,
        "the state does not tell its account and Region",
    )


@pytest.mark.usefixtures("api")
@pytest.mark.parametrize(
    ("checked", "looked"),
    [
        ({"region": "us-east-1"}, "us-east-1"),
        ({"account": ACCOUNT}, f"account {ACCOUNT}"),
        ({"account": OTHER, "region": "us-east-1"}, f"account {OTHER} in us-east-1"),
    ],
)
def test_verify_says_where_the_endpoints_are_instead(checked: dict[str, Any], looked: str) -> None:
    there = endpoint("s3", "vpce-1", region="eu-west-1", owner=OTHER)
    row = exists(StackSnapshot(Snapshot((there,), {}), **checked))
    assert (row.verdict, row.note) == (
        Verdict.FAILED,
        f"the stack is looked for in {looked}, its resources are in account {OTHER} in eu-west-1",
    )


@pytest.mark.usefixtures("api")
def test_verify_wants_the_endpoints_in_the_region_of_the_spec() -> None:
    spec = SPEC.model_copy(update={"region": "eu-central-1"})
    row = exists(StackSnapshot(Snapshot((endpoint("s3", "vpce-1"),), {})), spec)
    assert (row.verdict, row.state) == (Verdict.FAILED, "no")
    assert row.note.startswith("the stack is looked for in eu-central-1, its resources are in ")


def test_verify_of_one_region_ignores_the_others(api: dict[str, dict[str, Any]]) -> None:
    api |= {each: described(each) for each in ("vpce-1", "vpce-2")}
    here, there = endpoint("s3", "vpce-1"), endpoint("s3", "vpce-2", within="module.b", region="eu-west-1")
    assert verdicts(here, there) == {"stack other endpoints"}
    assert verdicts(here, there, region="us-east-1") == set()


@pytest.mark.usefixtures("api")
def test_verify_rejects_a_module_that_the_stack_does_not_have() -> None:
    stack = StackSnapshot(Snapshot((endpoint("s3", "vpce-1", within="module.net.module.endpoints[0]"),), {}))
    with pytest.raises(HarnessError) as caught:
        verify(SPEC, replace(stack, module="net.module.endpoints"), TARGET)
    assert caught.value.message == (
        "the stack has no module 'net.module.endpoints' with resources; did you mean 'module.net.module.endpoints[0]'?"
    )
    assert caught.value.hint == "Its modules are: module.net, module.net.module.endpoints[0]"


@pytest.mark.usefixtures("api")
def test_verify_rejects_a_module_of_a_stack_without_any() -> None:
    with pytest.raises(HarnessError) as caught:
        verdicts(endpoint("s3", "vpce-1"), module="module.x")
    assert caught.value.hint == "It has no modules: leave the address out."
