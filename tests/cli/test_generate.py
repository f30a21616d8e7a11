"""`privatelink generate`: files, output and exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from privatelink_generator.release import release

HEAD = "version: 1\npattern: consumer\n"
TWO = f"{HEAD}name: core\nendpoints: {{lambda: {{service: lambda}}, s3: {{service: s3, type: gateway}}}}\n"
ONE = f"{HEAD}name: core\nendpoints: {{lambda: {{service: lambda}}}}\n"
FILES = [
    *("README.md", "examples/complete/main.tf", "examples/complete/versions.tf"),
    *(f"examples/minimal/{name}.tf" for name in ("main", "variables", "versions")),
    *("interface-endpoints.tf", "main.tf", "outputs.tf", "security-group.tf"),
    *("tests/endpoints.tftest.hcl", "variables.tf", "versions.tf", "zones.tf"),
]

Command = Callable[..., Any]
SpecFile = Callable[..., Path]


def _files(directory: Path) -> list[str]:
    return sorted(path.relative_to(directory).as_posix() for path in directory.rglob("*") if path.is_file())


def test_output_option_names_the_directory(tmp_path: Path, command: Command, spec_file: SpecFile) -> None:
    answer = command("generate", spec_file(ONE), "-o", tmp_path / "out")

    assert (answer.code, answer.out, answer.err) == (0, f"{tmp_path}/out: {len(FILES)} create\n", "")
    assert _files(tmp_path / "out") == FILES


def test_default_directory_is_below_the_pattern(
    tmp_path: Path, command: Command, spec_file: SpecFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    command("generate", spec_file(ONE))

    assert _files(tmp_path / "modules/consumer/core") == FILES


def test_second_run_writes_nothing(tmp_path: Path, command: Command, spec_file: SpecFile) -> None:
    spec = spec_file(ONE)
    command("generate", spec, "-o", tmp_path / "out")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")}

    answer = command("generate", spec, "-o", tmp_path / "out")

    assert (answer.code, answer.out) == (0, f"{tmp_path}/out: matches its spec\n")
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")} == before


def test_files_that_left_the_spec_are_removed(tmp_path: Path, command: Command, spec_file: SpecFile) -> None:
    command("generate", spec_file(TWO), "-o", tmp_path / "out")
    assert (tmp_path / "out/gateway-endpoints.tf").exists()

    answer = command("generate", spec_file(ONE), "-o", tmp_path / "out")

    assert answer.out == f"{tmp_path}/out: {len(FILES)} update, 1 remove\n"
    assert _files(tmp_path / "out") == FILES


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_check_and_diff_exit_with_2_on_a_difference(
    tmp_path: Path, command: Command, spec_file: SpecFile, option: str
) -> None:
    out = tmp_path / "out"
    codes = [command("generate", spec_file(TWO), "-o", out, option).code]
    written = _files(tmp_path)
    command("generate", spec_file(TWO), "-o", out)
    codes.append(command("generate", spec_file(TWO), "-o", out, option).code)
    codes.append(command("generate", spec_file(ONE), "-o", out, option).code)
    codes.append(command("generate", spec_file("version: 2\n"), "-o", out, option).code)

    assert codes == [2, 0, 2, 1]
    assert written == ["core.yaml"]
    assert (out / "gateway-endpoints.tf").exists()


def test_check_lists_files(tmp_path: Path, command: Command, spec_file: SpecFile) -> None:
    out = tmp_path / "out"
    command("generate", spec_file(ONE), "-o", out)
    (out / "main.tf").write_text((out / "main.tf").read_text() + "# mine\n")
    (out / "outputs.tf").unlink()

    answer = command("generate", spec_file(ONE), "-o", out, "--check")

    assert answer.out == (
        f"{out}: differs: 1 create, 1 update\n  update {out}/main.tf (edited by hand)\n  create {out}/outputs.tf\n"
    )


def test_diff_shows_lines(tmp_path: Path, command: Command, spec_file: SpecFile) -> None:
    out = tmp_path / "out"
    command("generate", spec_file(ONE), "-o", out)
    (out / "versions.tf").write_text((out / "versions.tf").read_text().replace(">= 1.9", ">= 1.8"))

    answer = command("generate", spec_file(ONE), "-o", out, "--diff")

    changed = [line for line in answer.out.splitlines() if line[:1] in {"-", "+"}]
    assert changed == [
        f"--- {out}/versions.tf",
        f"+++ {out}/versions.tf",
        '-  required_version = ">= 1.8"',
        '+  required_version = ">= 1.9"',
    ]


def test_only_force_overwrites_edits(tmp_path: Path, command: Command, spec_file: SpecFile) -> None:
    out = tmp_path / "out"
    command("generate", spec_file(ONE), "-o", out)
    edited = (out / "main.tf").read_text() + "# mine\n"
    (out / "main.tf").write_text(edited)

    refused = command("generate", spec_file(TWO), "-o", out)
    kept = (out / "main.tf").read_text(), (out / "gateway-endpoints.tf").exists()
    forced = command("generate", spec_file(TWO), "-o", out, "--force")

    assert (refused.code, refused.err) == (
        1,
        (
            f"error: {out}/main.tf: was edited by hand since it was generated\n"
            "Put the change into the spec or a file of your own; --force drops it, --diff shows it.\n"
        ),
    )
    assert kept == (edited, False)
    assert (forced.code, "# mine" in (out / "main.tf").read_text()) == (0, False)


def test_foreign_file_of_the_same_name_is_refused(tmp_path: Path, command: Command, spec_file: SpecFile) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "variables.tf").write_text("# mine\n")

    answer = command("generate", spec_file(ONE), "-o", out, "--force")

    assert (answer.code, answer.err.split("\n")[0]) == (
        1,
        f"error: {out}/variables.tf: the generator did not write this file, and the module has a file of the same name",
    )
    assert _files(out) == ["variables.tf"]


def test_foreign_files_of_other_names_stay(tmp_path: Path, command: Command, spec_file: SpecFile) -> None:
    out = tmp_path / "out"
    (out / "docs").mkdir(parents=True)
    (out / "mine.tf").write_text("locals {}\n")
    (out / "docs/notes.md").write_text("# Notes\n")

    assert command("generate", spec_file(ONE), "-o", out).code == 0
    assert sorted(set(_files(out)) - set(FILES)) == ["docs/notes.md", "mine.tf"]


@pytest.mark.parametrize(
    ("place", "reason"), [("spec.yaml", "is not a directory"), ("spec.yaml/out", "Not a directory")]
)
def test_directory_that_can_not_be_written_is_named(
    tmp_path: Path, command: Command, spec_file: SpecFile, place: str, reason: str
) -> None:
    answer = command("generate", spec_file(ONE, "spec.yaml"), "-o", tmp_path / place)

    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith(f"error: {tmp_path}/{place}")
    assert reason in answer.err.split("\n")[0]
    assert _files(tmp_path) == ["spec.yaml"]


def test_several_specs_get_a_directory_each(tmp_path: Path, command: Command, spec_file: SpecFile) -> None:
    specs = [spec_file(ONE.replace("core", name), f"{name}.yaml") for name in ("one", "two")]

    answer = command("generate", *specs, "-o", tmp_path / "out")

    assert answer.out == f"{tmp_path}/out/one: {len(FILES)} create\n{tmp_path}/out/two: {len(FILES)} create\n"


def test_faulty_spec_among_several_stops_all(tmp_path: Path, command: Command, spec_file: SpecFile) -> None:
    specs = [
        spec_file(ONE, "a.yaml"),
        spec_file("version: 1\npattern: consumer\n", "b.yaml"),
        spec_file(f"{ONE}size: 3\n", "c.yaml"),
    ]

    answer = command("generate", *specs, "-o", tmp_path / "out")

    assert answer.code == 1
    assert [line.split(": ")[1] for line in answer.err.splitlines()] == [
        *[f"{tmp_path}/b.yaml:1:1"] * 2,
        f"{tmp_path}/c.yaml:5:1",
    ]
    assert not (tmp_path / "out").exists()


def test_specs_for_one_directory_are_refused(tmp_path: Path, command: Command, spec_file: SpecFile) -> None:
    specs = [spec_file(ONE, "a.yaml"), spec_file(TWO, "b.yaml")]

    answer = command("generate", *specs, "-o", tmp_path / "out")

    assert (answer.code, answer.err) == (
        1,
        f"error: {tmp_path}/out/core: {specs[0]} and {specs[1]} both make this directory; rename one of the modules\n",
    )
    assert not (tmp_path / "out").exists()


def test_many_specs_give_the_same_as_one_by_one(tmp_path: Path, command: Command, spec_file: SpecFile) -> None:
    specs = [spec_file(TWO.replace("core", f"core-{number}"), f"{number}.yaml") for number in range(13)]
    command("generate", specs[7], "-o", tmp_path / "alone")

    assert command("generate", *specs, "-o", tmp_path / "out").code == 0
    assert {name: (tmp_path / "out/core-7" / name).read_bytes() for name in _files(tmp_path / "alone")} == {
        name: (tmp_path / "alone" / name).read_bytes() for name in _files(tmp_path / "alone")
    }
    assert len(list((tmp_path / "out").iterdir())) == 13


def _envelope(status: str, data: object, error: object = None) -> dict[str, object]:
    return {
        "schemaVersion": 1,
        "version": release(),
        "command": "generate",
        "status": status,
        "data": data,
        "warnings": [],
        "error": error,
    }


def test_json_lists_changes(tmp_path: Path, command: Command, spec_file: SpecFile) -> None:
    out = tmp_path / "out"
    command("generate", spec_file(ONE), "-o", out)
    (out / "main.tf").unlink()
    changes = [{"path": f"{out}/main.tf", "action": "create", "found": None}]

    checked = command("generate", spec_file(ONE), "-o", out, "--format", "json", "--check")
    done = command("generate", spec_file(ONE), "-o", out, "--format", "json")

    data = {"modules": [{"directory": str(out), "changes": changes}], "notes": []}
    assert (checked.code, json.loads(checked.out)) == (2, _envelope("different", data))
    assert (done.code, json.loads(done.out)) == (0, _envelope("ok", data))


def test_json_has_errors(tmp_path: Path, command: Command, spec_file: SpecFile) -> None:
    out = tmp_path / "out"
    bad, good = spec_file(f"{ONE}size: 3\n", "bad.yaml"), spec_file(ONE)
    out.write_text("text")
    faulty = command("generate", bad, "--format", "json")
    refused = command("generate", good, "-o", out, "--format", "json")

    fault = json.loads(faulty.out)
    message = fault["data"]["faults"][0]["message"]
    assert (faulty.code, faulty.err) == (1, "")
    assert fault == _envelope(
        "error",
        {"faults": [{"message": message, "file": str(bad), "line": 5, "column": 1}]},
        {"code": "spec-invalid", "message": f"{bad}:5:1: {message}", "hint": None, "retryable": False},
    )
    assert (refused.code, json.loads(refused.out)) == (
        1,
        _envelope(
            "error",
            None,
            {
                "code": "output-refused",
                "message": f"{out}: is not a directory",
                "hint": "Name another directory with --output.",
                "retryable": False,
            },
        ),
    )


def test_notes_of_every_spec_are_shown_and_modules_are_written(
    tmp_path: Path, command: Command, spec_file: SpecFile
) -> None:
    text = f"{HEAD}name: costs\nregion: us-east-1\nendpoints: {{s3: {{service: s3}}}}\n"
    path = spec_file(text)

    shown = command("generate", path, "-o", tmp_path / "out")
    answer = json.loads(command("generate", path, "-o", tmp_path / "out", "--format", "json").out)

    (note,) = answer["data"]["notes"]
    assert (shown.code, shown.err) == (0, f"note: {path}:5:17: {note['message']}\n")
    assert (note["file"], note["line"], note["column"]) == (str(path), 5, 17)
    assert _files(tmp_path / "out")


@pytest.mark.parametrize("options", [[], ["--check"], ["--diff"], ["--force"]], ids=str)
@pytest.mark.parametrize("folder", ["examples", "tests", "examples/complete"])
def test_linked_directory_is_refused(
    tmp_path: Path, command: Command, spec_file: SpecFile, folder: str, options: list[str]
) -> None:
    spec, out, elsewhere = spec_file(), tmp_path / "out", tmp_path / "elsewhere"
    assert command("generate", str(spec), "--output", str(out)).code == 0
    (out / folder).rename(elsewhere)
    (out / folder).symlink_to(elsewhere, target_is_directory=True)
    before = {path: path.read_text() for path in elsewhere.rglob("*") if path.is_file()}
    spec.write_text(spec.read_text() + "tags: {team: network}\n")

    answer = command("generate", str(spec), "--output", str(out), *options)

    assert answer.code == 1
    assert f"error: {out / folder}: is a link, through which files would be written to another directory" in answer.err
    assert {path: path.read_text() for path in elsewhere.rglob("*") if path.is_file()} == before


def test_linked_directory_of_one_of_several_modules_is_refused(
    tmp_path: Path, command: Command, spec_file: SpecFile
) -> None:
    specs = [spec_file(name=f"{name}.yaml") for name in ("one", "two")]
    specs[1].write_text(specs[1].read_text().replace("name: ", "name: other-"))
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    names = [
        line.split(": ")[1] for path in specs for line in path.read_text().splitlines() if line.startswith("name:")
    ]
    (tmp_path / "out" / names[1]).symlink_to(tmp_path / "elsewhere", target_is_directory=True)

    answer = command("generate", *map(str, specs), "--output", str(tmp_path / "out"))

    assert answer.code == 1
    assert f"error: {tmp_path / 'out' / names[1]}: is a link" in answer.err
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert not (tmp_path / "out" / names[0]).exists()
