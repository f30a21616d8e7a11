"""Terraform evaluates strings of a spec to the text that the spec has."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from privatelink_generator import hcl
from privatelink_harness.terraform import binary

AWKWARD = [
    *("${x}", "%{x}", "$${x}", "%%{x}", "$$${x}", "$%{x}", "%${x}", "$", "%", "{", "}", "$$", "${", "%{", "a$"),
    *('"', '\\"', "\\", "\\\\", "\\n", "\n", "\r\n", "\t", "'", "`", "<<EOT", "#", "//", "/*", "~", "${~ x ~}"),
    *(
        "é",
        "名前",
        "\U0001f600",
        "\u2028",
        "\u00a0",
        "\ufeff",
        "ﬁ",
        "a\u200db",
        "",
        " ",
        "  a  ",
        "null",
        "true",
        "1e3",
    ),
]
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=12)
MIXED = st.lists(TEXT | st.sampled_from(AWKWARD), max_size=4).map("".join)


def _evaluated(values: dict[str, Any], directory: Path) -> dict[str, Any]:
    """Return what Terraform evaluates `hcl.expression` of each value to."""
    code = "".join(
        f"output {hcl.quote(name)} {{\n  value = {hcl.expression(each)}\n}}\n" for name, each in values.items()
    )
    (directory / "main.tf").write_text(code, encoding="utf-8")
    environment = {"PATH": os.environ["PATH"], "HOME": str(directory), "CHECKPOINT_DISABLE": "1"}

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [*binary.find().argv, *arguments],
            cwd=directory,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("apply", "-auto-approve", "-input=false", "-no-color")
    return {name: each["value"] for name, each in json.loads(run("output", "-json")).items()}


def test_awkward_strings_evaluate_to_themselves(tmp_path: Path) -> None:
    values = {f"s{number}": text for number, text in enumerate(AWKWARD)}

    assert _evaluated(values, tmp_path) == values


def test_random_strings_evaluate_to_themselves_as_values_and_keys(tmp_path: Path) -> None:
    drawn: list[dict[str, str]] = []

    @given(st.dictionaries(MIXED, MIXED, min_size=1, max_size=4))
    def draw(value: dict[str, str]) -> None:
        drawn.append({normalize("NFC", key): normalize("NFC", text) for key, text in value.items()})

    draw()
    values = {f"s{number}": value for number, value in enumerate(drawn)}

    assert _evaluated(values, tmp_path) == values


def test_other_values_evaluate_to_themselves(tmp_path: Path) -> None:
    values = {"s": [True, False, 1, [], {}, {"a": None}, ["x" * 60, "y" * 60, {"a-b": [{"c": "d"}]}]]}

    assert _evaluated(values, tmp_path) == values


def test_expression_rejects_types_that_hcl_lacks() -> None:
    with pytest.raises(TypeError, match="HCL has no float"):
        hcl.expression([1.5])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "a"),
        ('"', '\\"'),
        ("\\", "\\\\"),
        ("\n\r\t", "\\n\\r\\t"),
        ("${a}", "$${a}"),
        ("%{a}", "\\u0025{a}"),
        ("$${a}", "$\\u0024{a}"),
        ("${", "\\u0024{"),
        ("${aws:PrincipalTag/a}", "$${aws:PrincipalTag/a}"),
        ("$a%b", "$a%b"),
        ("\x00\x7f", "\\u0000\\u007f"),
    ],
)
def test_escape_returns_text_for_the_inside_of_a_string(text: str, expected: str) -> None:
    assert hcl.escape(text) == expected


def test_escape_leaves_no_interpolation() -> None:
    escaped = find(MIXED.filter(lambda text: "${" in text), lambda _: True)

    assert "${" not in hcl.escape(escaped).replace("$${", "")
