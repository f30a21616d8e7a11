"""The links of a composition: an endpoint of one module and the service of another, each seen from its own account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from privatelink_generator.patterns.consumer.endpoints import InterfaceEndpoint
from privatelink_generator.patterns.stack.model import Link, State
from privatelink_harness.checks.check import ABSENT, Sources
from privatelink_harness.checks.consumer.evidence import Evidence
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.provider.evidence import Evidence as ServiceEvidence
from privatelink_harness.checks.stack import StackSnapshot
from privatelink_harness.checks.subject import Compare, Table

_ACCEPTER = "aws_vpc_endpoint_connection_accepter"

_WORDS: Mapping[str, State] = {
    "available": "accepted",
    "pending": "accepted",
    "pendingAcceptance": "waiting",
    "rejected": "suspended",
}
"""States of endpoints and connections in AWS's words, and what they mean in a spec."""


@dataclass(frozen=True, slots=True)
class ServiceSide:
    """A link's service, as its owner knows it.

    Parameters:
        service_name: full; None where there is no service.
        private_dns_name: that consumers' private DNS resolves; None without one.
        is_managed: whether the composition accepts and rejects the connection.
        connections: states by ID of the endpoint, as AWS describes them.
        principals: ARNs that may connect.
    """

    service_name: str | None = None
    private_dns_name: str | None = None
    connections: Mapping[str, str] | None = None
    principals: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Connection:
    """A link's connection, as the service owner sees it.

    Parameters:
        endpoint: the endpoint's ID; None where there is no endpoint.
        allowed: the state's ARNs that may connect.
        consumer: the account of the endpoint; None where the state does not tell, or it is the service owner's own.
        planned, stated: whether plan and state accept it; None without a plan.
    """

    link: Link
    service: ServiceSide
    endpoint: str | None
    allowed: frozenset[str]
    consumer: str | None
    planned: bool | None
    stated: bool

    def compare_state(self) -> Sources:
        """Compare the owner's word on the connection."""
        state = (self.service.connections or {}).get(self.endpoint or "")
        return Sources(
            spec=self.link.state,
            plan=ABSENT if self.planned is None else self._word(self.planned),
            state=self._word(self.stated),
            api=word(state, self.link) if state else "no connection",
        )

    def compare_admission(self) -> Sources | None:
        """Compare whether the consumer's account may connect; the service owner's own always may."""
        if self.consumer is None:
            return None
        return Sources(
            spec=True, state=_admits(self.allowed, self.consumer), api=_admits(self.service.principals, self.consumer)
        )

    def _word(self, is_accepted: bool) -> str:  # noqa: FBT001 (its only argument)
        """Return what the accepter says; without one, the connection may wait or be suspended."""
        if is_accepted:
            return "accepted"
        return "suspended" if self.link.state == "accepted" else self.link.state


CONNECTION: Table[Connection] = {
    Property.CONNECTION: Connection.compare_state,
    Property.ADMISSION: Connection.compare_admission,
}
"""The checks of a link in the service owner's account."""


def service_side(evidence: ServiceEvidence[Any] | None) -> ServiceSide:
    """Return what the service owner knows of a service; evidence is None where there is no service."""
    if evidence is None:
        return ServiceSide()
    service_id, facts = evidence.described["ServiceId"], evidence.facts
    return ServiceSide(
        service_name=evidence.described["ServiceName"],
        private_dns_name=evidence.described.get("PrivateDnsName"),
        connections={endpoint: each["VpcEndpointState"] for endpoint, each in facts.connections.items()},
        principals=facts.principals.get(service_id, frozenset()),
    )


def connection(
    link: Link,
    stack: StackSnapshot,
    evidence: ServiceEvidence[Any] | None,
    endpoint: str | None,
    consumer: str | None,
    *,
    key: str,
) -> Connection:
    """Return a link's connection.

    Parameters:
        stack: what Terraform knows of the service's module.
        endpoint: the endpoint's ID; None where there is no endpoint.
        consumer: the account of the endpoint; None where it is the service owner's own.
        key: what the service's module calls the endpoint.
    """
    service_id = evidence.described["ServiceId"] if evidence else None
    allowed = (
        evidence.attached("aws_vpc_endpoint_service_allowed_principal", "vpc_endpoint_service_id", service_id)
        if evidence
        else ()
    )
    return Connection(
        link,
        service_side(evidence),
        endpoint,
        frozenset(str(each.values["principal_arn"]) for each in allowed),
        consumer,
        *_accepted(stack, endpoint, key),
    )


def _accepted(stack: StackSnapshot, endpoint: str | None, key: str) -> tuple[bool | None, bool]:
    """Return whether plan and state accept an endpoint; None without a plan."""
    stated = stack.state.of(_ACCEPTER, module=stack.module)
    accepter = next((each for each in stated if each.values.get("vpc_endpoint_id") == endpoint), None)
    if stack.plan is None:
        return None, accepter is not None
    if accepter is not None:
        return stack.planned(accepter) is not None, True
    return any(each.key == key for each in stack.plan.of(_ACCEPTER, module=stack.module)), False


def linked(
    table: Table[Evidence[InterfaceEndpoint]], link: Link, service: ServiceSide
) -> Table[Evidence[InterfaceEndpoint]]:
    """Return the checks of a link's endpoint: those of an interface endpoint, with what the link says of it."""
    is_accepted = link.state == "accepted"

    def service_name(evidence: Evidence[InterfaceEndpoint]) -> Sources:
        found = evidence.described["ServiceName"]
        return evidence.compare("service_name", spec=service.service_name or "no service", api=found)

    def acceptance(evidence: Evidence[InterfaceEndpoint]) -> Sources:
        return Sources(spec=link.state, api=word(evidence.described["State"], link))

    def private_dns(evidence: Evidence[InterfaceEndpoint]) -> Sources | None:
        # What was on when the connection was rejected stays on, and resolves nothing that answers.
        mode = evidence.endpoint.private_dns_mode
        if mode == "after-acceptance" and link.state == "suspended":
            return None
        expected = mode == "on" or (mode == "after-acceptance" and is_accepted)
        return Sources(spec=expected, api=evidence.described["PrivateDnsEnabled"])

    def private_names(evidence: Evidence[InterfaceEndpoint]) -> Sources | None:
        if service.private_dns_name is None or not is_accepted or evidence.endpoint.private_dns_mode == "off":
            return None
        expected = frozenset({service.private_dns_name})
        return Sources(spec=expected, api=expected & _names(evidence.described))

    own: dict[Property, Compare[Evidence[InterfaceEndpoint]]] = {
        Property.SERVICE: service_name,
        Property.ACCEPTANCE: acceptance,
        Property.PRIVATE_DNS: private_dns,
        Property.PRIVATE_NAMES: private_names,
    }
    return {about: own.get(about, compare) for about, compare in table.items()}


def word(state: str, link: Link) -> str:
    """Return what AWS's state means in a spec; a suspended connection may be one that was never accepted."""
    meaning = _WORDS.get(state[:1].lower() + state[1:], state)
    return "suspended" if (meaning, link.state) == ("waiting", "suspended") else meaning


def _admits(principals: Iterable[str], account: str) -> bool:
    return any(principal == "*" or f":{account}:" in principal for principal in principals)


def _names(described: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(entry["DnsName"] for entry in described.get("DnsEntries", ()))
