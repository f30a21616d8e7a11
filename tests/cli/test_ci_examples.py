"""The examples of CI in docs/ci: their commands and options are real; GitLab's keep its schema, and belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from check_jsonschema.builtin_schemas import get_builtin_schema
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from privatelink_cli.app import app
from privatelink_harness.fleets.matrix import matrix
from tests.support.paths import ROOT

FILES = sorted((ROOT / "docs" / "ci").glob("*.yml"))
COMMAND = re.compile(r"\bprivatelink ([a-z][^\n\"')>|]*)")


def read(name: str) -> Any:
    return YAML(typ="safe").load((ROOT / "docs" / "ci" / name).read_text("utf-8"))


def texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from texts(each)
        case list():
            for each in value:
                yield from texts(each)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_commands_and_options_are_real(path: Path) -> None:
    root: Any = typer.main.get_command(app)
    found = [words.split() for text in texts(read(path.name)) for words in COMMAND.findall(text)]
    assert found
    for words in found:
        command = root
        while (name := words[0]) in getattr(command, "commands", {}):
            command, words = command.commands[name], words[1:]  # noqa: PLW2901 - the rest of the line
            if not words:
                break
        options = {option for parameter in command.params for option in parameter.opts}
        assert command is not root, words
        assert {word for word in words if word.startswith("--")} <= options, words


def faults(pipeline: Any) -> list[str]:
    """Return what GitLab's own schema of pipelines refuses, by path; hidden jobs are judged as others extend them."""
    whole = {
        name: pipeline.get(job.get("extends"), {}) | job if isinstance(job, dict) else job
        for name, job in pipeline.items()
    }
    validator = Draft7Validator(get_builtin_schema("vendor.gitlab-ci"))
    return sorted(f"{error.json_path}: {error.validator}" for error in validator.iter_errors(whole))


def test_gitlab_pipelines_keep_gitlabs_schema() -> None:
    child = read("gitlab-job.yml") | YAML(typ="safe").load(matrix([Path("a.yaml"), Path("b.yaml")], "gitlab"))
    assert (faults(read("gitlab.yml")), faults(child)) == ([], [])


@pytest.mark.parametrize(
    ("job", "key", "expected"),
    [
        ("matrix", "scripts", ["$.matrix: additionalProperties"]),
        (".sandbox", "id_tokens", ["$.sandbox.id_tokens: type", "$.sweep.id_tokens: type"]),
    ],
)
def test_wrong_key_breaks_gitlabs_schema(job: str, key: str, expected: list[str]) -> None:
    pipeline = read("gitlab.yml")
    pipeline[job][key] = 1
    assert faults(pipeline) == expected


def test_gitlab_pipeline_includes_the_job_that_its_matrix_extends() -> None:
    jobs = read("gitlab.yml")
    includes = jobs["localstack"]["trigger"]["include"]
    assert includes == [
        {"local": "docs/ci/gitlab-job.yml"},
        {"artifact": jobs["matrix"]["artifacts"]["paths"][0], "job": "matrix"},
    ]
    made = YAML(typ="safe").load(matrix([Path("a.yaml")], "gitlab"))
    assert {job["extends"] for job in made.values()} == set(read("gitlab-job.yml"))
    assert {job["extends"] for job in jobs.values() if isinstance(job, dict) and "extends" in job} <= set(jobs)


def test_every_sandbox_job_has_an_allow_list_and_a_token() -> None:
    github, gitlab = read("github.yml")["jobs"], read("gitlab.yml")
    for job in (github["sandbox"], github["sweep"]):
        assert job["permissions"]["id-token"] == "write"
        assert job["env"]["PRIVATELINK_SANDBOX__ALLOWED_ACCOUNTS"]
    assert gitlab[".sandbox"]["id_tokens"]["AWS_TOKEN"] == {"aud": "sts.amazonaws.com"}
    assert gitlab[".sandbox"]["variables"]["PRIVATELINK_SANDBOX__ALLOWED_ACCOUNTS"]
