"""Fixtures of runs on the toy target: its registration, and specs with their modules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from privatelink_generator.load import load
from privatelink_generator.patterns.base import Spec
from privatelink_generator.patterns.registry import PATTERNS
from privatelink_generator.render.module import render
from privatelink_harness.checks.registry import CHECKS
from privatelink_harness.targets.factory import TARGETS
from tests.support.toy import TOY_PATTERN, find_notes, toy_target, write_templates

type Make = Callable[..., tuple[Path, Spec, Mapping[str, str]]]
"""Writes a spec of notes, text by name: `make("reminders", milk="buy")`; returns its path, itself and its module."""


def register(directory: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Register the toys with a cloud of the test's own, and return its directory."""
    cloud = directory / "cloud"
    cloud.mkdir()
    monkeypatch.setitem(PATTERNS, "toy", TOY_PATTERN)
    monkeypatch.setitem(CHECKS, "toy", find_notes)
    monkeypatch.setitem(TARGETS, "toy", toy_target(cloud, []))
    monkeypatch.setenv("XDG_STATE_HOME", str(directory / "state"))
    return cloud


def maker(directory: Path) -> Make:
    """Return the way to write specs into a directory."""
    templates = write_templates(directory / "templates")

    def make(name: str, **notes: str) -> tuple[Path, Spec, Mapping[str, str]]:
        path = directory / f"{name}.yaml"
        lines = "".join(f"  {key}: {text}\n" for key, text in notes.items())
        path.write_text(f"version: 1\npattern: toy\nname: {name}\nnotes:\n{lines}")
        spec = load(path)
        return path, spec, render(spec, source=path.name, templates=templates).files

    return make
