"""The probes of a subject of checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from privatelink_generator.patterns.consumer.endpoints import InterfaceEndpoint
from privatelink_harness.checks.consumer.evidence import Evidence as EndpointEvidence
from privatelink_harness.checks.provider.evidence import Evidence as ProviderEvidence
from privatelink_harness.probes import endpoints, invocations, services

if TYPE_CHECKING:
    from privatelink_harness.checks.subject import Subject
    from privatelink_harness.probes.probe import Probe

_INTERFACE = "Interface"


def probes_of(subject: Subject[Any]) -> Sequence[Probe]:
    """Return the probes of an interface endpoint, or of an endpoint service with network load balancers."""
    match subject.evidence:
        case EndpointEvidence(endpoint=InterfaceEndpoint()) as evidence:
            return (*endpoints.probes(evidence), *invocations.probes(evidence))
        case ProviderEvidence(described={"ServiceId": _, "ServiceType": [{"ServiceType": "Interface"}]}) as evidence:
            return services.probes(evidence)
    return ()
