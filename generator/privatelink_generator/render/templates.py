"""The Jinja templates: `templates/<pattern>/` mirrors the module it makes, `templates/shared/` is included by all.

`templates/consumer/main.tf.jinja` makes `main.tf`; a template that renders nothing makes no file.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jinja2
import platformdirs

from privatelink_generator import hcl
from privatelink_generator.errors import TemplateError

_SUFFIX = ".jinja"


@dataclass(frozen=True, slots=True)
class Templates:
    """One pattern's templates."""

    pattern: str
    environment: jinja2.Environment
    paths: tuple[str, ...]

    @classmethod
    def of(cls, pattern: str, *, extra: Path | None = None) -> Templates:
        """The templates of a pattern; those below `extra` go before the built-in ones and may add files."""
        if extra is not None and not extra.is_dir():
            raise TemplateError(f"{extra}: no such directory of templates")
        return _load(pattern, extra)

    def render(self, path: str, **names: object) -> str:
        """The text of one file.

        Raises:
            TemplateError: naming the template's file and line.
        """
        name = f"{self.pattern}/{path}{_SUFFIX}"
        try:
            return self.environment.get_template(name).render(names)
        except jinja2.TemplateSyntaxError as error:
            raise TemplateError(f"{error.filename or error.name}:{error.lineno}: {error.message}") from error
        except Exception as error:
            raise TemplateError(f"{_place(error, name)}: {type(error).__name__}: {error}") from error


@cache
def _load(pattern: str, extra: Path | None) -> Templates:
    directories = ([extra] if extra else []) + [directory()]
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(directories),
        undefined=jinja2.StrictUndefined,
        bytecode_cache=_cache(),
        autoescape=False,  # noqa: S701 (HCL, not HTML: `hcl` is the filter that every string of a spec goes through)
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["hcl"] = hcl.quote
    environment.filters["escaped"] = hcl.escape
    environment.filters["label"] = hcl.label
    environment.filters["expression"] = hcl.expression
    environment.filters["cell"] = _cell
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


def _cache() -> jinja2.BytecodeCache | None:
    """Compiled templates, kept in the user's cache where there can be one: a sixth of a short run's time."""
    kept = platformdirs.user_cache_path("tf-privatelink") / "templates"
    try:
        kept.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return None
    return _Compiled(str(kept)) if os.access(kept, os.W_OK) else None


class _Compiled(jinja2.FileSystemBytecodeCache):
    """Jinja's, for which a full disk is no fault of the template's."""

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def directory() -> Path:
    """Where the built-in templates are: inside the installed package, or at the top of a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "templates"
    return installed if installed.is_dir() else package.parents[1] / "templates"


def _cell(text: str) -> str:
    """Text for a Markdown table's cell."""
    return re.sub(r"\s+", " ", text).replace("|", "\\|").strip()


def _place(error: BaseException, name: str) -> str:
    """File and line of the template in which the error was raised."""
    place, trace = name, error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(_SUFFIX):
            place = f"{file}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
