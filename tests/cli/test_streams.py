"""What becomes of a command whose answer can't be printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from privatelink_cli.streams import Sink
from tests.support.paths import ROOT

pytestmark = pytest.mark.process

RUN = """
from privatelink_harness.checks.check import Check, Proof, Verdict
from privatelink_harness.checks.property import Property
from privatelink_harness.reports.model import Report
from privatelink_harness.runs import commands

def test(spec, files, progress, settings, **_):
    progress.step("plan é …")
    check = Check("stack", Property.NOTHING_LEFT, Verdict.{verdict}, Proof.EMULATED, "é …", None, None, "é …")
    return Report("core", "é …", "Terraform", "hashicorp/aws", (check,) * 500, (), None, ("é …",))

commands.test = test
"""
"""A run without LocalStack, whose report is larger than a pipe."""

MAIN = "from privatelink_cli.app import main; main()"
FULL = "warning: standard output can't be written: No space left on device; some of the answer is lost"
CLOSED = "warning: standard output can't be written: it is closed; some of the answer is lost"
GONE = "warning: standard output can't be written: Broken pipe; some of the answer is lost"


def privatelink(
    directory: Path, arguments: str, *, to: str, first: str = "", encoding: str = "utf-8"
) -> tuple[int, list[str], str]:
    """Run a command whose standard output goes somewhere, and return its exit code, errors and output.

    Parameters:
        to: what a shell does to it, such as `>/dev/full`.
        first: statements that run before.
    """
    code = f"{first}\n{MAIN}"
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONPATH": str(ROOT), "CODE": code}
    script = f'{sys.executable} -c "$CODE" {arguments} {to}; echo ${{PIPESTATUS[0]:-$?}} >code'
    done = subprocess.run(
        ["bash", "-c", script], cwd=directory, env=environment, capture_output=True, timeout=60, check=False
    )
    output = done.stdout.decode(encoding, errors="replace")
    return int((directory / "code").read_text()), done.stderr.decode(errors="replace").splitlines(), output


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "core.yaml"
    path.write_text("version: 1\npattern: consumer\nname: core\nendpoints: {lambda: {service: lambda}}\n")
    return path


@pytest.mark.parametrize(
    ("to", "told", "verdict", "code", "output_format"),
    [
        (">/dev/full", FULL, "PASSED", 0, "text"),
        (">/dev/full", FULL, "FAILED", 2, "json"),
        (">&-", CLOSED, "PASSED", 0, "json"),
        ("| true", GONE, "PASSED", 0, "text"),
        (">/dev/full 2>/dev/full", None, "PASSED", 0, "text"),
        ("<&- >&- 2>&-", None, "FAILED", 2, "text"),
    ],
)
@pytest.mark.usefixtures("spec")
def test_run_ends_as_its_checks_say(
    tmp_path: Path, to: str, told: str | None, verdict: str, code: int, output_format: str
) -> None:
    arguments = f"test core.yaml --format {output_format}"
    found, errors, output = privatelink(tmp_path, arguments, to=to, first=RUN.format(verdict=verdict))

    assert (found, output) == (code, "")
    assert [line for line in errors if "written" in line] == ([told] if told else [])
    assert "Traceback" not in "".join(errors)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
@pytest.mark.usefixtures("spec")
def test_characters_that_the_output_lacks_are_replaced(tmp_path: Path, encoding: str) -> None:
    code, errors, output = privatelink(
        tmp_path, "test core.yaml", to="", first=RUN.format(verdict="PASSED"), encoding=encoding
    )

    assert (code, "Traceback" in "".join(errors)) == (0, False)
    assert "500 passed" in output


@pytest.mark.parametrize(("encoding", "output_format"), [("ascii", "text"), ("utf-8", "text"), ("utf-8", "json")])
def test_unseen_characters_are_printed_as_escapes(
    tmp_path: Path, spec: Path, encoding: str, output_format: str
) -> None:
    """The names of files are the user's own, or those of somebody who wants to fool the user."""
    spec.rename(tmp_path / "a\u202e\x1b]0;title\x07\U000e0041.yaml")
    code, _, output = privatelink(tmp_path, f"validate *.yaml --format {output_format}", to="", encoding=encoding)

    assert code == 0
    assert r"a\u202e\u001b]0;title\u0007\udb40\udc41.yaml" in output


@pytest.mark.usefixtures("spec")
def test_json_has_escapes_where_the_output_takes_ascii_alone(tmp_path: Path) -> None:
    arguments = "test core.yaml --format json"
    code, _, output = privatelink(tmp_path, arguments, to="", first=RUN.format(verdict="PASSED"), encoding="ascii")

    assert (code, json.loads(output)["data"]["checks"][0]["spec"]) == (0, "é …")


@pytest.mark.parametrize(
    ("arguments", "to", "told"),
    [("services lambda", ">/dev/full", FULL), ("--help", ">&-", CLOSED), ("schema --format json", ">&-", CLOSED)],
)
def test_command_that_only_prints_fails_where_it_can_not(tmp_path: Path, arguments: str, to: str, told: str) -> None:
    assert privatelink(tmp_path, arguments, to=to)[:2] == (1, [told])


def test_reader_that_has_enough_is_no_failure(tmp_path: Path) -> None:
    code, errors, output = privatelink(tmp_path, "services", to="| head -n 1")

    assert (code, errors, output.count("\n")) == (0, [], 1)


def test_log_is_followed_no_longer_than_it_is_read(tmp_path: Path) -> None:
    endless = (
        "import itertools\nfrom privatelink_localstack.runtime import logs\n"
        "logs.follow = lambda **_: ('line' for _ in itertools.count())"
    )
    code, errors, output = privatelink(tmp_path, "localstack logs --follow", to="| head -n 2", first=endless)

    assert (code, errors, output) == (0, [], "line\nline\n")


def test_error_is_told_once_beside_a_closed_output(tmp_path: Path) -> None:
    code, errors, _ = privatelink(tmp_path, "validate none.yaml", to=">&-")

    assert (code, errors) == (1, ["error: none.yaml: can't be read: No such file or directory"])


@pytest.mark.usefixtures("spec")
def test_files_are_written_where_the_output_is_closed(tmp_path: Path) -> None:
    """A file that is opened later would be standard output otherwise."""
    code, _, _ = privatelink(tmp_path, "generate core.yaml --output out", to="<&- >&- 2>&-")

    assert code == 0
    assert (tmp_path / "out/main.tf").read_text().startswith("# DO NOT EDIT")


def test_sink_waits_for_a_reader_that_is_slow() -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    filled = 0
    try:
        while True:
            filled += os.write(writing, b"x" * 4096)
    except BlockingIOError:
        pass
    script = "import sys; sys.stdout.write(str(len(sys.stdin.buffer.read())))"
    with subprocess.Popen([sys.executable, "-c", script], stdin=reading, stdout=subprocess.PIPE, text=True) as reader:
        os.close(reading)
        sink = Sink(writing)
        done = sink.write(b"last")
        os.close(writing)
        read, _ = reader.communicate(timeout=60)

    assert (done, sink.loss, int(read)) == (4, None, filled + 4)
