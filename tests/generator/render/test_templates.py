"""Templates of the user's own: they take precedence, and a module that they break is reported and not written."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import pytest

from privatelink_generator.render.templates import Templates, built_in
from tests.support.paths import ROOT

TEMPLATES = ROOT / "templates"
MAIN = "templates/consumer/main.tf.jinja"
SPEC = "version: 1\npattern: consumer\nname: n{number}\nendpoints: {l: {service: lambda}}\n"


@pytest.fixture
def generate(
    tmp_path: Path, command: Callable[..., Any], spec_file: Callable[..., Path]
) -> Callable[..., tuple[int, str, list[Path]]]:
    """Generate with one template replaced; return the exit code, the error and the files written."""

    def call(template: str, *, name: str = "consumer/main.tf.jinja", specs: int = 1) -> tuple[int, str, list[Path]]:
        path = tmp_path / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(template.encode("utf-8", "surrogateescape"))
        files = [
            spec_file(
                f"version: 1\npattern: consumer\nname: n{number}\nendpoints: {{l: {{service: lambda}}}}\n",
                f"{number}.yaml",
            )
            for number in range(specs)
        ]
        answer = command("generate", *files, "-o", tmp_path / "out", "--templates", tmp_path / "templates")
        return answer.code, answer.err.replace(f"{tmp_path}/", ""), sorted(tmp_path.glob("out/**/*.tf"))

    return call


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (
            "locals {}\n{% if %}\n",
            "MAIN:2: Expected an expression, got 'end of statement block'",
        ),
        (
            "{{ spec.name",
            "MAIN:1: unexpected end of template, expected 'end of print statement'.",
        ),
        ("\n\n{{ nobody }}\n", "MAIN:3: UndefinedError: 'nobody' is undefined"),
        (
            "{{ spec.nothing.at_all }}",
            (
                "MAIN:1: UndefinedError: 'privatelink_generator.patterns."
                "consumer.model.ConsumerSpec object' has no attribute 'nothing'"
            ),
        ),
        ("\n{{ 1 / 0 }}", "MAIN:2: ZeroDivisionError: division by zero"),
        ("{{ 1.5 | expression }}", "MAIN:1: TypeError: HCL has no float"),
        ("locals {\n  a = = 1\n}\n", "MAIN: renders what is not HCL: main.tf:2:7: unexpected '= 1' in: a = = 1"),
        ("locals {\n", "MAIN: renders what is not HCL: main.tf:2:1: the text ends too early; } is missing"),
        ('a = "b\n', 'MAIN: renders what is not HCL: main.tf:1:6: the text ends too early; " is missing'),
        (
            "\udcff",
            (
                "consumer/main.tf.jinja: UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: "
                "invalid start byte"
            ),
        ),
    ],
)
def test_failing_template_is_reported_with_file_and_line(
    generate: Callable[..., tuple[int, str, list[Path]]], template: str, expected: str
) -> None:
    assert generate(template) == (1, f"error: {expected.replace('MAIN', MAIN)}\n", [])


def test_failing_template_is_reported_once_for_many_specs(generate: Callable[..., tuple[int, str, list[Path]]]) -> None:
    assert generate("{{ nobody }}", specs=13) == (
        1,
        f"error: {MAIN}:1: UndefinedError: 'nobody' is undefined\n",
        [],
    )


def test_template_without_an_endpoint_of_the_spec_is_rejected(
    generate: Callable[..., tuple[int, str, list[Path]]],
) -> None:
    assert generate("# None.\n", name="consumer/interface-endpoints.tf.jinja") == (
        1,
        "error: the templates make other resources than the spec asks for: aws_vpc_endpoint.l\n",
        [],
    )


def test_template_with_another_endpoint_is_rejected(
    generate: Callable[..., tuple[int, str, list[Path]]],
) -> None:
    assert generate('resource "aws_vpc_endpoint" "more" {}\n', name="consumer/more.tf.jinja") == (
        1,
        "error: the templates make other resources than the spec asks for: aws_vpc_endpoint.more\n",
        [],
    )


def test_missing_directory_of_templates_is_rejected(
    tmp_path: Path, command: Callable[..., Any], spec_file: Callable[..., Path]
) -> None:
    answer = command("generate", spec_file(), "--templates", tmp_path / "none")

    assert (answer.code, answer.err) == (1, f"error: {tmp_path}/none: no such directory of templates\n")


@pytest.mark.parametrize("name", ["main.tf.jinja", "consumre/main.tf.jinja", "templates/consumer/main.tf.jinja"])
def test_misplaced_template_is_told(generate: Callable[..., tuple[int, str, list[Path]]], name: str) -> None:
    assert generate("", name=name) == (
        1,
        (
            f"error: templates/{name}: no pattern reads this template\n"
            "Move it to a folder of templates: consumer, provider, hybrid, stack, hub, spoke, shared.\n"
        ),
        [],
    )


def test_directory_without_templates_is_told(generate: Callable[..., tuple[int, str, list[Path]]]) -> None:
    assert generate("", name="consumer/main.tf") == (
        1,
        "error: templates: holds no template\nName them as the built-in ones: templates/consumer/main.tf.jinja\n",
        [],
    )


def test_built_in_templates_are_whole() -> None:
    assert list(built_in()) == sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.jinja"))


def test_page_names_every_filter_and_name() -> None:
    page = (ROOT / "docs/generated-modules.md").read_text(encoding="utf-8").partition("## Your own templates")[2]
    environment = Templates.of("consumer").environment
    plain = jinja2.Environment()  # noqa: S701 (renders nothing)
    own = {*environment.filters, *environment.globals} - {*plain.filters, *plain.globals}
    given = {"spec", "view", "inputs", "outputs", "resources", "data_sources", "calls", "terraform_docs"}
    given |= {"aws_provider", "parts", "part", "is_part"}

    assert {name for name in own | given if not re.search(rf"^\| `{name}\b", page, re.MULTILINE)} == set()


def test_new_template_adds_a_file(tmp_path: Path, generate: Callable[..., tuple[int, str, list[Path]]]) -> None:
    code, _, written = generate("locals {\n  a = 1\n  long = 2\n}\n", name="consumer/locals.tf.jinja")

    assert code == 0
    assert tmp_path / "out" / "locals.tf" in written
    assert (tmp_path / "out" / "locals.tf").read_text().split("\n\n", 1)[1] == "locals {\n  a    = 1\n  long = 2\n}\n"
