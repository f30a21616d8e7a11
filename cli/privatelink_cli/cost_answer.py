"""The answer of `privatelink cost`: for programs, and as tables for people."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from privatelink_generator.aws.prices import CURRENCY, Price, Source
from privatelink_generator.costs.compare import MOST_VPCS, PARTS, BreakEven, Comparison

if TYPE_CHECKING:
    from privatelink_cli import cost_data as shapes
    from privatelink_generator.costs.estimate import Estimate, Line
    from privatelink_generator.costs.usage import Month
    from privatelink_generator.patterns.base import Spec


def data(spec: Spec, month: Month, found: Estimate, comparison: Comparison | None) -> shapes.Cost:
    """Return the answer for programs."""
    return {
        "name": spec.name,
        "pattern": spec.pattern,
        "region": spec.example_region,
        "currency": CURRENCY,
        "hours": _plain(month.hours),
        "zones": month.zones,
        "lines": [_line_data(line) for line in found.lines],
        "free": [{"subject": each.subject, "reason": each.reason, "url": each.url} for each in found.free],
        "not_counted": list(found.left),
        "total": _plain(found.total),
        "is_complete": not found.unknown,
        "comparison": None if comparison is None else _comparison_data(comparison),
    }


def _line_data(line: Line) -> shapes.CostLine:
    return {
        "subjects": list(line.subjects),
        "item": line.item.value,
        "title": line.item.title,
        "account": line.place.account,
        "region": line.place.region,
        "quantity": _plain(line.quantity),
        "unit": line.item.unit,
        "how": line.how,
        "cost": None if line.cost is None else _plain(line.cost),
        "price": None if line.price is None else _price_data(line.price),
    }


def _price_data(price: Price) -> shapes.CostPrice:
    source = price.source
    return {
        "tiers": [
            {"up_to": None if tier.up_to is None else _plain(tier.up_to), "price": _plain(tier.price)}
            for tier in price.tiers
        ],
        "region": price.listed_region,
        "is_substitute": price.is_substitute,
        "note": price.note,
        "source": {"title": source.title, "url": source.url, "date": source.date, "quoted": source.quoted},
    }


def _comparison_data(comparison: Comparison) -> shapes.CostComparison:
    return {
        "vpcs": comparison.vpcs,
        "options": [
            {
                "name": option.name,
                "parts": [
                    {"title": title, "cost": _plain(part)} for title, part in zip(PARTS, option.parts, strict=True)
                ],
                "total": _plain(option.total),
            }
            for option in comparison.options
        ],
        "break_evens": [
            {
                "way": each.way,
                "vpcs": each.vpcs,
                "gigabytes": None if each.gigabytes is None else _plain(each.gigabytes),
            }
            for each in comparison.break_evens
        ],
    }


def _plain(number: Decimal) -> str:
    """Return a number without an exponent."""
    return f"{number:f}"


def text(spec: Spec, month: Month, found: Estimate, comparison: Comparison | None) -> Iterator[str]:
    """Yield the answer for people: a table of lines, the designs side by side, and what is behind the numbers."""
    yield f"{spec.name} ({spec.pattern}) in {spec.example_region}, {month.hours:,f} hours:"
    yield ""
    sources = {source: number for number, source in enumerate(found.sources, 1)}
    yield from _aligned(_rows(found, sources), numbers=_NUMBERS)
    yield ""
    if comparison:
        yield from _side_by_side(comparison)
        yield ""
    for free in found.free:
        yield f"Free: {f'{free.subject}: ' if free.subject else ''}{free.reason} ({free.url})"
    yield f"Not counted: {'; '.join(found.left)}."
    for line in {line.item: line for line in found.lines if line.price and line.price.note}.values():
        yield f"{line.item.title[0].upper()}{line.item.title[1:]}: {line.price.note if line.price else ''}"
    for source, number in sources.items():
        quoted = " (as public documents quote it)" if source.quoted else ""
        yield f"[{number}] {source}{quoted}{f': {source.url}' if source.url else ''}"


_NUMBERS = frozenset({"quantity", "USD"})
_LONGEST_SUBJECT = 36


def _rows(found: Estimate, sources: Mapping[Source, int]) -> list[dict[str, str]]:
    several = len({line.place.account for line in found.lines}) > 1
    rows = []
    for line in found.lines:
        row = {"account": line.place.account} if several else {}
        row |= {
            "resource": _subjects(line.subjects),
            "what is billed": line.item.title,
            "quantity": f"{_rounded(line.quantity):,f}",
            "unit": line.item.unit,
            "USD a unit": _price(line.price, sources),
            "USD": "not known" if line.cost is None else f"{line.cost:,f}",
            "": line.how,
        }
        rows.append(row)
    blank = dict.fromkeys(rows[0], "") if rows else {"resource": "", "USD": ""}
    return [*rows, blank | {"resource": "total", "USD": f"{found.total:,f}"}]


def _rounded(quantity: Decimal) -> Decimal:
    """Return the quantity with two decimal places at most, and none where it is whole."""
    whole = quantity.to_integral_value()
    return whole if quantity == whole else quantity.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _subjects(names: Sequence[str]) -> str:
    every = ", ".join(dict.fromkeys(names))
    return every if len(every) <= _LONGEST_SUBJECT else f"{names[0]} and {len(names) - 1} more"


def _price(price: Price | None, sources: Mapping[Source, int]) -> str:
    if price is None:
        return "not known"
    prices = ", then ".join(f"{tier.price:f}" for tier in price.tiers)
    return f"{prices}{f' of {price.listed_region}' if price.is_substitute else ''} [{sources[price.source]}]"


def _aligned(rows: Sequence[Mapping[str, str]], *, numbers: Collection[str]) -> Iterator[str]:
    """Yield the lines of a table below its titles, which are the keys of the rows; numbers stand to the right."""
    table = [{title: title for title in rows[0]}, *rows]
    widths = {title: max(len(row[title]) for row in table) for title in rows[0]}
    for row in table:
        cells = [
            row[title].rjust(width) if title in numbers else row[title].ljust(width) for title, width in widths.items()
        ]
        yield "  ".join(cells).rstrip()


def _side_by_side(comparison: Comparison) -> Iterator[str]:
    title = f"{comparison.vpcs} VPC{'s' if comparison.vpcs != 1 else ''}, USD"
    names = [option.name for option in comparison.options]
    rows = [
        {title: part} | {option.name: f"{option.parts[number]:,f}" for option in comparison.options}
        for number, part in enumerate(PARTS)
    ]
    total = {title: "total"} | {option.name: f"{option.total:,f}" for option in comparison.options}
    yield from _aligned([*rows, total], numbers=names)
    for each in comparison.break_evens:
        yield _break_even(each, comparison.vpcs)


def _break_even(each: BreakEven, vpcs: int) -> str:
    hub = (
        f"A hub reached by {each.way.replace('_', ' ')}" if each.way != "existing" else "A hub that is reached already"
    )
    if each.vpcs is None:
        return f"{hub} is not cheaper for any number of VPCs up to {MOST_VPCS:,}."
    number = f"{hub} is cheaper from {each.vpcs} VPC{'s' if each.vpcs != 1 else ''} on"
    if each.gigabytes is None:
        return f"{number}."
    return f"{number}; for {vpcs}, as long as each has less than {each.gigabytes:,f} GB through the endpoints."
