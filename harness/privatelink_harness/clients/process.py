"""The TCP connections of a running process, by /proc alone; Linux only.

The options of a socket are read through a duplicate of the process's own descriptor, which the kernel gives to whoever
may trace the process. To others of the same user it shows the timer of the next probe.
"""

from __future__ import annotations

import ctypes
import os
import re
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

from privatelink_harness.clients.keepalive import KeepAlive, read_keep_alive
from privatelink_harness.errors import HarnessError

_PIDFD_GETFD = 438
"""The number of the system call, on every architecture that Linux has it on since 5.6 except alpha."""

_ESTABLISHED = "01"
_NO_TIMER, _KEEPALIVE_TIMER = "00", "02"
"""Timers of a socket. Source: Linux, Documentation/networking/proc_net_tcp.rst."""

_WORD = re.compile("[0-9A-F]{8}")


@dataclass(frozen=True, slots=True)
class Connection:
    """An established TCP connection.

    Parameters:
        local, remote: address and port.
    """

    local: str
    remote: str
    keep_alive: KeepAlive


def connections(pid: int, proc: Path = Path("/proc")) -> list[Connection]:
    """Return a process's established TCP connections, by their remote address.

    Raises:
        HarnessError: there is no such process, its files are not this user's to read, or there is no /proc.
    """
    if sys.platform != "linux":
        raise HarnessError(
            f"process {pid}: the connections of a process can be read on Linux only",
            hint="Leave --pid out: --client alone works on every platform.",
        )
    directory = proc / str(pid)
    try:
        descriptors = {_inode(path): int(path.name) for path in (directory / "fd").iterdir()}
        tables = [
            (directory / "net" / name).read_text() for name in ("tcp", "tcp6") if (directory / "net" / name).exists()
        ]
    except PermissionError:
        raise HarnessError(
            f"process {pid}: its connections are not yours to read",
            hint="Run the command as the user of the process, or as root.",
        ) from None
    except OSError:
        raise HarnessError(f"process {pid}: no such process", hint="Name a running one: pgrep -af python") from None
    found = (
        Connection(local, remote, _options(pid, descriptors[inode]) or by_timer)
        for table in tables
        for local, remote, inode, by_timer in rows(table)
        if inode in descriptors
    )
    return sorted(found, key=lambda connection: (connection.remote, connection.local))


def rows(table: str) -> Iterator[tuple[str, str, str, KeepAlive]]:
    """Yield local and remote address, inode and what the timer tells, of each established connection in a table."""
    ticks = os.sysconf("SC_CLK_TCK")
    for line in table.splitlines()[1:]:
        _, local, remote, state, _, timer, _, _, _, inode, *_ = line.split()
        if state == _ESTABLISHED:
            kind, _, left = timer.partition(":")
            yield _address(local), _address(remote), inode, _by_timer(kind, int(left, 16) / ticks)


def _by_timer(kind: str, seconds: float) -> KeepAlive:
    if kind == _KEEPALIVE_TIMER:
        return KeepAlive(enabled=True, next_probe=seconds)
    # Another timer, such as that of a retransmission, hides the one of keep-alive.
    return KeepAlive(enabled=False if kind == _NO_TIMER else None)


def _inode(path: Path) -> str:
    try:
        return path.readlink().name.removeprefix("socket:[").removesuffix("]")
    except FileNotFoundError:
        return ""


def _options(pid: int, descriptor: int) -> KeepAlive | None:
    """Return the options of a process's socket; None where the kernel gives no duplicate."""
    try:
        process = os.pidfd_open(pid)
    except OSError:
        return None
    try:
        duplicate = ctypes.CDLL(None).syscall(_PIDFD_GETFD, process, descriptor, 0)
    finally:
        os.close(process)
    if duplicate < 0:
        return None
    with socket.socket(fileno=duplicate) as connection:
        return read_keep_alive(connection)


def _address(text: str) -> str:
    """Return an address as people write it; the kernel writes words of 32 bits in the machine's order, in hex."""
    host, _, port = text.partition(":")
    packed = b"".join(int(word, 16).to_bytes(4, sys.byteorder) for word in _WORD.findall(host))
    address = ip_address(packed)
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    return f"{address}:{int(port, 16)}" if isinstance(address, IPv4Address) else f"[{address}]:{int(port, 16)}"
