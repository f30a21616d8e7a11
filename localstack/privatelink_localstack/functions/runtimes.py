"""Which runtimes run here, and by which command."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CLIENTS = Path(__file__).parent / "clients"
_PYTHON = re.compile(r"python(3\.\d+)")
_NODE = re.compile(r"nodejs\d+\.x")
_OWN = "provided"
RUN_HERE = "python3.x, nodejs (with `node` on PATH) and provided.*"
_PATIENCE = 10.0
"""Seconds that an interpreter has to tell its path."""


class UnsupportedError(Exception):
    """A function that can't run here; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """What runs a function's client.

    Parameters:
        note: what differs from the function's runtime, for the log; None where nothing does.
    """

    path: str
    note: str | None = None


def check(runtime: str | None, package_type: str = "Zip") -> None:
    """Check that functions of a runtime run here.

    Parameters:
        runtime: such as `python3.13`; None for container images.

    Raises:
        UnsupportedError: they don't.
    """
    if package_type == "Image":
        raise UnsupportedError(
            "Container images do not run in this LocalStack, which runs functions without Docker. "
            f"Use a .zip archive with one of the runtimes {RUN_HERE}."
        )
    if runtime is None or _PYTHON.fullmatch(runtime) or runtime.startswith(_OWN):
        return
    if not _NODE.fullmatch(runtime):
        raise UnsupportedError(
            f"Runtime {runtime} does not run in this LocalStack, which runs functions without Docker. "
            f"Use one of the runtimes {RUN_HERE}."
        )
    if shutil.which("node") is None:
        raise UnsupportedError(
            f"Runtime {runtime} needs `node` on PATH, where there is none. Install Node.js and start LocalStack anew."
        )


def command(runtime: str, handler: str, roots: Sequence[Path]) -> tuple[list[str], str | None]:
    """Return the command that starts a function, and a note for the log.

    Parameters:
        roots: the directory of the function's code, then those of its layers.

    Raises:
        UnsupportedError: the code has no entry point, or the runtime doesn't run here.
    """
    if python := _PYTHON.fullmatch(runtime):
        interpreter = _python(python[1])
        client = CLIENTS / "python_client.py"
        return [interpreter.path, "-u", str(client), handler, str(_libraries())], interpreter.note
    if _NODE.fullmatch(runtime):
        check(runtime)
        return [str(shutil.which("node")), str(CLIENTS / "node_client.mjs"), handler], None
    for root in roots:
        if (own := root / "bootstrap").is_file():
            return [str(own)], None
    places = " ".join(str(root / "bootstrap") for root in roots)
    raise UnsupportedError(f"Couldn't find valid bootstrap(s): [{places}]")


@cache
def _python(version: str) -> Interpreter:
    """Return the interpreter of a version such as `3.13`; where it is not found, LocalStack's own."""
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    if version == own:
        return Interpreter(sys.executable)
    if found := shutil.which(f"python{version}"):
        # A name on PATH may be a version manager's, which fails, or takes its time at each start.
        words = [found, "-I", "-c", "import sys; sys.stdout.write(sys.executable)"]
        try:
            told = subprocess.run(words, capture_output=True, text=True, timeout=_PATIENCE, check=True).stdout
        except (OSError, subprocess.SubprocessError):
            told = ""
        if told:
            return Interpreter(told)
    return Interpreter(sys.executable, f"python{version} is not on PATH: the function runs on Python {own}")


@cache
def _libraries() -> Path:
    """Return the directory with boto3, which AWS's runtimes have."""
    import boto3

    return Path(boto3.__file__).parents[1]
