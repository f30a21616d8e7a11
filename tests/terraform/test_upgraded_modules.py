"""Every published module is planned on a state of the last released one: nothing is replaced without a word."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from tests.support import mocked, upgrades
from tests.support.changelog import announced, is_announced
from tests.support.paths import PUBLISHED, ROOT, SPEC_FILES

RELEASED = ROOT / "tests" / "upgrades" / "published.tar.xz"
"""`scripts/released.py` writes it after each release."""

_ROOTS = 4
"""Root modules that call all of them: Terraform's time grows faster than the number of calls in one."""


@pytest.fixture(scope="module")
def changes(tmp_path_factory: pytest.TempPathFactory, provider: dict[str, str]) -> list[dict[str, Any]]:
    """The changes that Terraform plans; what is published is what the specs become (test_published_modules.py)."""
    place = tmp_path_factory.mktemp("upgraded")
    with tarfile.open(RELEASED) as archive:
        archive.extractall(place, filter="data")
    released = {path.parent.name: path.parent for path in sorted(place.glob("modules/*/*/versions.tf"))}
    current = {path.stem: PUBLISHED / path.parent.name / path.stem for path in SPEC_FILES if path.stem in released}
    terraform, names = mocked.quick(place, provider), sorted(released)
    found: list[dict[str, Any]] = []
    for number in range(_ROOTS):
        root, own = place / f"root-{number}", names[number::_ROOTS]
        upgrades.write(root, {name: released[name] for name in own}, {name: current[name] for name in own})
        found += _changes(terraform, root)
    return found


def _changes(terraform: mocked.Terraform, root: Path) -> list[dict[str, Any]]:
    initialised = terraform(root, "init", "-backend=false", "-input=false")
    assert initialised.returncode == 0, initialised.stderr
    events = [json.loads(line) for line in terraform(root, "test", "-json", "-verbose").stdout.splitlines()]
    assert mocked.refusals(events) == []
    [plan] = [event["test_plan"] for event in events if event.get("type") == "test_plan"]
    changes: list[dict[str, Any]] = plan["resource_changes"]
    return changes


def test_upgrade_of_every_module_replaces_only_what_the_changelog_announces(changes: list[dict[str, Any]]) -> None:
    announcements = announced()
    ended = {
        change["address"]: change["change"].get("replace_paths", "gone")
        for change in changes
        if "delete" in change["change"]["actions"] and not is_announced(change["address"], announcements)
    }
    assert ended == {}


def test_upgrade_has_resources_of_every_module(changes: list[dict[str, Any]]) -> None:
    with tarfile.open(RELEASED) as archive:
        paths = [Path(name).parts for name in archive.getnames()]
    names = {parts[2] for parts in paths if len(parts) == 4 and parts[3] == "versions.tf"}
    assert {change["module_address"].split(".")[1] for change in changes} == names
