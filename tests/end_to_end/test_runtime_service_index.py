"""The index of AWS's services: made beside LocalStack, so that LocalStack does not hold the models of all services."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psutil
import pytest

from privatelink_harness.targets.localstack.session import LocalStackSession, fresh_account
from privatelink_localstack.runtime import process
from privatelink_localstack.runtime.service_index import index_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from privatelink_localstack.runtime.instance import Instance


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's cache directory that does not exist yet."""
    monkeypatch.delenv("LOCALSTACK_ENDPOINT", raising=False)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def first(cache: Path, tmp_path: Path) -> Iterator[Instance]:
    """A LocalStack at its first start, on a machine that has never had one."""
    del cache
    yield process.up(directory=tmp_path / "home")
    process.down(directory=tmp_path / "home")


def vpcs(instance: Instance) -> int:
    """Make a first call, which needs the index; the answer is one VPC, the default one."""
    return len(LocalStackSession(instance.endpoint, fresh_account()).client("ec2").describe_vpcs()["Vpcs"])


def test_the_first_one_of_all_does_not_hold_the_models(first: Instance) -> None:
    found = vpcs(first)
    assert first.pid is not None
    # With the models, it is 650 MB and more.
    assert (found, psutil.Process(first.pid).memory_info().rss < 450e6) == (1, True)
    assert index_file().exists()


def test_where_it_cannot_be_kept_localstack_makes_its_own(cache: Path, tmp_path: Path) -> None:
    cache.mkdir()
    (cache / "tf-privatelink").write_text("no directory")
    instance = process.up(directory=tmp_path / "home")
    found = vpcs(instance)
    process.down(directory=tmp_path / "home")
    assert found == 1
