"""Several specs at once, on every processor."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from .errors import Fault, OutputError, SpecError
from .render import GeneratedModule, render
from .spec import load

_WORTH_PROCESSES = 12
"""Specs; below that, starting processes takes longer than rendering."""


def render_all(
    specs: Sequence[Path], *, output: Path | None, templates: Path | None
) -> list[tuple[Path, GeneratedModule]]:
    """Each spec's module and the directory it goes to.

    Raises:
        SpecError: with every fault of every spec.
        TemplateError: a template fails.
        OutputError: two specs would make the same directory.
    """
    work = partial(_render, templates=templates)
    if len(specs) < _WORTH_PROCESSES:
        results = [work(path) for path in specs]
    else:
        from concurrent.futures import ProcessPoolExecutor

        workers = min(os.cpu_count() or 1, 8)
        with ProcessPoolExecutor(workers) as pool:
            results = list(pool.map(work, specs, chunksize=max(1, len(specs) // (workers * 4))))
    faults = [fault for _, result in results if isinstance(result, tuple) for fault in result]
    if faults:
        raise SpecError(faults)
    made: dict[Path, Path] = {}
    modules = []
    for path, (pattern, module) in zip(specs, [(p, m) for p, m in results if isinstance(m, GeneratedModule)], strict=True):
        directory = _directory(output, pattern, module.name, several=len(specs) > 1)
        if directory in made:
            raise OutputError(directory, f"both {made[directory]} and {path} make this directory")
        made[directory] = path
        modules.append((directory, module))
    return modules


def _render(path: Path, *, templates: Path | None) -> tuple[str, GeneratedModule | tuple[Fault, ...]]:
    """Faults come back as values: a worker's exception would end the others' work."""
    try:
        spec = load(path)
    except SpecError as error:
        return "", error.faults
    return spec.pattern, render(spec, source=path.name, templates=templates)


def _directory(output: Path | None, pattern: str, name: str, *, several: bool) -> Path:
    if output is None:
        return Path("modules", pattern, name)
    return output / name if several else output
