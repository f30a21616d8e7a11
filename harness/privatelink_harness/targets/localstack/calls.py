"""The calls of a run, as LocalStack with the emulation knows them, and the end of the run's accounts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request

from privatelink_harness.checks.scope import Scope
from privatelink_harness.errors import HarnessError
from privatelink_harness.orphans.orphans import Created
from privatelink_localstack.runtime.direct import direct

USER_AGENT = "TF_APPEND_USER_AGENT"
"""The variable whose value the AWS provider adds to its user agent."""


def user_agent(run: str, users: str | None) -> str:
    """Return what the AWS provider adds to its user agent, beside what the user has it add."""
    return f"{users} tf-privatelink-run/{run}".strip() if users else f"tf-privatelink-run/{run}"


def open_calls(endpoint: str, run: str) -> int:
    """Return the number of calls that LocalStack has not answered; 0 if it has ended, 1 if it is too busy to tell."""
    try:
        return int(_get(endpoint, run, timeout=2)["open"])
    except OSError as error:
        return int(isinstance(getattr(error, "reason", error), TimeoutError))


def created(endpoint: str, run: str) -> list[Created]:
    """Return what the run's calls have created.

    Raises:
        HarnessError: LocalStack does not answer.
    """
    try:
        calls = _get(endpoint, run, timeout=30)["created"]
        return [
            Created(each["operation"], Scope(each["account"], each["region"]), tuple(each["ids"])) for each in calls
        ]
    except (OSError, ValueError, KeyError) as error:
        raise HarnessError(f"{endpoint}: does not tell what the run has created: {error}") from error


def regions(endpoint: str) -> dict[str, list[str]]:
    """Return the accounts with state in LocalStack, and the Regions of each.

    Raises:
        HarnessError: LocalStack does not answer.
    """
    try:
        with direct().open(f"{endpoint}/_privatelink/accounts", timeout=30) as answer:
            found: dict[str, list[str]] = json.load(answer)["regions"]
    except (OSError, ValueError, KeyError) as error:
        raise HarnessError(f"{endpoint}: does not tell which accounts it has: {error}") from error
    return found


def forget(endpoint: str, accounts: Iterable[str]) -> frozenset[str]:
    """Have LocalStack forget accounts; return those that it knows no longer."""
    return frozenset(account for account in accounts if _forget(endpoint, account))


def _forget(endpoint: str, account: str) -> bool:
    request = Request(f"{endpoint}/_privatelink/accounts/{account}", method="DELETE")  # noqa: S310 - loopback
    with suppress(OSError):
        try:
            direct().open(request, timeout=10).close()
        except HTTPError as error:
            with error:
                return error.code == HTTPStatus.NOT_FOUND
        return True
    return False


def _get(endpoint: str, run: str, *, timeout: float) -> Any:
    with direct().open(f"{endpoint}/_privatelink/runs/{run}", timeout=timeout) as answer:
        return json.load(answer)
