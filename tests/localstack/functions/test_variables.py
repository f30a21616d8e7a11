"""The variables that a function's process starts with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from privatelink_localstack.functions import environment


def compose(
    given: dict[str, Any], own: Sequence[str] = (), *, runtime: str = "python3.13", layers: Sequence[Path] = ()
) -> dict[str, str]:
    """Return the variables of a function."""
    places = {"code": Path("/code"), "temporary": Path("/own"), "path": "/bin"}
    return environment.compose(given, own, runtime=runtime, layers=layers, **places)  # type: ignore[arg-type]


def test_numbers_become_text() -> None:
    assert compose({"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": 128})["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "128"


def test_temporary_files_are_the_environments_own() -> None:
    assert compose({})["TMPDIR"] == "/own"


@pytest.mark.parametrize(
    ("name", "expected"), [("LAMBDA_TASK_ROOT", "/code"), ("AWS_EXECUTION_ENV", "AWS_Lambda_python3.13")]
)
def test_reserved_variable_is_not_the_users(name: str, expected: str) -> None:
    assert compose({name: "theirs"}, [name])[name] == expected


def test_own_runtime_says_itself_what_it_is() -> None:
    assert "AWS_EXECUTION_ENV" not in compose({}, runtime="provided.al2023")


def test_variable_of_localstacks_containers_is_left_out_unless_it_is_the_users() -> None:
    given = {"LOCALSTACK_RUNTIME_ID": "1"}
    assert "LOCALSTACK_RUNTIME_ID" not in compose(given)
    assert compose(given, ["LOCALSTACK_RUNTIME_ID"])["LOCALSTACK_RUNTIME_ID"] == "1"


def test_layers_are_on_the_paths_the_last_one_first(tmp_path: Path) -> None:
    layers = [tmp_path / "first", tmp_path / "second"]
    for layer in layers:
        (layer / "python").mkdir(parents=True)
    variables = compose({"PYTHONPATH": "/users"}, ["PYTHONPATH"], layers=layers)
    assert variables["PYTHONPATH"] == f"/users:{layers[1]}/python:{layers[0]}/python"
    assert variables["PATH"] == f"{layers[0]}/bin:{layers[1]}/bin:/bin"


def test_way_past_the_vpc_is_left_out_inside_it_unless_it_is_the_users() -> None:
    given = {"AWS_ENDPOINT_URL": "http://127.0.0.1:4566", "EDGE_PORT": "4566", "TABLE": "orders"}
    assert environment.inside(given, []) == {"TABLE": "orders"}
    assert environment.inside(given, ["AWS_ENDPOINT_URL"]) == {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:4566",
        "TABLE": "orders",
    }
