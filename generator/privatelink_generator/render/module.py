"""A generated module: its files' paths and texts, made in memory and read back before anything is written."""

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
        name: of the spec.
        files: text by path relative to the module's directory, in path order.
    """

    name: str
    files: Mapping[str, str]


def digest(spec: Spec) -> str:
    """12 hex digits of what the spec says; comments and layout of the YAML don't count."""
    text = json.dumps(spec.model_dump(mode="json", by_alias=True), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def render(spec: Spec, *, source: str, templates: Path | None = None) -> GeneratedModule:
    """Every file of the spec's module; the same bytes for the same spec, source and version.

    Parameters:
        spec: what to render.
        source: file name of the spec, for the files' first lines.
        templates: a directory whose templates go before the built-in ones of the same name.

    Raises:
        TemplateError: a template fails, or what it renders is not HCL or lacks what the spec asks for.
    """
    using = Templates.of(spec.pattern, extra=templates)
    pattern = pattern_of(spec)
    view = pattern.view(spec)
    code = {path: tidy(using.render(path, view=view, spec=spec)) for path in using.paths if not _is_page(path)}
    code = {path: text for path, text in code.items() if text.strip()}
    blocks = readback.read(code, pattern.expects(spec))
    pages = {
        path: using.render(path, view=view, spec=spec, inputs=blocks.inputs, outputs=blocks.outputs).strip() + "\n"
        for path in using.paths
        if _is_page(path)
    }
    made = digest(spec)
    files = {path: stamp(path, text, source=source, digest=made) for path, text in (code | pages).items()}
    return GeneratedModule(spec.name, dict(sorted(files.items())))


def _is_page(path: str) -> bool:
    return path.endswith(".md")
