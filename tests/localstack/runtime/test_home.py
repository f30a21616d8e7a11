"""Where LocalStack's files are, and what is said when they can't be there."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from privatelink_localstack.runtime.errors import LocalStackError
from privatelink_localstack.runtime.home import Home

if TYPE_CHECKING:
    from pathlib import Path


def test_the_directory_given_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PRIVATELINK_LOCALSTACK_DIR", "/elsewhere")
    assert tmp_path.resolve() == Home.at(tmp_path).root


def test_the_directory_named_in_the_environment_counts_next(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PRIVATELINK_LOCALSTACK_DIR", "~/one")
    assert tmp_path.resolve() / "one" == Home.at(None).root


def test_otherwise_it_is_the_users_state_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PRIVATELINK_LOCALSTACK_DIR", raising=False)
    monkeypatch.setattr("platformdirs.user_state_path", lambda name, **_: tmp_path / name)
    assert tmp_path.resolve() / "tf-privatelink" / "localstack" == Home.at(None).root


def test_only_its_owner_may_look_into_it(tmp_path: Path) -> None:
    home = Home(tmp_path / "new")
    with home.locked():
        assert home.root.stat().st_mode & 0o777 == 0o700


def test_a_directory_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(LocalStackError, match=r"file/new: LocalStack's directory can't be used: Not a directory$"),
        Home(tmp_path / "file" / "new").locked(),
    ):
        pass


def test_a_lock_that_is_held_for_too_long_is_an_error(tmp_path: Path) -> None:
    with (
        FileLock(tmp_path / "lock"),
        pytest.raises(LocalStackError, match=r"has been starting or stopping LocalStack for 0\.01 s$"),
        Home(tmp_path).locked(0.01),
    ):
        pass


def test_without_localstack_its_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", missing)
    with pytest.raises(LocalStackError, match=r"^LocalStack is not installed$") as caught:
        Home.at(tmp_path)
    assert "pip install 'tf-privatelink[localstack]'" in (caught.value.hint or "")
