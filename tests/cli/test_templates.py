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
