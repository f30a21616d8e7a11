"""The keys of a spec, from the models: a new key is in every test that walks them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo


def keys(model: type[BaseModel], *path: str) -> Iterator[str]:
    """Yield the paths of all keys, such as `endpoints.interface.dns_options.dns_record_ip_type`.

    Lists and mappings by names of the user's own add nothing to a path; an endpoint's type does.
    """
    for name, field in model.model_fields.items():
        here = (*path, field.alias or name)
        yield ".".join(here)
        for child in _models(field):
            kind = child.model_fields.get("type")
            yield from keys(child, *here, *(_literals(kind) if kind else ()))


def required(model: type[BaseModel], *path: str) -> Iterator[str]:
    """Yield the paths of the keys that can't leave a spec."""
    for name, field in model.model_fields.items():
        here = (*path, field.alias or name)
        if field.is_required():
            yield ".".join(here)
        for child in _models(field):
            kind = child.model_fields.get("type")
            yield from required(child, *here, *(_literals(kind) if kind else ()))


def written(value: Any, names: Collection[str], *path: str, own: bool = False) -> Iterator[str]:
    """Yield the paths of a document's keys, as `keys` spells them.

    Parameters:
        names: keys of mappings whose own keys are names of the user's.
        own: the mapping is one of these.
    """
    if isinstance(value, list):
        for item in value:
            yield from written(item, names, *path)
    elif isinstance(value, dict) and own:
        for item in value.values():
            kind = (item.get("type", "interface"),) if path == ("endpoints",) else ()
            yield from written(item, names, *path, *kind)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield ".".join((*path, key))
            if key not in {"tags", "conditions", "forward"}:
                yield from written(item, names, *path, key, own=key in names)


def _models(field: FieldInfo) -> Iterator[type[BaseModel]]:
    yield from _inside(field.annotation)


def _inside(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models in an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _inside(argument)


def _literals(field: FieldInfo) -> tuple[str, ...]:
    return get_args(field.annotation)
