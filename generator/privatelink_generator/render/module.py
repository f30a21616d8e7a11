"""A generated module in memory: the paths and texts of its files, read back before anything is written."""

from __future__ import annotations

import hashlib
import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from privatelink_generator.patterns.base import Spec
from privatelink_generator.patterns.registry import pattern_of
from privatelink_generator.render import readback, terraform_docs
from privatelink_generator.render.header import stamp
from privatelink_generator.render.layout import tidy
from privatelink_generator.render.templates import Templates
from privatelink_generator.versions import AWS_PROVIDER_MINIMUM, Release, aws_provider


@dataclass(frozen=True, slots=True)
class GeneratedModule:
    """A module in memory.

    Parameters:
        name: the spec's.
        files: texts by path relative to the module's directory, in path order.
    """

    name: str
    files: Mapping[str, str]


_NOT_IN_MODULES: Mapping[str, Any] = {"expect": True, "modules": {"__all__": {"spec": {"expect"}}}}


def digest(spec: Spec) -> str:
    """Return 12 hex digits of the spec's content; comments, layout and values that are defaults don't count.

    Nor do expectations, of which the module has nothing.
    """
    content = spec.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude=_NOT_IN_MODULES)
    text = json.dumps(content, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def render(spec: Spec, *, source: str, templates: Path | None = None) -> GeneratedModule:
    """Return the spec's module; the same bytes for the same spec, source and version.

    Parameters:
        source: the spec's file name, for the first line of each file.
        templates: a directory whose templates precede the built-in ones of the same name.

    Raises:
        TemplateError: a template fails, renders text that is not HCL, or lacks a resource that the spec asks for.
    """
    code = _code(spec, templates)
    documented = terraform_docs.tables(code.blocks, str(code.names["aws_provider"]))
    names, library = {**code.names, **code.blocks.names, "terraform_docs": documented}, code.library
    pages = {path: _page(library.render(path, **names)) for path in library.paths if _is_page(path)}
    spec_digest = digest(spec)
    texts = code.texts | pages
    files = {path: stamp(path, text, source=source, digest=spec_digest) for path, text in texts.items()}
    return GeneratedModule(spec.name, dict(sorted(files.items())))


_HCL = re.compile(r"(?<=^```hcl\n).+?(?=^```$)", re.MULTILINE | re.DOTALL)


def _page(text: str) -> str:
    """Return a page without double blank lines, and with its HCL in the layout of `terraform fmt`."""
    text = _HCL.sub(lambda block: tidy(textwrap.dedent(block[0])), text)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


_ROOT_ONLY = ("examples/", "tests/")
"""Directories that a module within another one does not have."""

_MINIMAL = "examples/minimal/"
"""The directory of the example whose variables are those that the module requires: its templates see the module's."""

_PART = "PART"
"""In the path of a template: the last name of a part's directory. The template makes a file for each part."""


@dataclass(frozen=True, slots=True)
class Code:
    """The Terraform files of a module and of the modules within it, before their headers.

    Parameters:
        names: what the templates see.
        texts: by path.
        blocks: the module's own.
    """

    library: Templates
    names: dict[str, object]
    texts: dict[str, str]
    blocks: readback.Blocks

    @property
    def inputs(self) -> tuple[readback.Input, ...]:
        """The module's variables."""
        return self.blocks.inputs

    @property
    def outputs(self) -> tuple[readback.Output, ...]:
        """The module's outputs."""
        return self.blocks.outputs

    @property
    def resources(self) -> tuple[str, ...]:
        """Addresses of the module's resources."""
        return self.blocks.resources

    def block(self, path: str, name: str, **other: object) -> str:
        """Return a block of one of the module's templates, such as the networks of its example.

        Parameters:
            other: names in the place of the module's own.
        """
        return self.library.block(path, name, **{**self.names, **other})


def _code(spec: Spec, templates: Path | None, *, is_part: bool = False) -> Code:
    """Return the code of one module; its templates see the code of the modules within it, by directory.

    Parameters:
        is_part: the module lies within another one.
    """
    pattern = pattern_of(spec)
    library = Templates.of(pattern.folder(spec), extra=templates)
    parts = {directory: _code(part, templates, is_part=True) for directory, part in pattern.parts(spec).items()}
    names: dict[str, object] = {
        "spec": spec,
        "view": pattern.view(spec),
        "aws_provider": aws_provider(_minimum(spec)),
        "parts": parts,
        "is_part": is_part,
    }
    code = [path for path in library.paths if not _is_page(path) and not (is_part and path.startswith(_ROOT_ONLY))]
    texts, origins = _rendered(library, [path for path in code if not path.startswith(_MINIMAL)], names)
    blocks = readback.read(texts, pattern.expects(spec), template=lambda made: library.file(origins[made]))
    minimal, _ = _rendered(library, [path for path in code if path.startswith(_MINIMAL)], {**names, **blocks.names})
    readback.read(minimal, (), template=library.file)
    texts |= minimal
    inner = {f"{directory}/{path}": text for directory, part in parts.items() for path, text in part.texts.items()}
    return Code(library, names, texts | inner, blocks)


def _rendered(
    library: Templates, paths: Sequence[str], names: Mapping[str, Any]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return texts by path, and likewise their templates' paths; a template that renders nothing makes no file."""
    texts: dict[str, str] = {}
    origins: dict[str, str] = {}
    for path in paths:
        for directory in names["parts"] if _PART in path else ("",):
            made = path.replace(_PART, directory.rpartition("/")[2])
            text = tidy(library.render(path, **names, part=directory))
            if text.strip():
                texts[made], origins[made] = text, path
    return texts, origins


def _minimum(spec: Spec) -> Release:
    """Return the first release of hashicorp/aws that serves the module and all modules within it."""
    pattern = pattern_of(spec)
    return max(pattern.aws_provider(spec), *map(_minimum, pattern.parts(spec).values()), AWS_PROVIDER_MINIMUM)


def _is_page(path: str) -> bool:
    return path.endswith(".md")
