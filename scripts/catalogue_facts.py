"""The facts of catalogue.toml: what differs from service to service beside names, with the source of each."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

type Json = dict[str, Any]

HOME = "home"
LIKELY = "likely"
FACTS = (HOME, "cross_region", "policy", "address_types")
"""The keys of a fact, in the order in which the catalogues have them."""
ABOUT = {"services", "titles", "source", LIKELY}
"""What a table of facts says beside the facts."""


def facts_of(table: Json, titles: Mapping[str, str], names: Mapping[str, Sequence[str]], regions: Json) -> Json:
    """Return the facts of each service that has any, as its catalogue entry has them.

    Facts that no document states in so many words are below "likely". Ends the script on a fault.

    Parameters:
        table: catalogue.toml.
        titles: title by service.
        names: every template of the service's name and private DNS names, by service.
        regions: the regular expression of Regions by partition.
    """
    likely: defaultdict[str, Json] = defaultdict(dict)
    certain: defaultdict[str, Json] = defaultdict(dict)
    for name, templates in names.items():
        if home := _fixed_regions(templates, regions):
            likely[name][HOME] = home
    for fact in table.get("facts", []):
        for name in _services(fact, titles):
            known = (likely if fact.get(LIKELY) else certain)[name]
            known |= {key: fact[key] for key in FACTS if key in fact}
    return {name: _entry(certain[name], likely[name]) for name in sorted({*certain, *likely})}


def _entry(certain: Json, likely: Json) -> Json:
    """Return a service's facts; what is certain is not likely beside."""
    rest = {key: likely[key] for key in FACTS if key in likely and key not in {*certain} - {HOME}}
    if home := {where: region for where, region in rest.pop(HOME, {}).items() if where not in certain.get(HOME, {})}:
        rest = {HOME: home, **rest}
    return {key: certain[key] for key in FACTS if key in certain} | ({LIKELY: rest} if rest else {})


def _fixed_regions(templates: Iterable[str], regions: Json) -> Json:
    """Return the Region that a service's names have literally, by partition: it answers in that Region alone."""
    labels = [label for template in templates for label in template.split(".")]
    found = {where: [label for label in labels if re.fullmatch(form, label)] for where, form in regions.items()}
    return {where: literal[0] for where, literal in found.items() if literal}


def _services(fact: Json, titles: Mapping[str, str]) -> Iterator[str]:
    """Yield the services that a table of facts is about: those that it names, and all of its titles."""
    if not fact.get("source"):
        raise _fault(fact, "has no source")
    if unknown := sorted(set(fact) - {*FACTS, *ABOUT}):
        raise _fault(fact, f"has unknown keys: {', '.join(unknown)}")
    named, by_title = fact.get("services", []), fact.get("titles", [])
    if unknown := sorted((set(named) - set(titles)) | (set(by_title) - set(titles.values()))):
        raise _fault(fact, f"is about unknown services: {', '.join(unknown)}")
    yield from named
    yield from (name for name, title in titles.items() if title in by_title)


def _fault(fact: Json, message: str) -> SystemExit:
    where: str = fact.get("source") or ", ".join([*fact.get("services", []), *fact.get("titles", [])])
    return SystemExit(f"catalogue.toml: the facts of {where!r}: {message}")
