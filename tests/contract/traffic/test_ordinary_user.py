"""A LocalStack of an ordinary user: its functions run in namespaces, and SIGKILL leaves nothing of them."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psutil

from privatelink_localstack.runtime.traffic import Mode, read_traffic
from tests.support.account import Account
from tests.support.accounts import temporary_accounts
from tests.support.namespaces import as_ordinary_user, need_namespaces
from tests.support.ordinary_localstack import localstack
from tests.support.private_function import Private
from tests.support.until import until

WHERE = """
import os

def handler(event, context):
    return [os.getpid(), os.readlink("/proc/self/ns/net")]
"""


def test_functions_run_in_namespaces_and_end_with_a_killed_localstack(tmp_path: Path) -> None:
    need_namespaces(as_ordinary_user=True)
    with localstack(tmp_path, as_ordinary_user) as url, temporary_accounts(url) as fresh:
        private = Private(Account(url, fresh()))
        assert private.call("orders") == 7
        assert private.call("secret") == "AccessDeniedException"
        private.functions.create("where", WHERE, **private.inside)
        pid, network = private.functions.invoke("where").value
        assert network != _network_of(os.getpid())

        plane = read_traffic(url)
        assert (plane.mode, plane.socket is None) == (Mode.NAMESPACES, False)
        assert plane.pid is not None
        assert plane.socket is not None
        parent = psutil.Process(plane.pid).parent()
        assert parent is not None
        left = {each.pid for each in (parent, *parent.children(recursive=True), psutil.Process(pid))}
        os.kill(parent.pid, signal.SIGKILL)

        until(lambda: [each for each in left if _runs(each)], lambda running: not running)
        assert not plane.socket.exists()
        until(lambda: _in_namespace(network), lambda found: not found)


def _in_namespace(network: str) -> list[int]:
    """Return the processes that are in a network namespace."""
    return [each for each in psutil.pids() if _network_of(each) == network]


def _network_of(pid: int) -> str | None:
    try:
        return str(Path(f"/proc/{pid}/ns/net").readlink())
    except OSError:
        return None


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
