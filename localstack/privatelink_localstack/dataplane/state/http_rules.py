"""What an Application Load Balancer does with a request: rules of a listener, in order, the default one last.

Source: Application Load Balancers guide, "Condition types for listener rules" (`*` stands for any characters, `?` for
one; paths are compared with case, the rest without; one value of each condition must match, and every condition) and
"Redirect actions" (`#{protocol}`, `#{host}`, `#{port}`, `#{path}` without its first slash, `#{query}`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from ipaddress import ip_address, ip_network
from urllib.parse import parse_qsl


class Field(StrEnum):
    """What a condition looks at, as the API spells it."""

    HOST = "host-header"
    HEADER = "http-header"
    METHOD = "http-request-method"
    PATH = "path-pattern"
    QUERY = "query-string"
    SOURCE = "source-ip"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of a rule.

    Parameters:
        values: patterns; CIDR blocks for `source-ip`, `key=value` for `query-string`.
        header: the name, for `http-header`.
    """

    field: Field
    values: tuple[str, ...]
    header: str = ""


@dataclass(frozen=True, slots=True)
class FixedResponse:
    """An answer of the load balancer's own."""

    status: int
    content_type: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Redirect:
    """Another URL, whose parts may have placeholders."""

    status: int
    protocol: str = "#{protocol}"
    host: str = "#{host}"
    port: str = "#{port}"
    path: str = "/#{path}"
    query: str = "#{query}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: one of its three actions is given; a rule without any forwards to nobody.

    Parameters:
        weights: of target groups, by ID.
    """

    conditions: tuple[Condition, ...] = ()
    weights: Mapping[str, int] = field(default_factory=dict)
    fixed_response: FixedResponse | None = None
    redirect: Redirect | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A request as rules see it.

    Parameters:
        scheme: `http` or `https`.
        target: path and query.
        headers: values by name in lower case; several of one name are joined by commas.
        source: the address that the load balancer sees.
    """

    method: str
    scheme: str
    host: str
    port: int
    target: str
    headers: Mapping[str, str]
    source: str

    @property
    def path(self) -> str:
        """What comes before the question mark."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """What comes after the question mark."""
        return self.target.partition("?")[2]


def chosen(rules: Iterable[Rule], request: Request) -> Rule | None:
    """Return the first rule whose conditions a request meets; None where there is no such rule."""
    return next((each for each in rules if all(_meets(request, own) for own in each.conditions)), None)


def location(redirect: Redirect, request: Request) -> str:
    """Return the URL that a request is redirected to. AWS names the port always (observed)."""
    known = {
        "protocol": request.scheme,
        "host": request.host,
        "port": str(request.port),
        "path": request.path.removeprefix("/"),
        "query": request.query,
    }

    def filled(text: str) -> str:
        return re.sub(r"#\{(\w+)\}", lambda found: known.get(found[1], found[0]), text)

    query = filled(redirect.query)
    place = f"{filled(redirect.protocol).lower()}://{filled(redirect.host)}:{filled(redirect.port)}"
    return f"{place}{filled(redirect.path)}{'?' if query else ''}{query}"


def _meets(request: Request, condition: Condition) -> bool:
    match condition.field:
        case Field.SOURCE:
            return any(_is_within(request.source, each) for each in condition.values)
        case Field.METHOD:
            return request.method in condition.values
        case Field.PATH:
            return any(_pattern(each, with_case=True).fullmatch(request.path) for each in condition.values)
        case Field.HOST:
            return any(_pattern(each).fullmatch(request.host) for each in condition.values)
        case Field.HEADER:
            value = request.headers.get(condition.header.lower())
            return value is not None and any(_pattern(each).fullmatch(value) for each in condition.values)
        case Field.QUERY:
            pairs = parse_qsl(request.query, keep_blank_values=True)
            return any(_has_pair(pairs, each) for each in condition.values)


def _is_within(address: str, cidr: str) -> bool:
    try:
        return ip_address(address) in ip_network(cidr, strict=False)
    except ValueError:
        return False


def _has_pair(pairs: Iterable[tuple[str, str]], wanted: str) -> bool:
    key, _, value = wanted.partition("=")
    return any(_pattern(key).fullmatch(name) and _pattern(value).fullmatch(own) for name, own in pairs)


@cache
def _pattern(text: str, *, with_case: bool = False) -> re.Pattern[str]:
    parts = {"*": ".*", "?": "."}
    return re.compile("".join(parts.get(each) or re.escape(each) for each in text), 0 if with_case else re.IGNORECASE)
