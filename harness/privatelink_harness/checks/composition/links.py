"""The links of a composition: an endpoint of one module and the service of another, each seen from its own account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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

END = ("account", "Region", "IP address type")
"""What both accounts say of an endpoint."""

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
        connections: as DescribeVpcEndpointConnections has them, by ID of the endpoint.
        principals: ARNs that may connect.
        load_balancers: names of the spec's.
        balanced: names of each connection's load balancers, by ID of the endpoint.
        offer: what consumers must see of the service.
    """

    service_name: str | None = None
    private_dns_name: str | None = None
    connections: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    principals: frozenset[str] = frozenset()
    load_balancers: frozenset[str] = frozenset()
    balanced: Mapping[str, frozenset[str]] = field(default_factory=dict)
    offer: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Connection:
    """A link's connection, as the service owner sees it.

    Parameters:
        endpoint: the endpoint's ID; None where there is no endpoint.
        allowed: the state's ARNs that may connect.
        consumer: the account of the endpoint; None where the state does not tell, or it is the service owner's own.
        planned, stated: whether plan and state accept it; None without a plan.
        end: the endpoint as the consumer sees it: its account, Region and IP address type; None without one.
    """

    link: Link
    service: ServiceSide
    endpoint: str | None
    allowed: frozenset[str]
    consumer: str | None
    planned: bool | None
    stated: bool
    end: Mapping[str, object] | None

    def compare_state(self) -> Sources:
        """Compare the owner's word on the connection."""
        state = self._described.get("VpcEndpointState")
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

    def compare_ends(self) -> Sources | None:
        """Compare whose endpoint the owner sees, and where, with what the consumer says of it."""
        if self.end is None or not self._described:
            return None
        described = self._described
        names = ("VpcEndpointOwner", "VpcEndpointRegion", "IpAddressType")
        return Sources(spec=self.end, api={key: described.get(name) for key, name in zip(END, names, strict=True)})

    def compare_load_balancers(self) -> Sources | None:
        """Compare the load balancers that the connection leads to with the service's."""
        if self.link.state != "accepted" or not self._described:
            return None
        return Sources(
            spec=self.service.load_balancers, api=self.service.balanced.get(self.endpoint or "", frozenset())
        )

    @property
    def _described(self) -> Mapping[str, Any]:
        return self.service.connections.get(self.endpoint or "", {})

    def _word(self, is_accepted: bool) -> str:  # noqa: FBT001 (its only argument)
        """Return what the accepter says; without one, the connection may wait or be suspended."""
        if is_accepted:
            return "accepted"
        return "suspended" if self.link.state == "accepted" else self.link.state


CONNECTION: Table[Connection] = {
    Property.CONNECTION: Connection.compare_state,
    Property.ADMISSION: Connection.compare_admission,
    Property.ENDS: Connection.compare_ends,
    Property.LOAD_BALANCERS: Connection.compare_load_balancers,
}
"""The checks of a link in the service owner's account."""


def service_side(evidence: ServiceEvidence[Any] | None) -> ServiceSide:
    """Return what the service owner knows of a service; evidence is None where there is no service."""
    if evidence is None:
        return ServiceSide()
    described, facts = evidence.described, evidence.facts
    service_id, name = described["ServiceId"], described.get("PrivateDnsName")
    arns = {endpoint: each.get("NetworkLoadBalancerArns", ()) for endpoint, each in facts.connections.items()}
    return ServiceSide(
        service_name=described["ServiceName"],
        private_dns_name=name,
        connections=facts.connections,
        principals=facts.principals.get(service_id, frozenset()),
        load_balancers=frozenset(evidence.spec.service_load_balancers),
        balanced={endpoint: evidence.named(some) for endpoint, some in arns.items()},
        offer={
            "owner": facts.account,
            "acceptance": described.get("AcceptanceRequired"),
            "IP address types": frozenset(described.get("SupportedIpAddressTypes", ())),
            "private DNS name": name,
            "verification": facts.verification.get(service_id) or None,
        },
    )


def offered(detail: Mapping[str, Any] | None) -> object:
    """Return what DescribeVpcEndpointServices says of a service in the consumer's account.

    Parameters:
        detail: None where the account sees no such service.
    """
    if detail is None:
        return "no such service"
    return {
        "owner": detail.get("Owner"),
        "acceptance": detail.get("AcceptanceRequired"),
        "IP address types": frozenset(detail.get("SupportedIpAddressTypes", ())),
        "private DNS name": detail.get("PrivateDnsName"),
        "verification": detail.get("PrivateDnsNameVerificationState") if detail.get("PrivateDnsName") else None,
    }


def connection(
    link: Link,
    stack: StackSnapshot,
    evidence: ServiceEvidence[Any] | None,
    end: Evidence[InterfaceEndpoint] | None,
    consumer: str | None,
    *,
    key: str,
) -> Connection:
    """Return a link's connection.

    Parameters:
        stack: what Terraform knows of the service's module.
        end: what all sources say of the endpoint; None where there is none.
        consumer: the account of the endpoint; None where it is the service owner's own.
        key: what the service's module calls the endpoint.
    """
    service_id = evidence.described["ServiceId"] if evidence else None
    endpoint = end.described["VpcEndpointId"] if end else None
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
        dict(zip(END, (end.facts.account, end.region, end.described.get("IpAddressType")), strict=True))
        if end
        else None,
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

    def offer(evidence: Evidence[InterfaceEndpoint]) -> Sources:
        detail = evidence.facts.offers.get(evidence.described["ServiceName"])
        return Sources(spec=service.offer or "no service", api=offered(detail))

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
    rows: dict[Property, Compare[Evidence[InterfaceEndpoint]]] = {}
    for about, compare in table.items():
        rows[about] = own.get(about, compare)
        if about is Property.SERVICE:
            rows[Property.OFFER] = offer
    return rows


def word(state: str, link: Link) -> str:
    """Return what AWS's state means in a spec; a suspended connection may be one that was never accepted."""
    meaning = _WORDS.get(state[:1].lower() + state[1:], state)
    return "suspended" if (meaning, link.state) == ("waiting", "suspended") else meaning


def _admits(principals: Iterable[str], account: str) -> bool:
    return any(principal == "*" or f":{account}:" in principal for principal in principals)


def _names(described: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(entry["DnsName"] for entry in described.get("DnsEntries", ()))
