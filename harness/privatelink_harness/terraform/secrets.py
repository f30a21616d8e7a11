"""Secrets of a run that Terraform may print: credentials, and the values of a root module's sensitive variables.

Terraform leaves sensitive values out of its own output. An AWS provider's error may repeat one all the same, because it
knows nothing of what is sensitive.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from privatelink_harness.terraform.likely import HIDDEN
from privatelink_harness.terraform.sensitive import leaves
from privatelink_harness.terraform.workspace import as_list, configuration, parse, read

_SENSITIVE = re.compile(r'"?sensitive"?\s*[=:]\s*true')
_SHORTEST = 4
"""Characters of a value that is looked for: a shorter one is in every message."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secrets of one run.

    Parameters:
        values: the longest first, because one may be a part of another.
    """

    values: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, values: Iterable[str]) -> Secrets:
        """Return the secrets with these values, and in the forms that JSON writes them in."""
        long = {value for value in values if len(value) >= _SHORTEST}
        forms = {form for value in long for form in (value, _python(value), _go(value))}
        return cls(tuple(sorted(forms, key=lambda form: (-len(form), form))))

    def hide(self, text: str) -> str:
        """Return a text without the secrets."""
        for value in self.values:
            text = text.replace(value, HIDDEN)
        return text


def sensitive_values(root: Path, given: Mapping[str, Any], environment: Mapping[str, str]) -> Iterator[str]:
    """Yield the texts in the values of a root module's sensitive variables.

    Parameters:
        given: the values of variables that the run gives.
        environment: Terraform's; `TF_VAR_NAME` gives a value too.

    Raises:
        HarnessError: a file can't be read or parsed.
    """
    names = set(_sensitive_variables(root))
    if not names:
        return
    for values in (given, *_files(root)):
        yield from (text for name in names & values.keys() for text in _texts(values[name]))
    for name in names:
        if text := environment.get(f"TF_VAR_{name}"):
            yield from (text, *_texts(_decoded(text)))


def _sensitive_variables(root: Path) -> Iterator[str]:
    for file in configuration(root):
        text = read(file)
        if _SENSITIVE.search(text):
            for block in as_list(parse(file, text).get("variable")):
                for label, bodies in block.items():
                    if any(str(body.get("sensitive")).lower() == "true" for body in as_list(bodies)):
                        yield label.strip('"')


def _files(root: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the values in the files that Terraform reads without being told so."""
    for file in sorted(root.glob("*.tfvars*")):
        is_named = file.name in {"terraform.tfvars", "terraform.tfvars.json"}
        if is_named or file.name.endswith((".auto.tfvars", ".auto.tfvars.json")):
            yield parse(file, read(file))


def _texts(value: object) -> Iterator[str]:
    """Yield the texts in a value, which python-hcl2 gives with their quotes."""
    yield from (text.removeprefix('"').removesuffix('"') for text in leaves(value))


def _decoded(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _python(value: str) -> str:
    return json.dumps(value)[1:-1]


def _go(value: str) -> str:
    """Return a text as Go's encoder writes it: with the characters of HTML as escapes, and others as they are."""
    escaped = json.dumps(value, ensure_ascii=False)[1:-1]
    return escaped.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
