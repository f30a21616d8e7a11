"""The options --behaviours and --behaviour of `privatelink test`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from privatelink_cli.app import app
from privatelink_harness.behaviours.behaviour import Behaviour
from privatelink_harness.errors import HarnessError
from privatelink_harness.runs import commands
from tests.support.reports import REPORT

SPEC = "version: 1\npattern: consumer\nname: core\nendpoints: {lambda: {service: lambda}}\n"


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "core.yaml"
    path.write_text(SPEC)
    return path


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The behaviours that the command was called with."""
    calls: list[Any] = []

    def command(*_: Any, behaviours: Any, **__: Any) -> Any:
        calls.append(behaviours)
        return REPORT

    monkeypatch.setattr(commands, "test", command)
    return calls


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], set()),
        (["--behaviours"], set(Behaviour)),
        (["--behaviour", "drift", "--behaviour", "Switch"], {Behaviour.DRIFT, Behaviour.SWITCH}),
    ],
)
def test_behaviours_are_tried_where_the_user_asks(
    spec: Path, chosen: list[Any], options: list[str], expected: set[Behaviour]
) -> None:
    CliRunner().invoke(app, ["test", str(spec), *options])
    assert chosen == [expected]


def test_unknown_behaviour_is_refused_before_anything_starts(spec: Path, chosen: list[Any]) -> None:
    result = CliRunner().invoke(app, ["test", str(spec), "--behaviour", "drifts"])
    assert isinstance(result.exception, HarnessError)
    assert result.exception.message == "'drifts' is not a behaviour; did you mean 'drift'?"
    assert chosen == []
