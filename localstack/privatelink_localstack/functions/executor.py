"""LocalStack's runtime executor `process`: one object for each environment of a function.

LocalStack makes environments, hands invocations to idle ones, and ends those that were idle for too long; it writes the
logs to CloudWatch Logs.
"""

from __future__ import annotations

import logging
import os
import tempfile
import time
from collections.abc import Callable
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

from localstack.services.lambda_.invocation.lambda_models import FunctionVersion, InvocationResult, S3Code
from localstack.services.lambda_.invocation.models import lambda_stores
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor

from localstack import config
from privatelink_localstack.functions import environment, runtimes
from privatelink_localstack.functions.keeper import Keeper
from privatelink_localstack.functions.places import Place, outside
from privatelink_localstack.functions.process import Process, Program
from privatelink_localstack.functions.runtime_api import Invocation
from privatelink_localstack.functions.runtimes import UnsupportedError
from privatelink_localstack.functions.sandbox import Function, Sandbox

LOG = logging.getLogger(__name__)


@cache
def keeper() -> Keeper:
    """Return the keeper of this LocalStack, which starts with the first function."""
    return Keeper(Path(config.dirs.tmp, "functions"))


def keep_code_with_functions() -> None:
    """Let LocalStack unpack code below the keeper's directory; its own place, /tmp/lambda, outlives it."""

    def location(code: Any) -> Path:
        return keeper().directory / "code" / str(code.s3_bucket) / str(code.id) / "code"

    S3Code.get_unzipped_code_location = location


class ProcessExecutor(RuntimeExecutor):  # type: ignore[misc]
    """An environment whose process runs on this machine."""

    _sandbox: Sandbox | None = None
    _numbers = count()
    place_of: ClassVar[Callable[[FunctionVersion, int], Place]] = staticmethod(lambda *_: outside)
    """Returns where an environment runs, told its number."""

    def start(self, env_vars: dict[str, object]) -> None:
        """Start the environment. What goes wrong is the answer of its first invocation."""
        version, own = self.function_version, self.function_version.config
        self._place = ProcessExecutor.place_of(version, next(self._numbers))
        roots = [own.code.get_unzipped_code_location(), *_layers(version)]
        directory = Path(tempfile.mkdtemp(prefix="environment-", dir=keeper().directory))
        function = Function(version.id.qualifier, own.timeout, own.memory_size)
        try:
            command, note = runtimes.command(own.runtime, own.handler or "", roots)
        except UnsupportedError as error:
            self._sandbox = Sandbox(function, directory, None, self._begin, str(error))
            return
        if note:
            LOG.warning("%s: %s", version.qualified_arn, note)
        (directory / "tmp").mkdir()
        variables = environment.compose(
            env_vars,
            own.environment or {},
            runtime=own.runtime,
            code=roots[0],
            layers=roots[1:],
            temporary=directory / "tmp",
            path=os.environ.get("PATH", os.defpath),
        )
        program = Program(command, variables, roots[0], directory / "log")
        self._sandbox = Sandbox(function, directory, program, self._begin)

    def _begin(self, program: Program) -> Process:
        return Process(program, self._place, keeper())

    def stop(self) -> None:
        """End the environment. An update lets an invocation that is under way end by itself."""
        if self._sandbox:
            self._sandbox.stop(at_once=not self._is_updated())

    def _is_updated(self) -> bool:
        """Return whether the function's version still exists, with other code or another configuration."""
        own = self.function_version.id
        function = lambda_stores[own.account][own.region].functions.get(own.function_name)
        now = function.versions.get(own.qualifier) if function else None
        return now is not None and now.config.internal_revision != self.function_version.config.internal_revision

    def invoke(self, payload: dict[str, str]) -> InvocationResult:
        """Return the result of an invocation."""
        if self._sandbox is None:
            raise RuntimeError("the environment was not started")
        invocation = Invocation(
            payload["invoke-id"],
            payload["payload"].encode(),
            payload["invoked-function-arn"],
            payload["trace-id"],
            time.time() + self.function_version.config.timeout,
        )
        answer, log = self._sandbox.invoke(invocation)
        return InvocationResult(invocation.id, answer.payload, is_error=answer.is_error, logs=log)

    def get_logs(self) -> str:
        """Return what the process has written since the last invocation."""
        return self._sandbox.read_log() if self._sandbox else ""

    def get_address(self) -> str:
        """Return the host of the environment."""
        return "127.0.0.1"

    def get_endpoint_from_executor(self) -> str:
        """Return LocalStack's host as the environment sees it; LocalStack adds the port."""
        return "127.0.0.1"

    def get_runtime_endpoint(self) -> str:
        """Return nothing: the process has a Runtime API of its own, not LocalStack's."""
        return ""

    @classmethod
    def prepare_version(cls, function_version: FunctionVersion) -> None:
        """Unpack the code of a version and of its layers."""
        own = function_version.config
        for code in (own.code, *(layer.code for layer in own.layers)):
            if code:
                code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version: FunctionVersion) -> None:
        """Do nothing: LocalStack removes code that no version uses."""


def _layers(version: FunctionVersion) -> list[Path]:
    return [layer.code.get_unzipped_code_location() for layer in version.config.layers if layer.code]
