"""Filters and pages of EC2's Describe calls.

Source: EC2 API reference: values of one filter are alternatives, filters all apply, `*` and `?` are wildcards.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache

from privatelink_localstack.kernel.errors import AwsError

MAX_PAGE = 1000

Filters = Mapping[str, Sequence[str]]
Values = Mapping[str, Iterable[str]]
"""What one record has for each filter that its kind knows."""


@dataclass(frozen=True, slots=True)
class Page[Record]:
    """Some records, and where the next page starts; None where there is none."""

    items: tuple[Record, ...]
    next_token: str | None


@lru_cache(maxsize=1024)
def _pattern(value: str) -> re.Pattern[str]:
    # EC2 has no `[...]`: those stand for themselves.
    return re.compile(translate(re.sub(r"\[", "[[]", value)))


def check_filters(filters: Filters, known: Iterable[str]) -> None:
    """Refuse a filter that the call does not know. Every call knows `tag:<key>` and `tag-key`.

    Source: code and words as public logs quote them for DescribeVpcEndpointServices, and Terraform's provider for
    DescribeVpcEndpointConnections.

    Raises:
        AwsError: naming it.
    """
    for name in filters:
        if name not in known and name != "tag-key" and not name.startswith("tag:"):
            raise AwsError("InvalidFilter", f"The filter '{name}' is invalid")


def matches(filters: Filters, values: Values, tags: Mapping[str, str]) -> bool:
    """Tell whether a record passes all filters."""
    return all(_passes(name, wanted, values, tags) for name, wanted in filters.items())


def _passes(name: str, wanted: Sequence[str], values: Values, tags: Mapping[str, str]) -> bool:
    have: Iterable[str]
    if name == "tag-key":
        have = tags
    elif name.startswith("tag:"):
        key = name.removeprefix("tag:")
        have = [tags[key]] if key in tags else []
    else:
        have = values[name]
    patterns = [_pattern(value) for value in wanted]
    return any(pattern.match(value) for value in have for pattern in patterns)


def page[Record](
    records: Sequence[Record], key: Callable[[Record], str], *, size: int | None, token: str | None, least: int = 1
) -> Page[Record]:
    """Give a page of records.

    Parameters:
        records: in the order of their keys, so that a page goes on rightly where records came or went.
        key: a text that orders the records.
        size: at most so many; EC2's 1,000 where None or more.
        token: where it starts, of the page before.
        least: the smallest size that the call takes.

    Raises:
        AwsError: the token is no token, or the size is too small.
    """
    if size is not None and size < least:
        raise AwsError(
            "InvalidParameterValue",
            f"Value ( {size} ) for parameter maxResults is invalid. Expecting a value greater than {least - 1}.",
        )
    rest = records
    if token:
        after = _decode(token)
        rest = [record for record in records if key(record) > after]
    limit = min(size or MAX_PAGE, MAX_PAGE)
    items = tuple(rest[:limit])
    return Page(items, _encode(key(items[-1])) if len(rest) > limit else None)


def _encode(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode()


def _decode(token: str) -> str:
    try:
        return base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise AwsError("InvalidNextToken", f"The token '{token}' is invalid.") from None
