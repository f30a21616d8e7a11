"""The AWS provider's source, copied out of Go's module cache and edited: a few services, without fixed waits."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from privatelink_harness.aws_provider.trimmed import edits, names, serving, waits
from privatelink_harness.aws_provider.trimmed.edits import Replacement
from privatelink_harness.aws_provider.trimmed.recipe import Recipe

_SERVICES = "internal/service"
_CLIENTS = "internal/conns/awsclient_gen.go"
_TYPES = "service_package_gen.go"

_ROOT = frozenset({"go.mod", "go.sum", "internal", "main.go", "names", "version"})
"""The files and directories that are compiled; the rest is documentation."""
_TESTS = ("*_test.go", "testdata", "test-fixtures", "acctest")

_IMPORTS = re.compile(r'"github\.com/hashicorp/terraform-provider-aws/internal/service/(\w+)[/"]')
_CALLS = re.compile(r"\.(\w+Client)\(")


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of what is edited, which differ between releases of the AWS provider.

    Parameters:
        version: the file that holds the release's version; None: no file, so that only checksums tell.
        packages: the list of services.
        repairs: further edits.
        waits: edits that cut its own fixed waits; those of the plugin SDK are the same for all.
        serves: whether it can stay up between Terraform's commands.
    """

    version: str | None = "version/VERSION"
    packages: str = "internal/provider/sdkv2/service_packages_gen.go"
    repairs: tuple[Replacement, ...] = ()
    waits: tuple[Replacement, ...] = waits.PROVIDER
    serves: bool = True


LAYOUT = Layout()
"""The layout of the release that build/go.mod names."""


@dataclass(frozen=True, slots=True)
class Source:
    """An edited source, ready to be compiled.

    Parameters:
        directory: the main module's.
        types: the resource and data source types that stay, sorted.
    """

    directory: Path
    types: tuple[str, ...]


def copy(provider: Path, sdk: Path, destination: Path, recipe: Recipe, layout: Layout = LAYOUT) -> Source:
    """Copy the source of the AWS provider and of its plugin SDK, and edit the copies.

    Parameters:
        provider: directory of the AWS provider's module, only read.
        sdk: directory of the plugin SDK's module, only read.
        destination: an empty directory; gets `provider` and `sdk`.

    Raises:
        HarnessError: the source has another form than the edits were written for.
        OSError: a file can't be copied.
    """
    if layout.version and (version := _read(provider, layout.version).strip()) != recipe.version:
        raise edits.unexpected(layout.version, f"it holds {version}, and provider.toml {recipe.version}")
    services = _with_imported(provider, recipe.services)
    source, kit = destination / "provider", destination / "sdk"
    shutil.copytree(provider, source, ignore=_ignore(provider, services), copy_function=shutil.copyfile)
    shutil.copytree(sdk, kit, ignore=shutil.ignore_patterns(*_TESTS), copy_function=shutil.copyfile)
    for directory in (source, kit):
        _make_writable(directory)
    types = _trim(source, services, layout.packages)
    _edit(source, names.CODE, lambda text: names.compile_in(text, _read(source, names.DATA)))
    _replace(source, layout.repairs)
    if layout.serves:
        _let_serve(source)
    if not recipe.options.keep_waits:
        _replace(source, layout.waits)
        _replace(kit, waits.SDK)
    return Source(source, tuple(sorted(types)))


def _with_imported(provider: Path, services: Iterable[str]) -> set[str]:
    """Return the services and those that their code imports: these are compiled, and provide API clients."""
    imported: set[str] = set()
    pending = list(services)
    while pending:
        if (service := pending.pop()) in imported:
            continue
        imported.add(service)
        for file in _code(provider / _SERVICES / service):
            pending += _IMPORTS.findall(file.read_text(encoding="utf-8"))
    return imported


def _ignore(provider: Path, services: set[str]) -> Callable[[str, list[str]], set[str]]:
    """Return the `ignore` of `copytree`: it leaves out tests, documentation and all other services."""
    tests = shutil.ignore_patterns(*_TESTS)

    def ignore(directory: str, names: list[str]) -> set[str]:
        place = Path(directory)
        if place == provider:
            return set(names) - _ROOT
        others: set[str] = set()
        if place == provider / _SERVICES:
            others = {name for name in names if name not in services and (place / name).is_dir()}
        return tests(directory, names) | others

    return ignore


def _trim(source: Path, services: set[str], packages: str) -> set[str]:
    """Edit the lists of services and API clients, and return the types that stay."""
    _edit(source, packages, lambda text: edits.keep_services(text, services, packages))
    called: set[str] = set()
    for file in source.rglob("*.go"):
        if file != source / _CLIENTS:
            called.update(_CALLS.findall(file.read_text(encoding="utf-8")))
    _edit(source, _CLIENTS, lambda text: edits.keep_clients(text, called, _CLIENTS))
    places = [f"{_SERVICES}/{service}/{_TYPES}" for service in services]
    return {name for place in places for name in edits.types((source / place).read_text(encoding="utf-8"), place)}


def _let_serve(source: Path) -> None:
    """Let the AWS provider serve at a socket, and only the types that are named."""
    _replace(source, (serving.MAIN,))
    for place in serving.LISTS:
        _edit(source, place, partial(serving.keep_served, place=place))
    for place, text in serving.added().items():
        (source / place).parent.mkdir(parents=True, exist_ok=True)
        (source / place).write_text(text, encoding="utf-8")


def _code(directory: Path) -> Iterable[Path]:
    return (file for file in directory.glob("*.go") if not file.name.endswith("_test.go"))


def _replace(directory: Path, replacements: Iterable[Replacement]) -> None:
    for replacement in replacements:
        _edit(directory, replacement.file, replacement)


def _edit(directory: Path, place: str, edit: Callable[[str], str]) -> None:
    """Change a file of a module by a function of its text.

    Raises:
        HarnessError: the module has no such file.
    """
    text = edit(_read(directory, place))
    (directory / place).write_text(text, encoding="utf-8")


def _read(directory: Path, place: str) -> str:
    """Return the text of a module's file.

    Raises:
        HarnessError: the module has no such file.
    """
    file = directory / place
    if not file.is_file():
        raise edits.unexpected(place, "there is no such file")
    return file.read_text(encoding="utf-8")


def _make_writable(directory: Path) -> None:
    """Make directories writable: those in Go's module cache are not, and `copytree` copies their mode."""
    for path in (directory, *directory.rglob("*")):
        if path.is_dir():
            path.chmod(0o755)
