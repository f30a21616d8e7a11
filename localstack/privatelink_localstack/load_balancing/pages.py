"""Pages of Elastic Load Balancing's Describe operations: up to 400 records, which is AWS's default too."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from privatelink_localstack.kernel import pages
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.pages import Page, PageRules

LARGEST = 400


def _invalid_size(size: int) -> AwsError | None:
    if 1 <= size <= LARGEST:
        return None
    return AwsError("ValidationError", f"Page size '{size}' must be between 1 and {LARGEST}")


def _invalid_marker(marker: str) -> AwsError:
    return AwsError("ValidationError", f"Invalid marker '{marker}'")


RULES = PageRules(largest=LARGEST, invalid_size=_invalid_size, invalid_token=_invalid_marker, ordered=False)


def page[Record](
    records: Sequence[Record], key: Callable[[Record], str], *, marker: str | None, size: int | None
) -> Page[Record]:
    """Return a page of records; see `kernel.pages.page`."""
    return pages.page(records, key, token=marker, size=size, rules=RULES)
