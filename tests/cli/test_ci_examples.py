"""The examples of CI in docs/ci: their commands and options are real, and GitLab's jobs belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
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
