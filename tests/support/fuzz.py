"""Broken specs for hypothesis, and what holds for the loader's answer to any of them."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest
from hypothesis import strategies as st

from privatelink_generator.errors import Fault, SpecError
from privatelink_generator.load import loads


def values(words: Sequence[str]) -> st.SearchStrategy[Any]:
    """Draw values of any form, with words that specs know among them."""
    return _values(tuple(words))


@cache
def _values(words: tuple[str, ...]) -> st.SearchStrategy[Any]:
    # Made once: Hypothesis looks through a strategy when it is first drawn from, which takes longer than to draw.
    scalars = (
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=20)
        | st.sampled_from(words)
        | st.sampled_from(
            ["com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc", "0.0.0.0/0", "fd00::/8", "group/a"]
        )
    )
    return st.recursive(
        scalars,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(words) | st.text(max_size=8), inner, max_size=5)
        ),
        max_leaves=25,
    )


@cache
def _names(words: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(words) | st.text(max_size=5)


def check(text: str) -> None:
    """Check what holds for every outcome."""
    lines = re.split(r"\r\n|[\n\r]", text)
    for fault in _faults(text):
        assert fault.position.file == "s.yaml"
        assert 0 <= fault.position.line <= len(lines) + 1
        width = len(lines[fault.position.line - 1]) if 0 < fault.position.line <= len(lines) else 0
        assert fault.position.column <= width + 1
        assert len(fault.message.splitlines()) == 1


def _faults(text: str) -> tuple[Fault, ...]:
    try:
        loads(text, "s.yaml")
    except SpecError as error:
        return error.faults or pytest.fail("an error without a fault")
    return ()


def mutated(data: st.DataObject, specs: Sequence[Any], words: Sequence[str]) -> Any:
    """Draw one of the specs with up to three changes."""
    spec = copy.deepcopy(data.draw(st.sampled_from(specs)))
    for _ in range(data.draw(st.integers(1, 3))):
        *path, key = data.draw(st.sampled_from(_places(spec)[1:] or [("version",)]))
        parent = _at(spec, tuple(path))
        match data.draw(st.sampled_from(["delete", "replace", "copy", "rename", "wrap", "text", "break"])):
            case "delete":
                del parent[key]
            case "replace":
                parent[key] = data.draw(values(words))
            case "copy":
                parent[key] = copy.deepcopy(_at(spec, data.draw(st.sampled_from(_places(spec)))))
            case "rename" if isinstance(parent, dict):
                parent[data.draw(_names(tuple(words)))] = parent.pop(key)
            case "wrap":
                parent[key] = data.draw(st.sampled_from([[parent[key]], {"type": parent[key]}]))
            case "text":
                parent[key] = json.dumps(parent[key])
            case _:
                parent[key] = {**parent[key], "<<": 1} if isinstance(parent[key], dict) else None
    return spec


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, child in children for place in _places(child, (*path, key)))]


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for part in path:
        value = value[part]
    return value
