"""Prices in a README: of AWS's list, for the Region of the module's examples."""

from __future__ import annotations

from decimal import Decimal


def billed(item: str, region: str, quantity: str) -> str:
    """Return a row of the table of costs: what is billed, how much of it there is, and what one costs in the Region.

    Parameters:
        item: as price files name it: "interface-endpoint-hour".
        quantity: in words.
    """
    from privatelink_generator.aws.prices import Item, UnknownPriceError, built_in

    kind = Item(item)
    try:
        found = built_in().price(kind, region)
    except UnknownPriceError:
        return f"| {kind.title} | {quantity} | per {kind.unit}: see AWS's price list |"
    text = f"${_plain(found.first)} per {kind.unit}"
    if found.is_substitute:
        text += f" in {found.listed_region}"
    if found.tiers[1:]:
        text += f", ${_plain(found.tiers[-1].price)} beyond {_plain(found.tiers[-2].up_to or Decimal())}"
    return f"| {kind.title} | {quantity} | {text} |"


def price_dates() -> str:
    """Return when the prices of this release were read: "2026-07-20 to 2026-11"."""
    from privatelink_generator.aws.prices import built_in

    return " to ".join(built_in().dates)


def _plain(number: Decimal) -> str:
    return f"{number:,f}"


GLOBALS = {"billed": billed, "price_dates": price_dates}
