"""Lambda functions of tests: archives, creation, invocation."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.support.account import Account
from tests.support.until import until

PYTHON = "python3.13"
ECHO = "def handler(event, context):\n    return event\n"


def archive(files: Mapping[str, str]) -> bytes:
    """Return a .zip archive of executable files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archived:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o755 << 16
            archived.writestr(entry, text)
    return written.getvalue()


@dataclass(frozen=True, slots=True)
class Result:
    """What an invocation answered.

    Parameters:
        error: `FunctionError`, or None.
    """

    value: Any
    error: str | None
    version: str
    log: str


class Functions:
    """The functions of an account."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.client = account.client("lambda")

    def create(self, name: str, code: str | Mapping[str, str] = ECHO, **options: Any) -> None:
        """Create a function in Python, whose handler is `main.handler`, and wait until it is active."""
        request = {
            "FunctionName": name,
            "Runtime": PYTHON,
            "Handler": "main.handler",
            "Role": f"arn:aws:iam::{self.account.id}:role/function",
            "Code": {"ZipFile": archive({"main.py": code} if isinstance(code, str) else code)},
            "Timeout": 60,
            **options,
        }
        self.client.create_function(**request)
        self.await_state(name, "State", "Active")

    def await_state(self, name: str, member: str, value: str) -> None:
        """Wait until a member of a function's configuration has a value."""
        until(
            lambda: self.client.get_function(FunctionName=name)["Configuration"][member], lambda found: found == value
        )

    def invoke(self, name: str, event: object = None, **options: Any) -> Result:
        """Invoke a function, and return its result and the end of its log."""
        answer = self.client.invoke(FunctionName=name, Payload=json.dumps(event), LogType="Tail", **options)
        return Result(
            json.loads(answer["Payload"].read()),
            answer.get("FunctionError"),
            answer["ExecutedVersion"],
            base64.b64decode(answer["LogResult"]).decode(),
        )
