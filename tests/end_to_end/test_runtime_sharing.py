"""The end of a LocalStack: by the last run that uses it or by `down`; never the end of the user's own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from privatelink_localstack.runtime import process
from privatelink_localstack.runtime.errors import LocalStackError
from privatelink_localstack.runtime.instance import Instance
from tests.support.versions import LOCALSTACK

if TYPE_CHECKING:
    from pathlib import Path

RUN = """
import sys
from pathlib import Path
from privatelink_localstack.runtime import process
from privatelink_localstack.runtime.errors import LocalStackError
from privatelink_localstack.runtime.instance import Instance
with process.running(directory=Path(sys.argv[1])) as instance:
    print(instance.pid, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _no_named_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOCALSTACK_ENDPOINT", raising=False)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)


def test_last_living_run_stops_localstack(tmp_path: Path) -> None:
    command = [sys.executable, "-c", RUN, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        started_by_other = int(other.stdout.readline())
        with process.running(directory=tmp_path) as first:
            with process.running(directory=tmp_path) as second:
                with pytest.raises(LocalStackError, match=r"LocalStack is in use by a run$"):
                    process.down(directory=tmp_path)
                other.kill()
                other.wait()
            between = process.find(directory=tmp_path)
    assert {first.pid, second.pid} == {started_by_other}
    assert between is not None
    assert (started_by_other, None) == (between.pid, process.find(directory=tmp_path))


def test_localstack_of_up_outlives_its_runs(tmp_path: Path) -> None:
    with process.running(directory=tmp_path) as on_demand:
        asked_for = process.up(directory=tmp_path)
    stays = process.find(directory=tmp_path)
    stopped = process.down(directory=tmp_path)
    assert stays is not None
    assert stopped is not None
    assert {on_demand.pid} == {asked_for.pid, stays.pid, stopped.pid}
    assert process.find(directory=tmp_path) is None


def test_named_localstack_is_used_and_never_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = process.up(directory=tmp_path / "theirs")
    with monkeypatch.context() as patch:
        patch.setenv("LOCALSTACK_ENDPOINT", theirs.endpoint)
        used = process.up(directory=tmp_path / "ours")
        with process.running(directory=tmp_path / "ours") as shared:
            pass
        stopped = process.down(directory=tmp_path / "ours")
        left = process.find()
    process.down(directory=tmp_path / "theirs")
    expected = Instance(endpoint=theirs.endpoint, pid=None, version=LOCALSTACK, owner="user", directory=None)
    assert (expected, expected, None, expected) == (used, shared, stopped, left)


def test_silent_named_localstack_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    with pytest.raises(LocalStackError, match=r"^AWS_ENDPOINT_URL: http://127\.0\.0\.1:1: no answer"):
        process.up(directory=tmp_path)
    assert process.find(directory=tmp_path) is None
