"""Verification of an applied stack against its spec."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from typing import Any

from privatelink_generator.patterns.base import Spec
from privatelink_harness.checks.api import Api
from privatelink_harness.checks.check import Check
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.registry import CHECKS
from privatelink_harness.checks.row import row
from privatelink_harness.checks.stack import StackSnapshot
from privatelink_harness.checks.subject import Subject
from privatelink_harness.errors import HarnessError


def verify(spec: Spec, stack: StackSnapshot, api: Api, *, only: Collection[Property] | None = None) -> list[Check]:
    """Return the checks of a stack, read from the spec, the stack and the target's API.

    Parameters:
        only: the properties to check; None: all.

    Raises:
        HarnessError: as of `subjects`.
    """
    return [check for subject in subjects(spec, stack, api) for check in compared(spec, subject, api, only=only)]


def subjects(spec: Spec, stack: StackSnapshot, api: Api) -> list[Subject[Any]]:
    """Return what is checked, with what all sources say of it.

    Raises:
        HarnessError: the pattern has no checks; the stack has no such module; an output that tells the placement has
            another type; the API refuses or does not answer.
    """
    find_subjects = CHECKS.get(spec.pattern)
    if find_subjects is None:
        raise HarnessError(
            f"the pattern {spec.pattern!r} has no checks", hint="Add them to privatelink_harness.checks.registry.CHECKS"
        )
    stack.check_module()
    return list(find_subjects(spec, stack, api))


def compared(spec: Spec, subject: Subject[Any], api: Api, *, only: Collection[Property] | None = None) -> list[Check]:
    """Return the checks of a subject that its sources agree."""
    return [
        row(spec, subject, about, sources, proof=api.proof, gaps=api.gaps)
        for about, compare in subject.table.items()
        if (only is None or about in only) and (sources := compare(subject.evidence)) is not None
    ]


def find_property(text: str) -> Property:
    """Return the property that reports call by this name, in upper or lower case.

    Raises:
        HarnessError: there is none.
    """
    properties = {about.value.casefold(): about for about in Property}
    if found := properties.get(text.casefold()):
        return found
    near = difflib.get_close_matches(text.casefold(), properties, n=1)
    raise HarnessError(
        f"{text!r} is not a property of a check" + (f"; did you mean {properties[near[0]].value!r}?" if near else ""),
        hint=f"The properties are: {', '.join(Property)}",
    )
