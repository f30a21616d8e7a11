"""Which runtimes run here, and by which command."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from privatelink_localstack.functions import runtimes
from privatelink_localstack.functions.runtimes import UnsupportedError

OWN = f"python{sys.version_info.major}.{sys.version_info.minor}"


@pytest.mark.parametrize("runtime", ["python3.9", "python3.13", "provided", "provided.al2023", None])
def test_runtime_runs_here(runtime: str | None) -> None:
    runtimes.check(runtime)


@pytest.mark.parametrize("runtime", ["java21", "dotnet8", "ruby3.3", "go1.x", "python2.7"])
def test_runtime_does_not_run_here(runtime: str) -> None:
    with pytest.raises(UnsupportedError, match=f"^Runtime {runtime} does not run in this LocalStack"):
        runtimes.check(runtime)


def test_image_does_not_run_here() -> None:
    with pytest.raises(UnsupportedError, match=r"^Container images do not run in this LocalStack"):
        runtimes.check(None, "Image")


def test_javascript_needs_node(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnsupportedError, match=r"needs `node` on PATH"):
        runtimes.check("nodejs22.x")


def test_own_version_of_python_is_localstacks() -> None:
    command, note = runtimes.command(OWN, "main.handler", [Path("/code")])
    assert (command[0], command[3], note) == (sys.executable, "main.handler", None)


@pytest.mark.process
def test_other_version_of_python_is_found_on_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "python3.97").write_text("#!/bin/sh\nprintf /opt/python3.97\n")
    (tmp_path / "python3.97").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    command, note = runtimes.command("python3.97", "main.handler", [Path("/code")])
    assert (command[0], note) == ("/opt/python3.97", None)


@pytest.mark.process
def test_version_managers_name_without_an_interpreter_does_not_count(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "python3.98").write_text("#!/bin/sh\nexit 127\n")
    (tmp_path / "python3.98").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    command, note = runtimes.command("python3.98", "main.handler", [Path("/code")])
    own = OWN.removeprefix("python")
    assert (command[0], note) == (
        sys.executable,
        f"python3.98 is not on PATH: the function runs on Python {own}",
    )


def test_bootstrap_of_the_code_comes_before_a_layers(tmp_path: Path) -> None:
    roots = [tmp_path / name for name in ("code", "layer")]
    for root in roots:
        root.mkdir()
        (root / "bootstrap").touch()
    assert runtimes.command("provided.al2023", "", roots) == ([str(roots[0] / "bootstrap")], None)
    (roots[0] / "bootstrap").unlink()
    assert runtimes.command("provided.al2023", "", roots) == ([str(roots[1] / "bootstrap")], None)


def test_code_without_bootstrap_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedError, match=r"^Couldn't find valid bootstrap\(s\): \[.*/bootstrap\]$"):
        runtimes.command("provided.al2023", "", [tmp_path])
