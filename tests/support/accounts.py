"""Accounts on a LocalStack, each forgotten when the test or module that uses it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.request import Request

from privatelink_harness.targets.localstack.session import fresh_account
from privatelink_localstack.runtime.direct import direct

FreshAccount = Callable[[], str]
"""Returns the id of an account that nothing has used."""


@contextmanager
def temporary_accounts(endpoint: str) -> Iterator[FreshAccount]:
    """Yield the way to fresh accounts, and make LocalStack forget them at the end.

    Parameters:
        endpoint: URL of a LocalStack with the emulation. One that has ended is left alone.
    """
    accounts: list[str] = []

    def fresh() -> str:
        accounts.append(fresh_account())
        return accounts[-1]

    try:
        yield fresh
    finally:
        for account in accounts:
            with suppress(OSError):
                forget(endpoint, account)


def forget(endpoint: str, account: str) -> None:
    """Have LocalStack forget an account; one that it does not know is no error."""
    request = Request(f"{endpoint}/_privatelink/accounts/{account}", method="DELETE")  # noqa: S310 - it is http
    try:
        direct().open(request, timeout=60).close()
    except HTTPError as error:
        with error:
            if error.code != HTTPStatus.NOT_FOUND:
                raise AssertionError(f"{request.full_url}: {error.read().decode()}") from error
