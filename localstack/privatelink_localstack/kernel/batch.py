"""Calls that handle each id for itself. They succeed, and answer in `Unsuccessful` what they did not do."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from privatelink_localstack.kernel.errors import AwsError, dry_run_succeeded

Refusals = list[tuple[str, AwsError]]
"""Ids that were refused, with the reason."""


def each_for_itself(ids: Iterable[str], act: Callable[[str], None], *, dry_run: bool) -> Refusals:
    """Do something with each id.

    Parameters:
        act: does it; the refusal that it raises is that id's alone.

    Returns:
        Those that were refused, in their order.

    Raises:
        AwsError: it was a dry run.
    """
    if dry_run:
        raise dry_run_succeeded()
    refused: Refusals = []
    for resource_id in ids:
        try:
            act(resource_id)
        except AwsError as error:
            refused.append((resource_id, error))
    return refused
