from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from privatelink_cli.aws_provider import app
from privatelink_generator.errors import PrivateLinkError
from privatelink_harness.aws_provider.trimmed.store import Build


def run(*arguments: str) -> object:
    return app(arguments, standalone_mode=False)


def test_status_without_a_build_says_how_to_make_one(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert not home.exists()
    assert run("status") == 2
    assert capsys.readouterr().out == "No build can be used; make one: privatelink aws-provider build\n"


def test_status_shows_each_build_and_its_state(
    installed: Callable[..., Build], capsys: pytest.CaptureFixture[str]
) -> None:
    installed(key="a", recipe="another")
    installed(key="b").executable.write_text("something else")
    ready = installed(key="c")
    assert run("status", "--format", "json") == 0
    answer = json.loads(capsys.readouterr().out)
    states = {each["key"]: each["state"] for each in answer["data"]["builds"]}
    assert (answer["status"], states) == ("ok", {"a": "old", "b": "damaged", "c": "ready"})
    assert answer["data"]["builds"][2]["path"] == str(ready.directory)


def test_path_is_a_mirror(installed: Callable[..., Build], capsys: pytest.CaptureFixture[str]) -> None:
    made = installed()
    run("path")
    assert capsys.readouterr().out == f"{made.directory}\n"


def test_path_of_a_damaged_build_is_an_error(installed: Callable[..., Build]) -> None:
    installed().executable.unlink()
    with pytest.raises(PrivateLinkError, match="No such file"):
        run("path")


@pytest.mark.usefixtures("home")
def test_path_without_a_build_is_an_error() -> None:
    with pytest.raises(PrivateLinkError, match="not built"):
        run("path", "--keep-waits")


@pytest.mark.process
def test_build_prints_where_it_is(
    home: Path, fake_go: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", fake_go().path)
    run("build", "--keep-waits")
    lines = capsys.readouterr().out.splitlines()
    key = next(path.name for path in home.iterdir() if path.is_dir())
    assert (lines[0], lines[-1]) == (
        "fetch the provider's source",
        f"hashicorp/aws 6.13.0 is built: {home / key}",
    )


def test_remove_leaves_nothing(home: Path, installed: Callable[..., Build], capsys: pytest.CaptureFixture[str]) -> None:
    installed()
    run("remove")
    assert not home.exists()
    assert capsys.readouterr().out == f"0 MB removed from {home}\n"
