"""How condition operators compare one value of a policy with one of a request.

IAM guide, "IAM JSON policy elements: Condition operators".
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from privatelink_generator.policies.answers import Answer
from privatelink_generator.policies.templates import Tokens, arn_pattern, plain, text_pattern

type Compare = Callable[[Tokens, str], Answer]
"""The policy's value, then the request's. None: one of them has another form than the operator compares."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an operator does.

    Parameters:
        is_negated: whether it holds where nothing matches.
        has_variables: whether AWS replaces policy variables in its values.
    """

    compare: Compare
    is_negated: bool = False
    has_variables: bool = False


def _equals(value: Tokens, found: str) -> Answer:
    return plain(value) == found


def _equals_ignoring_case(value: Tokens, found: str) -> Answer:
    return plain(value).lower() == found.lower()


def _like(value: Tokens, found: str) -> Answer:
    return text_pattern(value).fullmatch(found) is not None


def _arn_like(value: Tokens, found: str) -> Answer:
    pattern = arn_pattern(value)
    return None if pattern is None else pattern.fullmatch(found) is not None


def _of_form(read: Callable[[str], Any], compare: Callable[[Any, Any], bool]) -> Compare:
    """Return a comparison of texts of one form: `read` returns None for another one."""
    cached = lru_cache(maxsize=1024)(read)

    def compared(value: Tokens, found: str) -> Answer:
        ours, theirs = cached(plain(value)), cached(found)
        return None if ours is None or theirs is None else compare(theirs, ours)

    return compared


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}", re.ASCII)
_EPOCH = re.compile(r"[0-9]{1,11}(\.[0-9]+)?", re.ASCII)


def _date(text: str) -> datetime | None:
    """Read seconds since 1970, or a date of the W3C's note; one without a zone is in UTC."""
    try:
        if _EPOCH.fullmatch(text):
            return datetime.fromtimestamp(float(text), UTC)
        date = datetime.fromisoformat(f"{text}-01" if _MONTH.fullmatch(text) else text)
    except (ValueError, OverflowError, OSError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _truth(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text.lower())


def _bytes(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


type _Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _network(text: str) -> _Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _is_within(found: _Network, network: _Network) -> bool:
    return found.version == network.version and found.subnet_of(network)  # type: ignore[arg-type]


_ORDERS: Mapping[str, tuple[Callable[[Any, Any], bool], bool]] = {
    "Equals": (operator.eq, False),
    "NotEquals": (operator.eq, True),
    "LessThan": (operator.lt, False),
    "LessThanEquals": (operator.le, False),
    "GreaterThan": (operator.gt, False),
    "GreaterThanEquals": (operator.ge, False),
}
_ADDRESS = _of_form(_network, _is_within)

COMPARISONS: Mapping[str, Comparison] = {
    "StringEquals": Comparison(_equals, has_variables=True),
    "StringNotEquals": Comparison(_equals, is_negated=True, has_variables=True),
    "StringEqualsIgnoreCase": Comparison(_equals_ignoring_case, has_variables=True),
    "StringNotEqualsIgnoreCase": Comparison(_equals_ignoring_case, is_negated=True, has_variables=True),
    "StringLike": Comparison(_like, has_variables=True),
    "StringNotLike": Comparison(_like, is_negated=True, has_variables=True),
    "ArnEquals": Comparison(_arn_like, has_variables=True),
    "ArnLike": Comparison(_arn_like, has_variables=True),
    "ArnNotEquals": Comparison(_arn_like, is_negated=True, has_variables=True),
    "ArnNotLike": Comparison(_arn_like, is_negated=True, has_variables=True),
    "Bool": Comparison(_of_form(_truth, operator.eq), has_variables=True),
    "BinaryEquals": Comparison(_of_form(_bytes, operator.eq)),
    "IpAddress": Comparison(_ADDRESS),
    "NotIpAddress": Comparison(_ADDRESS, is_negated=True),
    **{
        f"{kind}{name}": Comparison(_of_form(read, compare), is_negated)
        for kind, read in (("Numeric", _number), ("Date", _date))
        for name, (compare, is_negated) in _ORDERS.items()
    },
}
"""By operator, without its set prefix and `IfExists`. `Null` is none of them: it compares no values."""
