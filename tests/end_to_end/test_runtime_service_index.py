"""The index of AWS's services, built beside LocalStack, which so never holds the models of all services."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psutil
import pytest

from privatelink_harness.targets.localstack.session import LocalStackSession
from privatelink_localstack.runtime import process
from privatelink_localstack.runtime.service_index import index_file
from tests.support.accounts import temporary_accounts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from privatelink_localstack.runtime.instance import Instance


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name a cache directory that does not exist yet."""
    monkeypatch.delenv("LOCALSTACK_ENDPOINT", raising=False)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def first(cache: Path, tmp_path: Path) -> Iterator[Instance]:
    """Start LocalStack for the first time on a machine."""
    del cache
    yield process.up(directory=tmp_path / "home")
    process.down(directory=tmp_path / "home")


def count_vpcs(instance: Instance) -> int:
    """Make a first request, which needs the index. A new account has one VPC, the default one."""
    with temporary_accounts(instance.endpoint) as account:
        return len(LocalStackSession(instance.endpoint, account()).client("ec2").describe_vpcs()["Vpcs"])


def test_first_start_does_not_hold_the_models(first: Instance) -> None:
    vpcs = count_vpcs(first)
    assert first.pid is not None
    # With the models, LocalStack holds 650 MB and more.
    assert (vpcs, psutil.Process(first.pid).memory_info().rss < 450e6) == (1, True)
    assert index_file().exists()


def test_localstack_builds_its_own_index_without_a_cache(cache: Path, tmp_path: Path) -> None:
    cache.mkdir()
    (cache / "tf-privatelink").write_text("no directory")
    instance = process.up(directory=tmp_path / "home")
    vpcs = count_vpcs(instance)
    process.down(directory=tmp_path / "home")
    assert vpcs == 1
