"""Programs that run as an ordinary user would run them, and what to do where the kernel has no namespaces for us."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import pytest

from privatelink_localstack.dataplane.capabilities import Capabilities, probe
from tests.support import ordinary_user

PYTHON = (sys.executable, "-P", "-m")
"""The command that runs a module of ours."""


def as_ordinary_user(*command: str, user_namespaces: int | None = None) -> list[str]:
    """Return a command that has no capability, as any user's has none, whoever runs it.

    Parameters:
        user_namespaces: how many the command may make; None for as many as here.
    """
    limit = "" if user_namespaces is None else str(user_namespaces)
    return [sys.executable, "-P", str(Path(ordinary_user.__file__)), limit, *command]


def with_namespaces_refused(*command: str) -> list[str]:
    """Return a command that the kernel refuses namespaces, as it does in plain containers."""
    if _capabilities(of_ordinary_user=False).refusal is not None:
        return list(command)
    need_namespaces(as_ordinary_user=True)
    return as_ordinary_user(*command, user_namespaces=0)


def probe_as_ordinary_user(*, user_namespaces: int | None = None) -> Capabilities:
    """Return what an ordinary user of this machine can do."""
    return probe(as_ordinary_user(sys.executable, user_namespaces=user_namespaces))


@cache
def _capabilities(*, of_ordinary_user: bool) -> Capabilities:
    return probe_as_ordinary_user() if of_ordinary_user else probe()


def need_namespaces(*, as_ordinary_user: bool = False) -> None:
    """Skip a test of real namespaces where the kernel refuses them; the reason names the step."""
    found = _capabilities(of_ordinary_user=as_ordinary_user)
    if found.refusal is not None:
        pytest.skip(f"{found.refusal.step}: {found.refusal.problem}; {found.way_out}")
