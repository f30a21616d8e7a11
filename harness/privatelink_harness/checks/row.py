"""The row of a subject's property: the verdict on what the sources say, with the spec's place and the usual cause."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from privatelink_harness.checks.causes import usual_cause
from privatelink_harness.checks.check import Check, Proof, Sources, judge
from privatelink_harness.checks.where import where

if TYPE_CHECKING:
    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.checks.property import Property
    from privatelink_harness.checks.subject import Subject

_NONE: Mapping[Property, str] = MappingProxyType({})


def row(
    spec: Spec,
    subject: Subject[Any],
    about: Property,
    sources: Sources,
    *,
    proof: Proof,
    gaps: Mapping[Property, str] = _NONE,
) -> Check:
    """Return the check that all sources of a subject's property agree; see `judge`."""
    return judge(
        subject.name,
        about,
        sources,
        proof=proof,
        gaps=gaps,
        account=subject.account,
        where=where(spec, subject.loc, about, root=subject.root),
        cause=usual_cause(about, sources),
    )
