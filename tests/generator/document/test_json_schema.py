"""The JSON Schema: draft-07, current, and of one mind with the loader."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from privatelink_generator.aws.services import EndpointType, names
from privatelink_generator.document.json_schema import model_schema, properties_at
from privatelink_generator.errors import SpecError
from privatelink_generator.load import loads, schema
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from tests.support.paths import ROOT, SPEC_FILES
from tests.support.specs import HEAD

VALIDATOR = jsonschema.Draft7Validator(schema())


def _valid(text: str) -> bool:
    return VALIDATOR.is_valid(YAML(typ="safe", pure=True).load(text))


def _loads(text: str) -> bool:
    try:
        loads(text)
    except SpecError:
        return False
    return True


def test_schema_is_draft_07() -> None:
    jsonschema.Draft7Validator.check_schema(schema())

    assert schema()["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert "$defs" not in json.dumps(schema())


@pytest.mark.parametrize("path", SPEC_FILES, ids=lambda path: path.stem)
def test_specs_are_valid_by_schema_and_name_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert text.split("\n")[0] == "# yaml-language-server: $schema=../privatelink.schema.json"
    assert [error.message for error in VALIDATOR.iter_errors(YAML(typ="safe", pure=True).load(text))] == []


def test_schema_beside_specs_is_current(command: Callable[..., Any]) -> None:
    assert command("schema").out == (ROOT / "specs/privatelink.schema.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "body",
    [
        "endpoints: {l: {service: lambda}}\nsize: 3\n",
        "endpoints: {}\n",
        "endpoints: {l: {service: lambda, private_dns: maybe}}\n",
        "endpoints: {l: {service: lambda, privat_dns: true}}\n",
        "endpoints: {L: {service: lambda}}\n",
        "endpoints: {s3: {service: s3, type: gateway, private_dns: true}}\n",
        "endpoints: {s3: {service: s3, type: gatway}}\n",
        "endpoints: {l: {service: 3}}\n",
        "endpoints: {l: {service: lambda}}\ntags: {a: 1}\n",
        "endpoints: {l: {service: lambda}}\nsecurity_group: {ingress: [{ports: [443]}]}\n",
        "endpoints: {l: {service: lambda}}\nsecurity_group: {ingress: [{from: vpc, ports: [0]}]}\n",
        "endpoints: {l: {service: lambda, policy: [{principals: [root]}]}}\n",
        "endpoints: {l: {service: lambda, policy: []}}\n",
        (
            "endpoints: {l: {service: lambda, policy: [{principals: [root], actions: ['*'], functions: [f], "
            "conditions: {StringEquals: {}}}]}}\n"
        ),
    ],
)
def test_schema_and_loader_reject_the_same(body: str) -> None:
    assert (_valid(HEAD + body), _loads(HEAD + body)) == (False, False)


@pytest.mark.parametrize(
    "body",
    [
        "endpoints: {l: {service: lambda}}\n",
        (
            "endpoints: {l: {service: lambda, policy: [{principals: [root], actions: ['*'], functions: [f], "
            "conditions: {StringEquals: {aws:a: b}, StringLike: {aws:a: [b, c]}}}]}}\n"
        ),
        (
            "endpoints: {p: {service_name: com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc, "
            "private_dns: after-acceptance}}\n"
        ),
        "endpoints: {s3: {service: s3, type: gateway}}\n",
    ],
)
def test_schema_and_loader_accept_the_same(body: str) -> None:
    assert (_valid(HEAD + body), _loads(HEAD + body)) == (True, True)


def test_schema_describes_every_key() -> None:
    nodes = [schema(), *schema()["definitions"].values()]
    keys = {f"{node['title']}.{key}": value for node in nodes for key, value in node.get("properties", {}).items()}

    assert [name for name, value in keys.items() if not value.get("description")] == []


def test_properties_at_follows_tags_and_references() -> None:
    keys = model_schema(ConsumerSpec)

    assert properties_at(keys, ("endpoints", "x", "gateway")) == ["policy", "tags", "type", "service"]
    assert properties_at(keys, ("endpoints", "x", "interface", "policy", 0, "conditions", "Bool")) == []
    assert properties_at(keys, ("security_group", "ingress", 3)) == ["from", "ports", "protocol"]


def test_schema_command_writes_a_file(tmp_path: Path, command: Callable[..., Any]) -> None:
    (tmp_path / "s.json").write_text("old")

    answer = command("schema", "-o", tmp_path / "s.json")

    assert (answer.code, answer.out) == (0, "")
    assert json.loads((tmp_path / "s.json").read_text()) == schema()


@pytest.mark.parametrize(
    ("model", "endpoint_type"), [("InterfaceEndpoint", "interface"), ("GatewayEndpoint", "gateway")]
)
def test_schema_has_the_services_of_the_catalogue(model: str, endpoint_type: EndpointType) -> None:
    service = schema()["definitions"][model]["properties"]["service"]

    assert service.get("anyOf", [service])[0]["enum"] == names(endpoint_type)
