"""What rows of connections don't show where the data plane works by proxies."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from privatelink_harness.checks.property import Property

if TYPE_CHECKING:
    from privatelink_localstack.dataplane.state.limits import Limit


def note(about: Property, limits: Collection[Limit]) -> str:
    """Return what a row about a property does not show; "" in namespaces."""
    missing = [each for each in _of(about) if each in limits]
    return f"by proxies, which don't show {'; nor '.join(missing)}" if missing else ""


def joined(*notes: str) -> str:
    """Return notes as one."""
    return "; ".join(filter(None, notes))


def _of(about: Property) -> Iterator[Limit]:
    """Yield what matters to a property; all of it to one that makes connections of its own kinds."""
    from privatelink_localstack.dataplane.state.limits import Limit

    matter: Mapping[Property, tuple[Limit, ...]] = {
        Property.ANSWERS: (Limit.RESOLVER,),
        Property.REACHED: (),
        Property.SILENT: (Limit.SYN,),
        Property.ARRIVES: (Limit.PEERS,),
        Property.PEER: (Limit.PEERS,),
        Property.IDLE: (),
        Property.CALLS: (),
    }
    yield from matter.get(about, tuple(each for each in Limit if each is not Limit.ISOLATION))
    yield Limit.ISOLATION
