"""Run a command as an ordinary user would, whoever calls: `python ordinary_user.py USER_NAMESPACES COMMAND…`.

The command has no capability. USER_NAMESPACES is how many it may make; "" for as many as here.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

MAPPED = 1000
"""The user that the command is, inside a user namespace that stands for the user's session."""


def main(limit: str, *command: str) -> None:
    """Become the user, and execute the command."""
    user, group = os.getuid(), os.getgid()
    os.unshare(os.CLONE_NEWUSER)
    for name, value in (("setgroups", "deny"), ("uid_map", f"{MAPPED} {user} 1"), ("gid_map", f"{MAPPED} {group} 1")):
        Path("/proc/self", name).write_text(value, encoding="ascii")
    if limit:
        Path("/proc/sys/user/max_user_namespaces").write_text(limit, encoding="ascii")
    # A user other than root loses all capabilities with exec.
    os.execv(command[0], command)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main(*sys.argv[1:])
