"""The start of LocalStack: its port, concurrent starts, and failures, which leave nothing behind."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import psutil
import pytest

from privatelink_localstack.runtime import child, identity, process
from privatelink_localstack.runtime.errors import LocalStackError
from tests.support.ports import quiet_port
from tests.support.versions import LOCALSTACK

if TYPE_CHECKING:
    from pathlib import Path

UP = """
import sys
from pathlib import Path
from privatelink_localstack.runtime import process
sys.stdin.read()
instance = process.up(directory=Path(sys.argv[1]))
print(instance.pid, instance.started)
"""


@pytest.fixture(autouse=True)
def _no_named_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOCALSTACK_ENDPOINT", raising=False)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)


def processes_of(directory: Path) -> list[int]:
    """Return the IDs of the processes that run for a directory."""
    return [
        candidate.pid
        for candidate in psutil.process_iter(["cmdline"])
        if {identity.MODULE, str(directory)} <= set(candidate.info["cmdline"] or ())
        and not identity.has_ended(candidate)
    ]


def test_concurrent_starts_share_one_process_and_down_leaves_none(tmp_path: Path) -> None:
    both = [
        subprocess.Popen(
            [sys.executable, "-c", UP, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for starter in both:
        assert starter.stdin is not None
        starter.stdin.close()
        starter.stdin = None
    answers = [starter.communicate()[0].split() for starter in both]
    running = processes_of(tmp_path)
    process.down(directory=tmp_path)
    assert sorted(answers) == [[str(running[0]), "False"], [str(running[0]), "True"]]
    assert (processes_of(tmp_path), process.find(directory=tmp_path)) == ([], None)


def test_start_beside_a_taken_port_listens_on_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with child.listen(None) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(child, "DEFAULT_PORT", port)
        instance = process.up(directory=tmp_path)
        process.down(directory=tmp_path)
    assert instance.endpoint != f"http://127.0.0.1:{port}"
    assert instance.version == LOCALSTACK


def test_killed_localstack_is_not_found_and_replaced(tmp_path: Path) -> None:
    port = quiet_port()
    killed = process.up(directory=tmp_path, port=port)
    assert killed.pid is not None
    child.stop(psutil.Process(killed.pid), grace=0)
    found = process.find(directory=tmp_path)
    replaced = process.up(directory=tmp_path, port=port)
    process.down(directory=tmp_path)
    assert (found, replaced.started, replaced.endpoint) == (None, True, killed.endpoint)
    assert replaced.pid != killed.pid


def test_failed_import_shows_the_end_of_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "twisted.py").write_text("raise RuntimeError('not today')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    home = tmp_path / "home"
    message = r"^LocalStack ended while it started; it printed last:\n(  .*\n)*  RuntimeError: not today$"
    with pytest.raises(LocalStackError, match=message) as caught:
        process.up(directory=home)
    assert f"The whole log is {home}/localstack.log." == caught.value.hint
    assert ((home / "state.json").exists(), processes_of(home)) == (False, [])


def test_failed_import_ends_localstack_despite_its_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "twisted.py").write_text(
        "import threading; threading.Thread(target=threading.Event().wait).start(); raise RuntimeError('not today')"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(LocalStackError, match=r"^LocalStack ended while it started"):
        process.up(directory=tmp_path / "home")


def test_failed_launch_shows_the_cause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "argparse.py").write_text("raise RuntimeError('not today')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    message = re.compile(r"^LocalStack could not be started; it printed last:.*not today$", re.DOTALL)
    with pytest.raises(LocalStackError, match=message):
        process.up(directory=tmp_path / "home")


@pytest.mark.parametrize("timeout", [1, 0.25, 0.001])
def test_timeout_kills_localstack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, timeout: float) -> None:
    (tmp_path / "twisted.py").write_text("import signal; print('waiting', flush=True); signal.pause()")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    home = tmp_path / "home"
    with pytest.raises(LocalStackError, match=rf"^LocalStack did not answer within {timeout} s, and was stopped"):
        process.up(directory=home, timeout=timeout)
    assert ((home / "state.json").exists(), processes_of(home)) == (False, [])
