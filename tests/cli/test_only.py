"""The option --only of `privatelink verify` and `test`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from privatelink_cli.app import app
from privatelink_harness.checks.property import Property
from privatelink_harness.errors import HarnessError
from privatelink_harness.runs import applied, commands
from tests.support.reports import REPORT

SPEC = "version: 1\npattern: consumer\nname: core\nendpoints: {lambda: {service: lambda}}\n"


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "core.yaml"
    path.write_text(SPEC)
    return path


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The properties that commands were called with."""
    calls: list[Any] = []

    def command(*_: Any, only: Any, **__: Any) -> Any:
        calls.append(only)
        return REPORT

    monkeypatch.setattr(applied, "verify", command)
    monkeypatch.setattr(commands, "test", command)
    return calls


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], None),
        (["--only", "tags"], [Property.TAGS]),
        (["--only", "tags", "--only", "who may connect"], [Property.TAGS, Property.INGRESS]),
    ],
)
def test_only_chooses_properties(spec: Path, chosen: list[Any], options: list[str], expected: Any) -> None:
    runner = CliRunner()
    runner.invoke(app, ["verify", str(spec), str(spec.parent), *options])
    runner.invoke(app, ["test", str(spec), *options])
    assert chosen == [expected, expected]


def test_only_rejects_unknown_property(spec: Path, chosen: list[Any]) -> None:
    result = CliRunner().invoke(app, ["verify", str(spec), str(spec.parent), "--only", "tag"])
    assert isinstance(result.exception, HarnessError)
    assert result.exception.message == "'tag' is not a property of a check; did you mean 'tags'?"
    assert chosen == []
