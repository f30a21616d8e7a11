"""What is said where the kernel refuses a step."""

from __future__ import annotations

import errno
import json
import sys
from pathlib import Path

import pytest

from privatelink_localstack.dataplane import capabilities
from privatelink_localstack.dataplane.capabilities import Attempt, Capabilities, Settings, Step, way_out
from tests.support.namespaces import need_namespaces, probe_as_ordinary_user

REFUSED = Attempt(Step.NETWORK, "Operation not permitted", errno.EPERM)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(apparmor_restricts=1), "kernel.apparmor_restrict_unprivileged_userns=0"),
        (Settings(user_namespaces=0), "user.max_user_namespaces=10000"),
        (Settings(user_namespaces=9, unprivileged_user_namespaces=0), "kernel.unprivileged_userns_clone=1"),
        (Settings(user_namespaces=9, is_filtered=True, is_root=True), "--cap-add SYS_ADMIN --cap-add NET_ADMIN"),
        (Settings(user_namespaces=9, is_root=True), "root has too few rights here"),
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


def test_limit_of_network_namespaces_is_named() -> None:
    refusal = Attempt(Step.NETWORK, "No space left on device", errno.ENOSPC)

    assert "user.max_net_namespaces" in way_out(refusal, Settings(user_namespaces=9))


@pytest.mark.process
def test_too_few_descriptors_are_named() -> None:
    need_namespaces()
    found = capabilities.probe(["/bin/sh", "-c", 'ulimit -n 7; exec "$0" "$@"', sys.executable])

    assert found.refusal == Attempt(Step.SETTINGS, "Too many open files", errno.EMFILE)
    assert found.way_out == "let processes have more open files: ulimit -n 4096"


@pytest.mark.parametrize("step", Step)
def test_every_step_has_a_way_out(step: Step) -> None:
    assert way_out(Attempt(step, "refused", errno.EPERM), Settings())


def test_probe_that_died_can_be_looked_at() -> None:
    assert "python -m privatelink_localstack.dataplane.capabilities" in way_out(Attempt(Step.LINKS, "died"), Settings())


def test_capabilities_without_a_refusal_need_no_way_out() -> None:
    found = Capabilities(tuple(Attempt(each) for each in Step), Settings())

    assert (found.refusal, found.way_out) == (None, None)


@pytest.mark.process
def test_probe_names_the_step_in_which_its_child_died(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\necho '{json.dumps({'step': Step.LINKS})}'\nkill -SEGV $$\n")
    python.chmod(0o700)

    assert capabilities.probe([str(python)]).refusal == Attempt(Step.LINKS, "ended with -11")


@pytest.mark.process
def test_probe_of_what_does_not_start_names_the_first_step() -> None:
    assert capabilities.probe(["/bin/false"]).refusal == Attempt(Step.SYSTEM, "ended with 1")


@pytest.mark.process
def test_ordinary_user_gets_a_user_namespace_first() -> None:
    need_namespaces(as_ordinary_user=True)

    assert probe_as_ordinary_user().attempts == tuple(Attempt(each) for each in Step)


@pytest.mark.process
def test_ordinary_user_without_user_namespaces_is_refused_there() -> None:
    need_namespaces(as_ordinary_user=True)

    found = probe_as_ordinary_user(user_namespaces=0)

    assert found.refusal == Attempt(Step.USER, "No space left on device", errno.ENOSPC)
