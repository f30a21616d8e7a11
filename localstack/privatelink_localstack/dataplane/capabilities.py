"""Whether this machine lets this user have the data plane: each step is tried, and the first refusal has a way out.

The steps are tried in a process of their own, which ends with all that it has made:

    python -m privatelink_localstack.dataplane.capabilities

Versions and settings are never asked whether a step works, only why it did not. On Ubuntu 24.04, for example, a user
namespace can be made, and AppArmor then takes away what it is for.
"""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from privatelink_localstack.dataplane.linux.rights import enter_user_namespace, is_allowed_directly

_MODULE = "privatelink_localstack.dataplane.capabilities"


class Step(StrEnum):
    """What the data plane needs, in the order in which it is tried."""

    SYSTEM = "Linux"
    USER = "user namespace"
    NETWORK = "network namespace"
    SETTINGS = "settings of a namespace"
    LINKS = "veth pair"
    FILTER = "packet filter"
    ENTER = "sockets in several namespaces"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One step as it went.

    Parameters:
        problem: the kernel's words; None if it worked.
        code: the error's number, such as `errno.EPERM`; None without one.
    """

    step: Step
    problem: str | None = None
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings and surroundings that explain a refusal; None for a setting that this kernel lacks."""

    apparmor_restricts: int | None = None
    user_namespaces: int | None = None
    unprivileged_user_namespaces: int | None = None
    is_filtered: bool = False
    is_root: bool = False

    @classmethod
    def read(cls) -> Settings:
        """Return this machine's settings."""
        return cls(
            apparmor_restricts=_setting("kernel/apparmor_restrict_unprivileged_userns"),
            user_namespaces=_setting("user/max_user_namespaces"),
            unprivileged_user_namespaces=_setting("kernel/unprivileged_userns_clone"),
            is_filtered="\nSeccomp:\t2" in _text("/proc/self/status"),
            is_root=hasattr(os, "getuid") and os.getuid() == 0,
        )


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What was tried, up to the first refusal."""

    attempts: tuple[Attempt, ...]
    settings: Settings

    @property
    def refusal(self) -> Attempt | None:
        """The step that failed; None if the data plane can run."""
        return next((each for each in self.attempts if each.problem is not None), None)

    @property
    def way_out(self) -> str | None:
        """What a person can do about the refusal; None if there is none."""
        return None if self.refusal is None else way_out(self.refusal, self.settings)


def probe(python: Sequence[str] = (sys.executable,)) -> Capabilities:
    """Try each step in a child process, and return how they went.

    Parameters:
        python: the command of an interpreter that has this package.
    """
    child = subprocess.run(
        [*python, "-P", "-m", _MODULE],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    trying, attempts = Step.SYSTEM, list[Attempt]()
    for line in map(json.loads, child.stdout.splitlines()):
        trying = Step(line["step"])
        if "problem" in line:
            attempts.append(Attempt(trying, line["problem"], line["code"]))
    if child.returncode:
        words = child.stderr.strip().splitlines()[-1:] or [f"ended with {child.returncode}"]
        attempts.append(Attempt(trying, words[0]))
    return Capabilities(tuple(attempts), Settings.read())


def way_out(refusal: Attempt, settings: Settings) -> str:
    """Return what a person can do about a refusal."""
    if refusal.code is None:
        return f"the probe itself failed; see how: python -m {_MODULE}"
    if refusal.code in {errno.EMFILE, errno.ENFILE}:
        return "let processes have more open files: ulimit -n 4096"
    match refusal.step:
        case Step.SYSTEM:
            return "network namespaces are Linux's; run it on Linux, or in a virtual machine such as WSL 2"
        case Step.FILTER:
            return "load the kernel's packet filter: sudo modprobe nf_tables nf_conntrack"
        case Step.SETTINGS if refusal.code == errno.EROFS:
            return "/proc/sys is read-only, as in a container: start it with --privileged"
        case Step.NETWORK | Step.SETTINGS if refusal.code == errno.ENOSPC:
            return "allow more network namespaces: sudo sysctl -w user.max_net_namespaces=10000"
        case Step.USER | Step.NETWORK | Step.SETTINGS | Step.LINKS | Step.ENTER:
            return _rights(settings)


def _rights(settings: Settings) -> str:
    if settings.apparmor_restricts and not settings.is_root:
        return (
            "let users make namespaces: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0; or run with sudo"
        )
    if settings.user_namespaces == 0:
        return "allow user namespaces: sudo sysctl -w user.max_user_namespaces=10000; or run with sudo"
    if settings.unprivileged_user_namespaces == 0:
        return "allow user namespaces: sudo sysctl -w kernel.unprivileged_userns_clone=1; or run with sudo"
    if settings.is_filtered:
        return (
            "a container's profile refuses namespaces: start it with --cap-add SYS_ADMIN --cap-add NET_ADMIN "
            "--security-opt apparmor=unconfined, or with --privileged"
        )
    if settings.is_root:
        return "root has too few rights here, as in a container: start it with --cap-add SYS_ADMIN --cap-add NET_ADMIN"
    return "run with sudo"


def _steps() -> Iterator[tuple[Step, Callable[[], object]]]:
    yield Step.SYSTEM, _is_linux
    if not is_allowed_directly():
        yield Step.USER, enter_user_namespace
    from privatelink_localstack.dataplane.linux import packet_filter
    from privatelink_localstack.dataplane.linux.namespaces import Maker, Namespace, listen

    maker, spaces = Maker(), list[Namespace]()
    yield Step.NETWORK, maker.leave
    yield Step.SETTINGS, lambda: spaces.extend((maker.make(), maker.make()))
    yield Step.LINKS, lambda: maker.join(spaces[0], "probe", spaces[1], "eth0")
    yield Step.FILTER, lambda: packet_filter.start(spaces[0].packet_filter)
    yield Step.ENTER, lambda: [maker.run(each, lambda: listen(("127.0.0.1", 443))) for each in spaces]


def _is_linux() -> None:
    if sys.platform != "linux":
        raise OSError(errno.ENOSYS, f"{sys.platform} has no network namespaces")


def _setting(name: str) -> int | None:
    text = _text(f"/proc/sys/{name}").strip()
    return int(text) if text else None


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""


def main() -> None:
    """Try the steps up to the first refusal. Print each as a line of JSON before it is tried, and again as it went."""
    for step, call in _steps():
        _print({"step": step})
        try:
            call()
        except OSError as error:
            _print(asdict(Attempt(step, error.strerror or str(error), error.errno)))
            return
        _print(asdict(Attempt(step)))


def _print(line: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
