"""The command `privatelink aws-provider`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from privatelink_cli.aws_provider import app
from privatelink_generator.errors import PrivateLinkError
from tests.support.trimmed import InstallBuild, MakeGo


def run(*arguments: str) -> object:
    """Run `privatelink aws-provider`, and return its exit code."""
    return app(arguments, standalone_mode=False)


def test_status_without_a_build_names_the_command_that_builds(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert not home.exists()
    assert run("status") == 2
    assert capsys.readouterr().out == "No build can be used; make one: privatelink aws-provider build\n"


def test_status_shows_each_build_and_its_state(install_build: InstallBuild, capsys: pytest.CaptureFixture[str]) -> None:
    install_build(key="a", recipe="another")
    install_build(key="b").executable.write_text("something else")
    ready = install_build(key="c")
    assert run("status", "--format", "json") == 0
    envelope = json.loads(capsys.readouterr().out)
    states = {each["key"]: each["state"] for each in envelope["data"]["builds"]}
    assert (envelope["status"], states) == ("ok", {"a": "old", "b": "damaged", "c": "ready"})
    assert envelope["data"]["builds"][2]["path"] == str(ready.directory)


def test_path_prints_the_mirror(install_build: InstallBuild, capsys: pytest.CaptureFixture[str]) -> None:
    build = install_build()
    run("path")
    assert capsys.readouterr().out == f"{build.directory}\n"


def test_path_rejects_a_damaged_build(install_build: InstallBuild) -> None:
    install_build().executable.unlink()
    with pytest.raises(PrivateLinkError, match="No such file"):
        run("path")


@pytest.mark.usefixtures("home")
def test_path_fails_without_a_build() -> None:
    with pytest.raises(PrivateLinkError, match="not built"):
        run("path", "--keep-waits")


@pytest.mark.process
def test_build_prints_its_directory(
    home: Path, fake_go: MakeGo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", fake_go().path)
    run("build", "--keep-waits")
    lines = capsys.readouterr().out.splitlines()
    key = next(path.name for path in home.iterdir() if path.is_dir())
    assert (lines[0], lines[-1]) == (
        "fetch the provider's source",
        f"hashicorp/aws 6.13.0 is built: {home / key}",
    )


def test_remove_leaves_no_directory(
    home: Path, install_build: InstallBuild, capsys: pytest.CaptureFixture[str]
) -> None:
    install_build()
    run("remove")
    assert not home.exists()
    assert capsys.readouterr().out == f"0 MB removed from {home}\n"
