"""What a rule of load balancing sees beside the request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.load_balancing.listeners.ssl_policy import SslPolicy
from privatelink_localstack.load_balancing.network import ElbNetwork
from privatelink_localstack.load_balancing.quotas import Quotas
from privatelink_localstack.load_balancing.store import ElbStore
from privatelink_localstack.load_balancing.target_groups.health_fault import HealthFaults
from privatelink_localstack.load_balancing.target_groups.measured import Measured, Place


class EndpointServices(Protocol):
    """Endpoint services, as the owner of their load balancers needs them."""

    def use(self, load_balancer_arn: str) -> bool:
        """Return whether an endpoint service uses a load balancer."""

    def have_endpoints(self, load_balancer_arn: str) -> bool:
        """Return whether endpoints connect to a load balancer, or wait for acceptance."""

    def zones_beside(self, load_balancer_arn: str) -> AbstractSet[str] | None:
        """Return the zone IDs of the other load balancers of a load balancer's service with several Regions.

        None if no service uses the load balancer, or the service supports its own Region alone.
        """


class Certificates(Protocol):
    """Certificates of AWS Certificate Manager and IAM."""

    def has(self, arn: str) -> bool:
        """Return whether a certificate exists."""


@dataclass(frozen=True, slots=True)
class Context:
    """Load balancing of one account in one Region, at the time of one request.

    Parameters:
        ssl_policies: By name.
        now: UTC.
        timer: seconds since some moment, for durations; see `Emulation`.
        measured: returns what health checks have really found of a target group's targets.
    """

    scope: Scope
    store: ElbStore
    network: ElbNetwork
    services: EndpointServices
    certificates: Certificates
    ssl_policies: Mapping[str, SslPolicy]
    quotas: Quotas
    health_faults: HealthFaults
    now: datetime
    timer: float
    measured: Callable[[str], Mapping[Place, Measured]] = field(default=lambda _: {})
