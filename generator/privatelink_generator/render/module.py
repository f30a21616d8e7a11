"""A generated module in memory: the paths and texts of its files, read back before anything is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from privatelink_generator.patterns.base import Spec
from privatelink_generator.patterns.registry import pattern_of
from privatelink_generator.render import readback
from privatelink_generator.render.header import stamp
from privatelink_generator.render.layout import tidy
from privatelink_generator.render.templates import Templates


@dataclass(frozen=True, slots=True)
class GeneratedModule:
    """A module in memory.

    Parameters:
        name: the spec's.
        files: texts by path relative to the module's directory, in path order.
    """

    name: str
    files: Mapping[str, str]


def digest(spec: Spec) -> str:
    """Return 12 hex digits of the spec's content; comments and layout of the YAML don't count."""
    text = json.dumps(spec.model_dump(mode="json", by_alias=True), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def render(spec: Spec, *, source: str, templates: Path | None = None) -> GeneratedModule:
    """Return the spec's module; the same bytes for the same spec, source and version.

    Parameters:
        source: the spec's file name, for the first line of each file.
        templates: a directory whose templates precede the built-in ones of the same name.

    Raises:
        TemplateError: a template fails, renders text that is not HCL, or lacks a resource that the spec asks for.
    """
    parts = {path: _code(part, templates) for path, part in pattern_of(spec).parts(spec).items()}
    code = _code(spec, templates, parts)
    names = {**code.names, "inputs": code.blocks.inputs, "outputs": code.blocks.outputs}
    library = code.library
    pages = {path: library.render(path, **names).strip() + "\n" for path in library.paths if _is_page(path)}
    inner = {
        f"{directory}/{path}": text
        for directory, part in parts.items()
        for path, text in part.texts.items()
        if not path.startswith(_ROOT_ONLY)
    }
    spec_digest = digest(spec)
    texts = code.texts | inner | pages
    files = {path: stamp(path, text, source=source, digest=spec_digest) for path, text in texts.items()}
    return GeneratedModule(spec.name, dict(sorted(files.items())))


_ROOT_ONLY = ("examples/", "tests/")
"""Directories that a module within another one does not have."""


@dataclass(frozen=True, slots=True)
class _Code:
    """The Terraform files of a module, before their headers.

    Parameters:
        names: what the templates see.
        texts: by path.
    """

    library: Templates
    names: dict[str, object]
    texts: dict[str, str]
    blocks: readback.Blocks


def _code(spec: Spec, templates: Path | None, parts: Mapping[str, _Code] | None = None) -> _Code:
    """Return the code of one module; its templates see the blocks of the modules within it, by directory."""
    library = Templates.of(spec.pattern, extra=templates)
    pattern = pattern_of(spec)
    inner = {path: part.blocks for path, part in (parts or {}).items()}
    names: dict[str, object] = {"spec": spec, "view": pattern.view(spec), "parts": inner}
    texts = {path: tidy(library.render(path, **names)) for path in library.paths if not _is_page(path)}
    texts = {path: text for path, text in texts.items() if text.strip()}
    return _Code(library, names, texts, readback.read(texts, pattern.expects(spec), template=library.file))


def _is_page(path: str) -> bool:
    return path.endswith(".md")
