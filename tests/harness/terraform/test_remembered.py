"""The answers of programs that are kept on disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from privatelink_harness.terraform.remembered import FILE, remembered


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache directory."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "terraform"
    path.write_bytes(b"\x7fELF")
    return path


def refuse() -> str:
    pytest.fail("the program was asked")


def test_answer_is_kept(program: Path) -> None:
    assert [remembered(program, lambda: "one"), remembered(program, refuse)] == ["one", "one"]


def test_answers_of_several_programs_are_kept(program: Path, tmp_path: Path) -> None:
    other = tmp_path / "tofu"
    other.write_bytes(b"\x7fELF")
    asked = [remembered(program, lambda: "one"), remembered(other, lambda: "two")]
    assert [remembered(program, refuse), remembered(other, refuse)] == asked


def test_replaced_program_is_asked_again(program: Path) -> None:
    remembered(program, lambda: "one")
    new = program.with_name("new")
    new.write_bytes(b"\x7fELF")
    new.replace(program)
    assert remembered(program, lambda: "two") == "two"


def test_program_that_is_changed_in_place_is_asked_again(program: Path) -> None:
    remembered(program, lambda: "one")
    program.write_bytes(b"\x7fELF, another")
    assert remembered(program, lambda: "two") == "two"


def test_script_is_asked_each_time(program: Path) -> None:
    program.write_text("#!/bin/sh\n")
    assert [remembered(program, lambda: "one"), remembered(program, lambda: "two")] == ["one", "two"]


@pytest.mark.parametrize("text", ["{", "[]", '{"terraform": 1}'])
def test_broken_file_is_written_anew(text: str, program: Path, cache: Path) -> None:
    file = cache / "tf-privatelink" / FILE
    file.parent.mkdir(parents=True)
    file.write_text(text)
    assert [remembered(program, lambda: "one"), remembered(program, refuse)] == ["one", "one"]


def test_failure_is_not_kept(program: Path) -> None:
    def fail() -> str:
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - any
        remembered(program, fail)
    assert remembered(program, lambda: "one") == "one"


def test_program_is_asked_where_nothing_can_be_kept(program: Path, cache: Path) -> None:
    cache.write_text("a file")
    assert [remembered(program, lambda: "one"), remembered(program, lambda: "two")] == ["one", "two"]


def test_only_the_new_file_stays(program: Path, cache: Path) -> None:
    remembered(program, lambda: "one")
    assert os.listdir(cache / "tf-privatelink") == [FILE]  # noqa: PTH208 - names alone
