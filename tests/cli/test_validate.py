"""`privatelink validate`: every fault of every spec, and nothing written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from privatelink_generator.release import release

HEAD = "version: 1\npattern: consumer\nname: core\n"
GOOD = f"{HEAD}endpoints: {{lambda: {{service: lambda}}, s3: {{service: s3, type: gateway}}}}\n"
BAD = f"{HEAD}endpoints: {{lambda: {{service: lamda}}}}\nsize: 3\n"


def test_valid_spec_is_summarised(command: Callable[..., Any], spec_file: Callable[..., Path]) -> None:
    path = spec_file(GOOD)

    answer = command("validate", path)

    assert (answer.code, answer.out, answer.err) == (
        0,
        f"{path}: consumer core: 1 interface, 1 gateway endpoints\n",
        "",
    )


def test_faults_of_every_spec_are_shown(
    tmp_path: Path, command: Callable[..., Any], spec_file: Callable[..., Path]
) -> None:
    bad, good, empty = spec_file(BAD, "bad.yaml"), spec_file(GOOD), spec_file("", "empty.yaml")

    answer = command("validate", bad, good, empty, tmp_path / "none.yaml")

    assert answer.code == 1
    assert answer.out == f"{good}: consumer core: 1 interface, 1 gateway endpoints\n"
    assert {line.split(" ")[0] for line in answer.err.splitlines()} == {"error:"}
    assert sorted(line.split(" ")[1] for line in answer.err.splitlines()) == [
        f"{bad}:4:31:",
        f"{bad}:5:1:",
        f"{empty}:",
        f"{tmp_path}/none.yaml:",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.yaml", "core.yaml", "empty.yaml"]


def test_json_has_faults_or_specs(command: Callable[..., Any], spec_file: Callable[..., Path]) -> None:
    bad, good = spec_file(BAD, "bad.yaml"), spec_file(GOOD)

    failed, passed = command("validate", bad, good, "--format", "json"), command("validate", good, "--format", "json")

    faults = json.loads(failed.out)["data"].pop("faults")
    assert (failed.code, json.loads(failed.out)["status"], failed.err) == (1, "error", "")
    assert [(fault["file"], fault["line"], fault["column"]) for fault in faults] == [
        (str(bad), 4, 31),
        (str(bad), 5, 1),
    ]
    assert (passed.code, json.loads(passed.out)) == (
        0,
        {
            "schemaVersion": 1,
            "version": release(),
            "command": "validate",
            "status": "ok",
            "data": {"specs": [{"file": str(good), "pattern": "consumer", "name": "core"}], "notes": []},
            "warnings": [],
            "error": None,
        },
    )


def test_notes_are_shown_and_change_no_exit_code(command: Callable[..., Any], spec_file: Callable[..., Path]) -> None:
    path = spec_file(f"{HEAD}region: eu-west-1\nendpoints: {{ce: {{service: ce}}}}\n")
    message = (
        "probably, ce has its endpoints in us-east-1 alone, not in eu-west-1; if AWS refuses the endpoint, make the "
        "module for us-east-1, and reach its VPC from others through a transit gateway or peering"
    )

    text, answer = command("validate", path), command("validate", path, "--format", "json")

    assert (text.code, text.err) == (0, f"note: {path}:5:27: {message}\n")
    assert (answer.code, answer.err, json.loads(answer.out)["data"]["notes"]) == (
        0,
        "",
        [{"message": message, "file": str(path), "line": 5, "column": 27}],
    )
