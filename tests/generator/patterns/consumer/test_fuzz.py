"""Whatever a file holds, the loader answers with a spec or with its own error, whose places are in the file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from privatelink_generator.errors import SpecError
from privatelink_generator.load import load
from tests.support.fuzz import check, mutated, values
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
VALUES = values(WORDS)


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


@given(st.data())
@settings(max_examples=250)
def test_loader_answers_mutated_specs_with_faults(data: st.DataObject) -> None:
    check(json.dumps(mutated(data, SPECS, WORDS), indent=1, ensure_ascii=False))


@given(st.binary(max_size=100))
@settings(max_examples=50)
def test_loader_answers_arbitrary_bytes_with_faults(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzzed.yaml"
    path.write_bytes(content)

    with pytest.raises(SpecError) as raised:
        load(path)

    assert raised.value.faults
