"""A pattern that is added from outside goes the whole way, from a spec's text to files on disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from privatelink_generator.errors import TemplateError
from privatelink_generator.load import load, loads, schema
from privatelink_generator.output import apply, changes
from privatelink_generator.patterns.registry import PATTERNS, pattern_of
from privatelink_generator.render.module import render
from tests.conftest import Command
from tests.support.specs import HEAD, SMALL, faults
from tests.support.toy_pattern import SPEC, TEMPLATES, TOY, ToySpec, registered

NOT_A_NAME = "is not a name: up to 41 lower-case letters, digits, hyphens and underscores, a letter first"


@pytest.fixture(autouse=True)
def toy() -> Iterator[None]:
    """The toy among the patterns, for the test."""
    with registered():
        yield


def _schema_errors(text: str) -> list[str]:
    validator = jsonschema.Draft7Validator(schema())
    value: Any = YAML(typ="safe", pure=True).load(text)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def test_load_returns_spec_of_its_pattern() -> None:
    spec = loads(SPEC)

    assert isinstance(spec, ToySpec)
    assert (pattern_of(spec), spec.words, spec.region) == (TOY, ("alpha", "beta"), None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            SPEC + "§endpoints: {}\n",
            "§unknown key 'endpoints' (accepted: description, name, pattern, region, repository, tags, version, words)",
        ),
        (SPEC.replace("[alpha, beta]", "[alpha, §alpha]"), "§'alpha' appears twice; leave one out"),
        (SPEC.replace("beta", "§Beta"), f'§words.1: "Beta" {NOT_A_NAME}'),
    ],
)
def test_faults_are_those_of_the_pattern(text: str, expected: str) -> None:
    assert faults(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "version: 1\npattern: §toys\nsize: 3\n",
            "§pattern: \"toys\" is not one of consumer, provider, hybrid, stack, toy; did you mean 'toy'?",
        ),
        (
            "version: 1\npattern: §[toy]\n",
            "§pattern: [\"toy\"] is not one of consumer, provider, hybrid, stack, toy; did you mean 'toy'?",
        ),
        (
            "§version: 1\nname: Core\nsize: 3\n",
            "§the spec lacks the key 'pattern'; write pattern: consumer, provider, hybrid, stack or toy",
        ),
    ],
)
def test_unknown_pattern_is_the_only_fault(text: str, expected: str) -> None:
    assert faults(text) == [expected]


def test_removed_pattern_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.delitem(PATTERNS, "toy")
        found = faults(SPEC.replace("toy", "§toy"))

    assert found == ['§pattern: "toy" is not one of consumer, provider, hybrid, stack']


@pytest.mark.parametrize("text", [SPEC, SMALL])
def test_schema_accepts_specs_of_every_pattern(text: str) -> None:
    assert _schema_errors(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{SPEC}size: 3\n", ["$: Additional properties are not allowed ('size' was unexpected)"]),
        (
            f"{HEAD}endpoints: {{l: {{service: lambda}}}}\nwords: [a]\n",
            ["$: Additional properties are not allowed ('words' was unexpected)"],
        ),
        (SPEC.replace("beta", "Beta"), ["$.words[1]: 'Beta' does not match '^[a-z][a-z0-9_-]{0,40}$'"]),
        (
            SPEC.replace("toy", "toys"),
            ["$.pattern: 'toys' is not one of ['consumer', 'provider', 'hybrid', 'stack', 'toy']"],
        ),
        ("version: 1\n", ["$: 'pattern' is a required property"]),
    ],
)
def test_schema_reports_only_the_fault_of_the_named_pattern(text: str, expected: list[str]) -> None:
    assert _schema_errors(text) == expected


def test_render_uses_templates_and_view_of_the_pattern() -> None:
    files = render(loads(SPEC), source="notes.yaml", templates=TEMPLATES).files

    assert sorted(files) == ["README.md", "examples/complete/main.tf", "main.tf", "outputs.tf"]
    assert 'resource "terraform_data" "beta" {\n  input = "BETA!"\n}\n' in files["main.tf"]
    assert "- `notes`: The notes.\n" in files["README.md"]


def test_render_rejects_resource_that_the_pattern_does_not_expect(tmp_path: Path) -> None:
    template = tmp_path / "toy" / "main.tf.jinja"
    template.parent.mkdir()
    template.write_text('resource "terraform_data" "alpha" {}\n', encoding="utf-8")

    with pytest.raises(TemplateError) as caught:
        render(loads(SPEC), source="notes.yaml", templates=tmp_path)

    assert caught.value.message == "the templates make other resources than the spec asks for: terraform_data.beta"


def test_part_lies_below_its_module_without_example_and_page(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = ToySpec.model_validate({"version": 1, "pattern": "toy", "name": "inner", "words": ["gamma"]})
    outer = replace(TOY, parts=lambda spec: {"modules/inner": inner} if spec.name == "notes" else {})
    monkeypatch.setitem(PATTERNS, "toy", outer)

    files = render(loads(SPEC), source="notes.yaml", templates=TEMPLATES).files

    assert [path for path in files if path.startswith("modules/")] == [
        "modules/inner/main.tf",
        "modules/inner/outputs.tf",
    ]
    assert 'resource "terraform_data" "gamma" {' in files["modules/inner/main.tf"]


def test_render_without_templates_names_the_missing_folder() -> None:
    with pytest.raises(TemplateError) as caught:
        render(loads(SPEC), source="notes.yaml")

    assert (caught.value.message, caught.value.hint) == (
        "the pattern 'toy' has no templates",
        "Name the directory that has a folder toy/ with --templates.",
    )


def test_output_writes_the_module(tmp_path: Path) -> None:
    path = tmp_path / "notes.yaml"
    path.write_text(SPEC, encoding="utf-8")
    module = render(load(path), source=path.name, templates=TEMPLATES)

    apply(changes(module, tmp_path / "notes"))

    assert changes(module, tmp_path / "notes") == []
    assert (tmp_path / "notes" / "main.tf").read_text(encoding="utf-8") == module.files["main.tf"]


def test_commands_take_the_pattern(tmp_path: Path, command: Command) -> None:
    path = tmp_path / "notes.yaml"
    path.write_text(SPEC, encoding="utf-8")

    validated = command("validate", path)
    generated = command("generate", path, "--templates", TEMPLATES, "--output", tmp_path / "notes")

    assert validated.out == f"{path}: toy notes: 2 words\n"
    assert (generated.code, generated.out) == (0, f"{tmp_path / 'notes'}: 4 create\n")
