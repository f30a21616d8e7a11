"""A check: what the sources say of one property, and the verdict that follows."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final

from privatelink_harness.checks.property import Property


class Verdict(StrEnum):
    """The outcome of a check."""

    PASSED = "passed"
    FAILED = "failed"
    UNPROVABLE = "not provable"


class Proof(StrEnum):
    """The reach of a check's sources."""

    STRUCTURAL = "structural"
    """Spec, plan and state alone."""
    EMULATED = "emulated"
    """An emulator's API too."""
    LIVE = "live"
    """AWS's API too."""
    TRAFFIC = "traffic"
    """Connections that were really made."""


class Absent(Enum):
    """Marks a source without a value, such as a plan for an ID that AWS has yet to assign."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Sources:
    """The values that the sources have for one property.

    Parameters:
        spec, plan, state, api, output: ABSENT where the source has no value; None is a value. `output` is what the root
            module's outputs, or the test, say of the placement.
        note: what limits the comparison, for the report.
        hint: what may explain a contradiction, for the report of one.
        unprovable: why no answer of the API can prove the property here; "" where it can.
    """

    spec: object = ABSENT
    plan: object = ABSENT
    state: object = ABSENT
    api: object = ABSENT
    output: object = ABSENT
    note: str = ""
    hint: str = ""
    unprovable: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """An account of a stack with several.

    Parameters:
        alias: as the spec has it.
        id, region: 12 digits, and the Region of what is checked; None where the state does not tell.
    """

    alias: str
    id: str | None = None
    region: str | None = None

    def __str__(self) -> str:
        place = f"account {self.id} in {self.region}" if self.id else "an account that the state does not tell"
        return f"{self.alias}: {place}"


@dataclass(frozen=True, slots=True)
class Check:
    """One row of a report.

    Parameters:
        subject: the endpoint's name in the spec, or "stack".
        proof: how far the sources that decided the verdict reach.
        spec, plan, state, api, output: each source's value as text; None where it has none.
        note: why a check is not provable, what limits it, or what may explain its failure.
        account: that the check is about; None with one account, and for checks of a whole stack.
        where: the place of the spec that decides it, `file:line:column`; None where no spec has one.
        cause: of a failed check, what usually causes it; else "".
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
    output: str | None = None
    account: Account | None = None
    where: str | None = None
    cause: str = ""

    # The field `property` hides the builtin here.
    @builtins.property
    def expected(self) -> str:
        """The value of the first source that has one."""
        return next((value for value in (self.spec, self.output, self.plan, self.state) if value is not None), "")

    @builtins.property
    def found(self) -> str:
        """The first value that contradicts the expected one, else the last source's."""
        values = [value for value in (self.output, self.plan, self.state, self.api) if value is not None]
        return next((value for value in values if value != self.expected), values[-1] if values else "")

    @builtins.property
    def shows_less(self) -> bool:
        """Whether connections were made, and `note` tells what they don't show."""
        return self.verdict is Verdict.PASSED and self.proof is Proof.TRAFFIC and bool(self.note)


def judge(
    subject: str,
    about: Property,
    sources: Sources,
    *,
    proof: Proof,
    gaps: Mapping[Property, str],
    account: Account | None = None,
    where: str | None = None,
    cause: str = "",
) -> Check:
    """Return the check that all sources with a value agree.

    Where the target has a gap, its answer proves nothing, even if it happens to be right, and a state that repeats the
    answer is its echo. The remaining sources, spec, outputs and plan, can still fail or pass the check; it is not
    provable where only one of them is left or the API contradicts them.

    Parameters:
        proof: the reach of the target's API.
        gaps: properties that the target's API answers wrongly whatever was applied, with the reason.
        where: the place of the spec that decides the property.
        cause: of a failure.
    """
    spec, plan, state, api, note = sources.spec, sources.plan, sources.state, sources.api, sources.note
    gap = sources.unprovable or (gaps.get(about) if api is not ABSENT else None)
    heard = (spec, sources.output, plan, ABSENT if gap and state == api else state, ABSENT if gap else api)
    values = [value for value in heard if value is not ABSENT]
    if any(value != values[0] for value in values):
        verdict, note = Verdict.FAILED, sources.hint or note
    elif len(values) > 1 and (gap is None or api == values[0]):
        verdict = Verdict.PASSED
    else:
        verdict, note = Verdict.UNPROVABLE, gap or note or "there is nothing to compare it with"
    reach = Proof.STRUCTURAL if gap or api is ABSENT else proof
    return Check(
        subject,
        about,
        verdict,
        reach,
        _text(spec),
        _text(plan),
        _text(state),
        _text(api),
        note=note,
        output=_text(sources.output),
        account=account,
        where=where,
        cause=cause if verdict is Verdict.FAILED else "",
    )


def _text(value: object) -> str | None:
    return None if value is ABSENT else show(value)


def show(value: object) -> str:
    """Return a value on one line, the same text for equal values."""
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
