"""What the handlers of Organizations share: the caller's organization, new IDs, pages, tags."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.organizations.store import all_organizations, organization_of
from privatelink_localstack.kernel import pages
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.pages import PageRules
from privatelink_localstack.organizations import trust
from privatelink_localstack.organizations.model import Organization

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_LARGEST_PAGE = 20


def joined(call: Call) -> Organization:
    """Return the caller's organization.

    Raises:
        AwsError: the caller is in none.
    """
    found = organization_of(call.scope.account, call.context.partition)
    if found is None:
        raise trust.not_in_use()
    return found


def readable(call: Call) -> Organization:
    """Return the organization that the caller may list: as its management account, or as a delegated administrator."""
    found = joined(call)
    trust.check_reads(found, call.scope.account)
    return found


def managed(call: Call) -> Organization:
    """Return the organization that the caller manages."""
    found = joined(call)
    trust.check_manages(found, call.scope.account)
    return found


def new_id(prefix: str, length: int) -> str:
    """Return a new ID, such as `o-` and 10 letters and digits."""
    return prefix + "".join(secrets.choice(_LETTERS) for _ in range(length))


def new_account(partition: str) -> str:
    """Return an account ID that no organization has."""
    known = {account for each in all_organizations(partition) for account in each.members}
    while (account := str(secrets.randbelow(9 * 10**11) + 10**11)) in known:
        pass
    return account


def tags(given: Iterable[Mapping[str, str]] | None) -> dict[str, str]:
    """Return tags of a request by key."""
    return {each["Key"]: each["Value"] for each in given or ()}


def page(call: Call, key: str, records: Iterable[Response], identity: Callable[[Response], str]) -> Response:
    """Return a page of a response, in the order of the records' identities."""
    rules = PageRules(_LARGEST_PAGE, _invalid_size, _invalid_token, ordered=True)
    request: dict[str, Any] = call.request
    found = pages.page(
        sorted(records, key=identity),
        identity,
        token=request.get("NextToken"),
        size=request.get("MaxResults"),
        rules=rules,
    )
    return {key: list(found.items), **({"NextToken": found.next_token} if found.next_token else {})}


def _invalid_size(size: int) -> AwsError | None:
    if 1 <= size <= _LARGEST_PAGE:
        return None
    return AwsError("InvalidInputException", "You specified an invalid value.")


def _invalid_token(_token: str) -> AwsError:
    return AwsError("InvalidInputException", "You provided an invalid NextToken.")
