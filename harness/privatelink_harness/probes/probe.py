"""Probes, and the rows that follow from them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from privatelink_harness.checks.check import Check, Proof, Sources
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.row import row
from privatelink_harness.probes.access import NoTraffic, Traffic
from privatelink_harness.probes.limits import joined, note
from privatelink_harness.probes.prober import Prober, Unprovable

if TYPE_CHECKING:
    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.checks.api import Api
    from privatelink_harness.checks.subject import Subject
    from privatelink_localstack.dataplane.state.limits import Limit

_MOST_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Probe:
    """What shall happen to connections.

    Parameters:
        expected: what follows from the spec.
        attempt: returns what happens; raises `Unprovable` where nothing can.
        prepare: what must be before any connection is made; raises `Unprovable` where it can't.
    """

    about: Property
    expected: object
    attempt: Callable[[Prober], object]
    prepare: Callable[[Prober], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Shown:
    """The part of what a probe expects that could be shown.

    Parameters:
        note: why the rest could not.
    """

    expected: object
    found: object
    note: str = ""


type Find = Callable[[Subject[Any]], Sequence[Probe]]
"""Returns the probes of a subject."""


def probed(
    spec: Spec,
    subjects: Sequence[Subject[Any]],
    find: Find,
    traffic: Callable[[], Traffic | None],
    *,
    api: Api | None = None,
    only: Collection[Property] | None = None,
) -> Mapping[int, list[Check]]:
    """Make the connections of all subjects' probes at the same time, and return their rows by the subject's index.

    Parameters:
        traffic: returns the way into the data plane; called only if there is something to probe. No rows follow where
            a target never has one.
        api: of the target, for probes that make more than connections; None: these are not provable.
        only: the properties to probe; None: all.
    """
    found = {
        index: [each for each in find(subject) if only is None or each.about in only]
        for index, subject in enumerate(subjects)
    }
    way = traffic() if any(found.values()) else None
    if way is None:
        return {}
    outcomes = _attempted([each for probes in found.values() for each in probes], way, api)
    return {
        index: [_row(spec, subjects[index], each, next(outcomes)) for each in probes]
        for index, probes in found.items()
        if probes
    }


def _attempted(probes: Sequence[Probe], traffic: Traffic, api: Api | None) -> Any:
    """Yield the outcomes of probes, in their order."""
    if isinstance(traffic, NoTraffic):
        return (Unprovable(traffic.reason) for _ in probes)
    with Prober(traffic, api) as prober, ThreadPoolExecutor(min(_MOST_AT_ONCE, len(probes))) as pool:
        # What one probe prepares, others must not meet on their way.
        prepared = [_outcome(each.prepare, prober) for each in probes]
        ready = zip(probes, prepared, strict=True)
        attempts = pool.map(lambda each: each[1] or _noted(each[0], prober), ready)
        return iter(list(attempts))


def _noted(probe: Probe, prober: Prober) -> object:
    """Return the outcome of a probe, with what its connections don't show."""
    outcome = _outcome(probe.attempt, prober)
    missing = "" if isinstance(outcome, Unprovable) else note(probe.about, _limits(prober))
    if not missing:
        return outcome
    shown = outcome if isinstance(outcome, Shown) else Shown(probe.expected, outcome)
    return replace(shown, note=joined(shown.note, missing))


def _limits(prober: Prober) -> Collection[Limit]:
    from privatelink_localstack.dataplane.client import PlaneError

    try:
        return prober.limits
    except PlaneError:
        return ()


def _outcome(step: Callable[[Prober], object], prober: Prober) -> object:
    from privatelink_localstack.dataplane.client import PlaneError
    from privatelink_localstack.dataplane.state.wire import WireError

    try:
        return step(prober)
    except Unprovable as reason:
        return reason
    except PlaneError as error:
        return Unprovable(str(error))
    except WireError as error:
        return Unprovable(f"the data plane does not have it: {error}")
    except OSError as error:
        return f"{error.strerror or error}"


def _row(spec: Spec, subject: Subject[Any], probe: Probe, outcome: object) -> Check:
    if isinstance(outcome, Unprovable):
        sources = Sources(spec=probe.expected, unprovable=str(outcome))
    elif isinstance(outcome, Shown):
        sources = Sources(spec=outcome.expected, api=outcome.found, note=outcome.note)
    else:
        sources = Sources(spec=probe.expected, api=outcome)
    return row(spec, subject, probe.about, sources, proof=Proof.TRAFFIC)
