"""An AWS provider that stays up between Terraform's commands: a run's own process, which they reattach to.

Terraform starts an AWS provider two to four times a command, each with new certificates and the schema of every type.
The trimmed build can serve at a socket instead, the types alone that a stack uses; each connection gets a provider of
its own (`trimmed/build/source/listen.go`). It ends with its standard input, the lifeline: a pipe that this process
holds open, and the guards of its commands, so that a killed run's Terraform can still write its state.

https://developer.hashicorp.com/terraform/plugin/debugging#terraform-cli-environment-variable
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from privatelink_harness.aws_provider.trimmed import store
from privatelink_harness.errors import HarnessError
from privatelink_harness.terraform import backend
from privatelink_harness.terraform.environment import logs
from privatelink_harness.terraform.last_words import are_of_a_crash, last_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TYPE = re.compile(r"\baws_[a-z0-9_]+")
_CONFIGURATION = ("*.tf", "*.tf.json", "*.tofu", "*.tofu.json", "*.tfstate")
_PATIENCE = 5.0
"""Seconds for which an AWS provider may go on after its lifeline has ended."""


@dataclass(frozen=True, slots=True)
class Promised:
    """An AWS provider that a stack's later commands reattach to: `init` installs none, and so hashes none.

    Parameters:
        address: the AWS provider's.
    """

    address: str

    def reattach(self, environment: Mapping[str, str]) -> tuple[dict[str, str], None]:
        """Return the variables that name it; `init` does not connect. None where the user wants logs, as below."""
        if logs(environment):
            return {}, None
        return {"TF_REATTACH_PROVIDERS": json.dumps({self.address: _found(os.getpid(), Path(os.devnull))})}, None

    def crash(self) -> str:
        """Return nothing: it does not run yet."""
        return ""


@dataclass(slots=True)
class ServedProvider:
    """The AWS provider of one stack, started by its first command.

    Parameters:
        executable: of the trimmed build.
        address: the AWS provider's, such as `registry.terraform.io/hashicorp/aws`.
        root: the root module, initialised.
    """

    executable: Path
    address: str
    root: Path
    _server: _Server | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def reattach(self, environment: Mapping[str, str]) -> tuple[dict[str, str], int | None]:
        """Return the variables that lead Terraform to it, and its lifeline; start it if it does not run.

        One that does not serve all types that the stack has by now is replaced.

        Where the user wants logs Terraform starts it itself: it writes what the AWS provider logs.

        Parameters:
            environment: Terraform's, which the AWS provider gets too.

        Raises:
            HarnessError: it does not start.
        """
        if logs(environment):
            return {}, None
        with self._lock:
            wanted = types(self.root)
            if self._server is None or not self._server.serves(wanted):
                self._end()
                self._server = self._start(environment, wanted)
            return {"TF_REATTACH_PROVIDERS": json.dumps({self.address: self._server.found})}, self._server.lifeline

    def crash(self) -> str:
        """Return the first lines of its crash; nothing if it has not crashed."""
        with self._lock:
            words = last_words(self._server.errors) if self._server else ""
            return words if are_of_a_crash(words) else ""

    def close(self) -> None:
        """End it; a later command starts another."""
        with self._lock:
            self._end()

    def _start(self, environment: Mapping[str, str], wanted: frozenset[str] | None) -> _Server:
        # To append: what is read while it runs must not be written over.
        errors = tempfile.TemporaryFile("a+b")  # noqa: SIM115 - the server's
        # A socket's path may have some 100 characters, and a stack's directory can be long.
        socket = Path(tempfile.mkdtemp(prefix="privatelink-")) / "socket"
        named = {"PRIVATELINK_AWS_TYPES": " ".join(sorted(wanted or ()))}
        reader, lifeline = os.pipe()
        try:
            process = subprocess.Popen(
                [self.executable, "-listen", socket],
                cwd=self.root,
                env={**environment, **named},
                stdin=reader,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
                umask=0o077,
            )
        except OSError as error:
            os.close(lifeline)
            errors.close()
            shutil.rmtree(socket.parent, ignore_errors=True)
            raise HarnessError(f"{self.executable}: does not start: {error}") from error
        finally:
            os.close(reader)
        server = _Server(process, lifeline, socket, wanted, errors)
        if not server.is_ready():
            words = last_words(errors)
            server.end()
            raise HarnessError(
                f"{self.executable}: ends before it serves" + (f": {words}" if words else ""), hint=store.REBUILD
            )
        return server

    def _end(self) -> None:
        if self._server:
            self._server.end()
            self._server = None


@dataclass(frozen=True, slots=True)
class _Server:
    """A running AWS provider.

    Parameters:
        lifeline: the pipe's end; the AWS provider ends when all that hold it have closed it.
        socket: in a directory of its own.
        types: of resources and data sources, which it serves; None: all.
        errors: its standard error.
    """

    process: subprocess.Popen[bytes]
    lifeline: int
    socket: Path
    types: frozenset[str] | None
    errors: IO[bytes]

    def serves(self, wanted: frozenset[str] | None) -> bool:
        """Return whether it runs, and serves these types, or all for None."""
        serves = self.types is None or (wanted is not None and wanted <= self.types)
        return serves and self.process.poll() is None

    @property
    def found(self) -> dict[str, Any]:
        """Where Terraform finds it."""
        return _found(self.process.pid, self.socket)

    def is_ready(self) -> bool:
        """Wait until it serves, and return whether it does."""
        output = self.process.stdout
        return output is not None and bool(output.readline())

    def end(self) -> None:
        """End it, and wait for its end."""
        os.close(self.lifeline)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(_PATIENCE)
        self.process.kill()
        self.process.communicate()
        self.errors.close()
        shutil.rmtree(self.socket.parent, ignore_errors=True)


def _found(process: int, socket: Path) -> dict[str, Any]:
    """Return where Terraform finds an AWS provider. With `Test` Terraform does not end it."""
    address = {"Network": "unix", "String": str(socket)}
    return {"Protocol": "grpc", "ProtocolVersion": 5, "Pid": process, "Test": True, "Addr": address}


def types(root: Path) -> frozenset[str] | None:
    """Return what may be a type of the AWS provider in an initialised root module, its modules and its state.

    More than the types themselves: each word that begins as one does, also in JSON and in comments. None where the
    state is elsewhere: it may have types that the modules no longer have.
    """
    if not backend.is_local(root / ".terraform"):
        return None
    return frozenset(
        name
        for directory in _directories(root)
        for pattern in _CONFIGURATION
        for file in directory.glob(pattern)
        for name in _TYPE.findall(file.read_text(encoding="utf-8", errors="replace"))
    )


def _directories(root: Path) -> Iterator[Path]:
    """Yield the directories of the modules that `init` has listed."""
    yield root
    try:
        listed = json.loads((root / ".terraform" / "modules" / "modules.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    yield from (root / module["Dir"] for module in listed["Modules"] if module["Key"])
