"""The results of the last fleet on disk."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.fleets.last import Results

A, B, C = (Path(f"/specs/{name}.yaml") for name in "abc")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "fleet.json"


def test_specs_of_a_killed_fleet_have_failed(file: Path) -> None:
    Results.begin(file, [A, B]).note(A, "passed")
    assert Results.read(file).failed() == [B]


def test_only_what_passed_is_left_out(file: Path) -> None:
    results = Results.begin(file, [A, B, C])
    for spec, status in ((A, "passed"), (B, "error"), (C, "failed")):
        results.note(spec, status)
    assert Results.read(file).failed() == [B, C]
    assert [Results.read(file).has_failed(each) for each in (A, B, Path("/specs/new.yaml"))] == [False, True, False]


def test_results_of_specs_that_a_rerun_leaves_out_stay(file: Path) -> None:
    Results.begin(file, [A, B]).note(A, "passed")
    again = Results.begin(file, [B], beside=Results.read(file).statuses)
    again.note(B, "passed")
    assert Results.read(file).statuses == {str(A): "passed", str(B): "passed"}


def test_spec_is_found_from_another_directory(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Results.begin(file, [Path("core.yaml")])
    assert Results.read(file).failed() == [tmp_path / "core.yaml"]


def test_file_is_for_the_user_alone(file: Path) -> None:
    Results.begin(file, [A])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["fleet.json"]


def test_no_fleet_has_run(file: Path) -> None:
    with pytest.raises(HarnessError, match="no fleet has run"):
        Results.read(file)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"stacks": []}', json.dumps({"stacks": None})])
def test_damaged_file_is_rejected(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text)
    with pytest.raises(HarnessError, match="holds no results of a fleet"):
        Results.read(file)


def test_directory_that_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    with pytest.raises(HarnessError, match="can't be written") as caught:
        Results.begin(tmp_path / "state" / "fleet.json", [A])
    assert "XDG_STATE_HOME" in (caught.value.hint or "")
