"""`privatelink exec` and `privatelink shell`: commands inside a VPC of LocalStack's."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from privatelink_cli.answer import ExitCode, Format, FormatOption, Status, reply
from privatelink_cli.plane import PLACE, GroupOption, client_data, client_text, plane

if TYPE_CHECKING:
    from privatelink_localstack.dataplane.client import Entrance

_ENDINGS = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
_GRACE = 2.0
"""Seconds that a command has after SIGTERM."""
_NOT_INSIDE = ("aws_endpoint_url", "localstack_endpoint", "http_proxy", "https_proxy", "all_proxy", "no_proxy")
"""Variables, in lower case, that lead around the VPC to what is not reachable from inside."""

PlaceArgument = Annotated[str, typer.Argument(metavar=PLACE, help="Where to be, by ID.", show_default=False)]


def execute(
    place: PlaceArgument,
    command: Annotated[
        list[str], typer.Argument(metavar="COMMAND...", help="The command, behind `--`.", show_default=False)
    ],
    group: GroupOption = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Run a command inside a VPC of LocalStack's, with the VPC's names, routes and security groups.

    The exit code is the command's. What it leaves running ends with it. Needs the extra [localstack].
    """
    return _run("exec", place, group or (), command, output_format)


def shell(
    place: PlaceArgument,
    group: GroupOption = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Open your shell inside a VPC of LocalStack's, with the VPC's names, routes and security groups.

    What it leaves running ends with it. Needs the extra [localstack].
    """
    return _run("shell", place, group or (), [_own_shell()], output_format)


def _run(name: str, place: str, groups: Sequence[str], words: Sequence[str], output_format: Format) -> int:
    from privatelink_harness.probes.place import attach

    with plane() as client:
        interface = attach(client, place, groups, workload=True)
        if name == "shell":
            sys.stderr.write(f"In LocalStack: {client_text(interface)}. Leave with exit.\n")
            sys.stderr.flush()
        with client.entrance(interface.id) as entrance:
            process = _start(entrance, words, output_format)
            code = _wait(process)
    process.wait()  # Where SIGTERM has not ended it, the end of its interface does.
    if output_format is Format.TEXT or code == ExitCode.INTERRUPTED:
        return code
    reply(
        name,
        output_format,
        {"client": client_data(interface), "command": list(words), "exit_code": code},
        (),
        status=Status.FAILED if code else Status.OK,
    )
    return code


def _start(entrance: Entrance, words: Sequence[str], output_format: Format) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.lower().startswith(_NOT_INSIDE)}
    return subprocess.Popen(
        entrance.command(*words),
        pass_fds=entrance.descriptors,
        env=environment,
        stdout=None if output_format is Format.TEXT else 2,
    )


def _wait(process: subprocess.Popen[bytes]) -> int:
    """Return the command's exit code, or that of a shell for the signal that ends this process.

    Ctrl-C goes to the command as well, as the terminal sends it, and is the command's affair. Another signal ends the
    command: with SIGTERM first, and then with its interface.
    """
    watched = {*_ENDINGS, signal.SIGCHLD}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, watched)
    threading.Thread(target=_tell, args=(process, threading.get_ident()), daemon=True).start()
    try:
        while process.poll() is None:
            found = signal.sigwaitinfo(watched)
            is_keyboard = found.si_signo == signal.SIGINT and found.si_pid == 0
            if found.si_signo in _ENDINGS and not is_keyboard:
                process.terminate()
                _await_end(process)
                return 128 + found.si_signo
        return process.returncode
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _tell(process: subprocess.Popen[bytes], thread: int) -> None:
    """Tell a thread that a process has ended; the system may tell any thread."""
    process.wait()
    signal.pthread_kill(thread, signal.SIGCHLD)


def _await_end(process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _GRACE
    while process.poll() is None and (left := deadline - time.monotonic()) > 0:
        signal.sigtimedwait({signal.SIGCHLD}, left)


def _own_shell() -> str:
    if own := os.environ.get("SHELL"):
        return own
    try:
        return pwd.getpwuid(os.getuid()).pw_shell or "/bin/sh"
    except KeyError:
        return "/bin/sh"
