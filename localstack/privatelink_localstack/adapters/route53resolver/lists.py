"""Filters and pages of Resolver's List operations. Source: Resolver API reference, "Filter"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.kernel import pages
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.pages import PageRules
from privatelink_localstack.resolver.errors import invalid_parameter

type Values[Record] = Mapping[str, Callable[[Record], Sequence[str | None]]]
"""What a filter compares, by its name; names in the older form, such as CREATOR_REQUEST_ID, mean the same."""

LARGEST = 100


def filtered[Record](call: Call, records: Sequence[Record], values: Values[Record]) -> list[Record]:
    """Return the records that pass all filters of a request."""
    found = list(records)
    names = {_plain(name): name for name in values}
    for each in call.request.get("Filters") or ():
        name = names.get(_plain(each.get("Name") or ""))
        if name is None:
            raise invalid_parameter(f"The filter '{each.get('Name')}' is invalid")
        if not each.get("Values"):
            raise invalid_parameter(f"No values specified for filter {each['Name']}")
        found = [record for record in found if set(values[name](record)) & set(each["Values"])]
    return found


def page(call: Call, name: str, records: Sequence[Response], *, largest: int = LARGEST) -> Response:
    """Return a page of records, in the order of their IDs."""
    key = "IpId" if name == "IpAddresses" else "Id"
    rules = PageRules(largest, lambda _: None, _invalid_token, ordered=True)
    size, token = call.request.get("MaxResults"), call.request.get("NextToken")
    ordered = sorted(records, key=lambda each: str(each[key]))
    found = pages.page(ordered, lambda each: str(each[key]), token=token, size=size, rules=rules)
    return {
        name: list(found.items),
        "MaxResults": size or largest,
        **({"NextToken": found.next_token} if found.next_token else {}),
    }


def _plain(name: Any) -> str:
    return str(name).replace("_", "").lower()


def _invalid_token(_token: str) -> AwsError:
    return AwsError("InvalidNextTokenException", "Invalid value passed for the NextToken parameter")
