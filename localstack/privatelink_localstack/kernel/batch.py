"""Operations that handle several IDs one by one. They succeed, and report refusals in `Unsuccessful`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from privatelink_localstack.kernel.errors import AwsError, dry_run_succeeded

Refusals = list[tuple[str, AwsError]]
"""Refused IDs with their errors."""


def each_for_itself(ids: Iterable[str], act: Callable[[str], None], *, dry_run: bool) -> Refusals:
    """Handle IDs one by one, and return the refusals in the order of the IDs.

    Parameters:
        act: handles an ID; an error that it raises refuses this ID alone.

    Raises:
        AwsError: the dry run succeeded.
    """
    if dry_run:
        raise dry_run_succeeded()
    refusals: Refusals = []
    for resource_id in ids:
        try:
            act(resource_id)
        except AwsError as error:
            refusals.append((resource_id, error))
    return refusals
