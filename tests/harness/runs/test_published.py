"""Modules at a revision of a git repository."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.runs.published import published

pytestmark = pytest.mark.process
MODULE = Path("modules/consumer/core")


def git(directory: Path, *arguments: str) -> None:
    settings = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *settings, *arguments], cwd=directory, check=True, capture_output=True)


def write(repository: Path, text: str) -> None:
    for name in ("main.tf", "examples/complete/main.tf"):
        path = repository / MODULE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {text} {name}\n")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a module in two versions, of which the first has a tag."""
    place = tmp_path / "repository"
    place.mkdir()
    git(place, "init", "--quiet")
    write(place, "old")
    git(place, "add", ".")
    git(place, "commit", "--quiet", "-m", "old")
    git(place, "tag", "v1")
    write(place, "new")
    git(place, "commit", "--quiet", "-am", "new")
    return place


def test_files_are_those_of_the_revision(repository: Path) -> None:
    assert published("v1", repository / MODULE) == {
        "main.tf": "# old main.tf\n",
        "examples/complete/main.tf": "# old examples/complete/main.tf\n",
    }
    assert published("HEAD", repository / MODULE)["main.tf"] == "# new main.tf\n"


def test_module_that_has_gone_since_is_found(repository: Path) -> None:
    git(repository, "rm", "-r", "--quiet", "modules")
    assert set(published("v1", repository / MODULE)) == {"main.tf", "examples/complete/main.tf"}


def test_relative_directory_below_the_top(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "modules")
    assert len(published("v1", Path("consumer/core"))) == 2


@pytest.mark.parametrize("revision", ["v2", "--output=/tmp/x", ""])
def test_unknown_revision(repository: Path, revision: str) -> None:
    with pytest.raises(HarnessError, match="no such revision"):
        published(revision, repository / MODULE)


def test_revision_without_the_module(repository: Path) -> None:
    with pytest.raises(HarnessError, match="v1 has no module with examples/complete in modules/consumer/other"):
        published("v1", repository / "modules/consumer/other")


def test_directory_outside_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(HarnessError, match="not a git repository"):
        published("v1", tmp_path)


def test_missing_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(HarnessError, match="git does not start"):
        published("v1", repository)
