"""A Lambda function as tests call it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Invocation:
    """The outcome of a call.

    Parameters:
        value: what the function returned; of an error its JSON, with `errorType` and `errorMessage`.
        is_error: whether the function has failed.
        log: the end of the function's log, at most 4 kB.
        version: that ran, such as `$LATEST` or `7`.
    """

    value: Any
    is_error: bool
    log: str
    version: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function.

    Parameters:
        name: its name or ARN.
    """

    name: str
    _client: Any = field(repr=False)

    def invoke(self, event: object = None, *, qualifier: str | None = None) -> Invocation:
        """Call the function, and wait for its outcome; an error of the function's is an outcome too.

        Parameters:
            event: what JSON can hold.
            qualifier: a version or an alias.

        Raises:
            botocore.exceptions.ClientError: there is no such function, or it may not be called.
        """
        chosen = {} if qualifier is None else {"Qualifier": qualifier}
        answer = self._client.invoke(
            FunctionName=self.name, Payload=json.dumps(event).encode(), LogType="Tail", **chosen
        )
        return Invocation(
            json.loads(answer["Payload"].read() or "null"),
            "FunctionError" in answer,
            base64.b64decode(answer.get("LogResult", "")).decode(errors="replace"),
            answer.get("ExecutedVersion", ""),
        )
