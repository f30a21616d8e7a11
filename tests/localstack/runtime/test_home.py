"""LocalStack's directory: its path, its lock and its errors."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from privatelink_localstack.runtime.errors import LocalStackError, LocalStackMissingError
from privatelink_localstack.runtime.home import Home

if TYPE_CHECKING:
    from pathlib import Path


def test_given_directory_precedes_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PRIVATELINK_LOCALSTACK_DIR", "/elsewhere")
    assert tmp_path.resolve() == Home.at(tmp_path).root


def test_directory_named_in_the_environment_precedes_the_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PRIVATELINK_LOCALSTACK_DIR", "~/one")
    assert tmp_path.resolve() / "one" == Home.at(None).root


def test_default_is_the_users_state_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PRIVATELINK_LOCALSTACK_DIR", raising=False)
    monkeypatch.setattr("platformdirs.user_state_path", lambda name, **_: tmp_path / name)
    assert tmp_path.resolve() / "tf-privatelink" / "localstack" == Home.at(None).root


def test_directory_is_private_to_its_owner(tmp_path: Path) -> None:
    home = Home(tmp_path / "new")
    with home.locked():
        assert home.root.stat().st_mode & 0o777 == 0o700


def test_lock_rejects_directory_that_cannot_be_created(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(LocalStackError, match=r"file/new: LocalStack's directory can't be used: Not a directory$"),
        Home(tmp_path / "file" / "new").locked(),
    ):
        pass


def test_lock_rejects_a_long_wait(tmp_path: Path) -> None:
    with (
        FileLock(tmp_path / "lock"),
        pytest.raises(LocalStackError, match=r"has been starting or stopping LocalStack for 0\.01 s$"),
        Home(tmp_path).locked(0.01),
    ):
        pass


def test_missing_localstack_names_its_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", missing)
    with pytest.raises(LocalStackMissingError, match=r"^LocalStack is not installed$") as caught:
        Home.at(tmp_path)
    assert "with the extra [localstack]" in (caught.value.hint or "")
