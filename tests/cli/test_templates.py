"""`privatelink templates`: the built-in templates, to start from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Command = Callable[..., Any]


def test_templates_are_listed(command: Command) -> None:
    assert "consumer/main.tf.jinja" in command("templates").out.splitlines()


def test_written_templates_give_the_same_module(
    tmp_path: Path, command: Command, spec_file: Callable[..., Path]
) -> None:
    spec, out, own = spec_file(), tmp_path / "out", tmp_path / "own"
    command("generate", spec, "--output", out)

    written = command("templates", "--output", own)
    checked = command("generate", spec, "--output", out, "--check", "--templates", own)

    assert written.out.splitlines()[0] == f"wrote {own}/consumer/README.md.jinja"
    assert (checked.code, checked.out) == (0, f"{out}: matches its spec\n")


def test_templates_are_never_overwritten(tmp_path: Path, command: Command) -> None:
    mine = tmp_path / "shared" / "readme.jinja"
    mine.parent.mkdir()
    mine.write_text("mine")

    answer = command("templates", "--output", tmp_path)

    assert (answer.code, mine.read_text()) == (1, "mine")
    assert answer.err.startswith(f"error: {mine}: exists already\n")
    assert not (tmp_path / "consumer").exists()


def test_templates_are_not_written_through_links(tmp_path: Path, command: Command) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "own").mkdir()
    (tmp_path / "own/shared").symlink_to(tmp_path / "elsewhere", target_is_directory=True)

    answer = command("templates", "--output", str(tmp_path / "own"))

    assert answer.code == 1
    assert f"error: {tmp_path / 'own/shared'}: is a link" in answer.err
    assert list((tmp_path / "elsewhere").iterdir()) == []
