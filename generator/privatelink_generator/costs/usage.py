"""What resources use of the items that AWS bills, and what is free or not counted beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from privatelink_generator.aws.prices import HOURS_PER_MONTH, Item

LONGEST_MONTH = 744
"""Hours of a month with 31 days."""


@dataclass(frozen=True, slots=True)
class Month:
    """How a module is used.

    Parameters:
        hours: that it exists.
        zones: Availability Zones of an endpoint whose addresses the spec does not fix.
        gigabytes: through each endpoint and each load balancer, both ways together.
        gigabytes_of: the same of single ones, by name; of a composition's, by MODULE.NAME.
        queries: through Resolver endpoints, in millions.
    """

    hours: Decimal = Decimal(HOURS_PER_MONTH)
    zones: int = 2
    gigabytes: Decimal = Decimal(0)
    gigabytes_of: Mapping[str, Decimal] = field(default_factory=dict)
    queries: Decimal = Decimal(0)

    @property
    def whole_hours(self) -> Decimal:
        """The hours that AWS bills: a part of an hour counts whole."""
        return self.hours.to_integral_value(ROUND_CEILING)

    @property
    def months(self) -> Decimal:
        """The months begun, for what AWS bills by month."""
        return (self.hours / LONGEST_MONTH).to_integral_value(ROUND_CEILING)

    def data(self, name: str) -> Decimal:
        """Return the gigabytes through an endpoint or a load balancer."""
        return self.gigabytes_of.get(name, self.gigabytes)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a module is made.

    Parameters:
        account: alias; "" where there is only one.
        prefix: of its resources' names, such as "orders." for the module orders of a composition.
    """

    region: str
    account: str = ""
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """The use of an item by one resource.

    Parameters:
        subject: the resource's name in the spec.
        quantity: in the item's unit.
        how: how the quantity comes about, such as "2 zones x 730 hours"; "" where it is plain.
    """

    subject: str
    item: Item
    quantity: Decimal
    place: Place
    how: str = ""


@dataclass(frozen=True, slots=True)
class Free:
    """What AWS bills nothing for.

    Parameters:
        url: where AWS says so.
    """

    subject: str
    reason: str
    url: str


@dataclass(frozen=True, slots=True)
class Left:
    """What is billed and not counted here.

    Parameters:
        item: what is told a price of; None for what has no single price.
    """

    reason: str
    item: Item | None = None


type Entry = Use | Free | Left


def hourly(
    item: Item, subject: str, place: Place, month: Month, *, count: int = 1, counted: str = "", each: str = ""
) -> Use:
    """Return what resources use that AWS bills by the hour.

    Parameters:
        count: how many resources, or zones of one.
        counted: what they are, in one word and its plural, such as "zone/zones".
        each: what goes before the count, such as "2 interfaces".
    """
    one, _, many = counted.partition("/")
    shown = [each] if each else []
    shown += [f"{count} {one if count == 1 else many}"] if counted else []
    hours = month.whole_hours
    how = " x ".join([*shown, f"{hours:,} hours"]) if shown else ""
    return Use(place.prefix + subject, item, count * hours, place, how)
