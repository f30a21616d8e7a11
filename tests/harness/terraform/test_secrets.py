"""Secrets of a run: found in a root module's variables, hidden in messages."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from privatelink_harness.terraform.likely import HIDDEN
from privatelink_harness.terraform.secrets import Secrets, sensitive_values

VARIABLES = """\
variable "password" {
  type      = string
  sensitive = true
}

variable "keys" {
  type      = map(string)
  sensitive = true
}

variable "open" {
  type = string
}
"""


@pytest.fixture
def found(tmp_path: Path) -> Callable[..., set[str]]:
    """The way to the sensitive values of a root module with these files."""

    def values(given: Mapping[str, object], files: Mapping[str, str], **environment: str) -> set[str]:
        for name, text in {"main.tf": VARIABLES, **files}.items():
            (tmp_path / name).write_text(text)
        return set(sensitive_values(tmp_path, given, environment))

    return values


def test_values_that_the_run_gives_are_found(found: Callable[..., set[str]]) -> None:
    given = {"password": "hunter22", "keys": {"a": "first", "b": ["second"], "c": 123456}, "open": "shown"}
    assert found(given, {}) == {"hunter22", "first", "second", "123456"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("terraform.tfvars", 'password = "hunter22"\nopen = "shown"\n'),
        ("ours.auto.tfvars", 'password = "hunter22"\n'),
        ("terraform.tfvars.json", json.dumps({"password": "hunter22"})),
        ("ours.auto.tfvars.json", json.dumps({"password": "hunter22"})),
    ],
)
def test_values_in_files_are_found(found: Callable[..., set[str]], name: str, text: str) -> None:
    assert found({}, {name: text}) == {"hunter22"}


def test_values_in_the_environment_are_found(found: Callable[..., set[str]]) -> None:
    assert found({}, {}, TF_VAR_password="hunter22", TF_VAR_open="shown") == {"hunter22"}  # noqa: S106 - a canary


def test_values_of_types_in_the_environment_are_found(found: Callable[..., set[str]]) -> None:
    text = json.dumps({"a": "first"})
    assert found({}, {}, TF_VAR_keys=text) == {text, "first"}


def test_variables_of_json_are_found(found: Callable[..., set[str]]) -> None:
    block = json.dumps({"variable": {"token": {"sensitive": True}}})
    assert found({"token": "hunter22"}, {"more.tf.json": block}) == {"hunter22"}


def test_file_that_terraform_does_not_read_is_not_read(found: Callable[..., set[str]]) -> None:
    assert found({}, {"production.tfvars": 'password = "hunter22"\n'}) == set()


@pytest.mark.parametrize("secret", ["hunter22", 'a"b\\c', "über<&>", "two\nlines"])
def test_secret_is_hidden_in_plain_text_and_in_json(secret: str) -> None:
    secrets = Secrets.of([secret])
    go = json.dumps(secret, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    texts = [f"bad value {secret}!", f"bad value {json.dumps(secret)[1:-1]}!", f"bad value {go[1:-1]}!"]
    assert [secrets.hide(text) for text in texts] == [f"bad value {HIDDEN}!"] * 3


def test_secret_within_another_leaves_nothing_of_it() -> None:
    assert Secrets.of(["hunter", "hunter22"]).hide("hunter22 hunter") == f"{HIDDEN} {HIDDEN}"


def test_short_value_is_not_hidden() -> None:
    assert Secrets.of(["", "no"]).hide("no such thing") == "no such thing"


def test_representation_has_no_secret() -> None:
    assert "hunter22" not in repr(Secrets.of(["hunter22"]))
