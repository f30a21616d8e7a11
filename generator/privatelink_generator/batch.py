"""Several specs at once, on every processor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os import cpu_count
from pathlib import Path

from privatelink_generator.errors import Fault, Note, OutputError, SpecError
from privatelink_generator.load import read
from privatelink_generator.output import refuse_link
from privatelink_generator.render.module import GeneratedModule, render

_WORTH_PROCESSES = 12
"""Specs. With fewer, starting processes takes longer than they save."""


@dataclass(frozen=True, slots=True)
class _Rendered:
    """The module of one spec, or its faults. Values, because an exception in one worker would end the others."""

    path: Path
    pattern: str = ""
    module: GeneratedModule | None = None
    faults: tuple[Fault, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """The modules of several specs, each with the directory that it belongs in, and the notes of all specs."""

    modules: list[tuple[Path, GeneratedModule]]
    notes: list[Note]


def render_all(specs: Sequence[Path], *, output: Path | None, templates: Path | None) -> Batch:
    """Render each spec's module.

    Parameters:
        output: the directory of one module, or the parent of several modules' directories; None: modules/<pattern>/.

    Raises:
        SpecError: with every fault of every spec.
        TemplateError: a template fails.
        OutputError: two specs belong in the same directory; one of several modules' directories is a link.
    """
    many = len(specs) >= _WORTH_PROCESSES
    results = _in_processes(specs, templates) if many else [_render(path, templates) for path in specs]
    faults = [fault for result in results for fault in result.faults]
    if faults:
        raise SpecError(faults)
    sources: dict[Path, Path] = {}
    modules = []
    for result in results:
        assert result.module is not None  # noqa: S101 (it has no faults)
        directory = _directory(output, result.pattern, result.module.name, several=len(specs) > 1)
        if output is not None and directory != output:
            refuse_link(directory)
        if directory in sources:
            raise OutputError(
                directory, f"{sources[directory]} and {result.path} both make this directory; rename one of the modules"
            )
        sources[directory] = result.path
        modules.append((directory, result.module))
    return Batch(modules, [note for result in results for note in result.notes])


def _in_processes(specs: Sequence[Path], templates: Path | None) -> list[_Rendered]:
    from concurrent.futures import ProcessPoolExecutor

    workers = min(cpu_count() or 1, 8)
    with ProcessPoolExecutor(workers) as pool:
        size = max(1, len(specs) // (workers * 4))
        return list(pool.map(_render, specs, [templates] * len(specs), chunksize=size))


def _render(path: Path, templates: Path | None) -> _Rendered:
    try:
        reading = read(path)
    except SpecError as error:
        return _Rendered(path, faults=error.faults)
    module = render(reading.spec, source=path.name, templates=templates)
    return _Rendered(path, reading.spec.pattern, module, notes=reading.notes)


def _directory(output: Path | None, pattern: str, name: str, *, several: bool) -> Path:
    if output is None:
        return Path("modules", pattern, name)
    return output / name if several else output
