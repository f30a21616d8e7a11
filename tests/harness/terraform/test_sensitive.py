"""Sensitive values of states and plans."""

from __future__ import annotations

from typing import Any

from privatelink_harness.terraform.sensitive import sensitive_plan, sensitive_state
from privatelink_harness.terraform.snapshot import Snapshot, from_plan, from_state


def state(attributes: dict[str, Any], *paths: list[dict[str, Any]], **outputs: Any) -> dict[str, Any]:
    """Return a state file of one resource."""
    instance = {"attributes": attributes, "sensitive_attributes": list(paths)}
    return {
        "outputs": outputs,
        "resources": [{"mode": "managed", "type": "aws_x", "name": "this", "instances": [instance]}],
    }


def attribute(name: str) -> dict[str, Any]:
    return {"type": "get_attr", "value": name}


def index(key: int | str) -> dict[str, Any]:
    return {"type": "index", "value": {"value": key, "type": "number" if isinstance(key, int) else "string"}}


def test_marked_attribute_is_sensitive() -> None:
    assert sensitive_state(state({"text": "canary", "name": "orders"}, [attribute("text")])) == {"canary"}


def test_marked_attribute_inside_of_others_is_sensitive() -> None:
    attributes = {"block": [{"map": {"a": "canary-a", "b": "canary-b"}}]}
    path = [attribute("block"), index(0), attribute("map"), index("b")]
    assert sensitive_state(state(attributes, path)) == {"canary-b"}


def test_all_of_a_marked_value_is_sensitive() -> None:
    attributes = {"block": {"a": ["canary-a"], "b": {"c": 12345678, "d": True}}}
    assert sensitive_state(state(attributes, [attribute("block")])) == {"canary-a", "12345678"}


def test_path_of_an_unknown_form_hides_all_that_it_may_mean() -> None:
    attributes = {"block": {"a": "canary-a", "b": "canary-b"}}
    assert sensitive_state(state(attributes, [attribute("block"), {"type": "new"}])) == {"canary-a", "canary-b"}


def test_sensitive_output_is_sensitive() -> None:
    outputs = {"key": {"value": "canary", "sensitive": True}, "name": {"value": "orders"}}
    assert sensitive_state(state({}, **outputs)) == {"canary"}


def test_attribute_that_is_named_as_a_secret_is_sensitive_without_a_mark() -> None:
    attributes = {
        "tunnel1_preshared_key": "canary-psk",
        "customer_gateway_configuration": "<xml>canary</xml>",
        "auth": [{"client_secret": "canary-secret"}],
        "secret_arn": "arn:aws:secretsmanager:us-east-1:1:secret:x",
        "password_length": "sixteen",
        "tags": {"secretsmanager": "com.amazonaws"},
    }
    assert sensitive_state(state(attributes)) == {"canary-psk", "<xml>canary</xml>", "canary-secret"}


def test_short_values_are_not_told() -> None:
    assert sensitive_state(state({"text": "on"}, [attribute("text")])) == frozenset()


def test_plan_marks_by_structure() -> None:
    resource = {
        "mode": "managed",
        "type": "aws_x",
        "name": "this",
        "values": {"a": "canary-a", "list": [{"b": "canary-b", "c": "orders"}], "preshared_key": "canary-c"},
        "sensitive_values": {"a": True, "list": [{"b": True}]},
    }
    plan = {
        "planned_values": {
            "outputs": {"key": {"value": {"x": "canary-d"}, "sensitive": True}},
            "root_module": {"child_modules": [{"address": "module.m", "resources": [resource]}]},
        }
    }
    assert sensitive_plan(plan) == {"canary-a", "canary-b", "canary-c", "canary-d"}
    assert from_plan(plan).secrets == sensitive_plan(plan)


def test_snapshot_does_not_print_its_secrets() -> None:
    snapshot = from_state(state({"text": "canary"}, [attribute("text")]))
    assert snapshot.secrets == {"canary"}
    assert "secrets" not in repr(snapshot)
    assert Snapshot((), {}) == Snapshot((), {}, frozenset({"canary"}))
