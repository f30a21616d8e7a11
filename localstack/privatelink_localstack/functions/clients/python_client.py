"""Fetches invocations for a function in Python, as AWS's runtime does: `python python_client.py HANDLER LIBRARIES`.

LIBRARIES is a directory with boto3, which AWS's runtime has, for interpreters without it. This module imports nothing
of ours, and runs on any Python from 3.8.

Source: Lambda's guide, "Using the Lambda runtime API"; names of errors as observed.
"""

from __future__ import annotations

import decimal
import http.client
import importlib
import json
import logging
import os
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

_BASE = "/2018-06-01/runtime"


class RefusedError(Exception):
    """A function that can't be started, or an answer that can't be sent.

    Parameters:
        kind: AWS's name of the error.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Api:
    """A connection to the Runtime API."""

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(address)

    def next(self) -> tuple[Any, bytes]:
        """Wait for the next invocation; return its headers and its payload."""
        self._connection.request("GET", _BASE + "/invocation/next")
        answer = self._connection.getresponse()
        return answer.headers, answer.read()

    def post(self, path: str, body: str | bytes) -> None:
        """Send a result or an error."""
        self._connection.request("POST", _BASE + path, body, {"Content-Type": "application/json"})
        self._connection.getresponse().read()


class Identity:
    """Cognito's identity of the caller, which is never known here."""

    cognito_identity_id = None
    cognito_identity_pool_id = None


class Context:
    """What a handler is told beside its event."""

    client_context = None

    def __init__(self, headers: Any) -> None:
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = Identity()
        self._deadline = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self) -> int:
        """Return the time until the invocation is ended, at least 0."""
        return max(0, self._deadline - int(time.time() * 1000))

    def log(self, message: object) -> None:
        """Write to the log as it is."""
        sys.stdout.write(str(message))


class Records(logging.Formatter):
    """The form of log records; they name the invocation."""

    converter = staticmethod(time.gmtime)
    request_id = ""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record's line."""
        record.aws_request_id = self.request_id
        return super().format(record)


def main() -> NoReturn:
    """Load the handler and call it for each invocation, until the process is ended."""
    handler_name, libraries = sys.argv[1:3]
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
    sys.path.append(libraries)
    sys.argv[1:] = []
    api = Api(os.environ["AWS_LAMBDA_RUNTIME_API"])
    records = _log_to_output()
    try:
        handler = _load(handler_name)
    except Exception as error:  # noqa: BLE001 - whatever the module raises
        # Frames of the import system are no part of the function's own trace.
        failure = _describe(error, skip=1)
        _show(failure)
        api.post("/init/error", json.dumps(failure))
        sys.exit(1)
    while True:
        headers, payload = api.next()
        context = Context(headers)
        records.request_id = context.aws_request_id
        os.environ["_X_AMZN_TRACE_ID"] = headers.get("Lambda-Runtime-Trace-Id", "")
        path = "/invocation/" + context.aws_request_id
        try:
            result = _call(handler, payload, context)
        except Exception as error:  # noqa: BLE001 - whatever the handler raises
            failure = dict(_describe(error, skip=2), requestId=context.aws_request_id)
            _show(failure)
            api.post(path + "/error", json.dumps(failure))
        else:
            api.post(path + "/response", result)


def _log_to_output() -> Records:
    """Send log records to the function's log, and return their form."""
    records = Records(
        "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n", datefmt="%Y-%m-%dT%H:%M:%S"
    )
    output = logging.StreamHandler(sys.stdout)
    output.terminator = ""
    output.setFormatter(records)
    logging.getLogger().addHandler(output)
    return records


def _load(name: str) -> Callable[[Any, Context], Any]:
    """Return the handler of a name such as `package/module.function`.

    Raises:
        RefusedError: there is none. Other errors of the module's own code pass.
    """
    module_name, dot, function_name = name.rpartition(".")
    if not dot:
        raise RefusedError("Runtime.MalformedHandlerName", f"Bad handler '{name}': not enough values to unpack")
    module_name = module_name.replace("/", ".")
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        raise RefusedError("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}") from error
    except SyntaxError as error:
        raise RefusedError("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}") from error
    try:
        handler: Callable[[Any, Context], Any] = getattr(module, function_name)
    except AttributeError:
        message = f"Handler '{function_name}' missing on module '{module_name}'"
        raise RefusedError("Runtime.HandlerNotFound", message) from None
    return handler


def _call(handler: Callable[[Any, Context], Any], payload: bytes, context: Context) -> bytes:
    """Return a handler's result as JSON."""
    try:
        event = json.loads(payload)
    except ValueError as error:
        raise RefusedError("Runtime.UnmarshalError", f"Unable to unmarshal input: {error}") from error
    result = handler(event, context)
    try:
        return json.dumps(result, ensure_ascii=False, default=_plain).encode()
    except (TypeError, ValueError) as error:
        raise RefusedError("Runtime.MarshalError", f"Unable to marshal response: {error}") from error


def _plain(value: object) -> int | float:
    """Return a value of DynamoDB's as JSON has it."""
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def _describe(error: Exception, skip: int) -> dict[str, Any]:
    """Return an error as Lambda's answers have it.

    Parameters:
        skip: how many frames are this module's.
    """
    if isinstance(error, RefusedError):
        return {"errorMessage": str(error), "errorType": error.kind, "requestId": "", "stackTrace": []}
    frames = traceback.format_list(traceback.extract_tb(error.__traceback__)[skip:])
    return {"errorMessage": str(error), "errorType": type(error).__name__, "requestId": "", "stackTrace": frames}


def _show(failure: dict[str, Any]) -> None:
    """Write an error to the log."""
    lines = [f"[ERROR] {failure['errorType']}: {failure['errorMessage']}\n"]
    if failure["stackTrace"]:
        lines += ["Traceback (most recent call last):\n", *failure["stackTrace"]]
    sys.stdout.write("".join(lines))


if __name__ == "__main__":
    main()
