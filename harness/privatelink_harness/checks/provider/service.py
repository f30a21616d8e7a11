"""The checks of an endpoint service, of its consumers and of its notifications."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from privatelink_generator.patterns.principals import is_unit, unit_id
from privatelink_generator.patterns.provider.service import Notifications, Service
from privatelink_harness.checks.check import ABSENT, Sources
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.provider.evidence import Evidence
from privatelink_harness.checks.provider.facts import Described
from privatelink_harness.checks.subject import Table

_PRINCIPAL = "aws_vpc_endpoint_service_allowed_principal"

type ServiceEvidence = Evidence[Service]


def state(evidence: ServiceEvidence) -> Sources:
    """Compare the state with Available."""
    return evidence.compare("state", spec="Available", api=evidence.described["ServiceState"])


def acceptance(evidence: ServiceEvidence) -> Sources:
    """Compare whether connections wait for the owner's acceptance."""
    return evidence.compare(
        "acceptance_required", spec=evidence.model.acceptance_required, api=evidence.described["AcceptanceRequired"]
    )


def load_balancers(evidence: ServiceEvidence) -> Sources:
    """Compare the load balancers."""
    return evidence.compare(
        "network_load_balancer_arns",
        spec=frozenset(evidence.spec.service_load_balancers),
        api=evidence.named(evidence.described.get("NetworkLoadBalancerArns", ())),
        read=evidence.named,
    )


def principals(evidence: ServiceEvidence) -> Sources:
    """Compare who may connect."""
    service_id = evidence.described["ServiceId"]
    allowed = evidence.attached(_PRINCIPAL, "vpc_endpoint_service_id", service_id)
    expected = {arn for each in evidence.model.allowed_principals.values() for arn in _arns(evidence, each)}
    return Sources(
        spec=frozenset({"*"} if evidence.model.public else expected),
        plan=_planned_principals(evidence),
        state=frozenset(each.values["principal_arn"] for each in allowed),
        api=evidence.facts.principals.get(service_id, frozenset()),
    )


def _planned_principals(evidence: ServiceEvidence) -> object:
    """Return the plan's principals; ABSENT without a plan, or where one is not known in it."""
    planned = [each for each in evidence.planned_resources or () if each.type == _PRINCIPAL]
    arns = {each.values.get("principal_arn") for each in planned}
    return ABSENT if evidence.planned_resources is None or None in arns else frozenset(arns)


def _arns(evidence: ServiceEvidence, principal: str) -> Iterator[str]:
    """Yield the ARN of a principal; those of its accounts for an organizational unit."""
    facts = evidence.facts
    if is_unit(principal):
        for account in facts.unit_accounts[unit_id(principal)]:
            yield f"arn:{facts.partition}:iam::{account}:root"
    elif principal.startswith("arn:"):
        yield principal
    else:
        account, resource = (principal, "root") if principal.isdigit() else (facts.account, principal)
        yield f"arn:{facts.partition}:iam::{account}:{resource}"


def private_dns_name(evidence: ServiceEvidence) -> Sources:
    """Compare the private DNS name."""
    name = evidence.model.private_dns_name
    planned, stated = evidence.planned("private_dns_name"), evidence.stated("private_dns_name")
    return Sources(
        spec=name.name if name else None,
        plan=planned,
        state=stated if name else ABSENT,
        api=evidence.described.get("PrivateDnsName"),
    )


def verification(evidence: ServiceEvidence) -> Sources | None:
    """Compare whether the private DNS name is verified, where the module writes its record."""
    name = evidence.model.private_dns_name
    if name is None or name.zone != "given":
        return None
    described = evidence.described.get("PrivateDnsNameConfiguration", {}).get("State")
    return Sources(
        spec="verified", state=ABSENT, api=evidence.facts.verification.get(evidence.described["ServiceId"]) or described
    )


def supported_regions(evidence: ServiceEvidence) -> Sources:
    """Compare the Regions whose consumers may connect."""
    described = evidence.described.get("SupportedRegions", ())
    return evidence.compare(
        "supported_regions",
        spec=frozenset(evidence.model.supported_regions or (evidence.region,)),
        api=frozenset(each["Region"] for each in described),
        read=frozenset,
    )


