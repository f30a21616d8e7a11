"""`privatelink cost`: what a month of a spec's module costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from privatelink_cli.answer import Format, FormatOption, reply
from privatelink_cli.options import SpecArgument, SpecRegionOption, in_region

if TYPE_CHECKING:
    from privatelink_generator.aws.prices import PriceList
    from privatelink_generator.costs.compare import Comparison
    from privatelink_generator.costs.estimate import Estimate
    from privatelink_generator.costs.usage import Month
    from privatelink_generator.patterns.base import Spec

_MOST_HOURS = 8784
"""Hours of a leap year."""
_TOO_MUCH = Decimal(10) ** 12


def _number(text: str) -> Decimal:
    """Return a number from 0 on. Raise BadParameter for another text."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or number < 0 or number >= _TOO_MUCH:
        raise typer.BadParameter(f"{text!r} is not a number from 0 on, such as 100 or 0.5")
    return number


def _hours(text: str) -> Decimal:
    number = _number(text)
    if not 0 < number <= _MOST_HOURS:
        raise typer.BadParameter(f"{text!r} is not a number of hours: more than 0, and at most {_MOST_HOURS}")
    return number


def _data_of(text: str) -> tuple[str, Decimal]:
    """Return a name and its gigabytes; the name is "" where the text has none."""
    name, equals, number = text.rpartition("=")
    if equals and not name:
        raise typer.BadParameter(f"{text!r} has no name before the =; write a number alone for all")
    return name, _number(number)


def cost(
    spec: SpecArgument,
    hours: Annotated[
        Decimal,
        typer.Option(
            metavar="N", parser=_hours, help="Hours that the module exists; AWS bills a part of one as a whole one."
        ),
    ] = Decimal(730),
    gb: Annotated[
        list[Any] | None,
        typer.Option(
            metavar="[NAME=]N",
            parser=_data_of,
            help="Gigabytes in that time through each endpoint and load balancer, or through NAME; may be repeated.",
            show_default="0",
        ),
    ] = None,
    zones: Annotated[
        int, typer.Option(metavar="N", help="Availability Zones, where the spec does not fix them.", min=1, max=8)
    ] = 2,
    queries: Annotated[
        Decimal, typer.Option(metavar="N", parser=_number, help="Millions of queries through Resolver endpoints.")
    ] = Decimal(0),
    vpcs: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="VPCs that need a consumer spec's endpoints: compare endpoints in each with a hub.",
            min=1,
            max=1000,
            show_default=False,
        ),
    ] = None,
    region: SpecRegionOption = None,
    price_list: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Prices that go before the built-in ones: AWS's index.json of a service, or YAML; may be repeated.",
            show_default=False,
        ),
    ] = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Say what a month of a spec's module costs.

    Counted is what the module makes, at list prices in US dollars that came with this release, or with --price-list.
    A hub is compared with endpoints in each of its spokes. What is not counted is listed.
    """
    from privatelink_cli import cost_answer
    from privatelink_generator.costs.estimate import estimate
    from privatelink_generator.costs.usage import Month
    from privatelink_generator.load import load

    loaded = in_region(load(spec), region)
    amounts: dict[str, Decimal] = dict(gb or [])
    month = Month(hours, zones, amounts.pop("", Decimal(0)), amounts, queries)
    _check_names(loaded, amounts)
    prices = _prices(price_list or [])
    found = estimate(loaded, month, prices)
    comparison, why_not = _compare(loaded, vpcs, month, prices)
    answer = cost_answer.data(loaded, month, found, comparison)
    text = cost_answer.text(loaded, month, found, comparison)
    return reply("cost", output_format, answer, text, warnings=[*prices.notes, *_warnings(found, comparison), *why_not])


def _check_names(spec: Spec, amounts: Mapping[str, Decimal]) -> None:
    from privatelink_generator.costs.stack import names
    from privatelink_generator.document.suggestion import did_you_mean

    known = names(spec)
    for name in amounts:
        if name not in known:
            near = did_you_mean(name, known) or (f"; write one of {', '.join(known)}" if known else "")
            raise typer.BadParameter(f"{name!r} is no endpoint or load balancer of the spec{near}", param_hint="--gb")


def _prices(paths: Iterable[Path]) -> PriceList:
    from privatelink_generator.aws.prices import built_in
    from privatelink_generator.costs.price_file import read

    prices = built_in()
    for path in reversed(list(paths)):
        prices = read(path).over(prices)
    return prices


def _compare(spec: Spec, vpcs: int | None, month: Month, prices: PriceList) -> tuple[Comparison | None, list[str]]:
    """Return the comparison, and why there is none although there should be."""
    from privatelink_generator.aws.prices import UnknownPriceError
    from privatelink_generator.costs import compare
    from privatelink_generator.patterns.consumer.model import ConsumerSpec
    from privatelink_generator.patterns.hybrid.model import HybridSpec

    try:
        match spec:
            case HybridSpec() if vpcs is None:
                return compare.of_hub(spec, month, prices), []
            case ConsumerSpec() if vpcs is not None:
                return compare.of_vpcs(spec, vpcs, month, prices), []
    except UnknownPriceError as error:
        return None, [f"nothing is compared: {error}"]
    if vpcs is not None:
        has = "a hub is compared with its own spokes" if isinstance(spec, HybridSpec) else "it is for consumer specs"
        raise typer.BadParameter(f"the spec's pattern is {spec.pattern}: {has}", param_hint="--vpcs")
    return None, []


def _warnings(found: Estimate, comparison: Comparison | None) -> list[str]:
    unknown = dict.fromkeys(f"{line.item.title} in {line.place.region}" for line in found.unknown)
    warnings = [f"no price is known of {title}: the total lacks it; give one with --price-list" for title in unknown]
    by_region: dict[tuple[str, str], dict[str, None]] = {}
    for price in (*found.prices, *(comparison.prices if comparison else ())):
        if price.is_substitute:
            by_region.setdefault((price.region, price.listed_region), {})[price.item.title] = None
    return warnings + [
        f"no price for {region} is built in of {', '.join(titles)}: that of {listed} stands for it; "
        "give the Region's with --price-list"
        for (region, listed), titles in by_region.items()
    ]
