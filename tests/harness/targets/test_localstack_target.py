"""The accounts that a LocalStack gives to a run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from privatelink_generator.patterns.base import Spec
from privatelink_harness.orphans.tags import RunTags
from privatelink_harness.stacks.record import Record
from privatelink_harness.targets.localstack.session import LocalStackSession
from privatelink_harness.targets.localstack.target import LocalStackTarget
from privatelink_localstack.runtime import emulation_check, process
from privatelink_localstack.runtime.traffic import Traffic

OWN = "111122223333"


class HubSpec(Spec):
    """A spec of three accounts."""

    @property
    def accounts(self) -> tuple[str, ...]:
        return ("hub", "spoke", "audit")


HUB = HubSpec(version=1, pattern="hub", name="hub")


@pytest.fixture(params=[True, False], ids=["started", "found"])
def started(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the LocalStack is started for the run; one that was found goes on without it."""
    instance = SimpleNamespace(endpoint="http://127.0.0.1:4566", version="1.2.3", started=request.param)

    @contextmanager
    def running(*, traffic: Traffic | None) -> Iterator[SimpleNamespace]:
        assert traffic is None
        yield instance

    monkeypatch.setattr(process, "running", running)
    monkeypatch.setattr(process, "find", lambda: instance)
    monkeypatch.setattr(emulation_check, "has_emulation", lambda _endpoint: True)
    return bool(instance.started)


def opened(account: str | None, spec: Spec | None) -> LocalStackSession:
    with LocalStackTarget("eu-west-1", account).session(spec, keep=False) as session:
        return session


@pytest.mark.parametrize("account", [None, OWN])
@pytest.mark.parametrize(("spec", "aliases"), [(HUB, ["hub", "spoke", "audit"]), (None, ["consumer", "provider"])])
def test_session_gives_each_alias_a_fresh_account_but_the_first_the_users(
    account: str | None, spec: Spec | None, aliases: list[str], *, started: bool
) -> None:
    session = opened(account, spec)
    first, *others = session.accounts.values()
    assert list(session.accounts) == aliases
    assert (session.account, account in {None, first}) == (first, True)
    assert len({first, *others}) == len(aliases)
    assert set(session.temporary) == (set() if started else {*others, *([] if account else [first])})
    assert list(session.role_arns) == (aliases[1:] if spec else [])


@pytest.mark.usefixtures("started")
def test_sessions_of_two_runs_share_no_account() -> None:
    assert not set(opened(None, HUB).accounts.values()) & set(opened(None, HUB).accounts.values())


@pytest.mark.usefixtures("started")
def test_attached_session_is_the_users_account() -> None:
    session = LocalStackTarget("eu-west-1").attach()
    assert (session.account, session.temporary) == ("000000000000", ())


@pytest.mark.usefixtures("started")
def test_kept_session_is_reopened_with_its_accounts(tmp_path: Path) -> None:
    session = opened(None, HUB)
    Record(tmp_path, "trimmed", session, RunTags.new(session.run)).write(tmp_path)
    assert Record.read(tmp_path).session == session


@pytest.mark.parametrize(("given", "expected"), [(None, None), ("on", Traffic.ON)])
def test_session_hands_the_setting_of_traffic_to_the_localstack(
    monkeypatch: pytest.MonkeyPatch, given: str | None, expected: Traffic | None
) -> None:
    settings = []

    @contextmanager
    def running(*, traffic: Traffic | None) -> Iterator[SimpleNamespace]:
        settings.append(traffic)
        yield SimpleNamespace(endpoint="http://127.0.0.1:4566", version="1.2.3", started=True)

    monkeypatch.setattr(process, "running", running)
    monkeypatch.setattr(emulation_check, "has_emulation", lambda _endpoint: True)
    with LocalStackTarget("eu-west-1", None, given).session(None, keep=False):
        assert settings == [expected]
