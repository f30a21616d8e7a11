"""A check: what four witnesses say of one property, and what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


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


class Absent(StrEnum):
    """Said of a witness that knows nothing of the property, as a plan of an id that is yet to be given."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the report.

    Parameters:
        subject: the endpoint's name in the spec, or "stack".
        name: the property.
        verdict: what was found.
        proof: how far the witnesses that spoke reach.
        spec, plan, state, api: what each says, as text; None where it knows nothing.
        note: why a check is not provable, or what more there is to know.
    """

    subject: str
    name: str
    verdict: Verdict
    proof: Proof
    spec: str | None
    plan: str | None
    state: str | None
    api: str | None
    note: str = ""

    @property
    def expected(self) -> str:
        """What the first witness wants."""
        return next((said for said in (self.spec, self.plan, self.state) if said is not None), "")

    @property
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
    gaps: Mapping[str, str]
    checks: list[Check] = field(default_factory=list)

    def compare(
        self,
        name: str,
        *,
        spec: object = ABSENT,
        plan: object = ABSENT,
        state: object = ABSENT,
        api: object = ABSENT,
        note: str = "",
    ) -> None:
        """Add the check that all who know of the property say the same.

        Where the API alone contradicts, and the target is known to answer this wrongly, the check is not provable; a
        fault of the module would show in plan or state.
        """
        structural = [said for said in (spec, plan, state) if said is not ABSENT]
        agreed = all(said == structural[0] for said in structural)
        if not structural or (api is ABSENT and len(structural) == 1):
            verdict, note = Verdict.UNPROVABLE, note or "there is nothing to compare it with"
        elif agreed and (api is ABSENT or api == structural[0]):
            verdict = Verdict.PASSED
        elif agreed and name in self.gaps:
            verdict, note = Verdict.UNPROVABLE, self.gaps[name]
        else:
            verdict = Verdict.FAILED
        proof = Proof.STRUCTURAL if api is ABSENT else self.proof
        self.checks.append(
            Check(self.subject, name, verdict, proof, _said(spec), _said(plan), _said(state), _said(api), note)
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
