"""The emulation: state and settings of all emulated services, with one clock, one timer and one lock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from privatelink_localstack.authorization.decisions import Decisions
from privatelink_localstack.function_interfaces.plane import FunctionInterfaces
from privatelink_localstack.kernel.settings import Settings
from privatelink_localstack.load_balancing.target_groups.health_fault import HealthFaults
from privatelink_localstack.on_premises.sites import Sites
from privatelink_localstack.peering.plane import Peerings
from privatelink_localstack.privatelink.plane import ControlPlane
from privatelink_localstack.profiles.plane import ProfilePlane
from privatelink_localstack.resolver.plane import ResolverPlane
from privatelink_localstack.transit_gateways.plane import TransitGateways


@dataclass(frozen=True, slots=True)
class Emulation:
    """The parts of the emulation.

    Parameters:
        clock: seconds since the epoch, for what is shown.
        timer: seconds since some moment, for durations: it is never set back.
        health_faults: faults of load balancers' targets.
        decisions: on requests through endpoints.
        sites: networks on premises, as tests describe them.
    """

    clock: Callable[[], float]
    timer: Callable[[], float]
    settings: Settings
    privatelink: ControlPlane
    resolver: ResolverPlane
    profiles: ProfilePlane
    peerings: Peerings
    transit_gateways: TransitGateways
    function_interfaces: FunctionInterfaces
    health_faults: HealthFaults = field(default_factory=HealthFaults)
    decisions: Decisions = field(default_factory=Decisions)
    sites: Sites = field(default_factory=Sites)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock for the caller, after due changes of state are applied. Publish messages after its release.

        One lock guards everything, moto's state of EC2 and of elbv2 included: a call takes well under a millisecond.
        Without it, two calls could get the same address, or a service a load balancer that is being deleted. Messages
        wait for its release, because SNS is slow.
        """
        try:
            with self._lock:
                self.privatelink.settle()
                self.resolver.settle()
                self.profiles.settle()
                self.peerings.settle()
                self.transit_gateways.settle()
                self.function_interfaces.settle()
                yield
        finally:
            self.privatelink.publish()

    @property
    def next_change(self) -> float | None:
        """When time brings the next change, in seconds of the timer; None if it brings none. The lock is held."""
        planes = (
            *(self.privatelink, self.resolver, self.profiles, self.peerings, self.transit_gateways),
            self.function_interfaces,
        )
        return min((due for each in planes if (due := each.timeline.next) is not None), default=None)

    def reset(self) -> None:
        """Remove all state and restore the default settings. The caller holds the lock."""
        self.privatelink.reset()
        self.resolver.reset()
        self.profiles.reset()
        self.peerings.reset()
        self.transit_gateways.reset()
        self.function_interfaces.reset()
        self.settings.reset()
        self.health_faults.clear()
        self.decisions.clear()
        self.sites.clear()
