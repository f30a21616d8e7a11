"""The account of a state: that of the identity with which an S3 backend reads and writes it.

A backend's own role tells its account; else the identity is its keys', its profile's, or the environment's. Other
backends are in no AWS account, and an S3 backend without any credentials reaches none.
https://developer.hashicorp.com/terraform/language/backend/s3
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.sandbox import allow_list
from privatelink_harness.targets.sandbox.accounts import resolve_one
from privatelink_harness.targets.sandbox.refusals import NoCredentialsError
from privatelink_harness.targets.sandbox.settings import AccountSettings
from privatelink_harness.targets.sandbox.written import Written
from privatelink_harness.terraform.workspace import as_list, parse, read

if TYPE_CHECKING:
    from privatelink_harness.targets.sandbox.settings import SandboxSettings

NOTE = Path(".terraform") / "terraform.tfstate"
"""Has what `terraform init` was told of the backend."""


def check_files(files: Iterable[Path], settings: SandboxSettings, region: str) -> None:
    """Reject a root module whose S3 backend is in an account off the list, or that reads such a state of another one.

    Raises:
        HarnessError: it is, or nobody can tell.
    """
    for file in files:
        text = read(file)
        if "backend" in text:
            for subject, body in _written(parse(file, text)):
                _check(Written(f"{file}: {subject}", body, body, settings, region))


def check_note(directory: Path, settings: SandboxSettings, region: str) -> None:
    """Reject an initialised root module whose S3 backend is in an account off the list.

    Raises:
        HarnessError: it is, or the note can't be read.
    """
    try:
        backend = json.loads((directory / NOTE).read_text(encoding="utf-8"))["backend"]
        kind, given = backend["type"], {name: value for name, value in backend["config"].items() if value}
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise HarnessError(f"{directory / NOTE}: can't be read: {error}", hint="Run `terraform init` there.") from error
    if kind == "s3":
        _check(Written(f"{directory}: backend s3", given, given, settings, region))


def _check(written: Written) -> None:
    written.check_files()
    if written.roles() or written.keys() or written.profile():
        return
    try:
        account = resolve_one(f"of {written.subject}", AccountSettings(), written.region)
    except NoCredentialsError:
        return
    allow_list.check([account], written.settings)


def _written(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the S3 backends of a file, and the states in S3 that it reads, each with its name."""
    for terraform in as_list(document.get("terraform")):
        for backend in as_list(terraform.get("backend")):
            for label, bodies in backend.items():
                if label.strip('"') == "s3":
                    yield from (("backend s3", body) for body in as_list(bodies))
    for data in as_list(document.get("data")):
        for label, named in data.items():
            if label.strip('"') == "terraform_remote_state":
                yield from _remote_states(named)


def _remote_states(named: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for each in as_list(named):
        for name, bodies in each.items():
            for body in as_list(bodies):
                if str(body.get("backend", "")).strip('"') == "s3":
                    for config in as_list(body.get("config")):
                        yield f"data terraform_remote_state {name.strip(chr(34))}", config
