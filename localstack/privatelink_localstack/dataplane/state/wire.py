"""Records as JSON, and back, with every fault named by its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from types import NoneType, UnionType
from typing import Any, TypeAliasType, get_args, get_origin, get_type_hints

_SCALARS = (str, int, float, bool)
_PARSED: Mapping[frozenset[Any], Callable[[str], object]] = {
    frozenset({IPv4Address, IPv6Address}): ip_address,
    frozenset({IPv4Network, IPv6Network}): ip_network,
}


class WireError(ValueError):
    """A value that is not of its type; the message starts with its place."""


def dump(value: object) -> Any:
    """Return a record as JSON's types. Fields that have their default are left out."""
    if is_dataclass(value):
        return {each.name: dump(own) for each in fields(value) if (own := getattr(value, each.name)) != _default(each)}
    if isinstance(value, Mapping):
        return {key: dump(own) for key, own in value.items()}
    if isinstance(value, tuple | list):
        return [dump(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return value if value is None or isinstance(value, _SCALARS) else str(value)


def load[T](kind: type[T], value: object, place: str = "") -> T:
    """Return the record that a JSON value says.

    Raises:
        WireError: a value has another type, a field is missing, or there is none of its name.
    """
    return _load(kind, value, place or kind.__name__)  # type: ignore[no-any-return]


def _load(kind: Any, value: object, place: str) -> Any:
    if isinstance(kind, TypeAliasType):
        return _load(kind.__value__, value, place)
    if is_dataclass(kind):
        return _record(kind, value, place)
    origin, arguments = get_origin(kind), get_args(kind)
    if isinstance(kind, UnionType):
        return _union(arguments, value, place)
    if origin is tuple:
        return _tuple(arguments, value, place)
    if origin is not None and issubclass(origin, Mapping):
        entries = _expect(dict, value, place)
        return {str(key): _load(arguments[1], own, f"{place}.{key}") for key, own in entries.items()}
    if issubclass(kind, Enum):
        return _parse(kind, value, place)
    return _scalar(kind, value, place)


def _record(kind: Any, value: object, place: str) -> Any:
    given, known = _expect(dict, value, place), _hints(kind)
    for name in given:
        if name not in known:
            raise WireError(f"{place}: has no {name!r}")
    read = {name: _load(known[name], own, f"{place}.{name}") for name, own in given.items()}
    try:
        return kind(**read)
    except TypeError as error:
        raise WireError(f"{place}: {error}") from error


def _union(members: tuple[Any, ...], value: object, place: str) -> Any:
    if value is None and NoneType in members:
        return None
    kinds = [each for each in members if each is not NoneType]
    parse = _PARSED.get(frozenset(kinds))
    if parse is not None:
        return _parse(parse, value, place)
    return _load(kinds[0], value, place)


def _tuple(arguments: tuple[Any, ...], value: object, place: str) -> tuple[Any, ...]:
    items = _expect(list, value, place)
    if arguments[-1] is not Ellipsis:
        if len(items) != len(arguments):
            raise WireError(f"{place}: has {len(items)} values; it needs {len(arguments)}")
        return tuple(
            _load(kind, own, f"{place}[{at}]") for at, (kind, own) in enumerate(zip(arguments, items, strict=True))
        )
    return tuple(_load(arguments[0], own, f"{place}[{at}]") for at, own in enumerate(items))


def _scalar(kind: Any, value: object, place: str) -> Any:
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise WireError(f"{place}: {value!r} is not {kind.__name__}")
    return value


def _parse(parse: Callable[[Any], object], value: object, place: str) -> object:
    try:
        return parse(_expect(str, value, place))
    except ValueError as error:
        raise WireError(f"{place}: {error}") from error


def _expect[T](kind: type[T], value: object, place: str) -> T:
    if not isinstance(value, kind):
        raise WireError(f"{place}: {value!r} is not {kind.__name__}")
    return value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _default(own: Any) -> object:
    if own.default_factory is not MISSING:
        return own.default_factory()
    return own.default
