"""From a file to a spec of one of the patterns: the only way in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from privatelink_generator.document.faults import faults, shown
from privatelink_generator.document.json_schema import Schema, union_schema
from privatelink_generator.document.places import Places
from privatelink_generator.document.reader import Document, parse
from privatelink_generator.document.suggestion import did_you_mean
from privatelink_generator.errors import Fault, Loc, Note, SpecError
from privatelink_generator.parts import Reading, parts_of, text_of
from privatelink_generator.patterns import region_notes
from privatelink_generator.patterns.base import Spec
from privatelink_generator.patterns.pattern import Pattern
from privatelink_generator.patterns.registry import PATTERNS


def load(path: Path) -> Spec:
    """Read a spec.

    Raises:
        SpecError: with every fault; no other exception leaves, whatever the file holds.
    """
    return read(path).spec


def read(path: Path) -> Reading:
    """Read a spec, and what is worth knowing about it.

    Raises:
        SpecError: with every fault; no other exception leaves, whatever the file holds.
    """
    return reads(text_of(path), str(path))


def loads(text: str, file: str = "<spec>") -> Spec:
    """Read a spec from text; `file` is the name that messages use.

    Raises:
        SpecError: with every fault.
    """
    return reads(text, file).spec


def reads(text: str, file: str = "<spec>") -> Reading:
    """Read a spec from text, and what is worth knowing about it.

    Raises:
        SpecError: with every fault.
    """
    document = parse(text, file)
    pattern = _pattern(document, PATTERNS)
    if not pattern.composes:
        return _checked(document, pattern)
    parts = {name: pattern for name, pattern in PATTERNS.items() if pattern.is_part}
    found = parts_of(document, lambda part: _checked(part, _pattern(part, parts)))
    try:
        whole = _checked(found.document, pattern)
    except SpecError as error:
        raise SpecError([*error.faults, *found.faults]) from error
    if found.faults:
        raise SpecError(list(found.faults))
    return Reading(whole.spec, (*whole.notes, *found.notes))


def _checked(document: Document, pattern: Pattern[Any]) -> Reading:
    """Return the document's spec.

    Raises:
        SpecError: with every fault.
    """
    try:
        spec: Spec = pattern.model.model_validate(document.data)
    except ValidationError as error:
        raise SpecError(
            [*faults(error, document, pattern.model), *_faults_of_sound_parts(document, pattern, error)]
        ) from error
    broken = [Fault(document.position(loc), message) for loc, message in pattern.rules(spec)]
    if broken:
        raise SpecError(broken)
    notes = (*region_notes.notes(document.data), *pattern.notes(spec))
    return Reading(
        spec.placed(Places(document)), tuple(Note(document.position(loc), message) for loc, message in notes)
    )


def _faults_of_sound_parts(document: Document, pattern: Pattern[Any], error: ValidationError) -> list[Fault]:
    """Return the broken rules of what is left without the entries that pydantic's errors are about.

    An entry is one item of a mapping at the top, such as an endpoint, or else a whole top-level key.
    """
    whole: dict[str, Any] = document.data if isinstance(document.data, dict) else {}
    data = {key: dict(value) if isinstance(value, dict) else value for key, value in whole.items()}
    for details in error.errors(include_url=False, include_input=False, include_context=False):
        key, *rest = details["loc"] or ("",)
        entries = data.get(str(key))
        if rest and isinstance(entries, dict):
            entries.pop(rest[0], None)
        else:
            data.pop(str(key), None)
    try:
        spec = pattern.model.model_validate({"name": "unnamed", **data})
    except ValidationError:
        return []
    return [Fault(document.position(loc), message) for loc, message in pattern.part_rules(spec)]


def schema() -> Schema:
    """Return the JSON Schema of the specs of every pattern, which all callers share."""
    return _schema(tuple((name, pattern.model) for name, pattern in PATTERNS.items()))


@cache
def _schema(models: tuple[tuple[str, type[Spec]], ...]) -> Schema:
    return union_schema(dict(models), "pattern", title="A spec of tf-privatelink")


def _pattern(document: Document, patterns: Mapping[str, Pattern[Any]]) -> Pattern[Any]:
    """Return the document's pattern. A fault of the version or the pattern stands alone: the other keys follow them.

    Parameters:
        patterns: those that the document may be of.
    """
    data = document.data
    if not isinstance(data, dict):
        raise _only(document, (), "a spec is a mapping that starts with version: 1")
    version = data.get("version", 1)
    if type(version) is not int or version != 1:
        reason = f"version {version!r} is not known to this tf-privatelink, which reads version 1"
        raise _only(document, ("version",), f"{reason}; install the release that the spec was written for")
    if "pattern" not in data:
        raise _only(document, (), f"the spec lacks the key 'pattern'; write pattern: {_alternatives(patterns)}")
    name = data["pattern"]
    if not isinstance(name, str) or name not in patterns:
        reason = f"{shown(name)} is not one of {', '.join(patterns)}"
        if isinstance(name, str) and name in PATTERNS:
            reason = f"a {name} can't be a module of a stack; write one of {', '.join(patterns)}"
        raise _only(document, ("pattern",), f"pattern: {reason}{did_you_mean(str(name), patterns)}")
    return patterns[name]


def _alternatives(patterns: Mapping[str, Pattern[Any]]) -> str:
    *names, last = patterns
    return f"{', '.join(names)} or {last}" if names else last


def _only(document: Document, loc: Loc, message: str) -> SpecError:
    return SpecError([Fault(document.position(loc), message)])
