"""A command behind an interface: in the workload's network, with the VPC's resolver, and with no way around it.

    python enter.py USER NETWORK LIFELINE FILES COMMAND…

All four are descriptors: of a user namespace, of the workload's network namespace (-1 for none), of a pipe at whose end
the command is killed, and of JSON: `files`, texts by path, that the command sees in place of the system's, and
`environment`, variables that it gets. This module imports nothing of ours: it starts with every command. It has one
thread, without which setns is refused, and stays as the command's parent, so that a command outlives neither its
workload nor the plane; nor do processes that it leaves. It passes SIGTERM on. What a terminal sends is the command's
own: this process neither stops nor ends by it, so that it can always end the command.

Nothing is left on disk: the files are on a tmpfs of a mount namespace that ends with the command.
"""

import ctypes
import json
import os
import select
import signal
import sys
from contextlib import suppress
from pathlib import Path

_BIND, _RECURSIVE, _PRIVATE = 4096, 16384, 1 << 18
_DETACH = 2
_SUBREAPER = 36
"""Orphans of this process's descendants become its children (PR_SET_CHILD_SUBREAPER)."""
_DEATH_SIGNAL = 1
"""A process gets a signal when the thread that forked it ends (PR_SET_PDEATHSIG); this program has one thread."""
_TERMINAL = frozenset(
    {signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU},
)
"""What a terminal sends."""
_PYTHONS_OWN = (signal.SIGPIPE, signal.SIGXFSZ)
"""What Python ignores when it starts, and programs do not expect to be ignored."""
_STAGES = ("/mnt", "/media", "/srv", "/opt")
"""Where the tmpfs is mounted while its files are; one of them exists on every system."""
_SOCKETS = ("/run/systemd/resolve", "/run/nscd")
"""Directories of servers that answer names whatever the network namespace is."""
_LOOK = 0.05
"""Seconds between looks at the command where the system tells of its end in no other way."""
_LIBC = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    """Enter, start the command, and end with its exit code, or that of a shell for a signal."""
    user, network, lifeline, files = map(int, sys.argv[1:5])
    _join(user, network)
    with os.fdopen(files, encoding="utf-8") as texts:
        seen = json.load(texts)
    if network >= 0:
        _put(seen["files"])
    os.environ.update(seen["environment"])
    if sys.platform == "linux":
        _LIBC.prctl(_SUBREAPER, 1, 0, 0, 0)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, *_TERMINAL})
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        _end_with(parent)
        os.close(lifeline)
        for each in _PYTHONS_OWN:
            signal.signal(each, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        _execute(sys.argv[5:])
    for each in _TERMINAL:
        signal.signal(each, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, _: os.kill(child, number))
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    code = _wait(child, lifeline)
    _end_the_rest()
    sys.exit(code)


def _end_with(parent: int) -> None:
    """End this process when its parent is killed."""
    if sys.platform == "linux":
        _LIBC.prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(128 + signal.SIGKILL)


def _join(user: int, network: int) -> None:
    """Enter the namespaces that there are."""
    if user >= 0:
        os.setns(user, os.CLONE_NEWUSER)
        os.close(user)
    if network >= 0:
        os.setns(network, os.CLONE_NEWNET)
        os.close(network)


def _put(files: dict[str, str]) -> None:
    """Mount files over those of the system that exist."""
    os.unshare(os.CLONE_NEWNS)
    _mount(None, "/", None, _RECURSIVE | _PRIVATE)
    for hidden in _SOCKETS:
        if Path(hidden).is_dir():
            _mount("none", hidden, "tmpfs", 0)
    stage = next(each for each in _STAGES if Path(each).is_dir())
    _mount("none", stage, "tmpfs", 0)
    for number, (path, text) in enumerate(files.items()):
        own = Path(stage, str(number))
        own.write_text(text, encoding="utf-8")
        if Path(path).exists():
            _mount(str(own), path, None, _BIND)
    if _LIBC.umount2(stage.encode(), _DETACH):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), stage)


def _mount(source: str | None, target: str, kind: str | None, flags: int) -> None:
    texts = (each.encode() if each else None for each in (source, target, kind))
    if _LIBC.mount(*texts, ctypes.c_ulong(flags), None):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), target)


def _execute(command: list[str]) -> None:
    try:
        os.execvp(command[0], command)  # noqa: S606 - no shell is wanted
    except OSError as error:
        sys.stderr.write(f"{command[0]}: {error.strerror}\n")
    os._exit(127)


def _wait(child: int, lifeline: int) -> int:
    """Return the exit code of the command; kill it at the end of the lifeline."""
    if not _outlives(child, lifeline):
        os.kill(child, signal.SIGKILL)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code if code >= 0 else 128 - code


def _outlives(child: int, lifeline: int) -> bool:
    """Wait for the end of the command or of the lifeline; return whether the lifeline is left."""
    if hasattr(os, "pidfd_open"):
        ended = os.pidfd_open(child)
        return ended in select.select([ended, lifeline], [], [])[0]
    while not os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        if select.select([lifeline], [], [], _LOOK)[0]:
            return False
    return True


def _end_the_rest() -> None:
    """Kill the processes that the command has left, and theirs, which become this one's children."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    with suppress(ChildProcessError, PermissionError, FileNotFoundError):
        while True:
            for child in children.read_text(encoding="ascii").split():
                os.kill(int(child), signal.SIGKILL)
            os.waitpid(-1, 0)


if __name__ == "__main__":
    main()
