"""A copy of a user's root module to work in, so that nothing is ever written to the user's own files.

The copy has the root module's directory, the directories of the local modules that it calls (and that these call), and
the files outside of them that are named by `${path.module}/../…`, all at the same places relative to each other. The
copy keeps its state in a file of its own, whatever backend the configuration names: a test run must never touch the
user's real state.
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

from privatelink_generator import hcl
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
    """Copy a root module and everything that it needs.

    Parameters:
        root: the root module's directory.
        destination: created if it does not exist.

    Raises:
        HarnessError: there is no configuration, it is not HCL, a local module is missing, or a file can't be copied.
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
    """Return the directories of the root module and of all local modules that it calls, directly or not.

    Raises:
        HarnessError: see `copy`.
    """
    root = Path(os.path.normpath(root.absolute()))
    directories = [root]
    for directory in directories:
        for file, source in _local_sources(directory):
            called = Path(os.path.normpath(directory / source))
            if not called.is_dir():
                raise HarnessError(f"{file}: module source {source!r}: no such directory: {called}")
            if called not in directories:
                directories.append(called)
    return directories


def _needed(root: Path) -> set[Path]:
    """Return the directories and files of the root module."""
    directories = module_directories(root)
    if not any(True for _ in configuration(directories[0])):
        raise HarnessError(f"{root}: no Terraform configuration (*.tf) in this directory")
    needed = set(directories)
    for directory in directories:
        for file in configuration(directory):
            for reference in _OUTSIDE.findall(read(file)):
                path = Path(os.path.normpath(directory / reference))
                if path.exists():
                    needed.add(path)
    return needed


def configuration(directory: Path) -> Iterator[Path]:
    """Yield the files that Terraform or OpenTofu loads."""
    for file in sorted(directory.glob("*")):
        if file.name.endswith((".tf", ".tofu", ".tf.json", ".tofu.json")) and file.is_file():
            yield file


def _local_sources(directory: Path) -> Iterator[tuple[Path, str]]:
    """Yield the sources of the local modules that a directory calls, each with the file that names it."""
    for file in configuration(directory):
        for source in _sources(file):
            if source.startswith(("./", "../")) or source in {".", ".."}:
                yield file, source


def _sources(file: Path) -> Iterator[str]:
    text = read(file)
    if file.suffix != ".json" and not _CALLS_MODULE.search(text):
        return
    for block in as_list(parse(file, text).get("module")):
        for label, bodies in block.items():
            if label == "__is_block__":
                continue
            for body in as_list(bodies):
                source = body.get("source")
                if isinstance(source, str):
                    yield source.strip('"')


def as_list(value: Any) -> list[Any]:
    """Return blocks as a list; a single one comes without."""
    blocks = value if isinstance(value, list) else [value]
    return [each for each in blocks if isinstance(each, dict)]


def read(file: Path) -> str:
    """Return a configuration file's text.

    Raises:
        HarnessError: it can't be read.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise HarnessError(f"{file}: can't be read: {error}") from error


def parse(file: Path, text: str) -> dict[str, Any]:
    """Return a configuration file's blocks by type; strings of HCL keep their quotes.

    Raises:
        HarnessError: it is neither HCL nor JSON, as its name says.
    """
    return _parse_json(file, text) if file.suffix == ".json" else _parse_hcl(file, text)


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
        with hcl.SERIALIZING:
            return dict(hcl2.loads(text if text.endswith("\n") else text + "\n"))
    except LarkError as error:
        place = [str(each) for each in (getattr(error, "line", 0), getattr(error, "column", 0))]
        known = all(each.isdecimal() and each != "0" for each in place)
        raise HarnessError(
            ":".join([str(file), *place] if known else [str(file)]) + ": not HCL from here on",
            hint="Run `terraform validate` in that directory for details.",
        ) from error


def _skipped(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in _SKIPPED)


def _copy_tree(source: Path, target: Path, *, within: Path, above: tuple[Path, ...]) -> None:
    """Copy a directory without the files of Terraform and of tools.

    A symbolic link stays a link if it leads to a place inside the copied directory. One that leads out of it is
    replaced by its target, because the copy is elsewhere; a broken one is left out.

    Parameters:
        target: may exist.
        within: the resolved directory at which the whole copy starts.
        above: the resolved directories that are being copied, or copied to, against circles.
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
