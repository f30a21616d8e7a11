"""Subjects of checks, and the tables in which a pattern lists their checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from privatelink_generator.errors import Loc
from privatelink_harness.checks.api import Api
from privatelink_harness.checks.check import Account, Sources
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.stack import StackSnapshot

type Compare[E] = Callable[[E], Sources | None]
"""Reads what each source says of one property out of the evidence; None where the property does not apply."""

type Table[E] = Mapping[Property, Compare[E]]
"""Comparisons by property, in the order of a report's rows."""


@dataclass(frozen=True, slots=True)
class Subject[E]:
    """The subject of some checks, such as an endpoint of the spec.

    Parameters:
        account: that it is in, of a stack with several.
        loc: its path in the spec, below `root`; () for the spec as a whole.
        root: the path of the part that it is in.
    """

    name: str
    evidence: E
    table: Table[E]
    account: Account | None = None
    loc: Loc = ()
    root: Loc = ()


type FindSubjects = Callable[[Any, StackSnapshot, Api], Iterator[Subject[Any]]]
"""Reads the API, and yields the subjects of a spec's checks in the order of the report; the spec is the pattern's."""
