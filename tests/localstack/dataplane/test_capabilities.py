"""What is said where the kernel refuses a step."""

from __future__ import annotations

import errno
import json
import subprocess
import sys

import pytest

from privatelink_localstack.dataplane import capabilities
from privatelink_localstack.dataplane.capabilities import Attempt, Capabilities, Settings, Step, way_out
from tests.support.namespaces import as_ordinary_user, need_namespaces

REFUSED = Attempt(Step.NETWORK, "Operation not permitted", errno.EPERM)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(apparmor_restricts=1), "kernel.apparmor_restrict_unprivileged_userns=0"),
        (Settings(user_namespaces=0), "user.max_user_namespaces=10000"),
        (Settings(user_namespaces=9, unprivileged_user_namespaces=0), "kernel.unprivileged_userns_clone=1"),
        (Settings(user_namespaces=9, is_filtered=True, is_root=True), "--cap-add SYS_ADMIN --cap-add NET_ADMIN"),
        (Settings(user_namespaces=9), "run with sudo"),
    ],
)
def test_way_out_names_the_setting_that_refuses(settings: Settings, expected: str) -> None:
    assert expected in way_out(REFUSED, settings)


def test_apparmor_is_not_blamed_for_what_root_is_refused() -> None:
    settings = Settings(apparmor_restricts=1, is_filtered=True, is_root=True)

    assert "apparmor_restrict" not in way_out(REFUSED, settings)


def test_read_only_proc_needs_a_privileged_container() -> None:
    refusal = Attempt(Step.SETTINGS, "Read-only file system", errno.EROFS)

    assert "--privileged" in way_out(refusal, Settings())


@pytest.mark.parametrize("step", Step)
def test_every_step_has_a_way_out(step: Step) -> None:
    assert way_out(Attempt(step, "refused"), Settings())


def test_capabilities_without_a_refusal_need_no_way_out() -> None:
    found = Capabilities(tuple(Attempt(each) for each in Step), Settings())

    assert (found.refusal, found.way_out) == (None, None)


@pytest.mark.process
def test_probe_names_the_step_in_which_its_child_died(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")

    found = capabilities.probe()

    assert found.refusal == Attempt(Step.SYSTEM, "ended with 1")


@pytest.mark.process
def test_probe_leaves_this_process_where_it_is() -> None:
    need_namespaces()

    assert capabilities.probe().refusal is None


@pytest.mark.process
def test_ordinary_user_gets_a_user_namespace_first() -> None:
    need_namespaces()

    assert _tried(as_ordinary_user(*_COMMAND)) == dict.fromkeys(Step)


@pytest.mark.process
def test_ordinary_user_without_user_namespaces_is_refused_there() -> None:
    need_namespaces()

    assert _tried(as_ordinary_user(*_COMMAND, user_namespaces=0)) == {Step.SYSTEM: None, Step.USER: errno.ENOSPC}


_COMMAND = (sys.executable, "-P", "-m", capabilities.__name__)


def _tried(command: list[str]) -> dict[str, int | None]:
    """Return the error's number of each step that a command's probe tried."""
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {each["step"]: each["code"] for each in map(json.loads, output.splitlines())}
