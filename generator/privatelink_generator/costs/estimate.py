"""What is used, at the prices of a list: a line for each resource, and their sum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from privatelink_generator.aws.prices import Item, Price, PriceList, Source, UnknownPriceError
from privatelink_generator.costs.stack import entries
from privatelink_generator.costs.usage import Free, Left, Month, Place, Use
from privatelink_generator.patterns.base import GeneralSpec, OpenSpec, Spec

_POOLED = frozenset(
    {
        Item.INTERFACE_ENDPOINT_GB,
        Item.GATEWAY_LOAD_BALANCER_ENDPOINT_GB,
        Item.RESOLVER_QUERIES,
        Item.HOSTED_ZONE_MONTH,
    }
)
"""Items whose price depends on the quantity of all resources of an account in a Region."""

_CENT = Decimal("0.01")
_NOT_ON_ANY_LINE = "taxes, discounts, credits and free allowances"


@dataclass(frozen=True, slots=True)
class Line:
    """What one resource costs, or those of an account and a Region that AWS counts together.

    Parameters:
        subjects: names of the resources in the spec.
        price: None if it is not known.
        cost: in US dollars, rounded to cents; None if the price is not known.
    """

    subjects: tuple[str, ...]
    item: Item
    place: Place
    quantity: Decimal
    how: str
    price: Price | None
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a month of a module costs.

    Parameters:
        left: what is billed and not counted.
    """

    lines: tuple[Line, ...]
    free: tuple[Free, ...]
    left: tuple[str, ...]

    @property
    def total(self) -> Decimal:
        """The sum of the lines whose price is known."""
        return sum((line.cost for line in self.lines if line.cost is not None), Decimal("0.00"))

    @property
    def unknown(self) -> tuple[Line, ...]:
        """The lines whose price is not known."""
        return tuple(line for line in self.lines if line.price is None)

    @property
    def prices(self) -> tuple[Price, ...]:
        """The prices that are known, in the order of the lines."""
        return tuple(line.price for line in self.lines if line.price)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where the prices were read."""
        return tuple(dict.fromkeys(price.source for price in self.prices))


def estimate(spec: Spec, month: Month, prices: PriceList) -> Estimate:
    """Return what a month of the spec's module costs."""
    found = [*entries(spec, month), *_of_the_caller(spec)]
    uses = _together(each for each in found if isinstance(each, Use))
    free = tuple(dict.fromkeys(each for each in found if isinstance(each, Free)))
    left = dict.fromkeys(
        _told(each, prices, spec) for each in (*found, Left(_NOT_ON_ANY_LINE)) if isinstance(each, Left)
    )
    return Estimate(tuple(_line(*each, prices) for each in uses), free, tuple(left))


def _of_the_caller(spec: Spec) -> Iterator[Left]:
    """Yield what a module's caller may decide: the lines are of what the spec has."""
    if isinstance(spec, GeneralSpec) and spec.general:
        yield Left("what a caller passes to this general module in place of its example")
    elif isinstance(spec, OpenSpec) and (spec.open or spec.inputs):
        yield Left("what a caller adds to the spec, or sets otherwise, by the module's variables")


def _told(left: Left, prices: PriceList, spec: Spec) -> str:
    """Return what is not counted, with its price if one is known."""
    if left.item is None:
        return left.reason
    try:
        price = prices.price(left.item, spec.example_region)
    except UnknownPriceError:
        return left.reason
    return f"{left.reason}: a {left.item.title} is ${price.first} an {left.item.unit}"


def cost_of(use: Use, prices: PriceList) -> Decimal:
    """Return what a use alone costs, in cents.

    Raises:
        UnknownPriceError: the list has no price of the item.
    """
    return _in_cents(prices.price(use.item, use.place.region), use)


def _in_cents(price: Price, use: Use) -> Decimal:
    return price.cost(use.quantity).quantize(_CENT, ROUND_HALF_UP)


def _together(uses: Iterable[Use]) -> Iterator[tuple[tuple[str, ...], Use]]:
    """Yield the uses, those of pooled items as one for each account and Region, and a Profile's price once."""
    pools: dict[tuple[str, ...], tuple[tuple[str, ...], Use]] = {}
    for number, use in enumerate(uses):
        where = (use.item.value, use.place.account, use.place.region)
        is_shared = use.item in _POOLED or use.item is Item.PROFILE_HOUR
        key = where if is_shared else (*where, str(number))
        if key not in pools:
            pools[key] = ((use.subject,), use)
            continue
        subjects, first = pools[key]
        quantity = first.quantity if use.item is Item.PROFILE_HOUR else first.quantity + use.quantity
        how = first.how if first.how == use.how else ""
        pools[key] = ((*subjects, use.subject), Use(first.subject, use.item, quantity, first.place, how))
    yield from pools.values()


def _line(subjects: tuple[str, ...], use: Use, prices: PriceList) -> Line:
    try:
        price = prices.price(use.item, use.place.region)
    except UnknownPriceError:
        return Line(subjects, use.item, use.place, use.quantity, use.how, None, None)
    return Line(subjects, use.item, use.place, use.quantity, use.how, price, _in_cents(price, use))
