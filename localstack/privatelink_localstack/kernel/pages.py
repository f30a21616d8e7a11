"""Pages of long responses.

A token names the last record of its page, so that the next page starts behind it even if records came or went.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from privatelink_localstack.kernel.errors import AwsError


class Page[Record](NamedTuple):
    """A page of records, and the token of the next page; None on the last page."""

    items: tuple[Record, ...]
    next_token: str | None


@dataclass(frozen=True, slots=True)
class PageRules:
    """The rules of an API for pages.

    Parameters:
        largest: the most records on a page, and the default.
        invalid_size: returns the error for a size that the API refuses, or None. An accepted size above `largest`
            counts as `largest`.
        invalid_token: returns the error for an unknown token, or a token whose record is gone.
        ordered: whether records are in the order of their keys, so that a token outlives its record.
    """

    largest: int
    invalid_size: Callable[[int], AwsError | None]
    invalid_token: Callable[[str], AwsError]
    ordered: bool


def page[Record](
    records: Sequence[Record],
    key: Callable[[Record], str],
    *,
    token: str | None,
    size: int | None,
    rules: PageRules,
) -> Page[Record]:
    """Return a page of records.

    Parameters:
        records: all records, in a stable order.
        key: returns a unique text of a record.
        token: from the previous page; None for the first page.

    Raises:
        AwsError: the token or the size is invalid.
    """
    error = None if size is None else rules.invalid_size(size)
    if error is not None:
        raise error
    start = _start(records, key, token, rules) if token else 0
    end = start + min(size or rules.largest, rules.largest)
    items = tuple(records[start:end])
    return Page(items, _encode(key(items[-1])) if end < len(records) else None)


def _start[Record](records: Sequence[Record], key: Callable[[Record], str], token: str, rules: PageRules) -> int:
    try:
        last = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise rules.invalid_token(token) from None
    for index, record in enumerate(records):
        if key(record) == last:
            return index + 1
        if rules.ordered and key(record) > last:
            return index
    if rules.ordered:
        return len(records)
    raise rules.invalid_token(token)


def _encode(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode()
