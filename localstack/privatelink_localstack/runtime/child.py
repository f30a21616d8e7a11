"""LocalStack's process: its start, its end and the addresses that it listens on."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from ipaddress import ip_address
from typing import TYPE_CHECKING

from privatelink_localstack.runtime.environment import child_environment
from privatelink_localstack.runtime.errors import LocalStackError
from privatelink_localstack.runtime.identity import MODULE, wait_ended
from privatelink_localstack.runtime.logs import read_tail
from privatelink_localstack.runtime.record import Record

if TYPE_CHECKING:
    import psutil

    from privatelink_localstack.runtime.home import Home
    from privatelink_localstack.runtime.traffic import Traffic

HOST = "127.0.0.1"
DEFAULT_PORT = 4566
CLEANUP_TIMEOUT = 1.0
"""Seconds that LocalStack's descendants have to end after it."""
FAILURE_LINES = 15
"""How many of the log's last lines a failure shows."""


def listen(port: int | None) -> socket.socket:
    """Listen on 127.0.0.1, on the given port; with None on 4566, or on any free port where 4566 is taken.

    LocalStack inherits the socket: no other process can take the port in between, and a request sent while LocalStack
    starts waits in the socket's queue.

    Raises:
        LocalStackError: the port is taken or out of range.
    """
    if port is not None and not 0 < port < 1 << 16:
        raise LocalStackError(f"port {port} does not exist", hint="Ports are 1 to 65535.")
    try:
        return socket.create_server((HOST, DEFAULT_PORT if port is None else port), backlog=128)
    except OSError as error:
        if port is None:
            return socket.create_server((HOST, 0), backlog=128)
        raise LocalStackError(
            f"port {port} on {HOST} can't be listened on: {error.strerror}",
            hint="Name another port, or none: then LocalStack takes a free one.",
        ) from error


def spawn(
    home: Home,
    listener: socket.socket,
    *,
    keep: bool,
    traffic: Traffic,
    stock: bool = False,
    lifeline: int | None = None,
) -> Record:
    """Start LocalStack on a listening socket and close this process's copy. Return before LocalStack answers.

    Parameters:
        lifeline: a pipe's end for reading; LocalStack ends when every other end is closed.

    Raises:
        LocalStackError: the process ended before it wrote its record.
    """
    home.record.unlink(missing_ok=True)
    port = listener.getsockname()[1]
    if home.log.exists():
        home.log.replace(home.previous_log)
    with listener, home.log.open("wb") as log:
        command = [sys.executable, "-P", "-m", MODULE, "--directory", str(home.root)]
        inherited = [listener.fileno()]
        command += ["--socket", str(listener.fileno()), *(["--keep"] if keep else [])]
        if lifeline is not None:
            inherited.append(lifeline)
            command += ["--lifeline", str(lifeline)]
        launched = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=child_environment(os.environ, home=home, port=port, stock=stock, traffic=traffic),
            cwd=home.root,
            start_new_session=True,
            pass_fds=inherited,
            check=False,
        )
    record = Record.read(home.record) if launched.returncode == 0 else None
    if record is None:
        raise failure(home, "LocalStack could not be started")
    return record


def failure(home: Home, message: str) -> LocalStackError:
    """Return an error that shows the end of LocalStack's log."""
    lines = read_tail(home.log, FAILURE_LINES)
    shown = "\n".join(f"  {line}" for line in lines) or "  (nothing)"
    return LocalStackError(f"{message}; it printed last:\n{shown}", hint=f"The whole log is {home.log}.")


def stop(process: psutil.Process, *, grace: float) -> None:
    """End a process and its descendants. Return when all have ended.

    Parameters:
        grace: seconds between SIGTERM and SIGKILL; with 0, SIGKILL is the first signal.
    """
    import psutil

    with suppress(psutil.NoSuchProcess):
        family = [process, *process.children(recursive=True)]
        if grace > 0:
            process.terminate()
            wait_ended(process, grace)
        # What LocalStack started notices its end, and cleans up: functions' processes and files.
        deadline = 0.0
        for member in family:
            if not wait_ended(member, max(deadline - time.monotonic(), 0)):
                with suppress(psutil.NoSuchProcess):
                    member.kill()
            deadline = deadline or time.monotonic() + CLEANUP_TIMEOUT
        for member in family:
            wait_ended(member, 10.0)


def check_loopback(process: psutil.Process) -> None:
    """Check that a process listens on loopback alone; raise LocalStackError where it does not."""
    import psutil

    waiting = {psutil.CONN_LISTEN, psutil.CONN_NONE}
    try:
        connections = process.net_connections(kind="inet")
    except psutil.AccessDenied:
        # From inside another user namespace nobody can look. The process that has started it has.
        return
    addresses = {each.laddr for each in connections if each.status in waiting and each.laddr}
    outside = sorted(f"{ip}:{port}" for ip, port in addresses if not ip_address(ip).is_loopback)
    if outside:
        raise LocalStackError(
            f"LocalStack (process {process.pid}) listens outside of loopback, on {', '.join(outside)}",
            hint="A LocalStack plugin that is installed beside this project may have opened it.",
        )
