"""Several specs at once, on every processor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os import cpu_count
from pathlib import Path

from privatelink_generator.errors import Fault, OutputError, SpecError
from privatelink_generator.load import load
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


def render_all(
    specs: Sequence[Path], *, output: Path | None, templates: Path | None
) -> list[tuple[Path, GeneratedModule]]:
    """Render each spec's module; return it with the directory that it belongs in.

    Parameters:
        output: the directory of one module, or the parent of several modules' directories; None: modules/<pattern>/.

    Raises:
        SpecError: with every fault of every spec.
        TemplateError: a template fails.
        OutputError: two specs belong in the same directory.
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
        if directory in sources:
            raise OutputError(
                directory, f"{sources[directory]} and {result.path} both make this directory; rename one of the modules"
            )
        sources[directory] = result.path
        modules.append((directory, result.module))
    return modules


def _in_processes(specs: Sequence[Path], templates: Path | None) -> list[_Rendered]:
    from concurrent.futures import ProcessPoolExecutor

    workers = min(cpu_count() or 1, 8)
    with ProcessPoolExecutor(workers) as pool:
        size = max(1, len(specs) // (workers * 4))
        return list(pool.map(_render, specs, [templates] * len(specs), chunksize=size))


def _render(path: Path, templates: Path | None) -> _Rendered:
    try:
        spec = load(path)
    except SpecError as error:
        return _Rendered(path, faults=error.faults)
    return _Rendered(path, spec.pattern, render(spec, source=path.name, templates=templates))


def _directory(output: Path | None, pattern: str, name: str, *, several: bool) -> Path:
    if output is None:
        return Path("modules", pattern, name)
    return output / name if several else output
