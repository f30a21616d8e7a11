"""The probes of a subject of checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from privatelink_generator.patterns.consumer.endpoints import InterfaceEndpoint
from privatelink_generator.patterns.provider.alarms import Alarm
from privatelink_harness.checks.consumer.evidence import Evidence as EndpointEvidence
from privatelink_harness.checks.hybrid.evidence import Evidence as HubEvidence
from privatelink_harness.checks.provider.evidence import Evidence as ProviderEvidence
from privatelink_harness.probes import alarms, endpoints, expectations, invocations, on_premises, services
from privatelink_harness.probes.expected import AtEndpoint, AtService, Missing, expected

if TYPE_CHECKING:
    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.checks.subject import Subject
    from privatelink_harness.probes.probe import Probe


def with_expected(spec: Spec, subjects: Sequence[Subject[Any]]) -> list[Subject[Any]]:
    """Return the subjects of checks, and after them those of the spec's expectations."""
    return [*subjects, *expected(spec, subjects)]


class Finder:
    """Finds the probes of subjects. Functions that are called through one endpoint are called together."""

    def __init__(self) -> None:
        self._calls: dict[str, invocations.Calls] = {}

    def __call__(self, subject: Subject[Any]) -> Sequence[Probe]:
        """Return the probes of an endpoint, an endpoint service, a hub, an alarm or an expectation."""
        match subject.evidence:
            case EndpointEvidence(endpoint=InterfaceEndpoint()) as evidence:
                return (*endpoints.probes(evidence), *invocations.probes(evidence, self._through(evidence)))
            case (
                ProviderEvidence(described={"ServiceId": _, "ServiceType": [{"ServiceType": "Interface"}]}) as evidence
            ):
                return services.probes(evidence)
            case ProviderEvidence(model=Alarm()) as evidence:
                return alarms.probes(evidence)
            case HubEvidence() as evidence:
                return on_premises.probes(evidence)
            case AtEndpoint(evidence=evidence) as found:
                return expectations.probes(found, self._through(evidence))
            case AtService() | Missing() as found:
                return expectations.probes(found, None)
        return ()

    def _through(self, evidence: EndpointEvidence[InterfaceEndpoint]) -> invocations.Calls:
        """Return the calls through an endpoint."""
        return self._calls.setdefault(str(evidence.described["VpcEndpointId"]), invocations.Calls(evidence))
