"""The data of the answer of `privatelink sweep`, as in `data`."""

from __future__ import annotations

from typing import TypedDict


class Leftover(TypedDict):
    """A resource that a run has left.

    Parameters:
        type: AWS's noun.
        id: its ID, ARN or name.
        run, owner, expires: of the run, as its tags or those of its holder tell; `expires` in ISO 8601.
    """

    type: str
    id: str
    account: str
    region: str
    run: str
    owner: str
    expires: str


class Swept(TypedDict):
    """`sweep`: what runs have left, in the order of its removal.

    Parameters:
        dry_run: whether nothing was removed.
        left: what is still there, each with the reason.
        unread: what the API did not list, each with the reason.
        going: IDs of runs of this machine that go on, and were left alone.
        journals: what can't be read of this machine's journals.
        stacks: directories of this machine's stacks of which nothing is left; `privatelink destroy` removes each.
    """

    target: str
    dry_run: bool
    found: list[Leftover]
    left: list[str]
    unread: list[str]
    going: list[str]
    journals: list[str]
    stacks: list[str]
