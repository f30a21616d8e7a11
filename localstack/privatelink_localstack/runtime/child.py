"""LocalStack's process: started, recognised, stopped."""

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
from privatelink_localstack.runtime.logs import read_tail
from privatelink_localstack.runtime.record import Record

if TYPE_CHECKING:
    import psutil

    from privatelink_localstack.runtime.home import Home

HOST = "127.0.0.1"
DEFAULT_PORT = 4566
MODULE = "privatelink_localstack.runtime.serve"
FAILURE_LINES = 15
"""How many of the log's last lines a failure shows."""


def listen(port: int | None) -> socket.socket:
    """Listen on 127.0.0.1: on the port given, or on 4566 if it is free, or on any free one.

    The socket is handed to LocalStack: no other process can take the port in between, and a call made while
    LocalStack starts waits in the socket's queue.

    Raises:
        LocalStackError: the port given is taken, or not allowed.
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


def spawn(home: Home, listener: socket.socket, *, keep: bool, stock: bool = False) -> Record:
    """Start LocalStack on a listening socket, which is closed here. Returns before LocalStack answers.

    Raises:
        LocalStackError: the process ended before it was LocalStack.
    """
    home.record.unlink(missing_ok=True)
    if home.log.exists():
        home.log.replace(home.previous_log)
    with listener, home.log.open("wb") as log:
        command = [sys.executable, "-P", "-m", MODULE, "--directory", str(home.root)]
        launched = subprocess.run(
            [*command, "--socket", str(listener.fileno()), *(["--keep"] if keep else [])],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=child_environment(os.environ, home=home, port=listener.getsockname()[1], stock=stock),
            cwd=home.root,
            start_new_session=True,
            pass_fds=[listener.fileno()],
            check=False,
        )
    record = Record.read(home.record) if launched.returncode == 0 else None
    if record is None:
        raise failure(home, "LocalStack could not be started")
    return record


def failure(home: Home, message: str) -> LocalStackError:
    """Make an error that shows the end of LocalStack's log."""
    lines = read_tail(home.log, FAILURE_LINES)
    shown = "\n".join(f"  {line}" for line in lines) or "  (nothing)"
    return LocalStackError(f"{message}; it printed last:\n{shown}", hint=f"The whole log is {home.log}.")


def find_process(home: Home, record: Record | None) -> psutil.Process | None:
    """Find the process that a record names; None where it has ended.

    A process id may belong to another process by now, so the command line is compared, which names the
    directory too. (The time of its start would not do: on Linux it shifts whenever the clock is set.)
    """
    if record is None:
        return None
    import psutil

    try:
        process = psutil.Process(record.pid)
        command = process.cmdline()
    except psutil.Error:
        return None
    return process if MODULE in command and str(home.root) in command and not has_ended(process) else None


def has_ended(process: psutil.Process) -> bool:
    """Whether a process has ended, be it that nobody has asked for its exit code yet."""
    import psutil

    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def wait_ended(process: psutil.Process, timeout: float) -> bool:
    """Wait until a process has ended and has let go of its sockets; False where it hasn't within `timeout` seconds.

    Waiting comes before looking: a process that is looked at may seem to have ended while the last of its threads
    still holds them. And in slices: psutil waits on for one that nobody asks for its exit code.
    """
    import psutil

    deadline = time.monotonic() + timeout
    while True:
        left = deadline - time.monotonic()
        try:
            process.wait(max(min(left, 0.25), 0))
        except psutil.TimeoutExpired:
            if has_ended(process):
                return True
            if left <= 0:
                return False
        else:
            return True


def stop(process: psutil.Process, *, grace: float) -> None:
    """End a process and what it has started; returns when all of it is gone.

    Parameters:
        grace: seconds to end by itself, before it is killed. 0: it is killed at once.
    """
    import psutil

    with suppress(psutil.NoSuchProcess):
        family = [process, *process.children(recursive=True)]
        if grace > 0:
            process.terminate()
            wait_ended(process, grace)
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        for member in family:
            wait_ended(member, 10.0)


def check_loopback(process: psutil.Process) -> None:
    """Check that a process listens on loopback alone.

    Raises:
        LocalStackError: it listens elsewhere.
    """
    import psutil

    waiting = {psutil.CONN_LISTEN, psutil.CONN_NONE}
    addresses = {
        connection.laddr
        for connection in process.net_connections(kind="inet")
        if connection.status in waiting and connection.laddr
    }
    outside = sorted(f"{ip}:{port}" for ip, port in addresses if not ip_address(ip).is_loopback)
    if outside:
        raise LocalStackError(
            f"LocalStack (process {process.pid}) listens outside of loopback, on {', '.join(outside)}",
            hint="A LocalStack plugin that is installed beside this project may have opened it.",
        )
