"""The page of the pytest plugin's public API: fixtures, options, markers, and the classes that tests meet."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator
from enum import Enum
from functools import cached_property
from typing import Any

from privatelink_harness.checks.check import Account, Check, Proof, Verdict
from privatelink_harness.checks.placement import Placement
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.scope import Scope
from privatelink_harness.functions.function import Function, Invocation
from privatelink_harness.pytest_plugin import plugin
from privatelink_harness.pytest_plugin.account import StackAccount
from privatelink_harness.pytest_plugin.failures import VerificationError
from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks
from privatelink_harness.pytest_plugin.vpc import Answer, StackVpc
from privatelink_harness.terraform.snapshot import Resource, Snapshot
from scripts.pages import docstring, page, table

CLASSES: dict[type, tuple[str, ...] | None] = {
    Stacks: ("apply",),
    AppliedStack: None,
    StackAccount: None,
    StackVpc: ("connect", "listen", "http", "addresses"),
    Answer: (),
    Function: None,
    Invocation: (),
    Check: None,
    Verdict: None,
    Proof: None,
    Account: (),
    Placement: (),
    Scope: (),
    Snapshot: ("of", "within"),
    Resource: None,
    VerificationError: (),
    Property: (),
}
"""The classes in the order of a test's way, with the names of their public members; None: all."""


def plugin_api() -> str:
    """Return the page, from signatures and docstrings."""
    return page(
        "The pytest plugin",
        "Every fixture, option and class of the plugin. [From your module to a tested one](../harness.md) shows how "
        "they are used, and [testing your module](../testing-your-module.md) explains them.",
        "## Fixtures",
        table(("fixture", "scope", "value", "meaning"), _fixtures()),
        "## Options",
        table(("option of pytest", "meaning"), _options()),
        "## Markers",
        "The plugin has no markers of its own.",
        *(text for kind, members in CLASSES.items() for text in _class(kind, members)),
    )


def _fixtures() -> Iterator[tuple[str, ...]]:
    for name, value in vars(plugin).items():
        # pytest has no public way from a fixture to its scope.
        if (marker := getattr(value, "_fixture_function_marker", None)) is not None:
            yield f"`{name}`", marker.scope, "[Stacks](#stacks)", _sentence(value.__doc__)


class _Parser:
    """Takes options as pytest's parser does."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str]] = []

    def getgroup(self, _name: str) -> _Parser:
        return self

    def addoption(self, name: str, **settings: Any) -> None:
        takes = settings.get("action", "store") in {"store", "append"}
        value = "|".join(settings["choices"]) if "choices" in settings else settings.get("metavar", "VALUE")
        self.rows.append((f"`{name}{f' {value}' if takes else ''}`", settings["help"]))


def _options() -> list[tuple[str, str]]:
    parser = _Parser()
    plugin.pytest_addoption(parser)  # type: ignore[arg-type]
    return parser.rows


def _class(kind: type, members: tuple[str, ...] | None) -> Iterator[str]:
    about, parameters = docstring(
        inspect.cleandoc(kind.__doc__ or "").replace("\n\nParameters:\n", "\n\nParameters:\n")
    )
    yield f"## {kind.__name__}"
    yield f"`from {_home(kind)} import {kind.__name__}`"
    yield " ".join(about.split())
    if issubclass(kind, Enum):
        yield table(("member", "value"), ((f"`{kind.__name__}.{each.name}`", f"{each.value}") for each in kind))
        return
    fields = [
        (f"`{name}`", _type(annotation), parameters.get(name, ""))
        for name, annotation in inspect.get_annotations(kind).items()
        if not name.startswith("_") and kind is not Stacks
    ]
    properties = [
        (f"`{name}`", _type(_returned(value)), _sentence(value.__doc__))
        for name, value in vars(kind).items()
        if isinstance(value, property | cached_property) and not name.startswith("_")
    ]
    if fields or properties:
        yield table(("attribute", "type", "meaning"), [*fields, *properties])
    for name, value in vars(kind).items():
        if inspect.isfunction(value) and not name.startswith("_") and (members is None or name in members):
            yield from _method(kind, name, value)


def _method(kind: type, name: str, function: Any) -> Iterator[str]:
    signature = re.sub(r"^\(self(, )?", "(", str(inspect.signature(function)).replace("'", ""))
    about, parameters = docstring(re.split(r"\n\nRaises:\n", inspect.cleandoc(function.__doc__ or ""))[0])
    yield f"### {kind.__name__}.{name}"
    yield f"```text\n{name}{signature}\n```"
    yield " ".join(about.split())
    if parameters:
        yield table(("parameter", "meaning"), ((f"`{key}`", text) for key, text in parameters.items()))
    for text in re.split(r"\n\nRaises:\n", inspect.cleandoc(function.__doc__ or ""))[1:]:
        entries = re.findall(r"^(\w+): ((?:.|\n )*)", textwrap.dedent(text), re.MULTILINE)
        reasons = (f"`{error}`: {' '.join(reason.split()).rstrip('.')}" for error, reason in entries)
        yield f"Raises {'; '.join(reasons)}."


def _home(kind: type) -> str:
    return "privatelink_harness" if kind in {Placement, Property} else kind.__module__


def _returned(value: Any) -> Any:
    function = value.fget if isinstance(value, property) else value.func
    return function.__annotations__.get("return", "")


def _type(annotation: Any) -> str:
    return f"`{annotation if isinstance(annotation, str) else annotation.__name__}`"


def _sentence(text: str | None) -> str:
    return " ".join((text or "").split())
