"""Lambda functions that exist for as long as a context lasts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from privatelink_harness.errors import HarnessError
from privatelink_harness.functions.function import Function
from privatelink_harness.functions.waiting import tries

PATIENCE = 120.0
"""Seconds until a function must be active; in a VPC of AWS's its network interfaces take a minute."""
_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The time of every file of an archive."""
_PAUSE = 0.02
_LONGEST_PAUSE = 1.0


@dataclass(frozen=True, slots=True)
class Deployment:
    """A function to create.

    Parameters:
        code: the text of `main.py`, or the path of a .zip archive or of a directory to make one of.
        role: the ARN of the role that it runs as.
        subnets, groups: IDs of where it is in a VPC; empty for outside.
        timeout: seconds of one call.
    """

    name: str
    code: str | Path
    role: str
    subnets: Collection[str] = ()
    groups: Collection[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    runtime: str = "python3.13"
    handler: str = "main.handler"
    timeout: int = 30


@contextmanager
def deployed(client: Any, wanted: Deployment) -> Iterator[Function]:
    """Provide a new function to the context, which is deleted at its end.

    Parameters:
        client: boto3's, of Lambda.

    Raises:
        HarnessError: it does not become active.
        botocore.exceptions.ClientError: it can't be created.
    """
    with all_deployed(client, (wanted,)) as (function,):
        yield function


@contextmanager
def all_deployed(client: Any, wanted: Sequence[Deployment]) -> Iterator[Sequence[Function]]:
    """Provide new functions to the context, as `deployed` does; they become active at the same time."""
    with ExitStack() as exits:
        for each in wanted:
            _create(client, each)
            exits.callback(client.delete_function, FunctionName=each.name)
        for each in wanted:
            await_active(client, each.name)
        yield [Function(each.name, client) for each in wanted]


def _create(client: Any, wanted: Deployment) -> None:
    client.create_function(
        FunctionName=wanted.name,
        Runtime=wanted.runtime,
        Handler=wanted.handler,
        Role=wanted.role,
        Code={"ZipFile": archive(wanted.code)},
        Timeout=wanted.timeout,
        Environment={"Variables": dict(wanted.environment)},
        VpcConfig={"SubnetIds": list(wanted.subnets), "SecurityGroupIds": list(wanted.groups)},
    )


def archive(code: str | Path) -> bytes:
    """Return the .zip archive of a function's code; see `Deployment`.

    Raises:
        HarnessError: the path is neither an archive nor a directory.
    """
    if isinstance(code, Path) and code.is_file():
        return code.read_bytes()
    if isinstance(code, Path) and not code.is_dir():
        raise HarnessError(
            f"{code}: there is no such archive or directory", hint="Name a .zip archive or a directory of code."
        )
    if isinstance(code, str):
        return zipped({"main.py": code.encode()})
    files = [file for file in sorted(code.rglob("*")) if file.is_file() and file.parent.name != "__pycache__"]
    names = {str(file.relative_to(code)): file for file in files}
    executable = {name for name, file in names.items() if file.stat().st_mode & 0o111}
    return zipped({name: file.read_bytes() for name, file in names.items()}, executable)


def zipped(files: Mapping[str, bytes], executable: Collection[str] = ()) -> bytes:
    """Return the .zip archive of files by their names; that of the same files is always the same.

    Parameters:
        executable: names of files that are programs, as a runtime of one's own has one.
    """
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archived:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, _BEGINNING)
            entry.external_attr = (0o755 if name in executable else 0o644) << 16
            archived.writestr(entry, text, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def await_active(client: Any, name: str) -> None:
    """Wait until a function can be called.

    Raises:
        HarnessError: it can not.
    """
    for has_another in tries(PATIENCE, _PAUSE, _LONGEST_PAUSE):
        found = client.get_function_configuration(FunctionName=name)
        if found["State"] == "Active":
            return
        if found["State"] == "Failed" or not has_another:
            reason = found.get("StateReason") or "it takes too long"
            raise HarnessError(f"function {name!r} is {found['State']}: {reason}")
