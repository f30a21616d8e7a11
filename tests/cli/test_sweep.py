"""`privatelink sweep` in this process: its options and its answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from privatelink_harness.checks.scope import Scope
from privatelink_harness.orphans.kinds import KINDS
from privatelink_harness.orphans.orphans import Orphan
from privatelink_harness.orphans.tags import RunTags
from privatelink_harness.runs import sweep
from privatelink_harness.runs.sweep import Swept
from privatelink_harness.targets import factory
from tests.conftest import Command

RUN = RunTags("0123", "somebody@here", "2026-01-02T03:04:05Z")
VPC = next(kind for kind in KINDS if kind.name == "VPC")
FOUND = Orphan(VPC, Scope("111122223333", "us-east-1"), "vpc-1", {}, RUN)


@pytest.fixture
def outcome(monkeypatch: pytest.MonkeyPatch) -> list[Swept]:
    """The outcome of the next sweep; nothing is looked for."""
    outcomes: list[Swept] = []
    monkeypatch.setattr(factory, "places", lambda *_: None)
    monkeypatch.setattr(sweep, "sweep", lambda *_, **__: outcomes[0])
    return outcomes


@pytest.mark.parametrize(
    "options", [("--all", "--expired"), ("--run", "0123", "--all"), ("--expired", "--run", "0123")]
)
def test_choices_of_runs_exclude_each_other(command: Command, options: tuple[str, ...]) -> None:
    answer = command("sweep", *options)
    assert (answer.code, "--expired, --run and --all exclude each other; name one" in answer.err) == (1, True)


def test_unknown_target_is_refused(command: Command) -> None:
    answer = command("sweep", "--target", "localstak")
    assert (answer.code, "'localstak' is not one of 'localstack', 'sandbox'" in answer.err) == (1, True)


def test_unknown_region_is_refused(command: Command) -> None:
    answer = command("sweep", "--region", "us-east-1", "--region", "mars")
    assert (answer.code, "'mars' is not a Region" in answer.err) == (1, True)


@pytest.mark.parametrize(
    ("left", "dry_run", "code", "last"),
    [
        ((), False, 0, "1 found, 0 left (here)"),
        ((), True, 0, "1 would be removed (here)"),
        (("VPC vpc-1: in use",), False, 2, "1 found, 1 left (here)"),
    ],
)
def test_text_names_what_was_found_and_what_is_left(
    command: Command, outcome: list[Swept], left: tuple[str, ...], code: int, last: str, *, dry_run: bool
) -> None:
    outcome.append(Swept("here", (FOUND,), left, (), ()))
    answer = command("sweep", *(["--dry-run"] if dry_run else []))
    lines = answer.out.splitlines()
    assert (answer.code, lines[0], lines[-1]) == (
        code,
        (
            "found: VPC vpc-1 in account 111122223333 in us-east-1"
            " (run 0123 of somebody@here, expires 2026-01-02T03:04:05Z)"
        ),
        last,
    )


def test_text_has_the_command_that_removes_a_state_of_nothing(command: Command, outcome: list[Swept]) -> None:
    outcome.append(Swept("here", (), (), (), (), stacks=(Path("/a stack"),)))
    assert command("sweep").out.splitlines() == [
        "state of what is gone: privatelink destroy '/a stack' removes it",
        "0 found, 0 left (here)",
    ]


def test_json_has_each_resource_with_its_run(command: Command, outcome: list[Swept]) -> None:
    outcome.append(
        Swept(
            "here", (FOUND,), (), ("role in account 1: no",), ("4567",), ("0123.jsonl: cut in line 2",), (Path("/s"),)
        )
    )
    answer = command("sweep", "--format", "json")
    envelope = json.loads(answer.out)
    assert (answer.code, envelope["status"], envelope["data"]) == (
        2,
        "failed",
        {
            "target": "here",
            "dry_run": False,
            "found": [
                {
                    "type": "VPC",
                    "id": "vpc-1",
                    "account": "111122223333",
                    "region": "us-east-1",
                    "run": "0123",
                    "owner": "somebody@here",
                    "expires": "2026-01-02T03:04:05Z",
                }
            ],
            "left": [],
            "unread": ["role in account 1: no"],
            "going": ["4567"],
            "journals": ["0123.jsonl: cut in line 2"],
            "stacks": ["/s"],
        },
    )


def test_documented_lifetime_is_the_tags(specs: Path) -> None:
    from privatelink_harness.orphans.tags import LIFETIME

    text = (specs.parents[1] / "docs" / "sweep.md").read_text()
    assert f"{LIFETIME.total_seconds() / 3600:.0f} hours" in text
