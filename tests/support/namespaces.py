"""Programs that run as an ordinary user would run them, and what to do where the kernel has no namespaces for us."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import pytest

from privatelink_localstack.dataplane.capabilities import Capabilities, probe
from tests.support import ordinary_user


def as_ordinary_user(*command: str, user_namespaces: int | None = None) -> list[str]:
    """Return a command that has no capability, as any user's has none, whoever runs it.

    Parameters:
        user_namespaces: how many the command may make; None for as many as here.
    """
    limit = "" if user_namespaces is None else str(user_namespaces)
    return [sys.executable, "-P", str(Path(ordinary_user.__file__)), limit, *command]


@cache
def capabilities() -> Capabilities:
    """Return what this machine and user can do."""
    return probe()


def need_namespaces() -> None:
    """Skip a test of real namespaces where the kernel refuses them; the reason names the step."""
    found = capabilities()
    if found.refusal is not None:
        pytest.skip(f"{found.refusal.step}: {found.refusal.problem}; {found.way_out}")
