"""The right to make network namespaces: a root's own, or that of a user namespace of this process."""

from __future__ import annotations

import os
import resource
from contextlib import suppress
from pathlib import Path

from privatelink_localstack.dataplane.linux.links import LOOPBACK, set_up
from privatelink_localstack.dataplane.linux.netlink import ROUTE, Netlink


def is_allowed_directly() -> bool:
    """Return whether this process may make and change network namespaces as it is, by trying in a forked child.

    A root may lack one of the two rights, and have both in a user namespace. This process must have no threads.
    """
    child = os.fork()
    if child == 0:
        try:
            os.unshare(os.CLONE_NEWNET)
            Netlink(ROUTE).request([set_up(LOOPBACK)])
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def enter_user_namespace() -> None:
    """Move this process to a user namespace of its own, for good. It must have no threads: the kernel refuses those.

    The user is mapped to itself, not to root, so that a shell inside shows the user's name. A root that may not map
    user 0 (without CAP_SETFCAP) stays unmapped, which harms nothing, as no program is executed with rights.
    `newuidmap` is not needed: a process may map its own user.

    Raises:
        OSError: the kernel, its settings, a seccomp profile or AppArmor refuse.
    """
    user, group = os.getuid(), os.getgid()
    os.unshare(os.CLONE_NEWUSER)
    for name, value in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with suppress(PermissionError):
            Path("/proc/self", name).write_text(value, encoding="ascii")


def raise_descriptor_limit() -> int:
    """Raise the limit of open descriptors as far as this process may, and return it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError):  # macOS takes no limit that it calls infinite.
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard
