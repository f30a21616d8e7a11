"""Events of Terraform's `-json` output."""

from __future__ import annotations

import json
from typing import Any

import pytest

from privatelink_harness.terraform import events

COMMON = {"@level": "info", "@message": "a message", "@timestamp": "2026-01-02T03:04:05Z"}
FIELDS: dict[str, Any] = {"message": "a message", "level": "info", "timestamp": "2026-01-02T03:04:05Z"}
RESOURCE = {
    "addr": 'module.m.aws_vpc_endpoint.this["lambda"]',
    "module": "module.m",
    "resource": 'aws_vpc_endpoint.this["lambda"]',
    "implied_provider": "aws",
    "resource_type": "aws_vpc_endpoint",
    "resource_name": "this",
    "resource_key": "lambda",
}
ADDRESS = events.Address(
    text='module.m.aws_vpc_endpoint.this["lambda"]',
    module="module.m",
    type="aws_vpc_endpoint",
    name="this",
    key="lambda",
)


def line(kind: str, **fields: object) -> str:
    return json.dumps({**COMMON, "type": kind, **fields}) + "\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            line("version", terraform="1.11.4", ui="1.2"),
            events.VersionReport(**FIELDS, version="1.11.4", ui="1.2"),
        ),
        (line("version", tofu="1.9.0", ui="1.2"), events.VersionReport(**FIELDS, version="1.9.0", ui="1.2")),
        (
            line("planned_change", change={"resource": RESOURCE, "action": "create"}),
            events.PlannedChange(**FIELDS, resource=ADDRESS, action="create"),
        ),
        (
            line(
                "planned_change",
                change={
                    "resource": RESOURCE,
                    "previous_resource": RESOURCE,
                    "action": "replace",
                    "reason": "tainted",
                },
            ),
            events.PlannedChange(**FIELDS, resource=ADDRESS, action="replace", reason="tainted", previous=ADDRESS),
        ),
        (
            line("resource_drift", change={"resource": RESOURCE, "action": "update"}),
            events.ResourceDrift(**FIELDS, resource=ADDRESS, action="update"),
        ),
        (
            line(
                "change_summary",
                changes={"add": 1, "change": 2, "import": 4, "remove": 3, "operation": "apply"},
            ),
            events.ChangeSummary(**FIELDS, operation="apply", add=1, change=2, remove=3, imported=4),
        ),
        (
            line("apply_start", hook={"resource": RESOURCE, "action": "delete", "id_value": "vpce-1"}),
            events.ApplyStart(**FIELDS, resource=ADDRESS, action="delete", id="vpce-1"),
        ),
        (
            line("apply_progress", hook={"resource": RESOURCE, "action": "create", "elapsed_seconds": 10}),
            events.ApplyProgress(**FIELDS, resource=ADDRESS, action="create", elapsed=10),
        ),
        (
            line(
                "apply_complete",
                hook={"resource": RESOURCE, "action": "create", "id_value": "vpce-1", "elapsed_seconds": 3},
            ),
            events.ApplyComplete(**FIELDS, resource=ADDRESS, action="create", elapsed=3, id="vpce-1"),
        ),
        (
            line("apply_errored", hook={"resource": RESOURCE, "action": "create", "elapsed_seconds": 3}),
            events.ApplyErrored(**FIELDS, resource=ADDRESS, action="create", elapsed=3),
        ),
        (
            line("refresh_start", hook={"resource": RESOURCE, "id_value": "vpce-1"}),
            events.RefreshStart(**FIELDS, resource=ADDRESS, id="vpce-1"),
        ),
        (
            line("refresh_complete", hook={"resource": RESOURCE, "id_value": "vpce-1"}),
            events.RefreshComplete(**FIELDS, resource=ADDRESS, id="vpce-1"),
        ),
    ],
)
def test_parse_returns_the_event_of_a_line(text: str, expected: events.Event) -> None:
    assert expected == events.parse(text)


def test_parse_keeps_a_count_as_a_number() -> None:
    resource = {**RESOURCE, "resource_key": 0}
    event = events.parse(line("refresh_start", hook={"resource": resource}))
    assert isinstance(event, events.RefreshStart)
    assert event.resource.key == 0


def test_parse_drops_the_value_of_a_sensitive_output() -> None:
    text = line("outputs", outputs={"a": {"sensitive": False, "value": [1]}, "b": {"sensitive": True, "value": "x"}})
    expected = events.Outputs(
        **FIELDS,
        outputs=(
            events.Output(name="a", sensitive=False, value=[1]),
            events.Output(name="b", sensitive=True, value=None),
        ),
    )
    assert expected == events.parse(text)


def test_parse_reads_the_place_of_a_diagnostic() -> None:
    data = {
        "severity": "error",
        "summary": "Resource precondition failed",
        "detail": "too small",
        "address": "aws_vpc.this",
        "range": {"filename": "main.tf", "start": {"line": 9, "column": 18, "byte": 1}, "end": {}},
        "snippet": {"context": None, "code": "  condition = false", "values": []},
    }
    expected = events.Diagnostic(
        message="Error: Resource precondition failed",
        level="error",
        timestamp="2026-01-02T03:04:05Z",
        severity="error",
        summary="Resource precondition failed",
        detail="too small",
        address="aws_vpc.this",
        file="main.tf",
        line=9,
        column=18,
        snippet="  condition = false",
    )
    assert expected == events.parse(line("diagnostic", diagnostic=data))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (line("provision_start", hook={}), events.Log(**FIELDS, kind="provision_start")),
        (line("apply_complete", hook={}), events.Log(**FIELDS, kind="apply_complete")),
        (line("diagnostic", diagnostic=None), events.Log(**FIELDS, kind="diagnostic")),
        ("There are some problems\n", events.Log(message="There are some problems")),
        ('"text"\n', events.Log(message='"text"')),
        ("\n", events.Log(message="")),
    ],
)
def test_parse_returns_a_log_for_unknown_or_broken_lines(text: str, expected: events.Event) -> None:
    assert expected == events.parse(text)