def supported_addresses(evidence: ServiceEvidence) -> Sources:
    """Compare the addresses that consumers' endpoints may have."""
    return evidence.compare(
        "supported_ip_address_types",
        spec=frozenset(evidence.model.supported_ip_address_types),
        api=frozenset(evidence.described.get("SupportedIpAddressTypes", ())),
        read=frozenset,
    )


def zones(evidence: ServiceEvidence) -> Sources:
    """Compare the zones of the service with those of its load balancers."""
    arns = evidence.described.get("NetworkLoadBalancerArns", ())
    balancers = (evidence.facts.load_balancers.get(arn, {}) for arn in arns)
    expected = frozenset(zone["ZoneName"] for each in balancers for zone in each.get("AvailabilityZones", ()))
    stated = evidence.stated("availability_zones")
    return Sources(
        spec=expected,
        state=stated if stated is ABSENT else frozenset(stated),
        api=frozenset(evidence.described.get("AvailabilityZones", ())),
    )


SERVICE: Table[ServiceEvidence] = {
    Property.STATE: state,
    Property.ACCEPTANCE: acceptance,
    Property.LOAD_BALANCERS: load_balancers,
    Property.ZONES: zones,
    Property.PRINCIPALS: principals,
    Property.PRIVATE_DNS_NAME: private_dns_name,
    Property.VERIFICATION: verification,
    Property.SUPPORTED_REGIONS: supported_regions,
    Property.SUPPORTED_ADDRESSES: supported_addresses,
    Property.TAGS: Evidence.tags,
}
"""The checks of an endpoint service."""


@dataclass(frozen=True, slots=True)
class Consumer:
    """A known consumer's connection, as the service owner sees it and as the consumer does.

    Parameters:
        expected: accepted or suspended.
        connection: the owner's side; None where there is none.
        endpoint: the consumer's side; None where the endpoint is in another account or Region.
        accepter: whether the state has the resource that accepts it.
        planned: whether the plan has it; None without a plan.
    """

    expected: str
    connection: Described | None
    endpoint: Described | None
    accepter: bool
    planned: bool | None = None

    def compare_connection(self) -> Sources:
        """Compare the owner's word on the connection."""
        return Sources(
            spec=self.expected,
            plan=ABSENT if self.planned is None else _accepted(self.planned),
            state=_accepted(self.accepter),
            api=_word(self.connection["VpcEndpointState"]) if self.connection else "suspended",
        )

    def compare_endpoint(self) -> Sources | None:
        """Compare the state of the endpoint in the consumer's account with the connection's."""
        if self.endpoint is None:
            return None
        return Sources(spec=self.expected, api=_word(self.endpoint["State"]))


def _accepted(is_accepted: bool) -> str:  # noqa: FBT001 (its only argument)
    return "accepted" if is_accepted else "suspended"


def _word(state: str) -> str:
    """Return what a connection's state means; one that was never accepted has no traffic either."""
    known = {"available": "accepted", "pending": "accepted", "rejected": "suspended", "pendingAcceptance": "suspended"}
    plain = state[:1].lower() + state[1:]
    return known.get(plain, plain)


CONSUMER: Table[Consumer] = {
    Property.CONNECTION: Consumer.compare_connection,
    Property.ENDPOINT_STATE: Consumer.compare_endpoint,
}
"""The checks of a known consumer."""


def events(evidence: Evidence[Notifications]) -> Sources:
    """Compare the events that the topic is told of."""
    return evidence.compare(
        "connection_events",
        spec=frozenset(evidence.model.events),
        api=frozenset(evidence.described["ConnectionEvents"]),
        read=frozenset,
    )


def topic(evidence: Evidence[Notifications]) -> Sources:
    """Compare the topic, whose ARN the spec does not know."""
    described: Any = evidence.described["ConnectionNotificationArn"]
    return evidence.compare("connection_notification_arn", spec=ABSENT, api=described)


NOTIFICATION: Table[Evidence[Notifications]] = {Property.EVENTS: events, Property.TOPIC: topic}
"""The checks of a connection notification."""
