"""The data of the answer of `privatelink cost`, as in `data`."""

from __future__ import annotations

from typing import Literal, TypedDict


class CostSource(TypedDict):
    """Where a price was read.

    Parameters:
        url: null for a file of the user's.
        date: a day, or a month.
        quoted: whether it was read in a public document that quotes AWS.
    """

    title: str
    url: str | None
    date: str
    quoted: bool


class CostTier(TypedDict):
    """A price for a part of a quantity; `up_to` is null for the last part."""

    up_to: str | None
    price: str


class CostPrice(TypedDict):
    """A price in US dollars a unit.

    Parameters:
        region: that the list has it for; `*` for all.
        is_substitute: whether the list lacks the line's own Region.
    """

    tiers: list[CostTier]
    region: str
    is_substitute: bool
    note: str
    source: CostSource


class CostLine(TypedDict):
    """What one resource costs, or several of an account and a Region that AWS counts together.

    Parameters:
        subjects: names of the resources in the spec.
        item: its name in price files.
        account: alias; empty in a spec of one account.
        how: how the quantity comes about.
        cost: in cents' precision; null if the price is not known.
    """

    subjects: list[str]
    item: str
    title: str
    account: str
    region: str
    quantity: str
    unit: str
    how: str
    cost: str | None
    price: CostPrice | None


class CostFree(TypedDict):
    """What AWS bills nothing for, and where it says so; `subject` is empty if it is about the whole module."""

    subject: str
    reason: str
    url: str


class CostPart(TypedDict):
    """A part of what an option costs."""

    title: str
    cost: str


class CostOption(TypedDict):
    """A way to give VPCs their endpoints."""

    name: str
    parts: list[CostPart]
    total: str


class CostBreakEven(TypedDict):
    """Where a hub and endpoints in each VPC cost the same.

    Parameters:
        vpcs: the smallest number at which a hub is cheaper; null if it never is.
        gigabytes: of each VPC, up to which a hub is cheaper; null if no amount decides.
    """

    way: Literal["peering", "peering_across_regions", "transit_gateway", "existing"]
    vpcs: int | None
    gigabytes: str | None


class CostComparison(TypedDict):
    """A hub beside endpoints in each VPC, which are the first option."""

    vpcs: int
    options: list[CostOption]
    break_evens: list[CostBreakEven]


class Cost(TypedDict):
    """`cost`: what a month of a module costs. Numbers that may have decimal places are texts.

    Parameters:
        region: of the spec, or of its example.
        total: of the lines whose price is known.
        is_complete: whether that is all of them.
        comparison: null without spokes that use a hub's endpoints, and without `--vpcs`.
    """

    name: str
    pattern: str
    region: str
    currency: str
    hours: str
    zones: int
    lines: list[CostLine]
    free: list[CostFree]
    not_counted: list[str]
    total: str
    is_complete: bool
    comparison: CostComparison | None
