"""Pages of EC2's Describe operations.

Source: EC2 API reference: `MaxResults` and `NextToken` of each operation; sizes above 1,000 count as 1,000. The
words of the error for a token are inferred.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from privatelink_localstack.kernel import pages
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.pages import Page, PageRules

LARGEST = 1000


def page[Record](
    records: Sequence[Record],
    key: Callable[[Record], str],
    *,
    size: int | None,
    token: str | None,
    smallest: int = 1,
) -> Page[Record]:
    """Return a page of records; see `kernel.pages.page`.

    Parameters:
        records: in the order of their keys.
        smallest: the smallest size that the operation takes.
    """
    rules = PageRules(LARGEST, partial(_invalid_size, smallest), _invalid_token, ordered=True)
    return pages.page(records, key, token=token, size=size, rules=rules)


def _invalid_size(smallest: int, size: int) -> AwsError | None:
    if size >= smallest:
        return None
    return AwsError(
        "InvalidParameterValue",
        f"Value ( {size} ) for parameter maxResults is invalid. Expecting a value greater than {smallest - 1}.",
    )


def _invalid_token(token: str) -> AwsError:
    return AwsError("InvalidNextToken", f"The token '{token}' is invalid.")
