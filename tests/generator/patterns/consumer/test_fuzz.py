"""Whatever a file holds, the loader answers with a spec or with its own error, whose places are in the file."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from privatelink_generator.errors import Fault, SpecError
from privatelink_generator.load import load, loads
from tests.support.paths import CONSUMER_FILES

SPECS = [YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")) for path in CONSUMER_FILES]
WORDS = [
    *("version", "pattern", "consumer", "name", "endpoints", "lambda", "service", "type", "gateway", "interface", "s3"),
    *("policy", "principals", "actions", "functions", "resources", "conditions", "StringEquals", "aws:a", "root", "*"),
    *("tags", "region", "us-east-1", "us-east-1a", "addresses", "ipv4", "10.0.0.9", "security_group", "ingress"),
    *("from", "vpc", "ports", "quotas", "dns_options", "private_dns", "after-acceptance", "service_name", "[key]"),
]
_PUNCTUATION = (
    ": ,\n,\n  ,\n    ,- ,[,],{,},&a ,*a,<<,? ,| ,> ,',\",#,!!int ,!!set ,!x ,---\n,...\n,%YAML 1.2\n,"
    "\t,\r\n,\\,~,1,0x1F,1e9,.nan,\ufeff,\x00,\x85,\u2028,é,\U0001f600"
)
PIECES = st.sampled_from([*WORDS, *_PUNCTUATION.split(","), ", ", "\ud800"])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(WORDS)
    | st.sampled_from(["com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc", "0.0.0.0/0", "fd00::/8", "group/a"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=8), inner, max_size=5)
    ),
    max_leaves=25,
)


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


@given(st.text(max_size=200))
@settings(max_examples=150)
def test_loader_answers_arbitrary_text_with_faults(text: str) -> None:
    check(text)


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=300)
def test_loader_answers_pieces_of_yaml_with_faults(text: str) -> None:
    check(text)


@given(VALUES)
@settings(max_examples=200)
def test_loader_answers_arbitrary_values_with_faults(value: Any) -> None:
    check(json.dumps({"version": 1, "pattern": "consumer", "name": "core", "endpoints": value}, indent=1))


@given(st.dictionaries(st.sampled_from(WORDS), VALUES, max_size=6))
@settings(max_examples=100)
def test_loader_answers_arbitrary_keys_with_faults(value: dict[str, Any]) -> None:
    check(json.dumps({"version": 1, **value}, ensure_ascii=False))


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, child in children for place in _places(child, (*path, key)))]


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for part in path:
        value = value[part]
    return value


@given(st.data())
@settings(max_examples=400)
def test_loader_answers_mutated_specs_with_faults(data: st.DataObject) -> None:
    spec = copy.deepcopy(data.draw(st.sampled_from(SPECS)))
    for _ in range(data.draw(st.integers(1, 3))):
        *path, key = data.draw(st.sampled_from(_places(spec)[1:] or [("version",)]))
        parent = _at(spec, tuple(path))
        match data.draw(st.sampled_from(["delete", "replace", "copy", "rename", "wrap", "text", "break"])):
            case "delete":
                del parent[key]
            case "replace":
                parent[key] = data.draw(VALUES)
            case "copy":
                parent[key] = copy.deepcopy(_at(spec, data.draw(st.sampled_from(_places(spec)))))
            case "rename" if isinstance(parent, dict):
                parent[data.draw(st.sampled_from(WORDS) | st.text(max_size=5))] = parent.pop(key)
            case "wrap":
                parent[key] = data.draw(st.sampled_from([[parent[key]], {"type": parent[key]}]))
            case "text":
                parent[key] = json.dumps(parent[key])
            case _:
                parent[key] = {**parent[key], "<<": 1} if isinstance(parent[key], dict) else None

    check(json.dumps(spec, indent=1, ensure_ascii=False))


@given(st.binary(max_size=100))
@settings(max_examples=50)
def test_loader_answers_arbitrary_bytes_with_faults(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzzed.yaml"
    path.write_bytes(content)

    with pytest.raises(SpecError) as raised:
        load(path)

    assert raised.value.faults
