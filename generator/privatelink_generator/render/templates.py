"""The Jinja templates: `templates/<pattern>/` mirrors the module it makes, `templates/shared/` is for all patterns.

`templates/consumer/main.tf.jinja` makes `main.tf`; a template that renders nothing makes no file.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jinja2

from privatelink_generator import hcl, versions
from privatelink_generator.errors import TemplateError
from privatelink_generator.render import cache as disk
from privatelink_generator.render import costs, markdown
from privatelink_generator.render.layout import tidy

_SUFFIX = ".jinja"


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates of one pattern.

    Parameters:
        paths: the files that they make, relative to the module's directory.
    """

    pattern: str
    environment: jinja2.Environment
    paths: tuple[str, ...]

    @classmethod
    def of(cls, pattern: str, *, extra: Path | None = None) -> Templates:
        """Return the templates of a pattern; those below `extra` precede the built-in ones and may add files.

        Raises:
            TemplateError: `extra` is no directory, or has a template that no pattern reads, or none at all.
        """
        if extra is not None:
            _check(extra)
        return _load(pattern, extra)

    def file(self, path: str) -> str:
        """Return the file of the template that makes a path."""
        name = f"{self.pattern}/{path}{_SUFFIX}"
        return self.environment.get_template(name).filename or name

    def render(self, path: str, **names: object) -> str:
        """Return the text of one file.

        Raises:
            TemplateError: with the template's file and line.
        """
        name = f"{self.pattern}/{path}{_SUFFIX}"
        try:
            return self.environment.get_template(name).render(names)
        except jinja2.TemplateSyntaxError as error:
            raise TemplateError(f"{error.filename or error.name}:{error.lineno}: {error.message}") from error
        except Exception as error:
            raise TemplateError(f"{_place(error, name)}: {type(error).__name__}: {error}") from error

    def block(self, path: str, block: str, **names: object) -> str:
        """Return the text of one block of a file's template.

        Raises:
            TemplateError: with the template's file and line.
        """
        name = f"{self.pattern}/{path}{_SUFFIX}"
        try:
            template = self.environment.get_template(name)
            context = template.new_context(names)
            deque(template.root_render_func(context), maxlen=0)  # The whole sets what the block uses.
            return "".join(template.blocks[block](context))
        except Exception as error:
            raise TemplateError(f"{_place(error, name)}: block {block}: {type(error).__name__}: {error}") from error


class _Compiled(jinja2.BytecodeCache):
    """Compiled templates of earlier runs; Jinja compares the checksum of the source itself."""

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        compiled = disk.recall(self._key(bucket))
        if compiled is not None:
            bucket.bytecode_from_string(compiled)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        disk.keep(self._key(bucket), bucket.bytecode_to_string())

    def _key(self, bucket: jinja2.bccache.Bucket) -> bytes:
        return b"template " + disk.identity("jinja2") + bucket.key.encode()


@cache
def _load(pattern: str, extra: Path | None) -> Templates:
    directories = ([extra] if extra else []) + [directory()]
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(directories),
        undefined=jinja2.StrictUndefined,
        bytecode_cache=_Compiled(),
        optimized=False,  # Else what filters make of constants is part of what is kept.
        autoescape=False,  # noqa: S701 (HCL, not HTML: `hcl` is the filter that every string of a spec goes through)
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {"versions": versions, **costs.GLOBALS}
    environment.filters["hcl"] = hcl.quote
    environment.filters["escaped"] = hcl.escape
    environment.filters["label"] = hcl.label
    environment.filters["expression"] = hcl.expression
    environment.filters["compact"] = hcl.compact
    environment.filters["tidy"] = tidy
    environment.filters |= markdown.FILTERS
    prefix = f"{pattern}/"
    paths = tuple(
        name.removeprefix(prefix).removesuffix(_SUFFIX)
        for name in environment.list_templates()
        if name.startswith(prefix) and name.endswith(_SUFFIX)
    )
    if not paths:
        raise TemplateError(
            f"the pattern {pattern!r} has no templates",
            hint=f"Name the directory that has a folder {pattern}/ with --templates.",
        )
    return Templates(pattern, environment, paths)


def _check(extra: Path) -> None:
    """Reject a directory of the user's with templates that would be ignored.

    Raises:
        TemplateError: it does not exist, holds no template, or holds one outside the folders of the patterns.
    """
    from privatelink_generator.patterns.registry import PATTERNS

    if not extra.is_dir():
        raise TemplateError(f"{extra}: no such directory of templates")
    folders = (*PATTERNS, *(each for pattern in PATTERNS.values() for each in pattern.folders), "shared")
    templates = [path.relative_to(extra) for path in sorted(extra.rglob(f"*{_SUFFIX}"))]
    if not templates:
        raise TemplateError(
            f"{extra}: holds no template", hint=f"Name them as the built-in ones: {extra}/{folders[0]}/main.tf{_SUFFIX}"
        )
    for path in templates:
        if path.parts[0] not in folders or len(path.parts) == 1:
            raise TemplateError(
                f"{extra / path}: no pattern reads this template",
                hint=f"Move it to a folder of {extra}: {', '.join(folders)}.",
            )


def built_in() -> dict[str, str]:
    """Return the built-in templates: text by path below a directory of templates."""
    root = directory()
    return {str(path.relative_to(root)): path.read_text("utf-8") for path in sorted(root.rglob(f"*{_SUFFIX}"))}


def directory() -> Path:
    """Return the directory of the built-in templates: in the installed package, or at the top of a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "templates"
    return installed if installed.is_dir() else package.parents[1] / "templates"


def _place(error: BaseException, name: str) -> str:
    """Return file and line of the template that raised the error."""
    place, trace = name, error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(_SUFFIX):
            place = f"{file}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
