"""A copy of a user's root module to work in, so that nothing is ever written to the user's own tree.

Copied are the root module's directory, the directories of the local modules that it calls (and those that
they call), and the files outside of these that are named by `${path.module}/../…`; each at the same place
relative to the others. The copy keeps its state in a file of its own, whatever backend the configuration
names: a test run must never touch the user's real state.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privatelink_harness.errors import HarnessError

if TYPE_CHECKING:
    from collections.abc import Iterator

_SKIPPED = (
    ".git",
    ".terraform",
    ".venv",
    "__pycache__",
    "node_modules",
    "*.tfstate",
    "*.tfstate.*",
    ".terraform.tfstate.lock.info",
    "crash.log",
)
_OVERRIDE = "privatelink_override.tf"
_BACKEND = '# The state of a test run stays in this directory.\nterraform {\n  backend "local" {}\n}\n'

_CALLS_MODULE = re.compile(r"^\s*module\s", re.MULTILINE)
_OUTSIDE = re.compile(r"\$\{path\.(?:module|root)\}/(\.\./[^\"$%]*)")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A copied root module.

    Parameters:
        directory: the root module inside the copy.
        origin: the user's root module.
    """

    directory: Path
    origin: Path


def copy(root: Path, destination: Path) -> Workspace:
    """Copy a root module and all that it needs.

    Parameters:
        root: the root module's directory.
        destination: the directory to copy into; made if it does not exist.

    Raises:
        HarnessError: there is no configuration, it is not HCL, a local module is missing, or copying fails.
    """
    root = root.absolute()
    needed = _needed(root)
    outermost = [path for path in sorted(needed) if not any(other in path.parents for other in needed)]
    base = Path(os.path.commonpath(outermost)) if len(outermost) > 1 else outermost[0]
    base = base.parent if base.is_file() else base
    try:
        for path in outermost:
            target = destination / path.relative_to(base)
            target.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                _copy_tree(path, target, within=path.resolve(), above=(path.resolve(), destination.resolve()))
            else:
                shutil.copy2(path, target)
        copied = destination / Path(os.path.normpath(root)).relative_to(base)
        (copied / _OVERRIDE).write_text(_BACKEND, encoding="utf-8")
    except OSError as error:
        raise HarnessError(f"{root}: can't be copied to {destination}: {error}") from error
    return Workspace(copied, root)


def module_directories(root: Path) -> list[Path]:
    """The root module's directory and those of all local modules that it calls, directly or not.

    Raises:
        HarnessError: see `copy`.
    """
    root = Path(os.path.normpath(root.absolute()))
    found = [root]
    for directory in found:
        for file, source in _local_sources(directory):
            called = Path(os.path.normpath(directory / source))
            if not called.is_dir():
                raise HarnessError(f"{file}: module source {source!r}: no such directory: {called}")
            if called not in found:
                found.append(called)
    return found


def _needed(root: Path) -> set[Path]:
    """The directories and files that the root module is made of."""
    directories = module_directories(root)
    if not any(True for _ in _configuration(directories[0])):
        raise HarnessError(f"{root}: no Terraform configuration (*.tf) in this directory")
    needed = set(directories)
    for directory in directories:
        for file in _configuration(directory):
            for reference in _OUTSIDE.findall(_read(file)):
                path = Path(os.path.normpath(directory / reference))
                if path.exists():
                    needed.add(path)
    return needed


def _configuration(directory: Path) -> Iterator[Path]:
    """The files that Terraform or OpenTofu would load."""
    for file in sorted(directory.glob("*")):
        if file.name.endswith((".tf", ".tofu", ".tf.json", ".tofu.json")) and file.is_file():
            yield file


def _local_sources(directory: Path) -> Iterator[tuple[Path, str]]:
    """The local module sources that a directory's files name, each with its file."""
    for file in _configuration(directory):
        for source in _sources(file):
            if source.startswith(("./", "../")) or source in {".", ".."}:
                yield file, source


def _sources(file: Path) -> Iterator[str]:
    text = _read(file)
    if file.suffix == ".json":
        blocks = _as_list(_parse_json(file, text).get("module"))
    elif _CALLS_MODULE.search(text):
        blocks = _as_list(_parse_hcl(file, text).get("module"))
    else:
        return
    for block in blocks:
        for label, bodies in block.items():
            if label == "__is_block__":
                continue
            for body in _as_list(bodies):
                source = body.get("source")
                if isinstance(source, str):
                    yield source.strip('"')


def _as_list(value: Any) -> list[Any]:
    """Blocks come one by one or as a list."""
    found = value if isinstance(value, list) else [value]
    return [each for each in found if isinstance(each, dict)]


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise HarnessError(f"{file}: can't be read: {error}") from error


def _parse_json(file: Path, text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise HarnessError(f"{file}:{error.lineno}: not JSON: {error.msg}") from error
    return data if isinstance(data, dict) else {}


def _parse_hcl(file: Path, text: str) -> dict[str, Any]:
    import hcl2
    from lark.exceptions import LarkError

    try:
        return dict(hcl2.loads(text if text.endswith("\n") else text + "\n"))
    except LarkError as error:
        place = [str(each) for each in (getattr(error, "line", 0), getattr(error, "column", 0))]
        known = all(each.isdecimal() and each != "0" for each in place)
        raise HarnessError(
            ":".join([str(file), *place] if known else [str(file)]) + ": not HCL from here on",
            hint="`terraform validate` in that directory tells more.",
        ) from error


def _skipped(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in _SKIPPED)


def _copy_tree(source: Path, target: Path, *, within: Path, above: tuple[Path, ...]) -> None:
    """Copy a directory without what is Terraform's or a tool's own.

    A symbolic link to a place inside the copied directory stays a link; one that leads out of it is replaced
    by what it leads to, because the copy lies elsewhere; one that leads nowhere is left out.

    Parameters:
        source: the directory to copy.
        target: where to; may exist.
        within: the resolved directory that the whole copy starts from.
        above: the resolved directories that are being copied, or copied to, so that nothing goes round in a
            circle.
    """
    target.mkdir(parents=True, exist_ok=True)
    for entry in sorted(source.iterdir()):
        if _skipped(entry.name):
            continue
        copied, real = target / entry.name, entry.resolve()
        if not real.exists():
            continue
        if entry.is_symlink() and real.is_relative_to(within) and not entry.readlink().is_absolute():
            copied.unlink(missing_ok=True)
            copied.symlink_to(entry.readlink())
        elif entry.is_dir():
            if real not in above:
                _copy_tree(entry, copied, within=within, above=(*above, real))
        elif entry.is_file():
            shutil.copy2(entry, copied)
