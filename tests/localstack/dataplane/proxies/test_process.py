"""The process that has proxies in place of namespaces: its descriptors, and that it needs no Linux."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from privatelink_localstack.dataplane.client import Client, Process
from tests.support.namespaces import PYTHON
from tests.support.plane import CLIENT, link
from tests.support.proxied import ANSWER, connect, greet, target
from tests.support.until import until

pytestmark = pytest.mark.process


def test_reset_gives_back_every_descriptor(plane: Client, process: Process) -> None:
    plane.reset()
    before = psutil.Process(process.pid).num_fds()
    plane.push(link(), whole=True)
    with target(plane), connect(plane) as connection, plane.entrance(CLIENT):
        greet(connection)
        plane.reset()

    assert until(psutil.Process(process.pid).num_fds, lambda found: found <= before) <= before


def test_plane_without_free_descriptors_refuses_and_goes_on(tmp_path: Path) -> None:
    command = ("/bin/sh", "-c", 'ulimit -n 64; exec "$@"', "sh", *PYTHON)
    with Process(tmp_path / "socket", command, by_proxies=True) as process, process.client() as client:
        client.push(link(), whole=True)
        with target(client):
            with ExitStack() as connections, pytest.raises(OSError, match=r"Too many open files|reset|Errno 104"):
                _connect_for_ever(client, connections)

            until(client.traffic, lambda found: "active" not in found["vpce-1"])
            with connect(client) as connection:
                assert greet(connection) == ANSWER


def _connect_for_ever(client: Client, connections: ExitStack) -> None:
    while True:
        greet(connections.enter_context(connect(client)))


def test_nothing_of_linux_alone_is_needed(tmp_path: Path) -> None:
    """A stand-in for macOS: what only Linux has is gone before anything of ours is imported."""
    missing = {
        "os": ["eventfd", "splice", "setns", "unshare", "memfd_create", "pidfd_open", "pipe2"],
        "select": ["epoll", "EPOLLIN", "EPOLLOUT", "EPOLLET", "EPOLLRDHUP", "EPOLLERR", "EPOLLHUP"],
        "socket": ["AF_NETLINK", "SOCK_NONBLOCK", "SOCK_CLOEXEC", "TCP_INFO"],
    }
    program = (
        "import asyncio, importlib, json, runpy, sys\n"
        f"for module, names in json.loads({json.dumps(json.dumps(missing))}).items():\n"
        "    for name in names:\n        delattr(importlib.import_module(module), name)\n"
        "importlib.import_module('selectors').DefaultSelector = importlib.import_module('selectors').SelectSelector\n"
        "importlib.reload(importlib.import_module('asyncio.selector_events'))\n"
        "sys.platform = 'darwin'\nsys.argv = sys.argv[1:]\n"
        "runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)\n"
    )
    command = (sys.executable, "-P", "-c", program)
    with Process(tmp_path / "socket", command, by_proxies=True) as process, process.client() as client:
        client.push(link(), whole=True)
        with target(client), connect(client) as connection:
            assert greet(connection) == ANSWER
        assert client.authority().exists()
        with client.entrance(CLIENT) as entrance:
            assert entrance.network == -1
