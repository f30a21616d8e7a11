"""The keeper of the data plane: which kind it starts, and what it does when the plane ends."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from privatelink_localstack.dataplane.capabilities import Attempt, Capabilities, Settings, Step
from privatelink_localstack.dataplane.client import PlaneError
from privatelink_localstack.runtime.traffic import Mode, Phase, Traffic
from privatelink_localstack.traffic.keeper import Keeper, Reading
from tests.support.plane import CLIENT, link
from tests.support.until import until

APPARMOR = Capabilities(
    (Attempt(Step.USER), Attempt(Step.LINKS, "Operation not permitted", errno.EPERM)), Settings(apparmor_restricts=1)
)
NO_NFTABLES = Capabilities(
    (Attempt(Step.USER), Attempt(Step.FILTER, "Protocol not supported", errno.EPROTONOSUPPORT)), Settings()
)
NO_LINUX = Capabilities((Attempt(Step.SYSTEM, "darwin has no network namespaces", errno.ENOSYS),), Settings())


@contextmanager
def _keeper(path: Path, found: Capabilities = NO_LINUX, setting: Traffic = Traffic.AUTO) -> Iterator[Keeper]:
    keeper = Keeper(setting, path, lambda: Reading(link()), lambda: found)
    try:
        yield keeper
    finally:
        keeper.close()


@pytest.mark.process
@pytest.mark.parametrize(
    ("found", "refusal", "way_out"),
    [
        (APPARMOR, "veth pair: Operation not permitted", "kernel.apparmor_restrict_unprivileged_userns=0"),
        (NO_NFTABLES, "packet filter: Protocol not supported", "sudo modprobe nf_tables"),
        (NO_LINUX, "Linux: darwin has no network namespaces", "run it on Linux"),
    ],
)
def test_refused_step_leads_to_proxies(tmp_path: Path, found: Capabilities, refusal: str, way_out: str) -> None:
    with _keeper(tmp_path / "socket", found) as keeper:
        status = keeper.open()

        assert (status.phase, status.mode, status.refusal, status.problem) == (
            Phase.RUNNING,
            Mode.PROXIES,
            refusal,
            None,
        )
        assert way_out in str(status.way_out)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.process
def test_killed_plane_starts_anew_with_all_that_there_is(tmp_path: Path) -> None:
    with _keeper(tmp_path / "socket") as keeper:
        before = keeper.open()
        assert before.pid is not None
        os.kill(before.pid, signal.SIGKILL)

        after = until(keeper.open, lambda status: status.pid not in {None, before.pid} and status.vpcs > 0)
        with keeper.client() as client:
            assert CLIENT in client.records().interfaces

    assert (after.phase, after.mode) == (Phase.RUNNING, Mode.PROXIES)


@pytest.mark.process
def test_plane_that_cannot_start_is_given_up(tmp_path: Path) -> None:
    with _keeper(tmp_path / "missing" / "socket") as keeper:
        status = until(keeper.open, lambda found: found.phase is Phase.REFUSED)

        assert (status.problem, status.mode, status.pid) == ("the data plane ended 3 times", None, None)
        with pytest.raises(PlaneError, match="traffic does not flow: the data plane ended 3 times"):
            keeper.client()


def test_keeper_that_is_off_starts_nothing(tmp_path: Path) -> None:
    with _keeper(tmp_path / "socket", setting=Traffic.OFF) as keeper:
        assert (keeper.open().phase, keeper.healths()) == (Phase.OFF, [])


@pytest.mark.process
def test_record_that_is_left_out_is_told_once_and_until_it_can_be_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    left_out: dict[str, Exception] = {"subnet-1": ValueError("no block")}
    keeper = Keeper(
        Traffic.AUTO, tmp_path / "socket", lambda: Reading(link(), left_out=dict(left_out)), lambda: NO_LINUX
    )
    try:
        statuses = [keeper.open() for _ in range(2)]
        left_out.clear()
        statuses.append(keeper.open())
    finally:
        keeper.close()

    assert [(each.problem, each.left_out) for each in statuses] == [(None, ("subnet-1",))] * 2 + [(None, ())]
    assert [each.message for each in caplog.records if each.levelname == "ERROR"] == [
        "traffic: subnet-1 can't be read, and is left out"
    ]
