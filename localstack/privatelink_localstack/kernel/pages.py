"""Pages of long answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from privatelink_localstack.load_balancing.errors import validation_error

LARGEST = 400
"""Results on a page. AWS's default is 400 too."""


def page[T](
    found: Sequence[T], key: Callable[[T], str], *, marker: str | None, size: int | None
) -> tuple[Sequence[T], str | None]:
    """Give a page, and the marker of the next one if there is one.

    Parameters:
        found: all results, in an order that stays.
        key: what a result is known by, and a marker is.
        marker: where the page before ended; None for the first.
        size: results on a page, 1 to 400; None for 400.

    Raises:
        AwsError: the size or the marker is wrong.
    """
    if size is not None and not 1 <= size <= LARGEST:
        raise validation_error(f"Page size '{size}' must be between 1 and {LARGEST}")
    start = 0
    if marker is not None:
        keys = [key(each) for each in found]
        if marker not in keys:
            raise validation_error(f"Invalid marker '{marker}'")
        start = keys.index(marker) + 1
    end = start + (size or LARGEST)
    shown = found[start:end]
    return shown, key(shown[-1]) if end < len(found) else None
