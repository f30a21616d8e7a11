"""Several specs at once, on every processor; or one, with its rendering and its reading back side by side."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from os import cpu_count
from pathlib import Path
from typing import TYPE_CHECKING

from privatelink_generator.errors import Fault, OutputError, SpecError
from privatelink_generator.render import readback

if TYPE_CHECKING:
    from privatelink_generator.render.module import GeneratedModule

_WORTH_PROCESSES = 12
"""Specs; below that, one process renders them all."""


@dataclass(frozen=True, slots=True)
class _Rendered:
    """One spec's module, or why there is none. Faults are values: an exception in one worker would end the others."""

    path: Path
    pattern: str = ""
    module: GeneratedModule | None = None
    faults: tuple[Fault, ...] = ()


def render_all(
    specs: Sequence[Path], *, output: Path | None, templates: Path | None
) -> list[tuple[Path, GeneratedModule]]:
    """Each spec's module and the directory it goes to.

    Raises:
        SpecError: with every fault of every spec.
        TemplateError: a template fails.
        OutputError: two specs would make the same directory.
    """
    rendered = _one_by_one(specs, templates) if len(specs) < _WORTH_PROCESSES else _many(specs, templates)
    faults = [fault for each in rendered for fault in each.faults]
    if faults:
        raise SpecError(faults)
    made: dict[Path, Path] = {}
    modules = []
    for each in rendered:
        assert each.module is not None  # noqa: S101 (it has no faults)
        directory = _directory(output, each.pattern, each.module.name, several=len(specs) > 1)
        if directory in made:
            raise OutputError(directory, f"both {made[directory]} and {each.path} make this directory")
        made[directory] = each.path
        modules.append((directory, each.module))
    return modules


def _one_by_one(specs: Sequence[Path], templates: Path | None) -> list[_Rendered]:
    """Another process loads python-hcl2 while this one reads the spec and renders: each takes about 0.2 s."""
    if (cpu_count() or 1) == 1:
        return [_render(path, templates) for path in specs]
    with ProcessPoolExecutor(1) as pool:
        pool.submit(readback.warm_up)

        def read(code: Mapping[str, str], expected: Collection[str]) -> readback.Blocks:
            return pool.submit(readback.read, code, expected).result()

        return [_render(path, templates, read) for path in specs]


def _many(specs: Sequence[Path], templates: Path | None) -> list[_Rendered]:
    workers = min(cpu_count() or 1, 8)
    with ProcessPoolExecutor(workers) as pool:
        size = max(1, len(specs) // (workers * 4))
        return list(pool.map(_render, specs, [templates] * len(specs), chunksize=size))


def _render(path: Path, templates: Path | None, read: readback.Read = readback.read) -> _Rendered:
    from privatelink_generator.load import load
    from privatelink_generator.render.module import render

    try:
        spec = load(path)
    except SpecError as error:
        return _Rendered(path, faults=error.faults)
    return _Rendered(path, spec.pattern, render(spec, source=path.name, templates=templates, read=read))


def _directory(output: Path | None, pattern: str, name: str, *, several: bool) -> Path:
    if output is None:
        return Path("modules", pattern, name)
    return output / name if several else output
