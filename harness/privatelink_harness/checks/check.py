"""A check: what four witnesses say of one property, and what follows."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Final

from privatelink_harness.checks.property import Property


class Verdict(StrEnum):
    """What a check found."""

    PASSED = "passed"
    FAILED = "failed"
    UNPROVABLE = "not provable"


class Proof(StrEnum):
    """How far the witnesses reach."""

    STRUCTURAL = "structural"
    """Spec, plan and state alone."""
    EMULATED = "emulated"
    """An emulator's API too."""
    LIVE = "live"
    """AWS's API too."""


class Absent(Enum):
    """Said of a witness that knows nothing of the property, as a plan of an id that is yet to be given."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the report.

    Parameters:
        subject: the endpoint's name in the spec, or "stack".
        property: what it is about.
        verdict: what was found.
        proof: how far the witnesses that spoke reach.
        spec, plan, state, api: what each says, as text; None where it knows nothing.
        note: why a check is not provable, or what more there is to know.
    """

    subject: str
    property: Property
    verdict: Verdict
    proof: Proof
    spec: str | None
    plan: str | None
    state: str | None
    api: str | None
    note: str = ""

    @builtins.property
    def expected(self) -> str:
        """What the first witness wants."""
        return next((said for said in (self.spec, self.plan, self.state) if said is not None), "")

    @builtins.property
    def found(self) -> str:
        """What the first witness who contradicts says; else what the last one says."""
        said = [each for each in (self.plan, self.state, self.api) if each is not None]
        return next((each for each in said if each != self.expected), said[-1] if said else "")


@dataclass(slots=True)
class Sheet:
    """The checks of one subject, as they are made.

    Parameters:
        subject: of all of them.
        proof: what the target's API proves.
        gaps: checks that the target's API answers wrongly whatever was applied, and why.
        checks: those made.
    """

    subject: str
    proof: Proof
    gaps: Mapping[Property, str]
    checks: list[Check] = field(default_factory=list)

    def compare(
        self,
        about: Property,
        *,
        spec: object = ABSENT,
        plan: object = ABSENT,
        state: object = ABSENT,
        api: object = ABSENT,
        note: str = "",
    ) -> None:
        """Add the check that all who know of the property say the same.

        Where the target is known to answer this wrongly whatever was applied, its answer proves nothing, not even where
        it happens to be the right one, and a state that repeats the answer is its echo. What is left, spec and plan,
        can fail or pass the check; where one of them is all there is, or the API contradicts, it is not provable.
        """
        gap = self.gaps.get(about) if api is not ABSENT else None
        heard = (spec, plan, ABSENT if gap and state == api else state, ABSENT if gap else api)
        witnesses = [said for said in heard if said is not ABSENT]
        proof = Proof.STRUCTURAL if gap or api is ABSENT else self.proof
        if any(said != witnesses[0] for said in witnesses):
            verdict = Verdict.FAILED
        elif len(witnesses) > 1 and (gap is None or api == witnesses[0]):
            verdict = Verdict.PASSED
        else:
            verdict, note = Verdict.UNPROVABLE, gap or note or "there is nothing to compare it with"
        self.checks.append(
            Check(self.subject, about, verdict, proof, _said(spec), _said(plan), _said(state), _said(api), note)
        )


def _said(value: object) -> str | None:
    return None if value is ABSENT else show(value)


def show(value: object) -> str:
    """A value on one line, the same text for equal values."""
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case str():
            return value
        case AbstractSet():
            return ", ".join(sorted(show(each) for each in value)) or "none"
        case Mapping():
            return ", ".join(f"{key} = {show(each)}" for key, each in sorted(value.items())) or "none"
        case Sequence():
            return ", ".join(show(each) for each in value) or "none"
    return str(value)
