"""What the rules of load balancing see of LocalStack: moto's store and network, certificates, endpoint services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from moto.elbv2.models import ELBv2Backend

from privatelink_localstack.adapters.dispatch import Call
from privatelink_localstack.adapters.elbv2.network import elb_network_of
from privatelink_localstack.adapters.elbv2.store import MotoElbStore
from privatelink_localstack.adapters.server_certificates import server_certificate
from privatelink_localstack.load_balancing.context import Context
from privatelink_localstack.load_balancing.listeners.ssl_policy import SslPolicy
from privatelink_localstack.privatelink.endpoints.states import LIVE
from privatelink_localstack.privatelink.plane import ControlPlane
from privatelink_localstack.privatelink.services.regions import zones_beside
from privatelink_localstack.privatelink.services.visibility import services_using
from privatelink_localstack.traffic.current import current
from privatelink_localstack.traffic.health import measured


def context_of(call: Call) -> Context:
    """Return what the rules see of a call's account and Region, at this moment."""
    store = MotoElbStore(call.scope)
    return Context(
        scope=call.scope,
        store=store,
        network=elb_network_of(call.scope),
        services=PrivateLinkServices(call.emulation.privatelink),
        certificates=MotoCertificates(store.backend),
        ssl_policies=ssl_policies(),
        quotas=call.emulation.settings.quotas,
        health_faults=call.emulation.health_faults,
        now=datetime.fromtimestamp(call.emulation.clock(), UTC),
        timer=call.emulation.timer(),
        measured=lambda target_group: measured(current().healths(), target_group),
    )


@dataclass(frozen=True, slots=True)
class PrivateLinkServices:
    """The endpoint services of this emulation."""

    plane: ControlPlane

    def use(self, load_balancer_arn: str) -> bool:
        """Return whether an endpoint service uses a load balancer."""
        return bool(services_using(self.plane, load_balancer_arn))

    def have_endpoints(self, load_balancer_arn: str) -> bool:
        """Return whether endpoints connect to a load balancer, or wait for acceptance."""
        return any(
            endpoint.state in LIVE
            for service_id in services_using(self.plane, load_balancer_arn)
            for endpoint in self.plane.store.endpoints_of(service_id)
        )

    def zones_beside(self, load_balancer_arn: str) -> frozenset[str] | None:
        """Return the zone IDs of the other load balancers of a load balancer's service with several Regions."""
        return zones_beside(self.plane, load_balancer_arn)


@dataclass(frozen=True, slots=True)
class MotoCertificates:
    """Certificates of moto's ACM and of IAM."""

    backend: ELBv2Backend

    def has(self, arn: str) -> bool:
        """Return whether a certificate exists."""
        of_acm = self.backend._certificate_exists(arn)  # noqa: SLF001 - moto's look-up for its own listeners
        return of_acm or server_certificate(arn) is not None


@cache
def ssl_policies() -> Mapping[str, SslPolicy]:
    """Return moto's list of security policies, by name."""
    from moto.elbv2.responses import SSL_POLICIES

    policies: list[dict[str, Any]] = SSL_POLICIES
    return {
        policy["name"]: SslPolicy(
            policy["name"],
            tuple(policy["ssl_protocols"]),
            tuple((cipher["name"], cipher["priority"]) for cipher in policy["ciphers"]),
        )
        for policy in policies
    }
