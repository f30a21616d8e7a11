"""Price lists of the user's: files of AWS's Price List Bulk API, and YAML in the form of our own prices."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError, model_validator

from privatelink_generator.aws.partitions import is_region
from privatelink_generator.aws.prices import EVERYWHERE, Item, PriceList, price_list
from privatelink_generator.costs import offer_file
from privatelink_generator.document.faults import faults
from privatelink_generator.document.reader import parse
from privatelink_generator.document.suggestion import did_you_mean
from privatelink_generator.errors import Fault, Position, PriceListError, SpecError
from privatelink_generator.parts import text_of
from privatelink_generator.patterns.base import Flag, Form, Many, Model


def read(path: Path) -> PriceList:
    """Return the prices of a file.

    Raises:
        PriceListError: the file can't be read, or is no price list; with every fault and its place.
    """
    try:
        text = text_of(path)
        if not text.strip():
            raise PriceListError([Fault(Position(str(path)), "the file is empty; write a price list")])
        if text.lstrip().startswith("{"):
            data = _json(text, path)
            if isinstance(data, dict) and "offerCode" in data:
                return offer_file.price_list(data, str(path))
        return _own(text, str(path))
    except SpecError as error:
        raise PriceListError(list(error.faults)) from error


def _json(text: str, path: Path) -> object:
    try:
        return json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        fault = Fault(Position(str(path), error.lineno, error.colno), f"broken JSON: {error.msg}")
        raise PriceListError([fault]) from error
    except RecursionError as error:
        raise PriceListError([Fault(Position(str(path)), "broken JSON: nested too deeply")]) from error


def _own(text: str, file: str) -> PriceList:
    document = parse(text, file)
    if not isinstance(document.data, dict):
        raise PriceListError([Fault(document.position(()), "a price list is a mapping that starts with version: 1")])
    try:
        checked = _File.model_validate(document.data)
    except ValidationError as error:
        raise PriceListError(faults(error, document, _File, whole="the price list")) from error
    missing = [
        Fault(
            document.position(("prices", item, region, "source")),
            f"prices.{item}.{region}.source: {entry.source!r} is not one of sources"
            f"{did_you_mean(entry.source, checked.sources)}",
        )
        for item, regions in checked.prices.items()
        for region, entry in regions.items()
        if entry.source not in checked.sources
    ]
    if missing:
        raise PriceListError(missing)
    return price_list(checked.model_dump(exclude_none=True))


def _item(value: str) -> str:
    names = [item.value for item in Item]
    if value not in names:
        near = did_you_mean(value, names) or f"; write one of {', '.join(names)}"
        raise ValueError(f"is nothing that has a price here{near}")
    return value


def _region(value: str) -> str:
    if value != EVERYWHERE and not is_region(value):
        raise ValueError("is not a Region's name, such as us-east-1, nor '*' for all of them")
    return value


_Number = Annotated[str, Form(r"[0-9]{1,12}(\.[0-9]{1,12})?", "is not a number such as '0.01', without a sign")]


class _Source(Model):
    title: str = Field(min_length=1)
    url: str | None = None
    date: Annotated[str, Form(r"20[0-9]{2}-[01][0-9](-[0-3][0-9])?", "is not a date such as 2026-10-01 or 2026-10")]
    quoted: Flag = False


class _Tier(Model):
    up_to: _Number | None = None
    price: _Number


def _rising(tiers: tuple[_Tier, ...]) -> tuple[_Tier, ...]:
    bounds = [Decimal(tier.up_to) if tier.up_to is not None else Decimal("Infinity") for tier in tiers]
    if bounds != sorted(set(bounds)) or bounds[-1].is_finite():
        raise ValueError("does not rise to a last tier without up_to")
    return tiers


class _Entry(Model):
    price: _Number | None = None
    tiers: Annotated[Many[_Tier], AfterValidator(_rising)] | None = None
    source: str
    note: str | None = None

    @model_validator(mode="after")
    def _one(self) -> _Entry:
        if (self.price is None) == (self.tiers is None):
            raise ValueError("has both or neither of price and tiers; write one of them")
        return self


class _File(Model):
    version: Literal[1]
    currency: Literal["USD"]
    sources: Annotated[dict[str, _Source], Field(min_length=1)]
    prices: dict[Annotated[str, AfterValidator(_item)], dict[Annotated[str, AfterValidator(_region)], _Entry]]
