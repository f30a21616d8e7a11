"""A link's checks: the service owner's side and the consumer's, in AWS's states and the spec's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_harness.checks.api import Api
from privatelink_harness.checks.check import Account, Check, Proof, Verdict, judge
from privatelink_harness.checks.composition.subjects import find_subjects
from privatelink_harness.checks.consumer.evidence import Evidence as EndpointEvidence
from privatelink_harness.checks.consumer.subjects import INTERFACE
from privatelink_harness.checks.facts import Facts
from privatelink_harness.checks.placement import Placement
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.provider.evidence import Evidence as ServiceEvidence
from privatelink_harness.checks.provider.service import SERVICE
from privatelink_harness.checks.stack import STACK, StackSnapshot
from privatelink_harness.checks.subject import FindSubjects, Subject
from privatelink_harness.terraform.snapshot import Resource, Snapshot
from tests.support import provider_stack
from tests.support.api import StubbedApi
from tests.support.composition import CONSUMER, PROVIDER, SPEC, composition, snapshot

ENDPOINT, SERVICE_ID, SERVICE_NAME = "vpce-1", "vpce-svc-1", "com.amazonaws.vpce.us-east-1.vpce-svc-1"
ROOT = f"arn:aws:iam::{CONSUMER}:root"
OFFER = {
    "Owner": "444455556666",
    "AcceptanceRequired": True,
    "SupportedIpAddressTypes": ["ipv4"],
    "PrivateDnsName": "payments.example.com",
    "PrivateDnsNameVerificationState": "verified",
}
SIDES = {
    ("payments.link on-line.payments", Property.CONNECTION),
    ("payments.link on-line.payments", Property.ADMISSION),
    ("payments.link on-line.payments", Property.ENDS),
    ("payments.link on-line.payments", Property.LOAD_BALANCERS),
    ("on-line.payments", Property.OFFER),
    ("on-line.payments", Property.SERVICE),
    ("on-line.payments", Property.ACCEPTANCE),
    ("on-line.payments", Property.PRIVATE_DNS),
    ("on-line.payments", Property.PRIVATE_NAMES),
}
"""The rows that a link adds or changes."""


@dataclass
class World:
    """A link in every source; a test changes one value.

    Parameters:
        connection, endpoint: states, as the two accounts see them.
        planned, stated: whether plan and state accept the connection.
        end: the endpoint as the owner sees it.
        balancers: of the connection.
        offer: the service as the consumer sees it; None: it sees none.
    """

    state: str = "accepted"
    connection: str | None = "available"
    endpoint: str | None = "available"
    planned: bool | None = True
    stated: bool = True
    private_dns: bool = True
    names: tuple[str, ...] = ("payments.example.com", "vpce-1-abcdefgh.vpce-svc-1.us-east-1.vpce.amazonaws.com")
    service_name: str = SERVICE_NAME
    principals: frozenset[str] = frozenset({ROOT})
    allowed: tuple[str, ...] = (ROOT,)
    end: tuple[str, str, str] = (CONSUMER, "us-east-1", "ipv4")
    balancers: tuple[str, ...] = (provider_stack.BALANCER,)
    offer: dict[str, Any] | None = field(default_factory=lambda: dict(OFFER))
    stack: StackSnapshot = field(default_factory=snapshot)

    def checks(self) -> dict[tuple[str, Property], Check]:
        """Return the checks of the link by subject and property."""
        spec = composition(SPEC.replace("service: payments}", f"service: payments, state: {self.state}}}"))
        accepter = Resource(
            "module.stack.module.payments",
            "aws_vpc_endpoint_connection_accepter",
            "this",
            "on-line.payments",
            {"vpc_endpoint_id": ENDPOINT},
        )
        resources = (*self.stack.state.resources, *([accepter] if self.stated else []))
        plan = None if self.planned is None else Snapshot((accepter,) if self.planned else (), {})
        stack = replace(self.stack, state=Snapshot(resources, {}), plan=plan)
        patterns: dict[str, FindSubjects] = {"consumer": self._endpoints, "provider": self._service}
        return {
            (subject.name, about): judge(
                subject.name, about, sources, proof=Proof.EMULATED, gaps={}, account=subject.account
            )
            for subject in find_subjects(patterns, spec, stack, StubbedApi())
            for about, compare in subject.table.items()
            if (sources := compare(subject.evidence)) is not None
        }

    def failed(self) -> set[tuple[str, Property]]:
        """Return the link's rows that fail."""
        return {row for row, check in self.checks().items() if check.verdict is Verdict.FAILED} & SIDES

    def _endpoints(self, spec: ConsumerSpec, _stack: StackSnapshot, _api: Api) -> Iterator[Subject[Any]]:
        if self.endpoint is None:
            return
        described = {
            "VpcEndpointId": ENDPOINT,
            "VpcEndpointType": "Interface",
            "ServiceName": self.service_name,
            "VpcId": "vpc-1",
            "State": self.endpoint,
            "IpAddressType": "ipv4",
            "PrivateDnsEnabled": self.private_dns,
            "DnsEntries": [{"DnsName": name} for name in self.names],
            "NetworkInterfaceIds": [],
            "SubnetIds": [],
        }
        offers = {} if self.offer is None else {self.service_name: self.offer}
        evidence = EndpointEvidence(
            plan=None,
            state=Resource("", "aws_vpc_endpoint", "payments", None, {"service_name": self.service_name}),
            spec=spec,
            endpoint=spec.interfaces["payments"],
            described=described,
            facts=Facts({}, {}, {}, {}, frozenset(), {}, CONSUMER, "aws", offers=offers),
            placement=Placement(),
            region="us-east-1",
            accepted=self.state == "accepted",
        )
        yield Subject("payments", evidence, {about: INTERFACE[about] for about in INTERFACE if about in PROPERTIES})
        yield Subject(STACK, None, {})

    def _service(self, spec: Any, _stack: StackSnapshot, _api: Api) -> Iterator[Subject[Any]]:
        described = {
            "ServiceId": SERVICE_ID,
            "ServiceName": SERVICE_NAME,
            "PrivateDnsName": "payments.example.com",
            "AcceptanceRequired": True,
            "SupportedIpAddressTypes": ["ipv4"],
        }
        ends = dict(zip(("VpcEndpointOwner", "VpcEndpointRegion", "IpAddressType"), self.end, strict=True))
        seen = {"VpcEndpointState": self.connection, "NetworkLoadBalancerArns": self.balancers, **ends}
        connection = {ENDPOINT: seen} if self.connection else {}
        facts = replace(provider_stack.facts(), connections=connection, principals={SERVICE_ID: self.principals})
        of_type = "aws_vpc_endpoint_service_allowed_principal"
        resources = tuple(
            provider_stack.resource(of_type, {"vpc_endpoint_service_id": SERVICE_ID, "principal_arn": arn})
            for arn in self.allowed
        )
        evidence: ServiceEvidence[Any] = ServiceEvidence(
            plan=None,
            state=None,
            spec=spec,
            model=spec.service,
            described=described,
            facts=facts,
            placement=Placement(),
            resources=resources,
            names={provider_stack.BALANCER: next(iter(spec.load_balancers))},
            region="us-east-1",
        )
        yield Subject("service", evidence, {Property.PRIVATE_DNS_NAME: SERVICE[Property.PRIVATE_DNS_NAME]})


PROPERTIES = {about for _, about in SIDES}


def test_an_accepted_link_passes_from_both_sides() -> None:
    checks = World().checks()
    assert {row for row in checks if row in SIDES} == SIDES
    assert {check.verdict for row, check in checks.items() if row in SIDES} == {Verdict.PASSED}


@pytest.mark.parametrize(
    ("change", "rows"),
    [
        ({"connection": "pendingAcceptance"}, {Property.CONNECTION}),
        ({"connection": "rejected"}, {Property.CONNECTION}),
        ({"connection": None}, {Property.CONNECTION}),
        ({"endpoint": "rejected"}, {Property.ACCEPTANCE}),
        ({"planned": False}, {Property.CONNECTION}),
        ({"stated": False}, {Property.CONNECTION}),
        ({"principals": frozenset({f"arn:aws:iam::{PROVIDER}:root"})}, {Property.ADMISSION}),
        ({"principals": frozenset()}, {Property.ADMISSION}),
        ({"allowed": ()}, {Property.ADMISSION}),
        ({"private_dns": False}, {Property.PRIVATE_DNS}),
        ({"names": ()}, {Property.PRIVATE_NAMES}),
        ({"service_name": "com.amazonaws.vpce.us-east-1.vpce-svc-2"}, {Property.SERVICE}),
        ({"end": (PROVIDER, "us-east-1", "ipv4")}, {Property.ENDS}),
        ({"end": (CONSUMER, "eu-west-1", "ipv4")}, {Property.ENDS}),
        ({"end": (CONSUMER, "us-east-1", "ipv6")}, {Property.ENDS}),
        ({"balancers": ()}, {Property.LOAD_BALANCERS}),
        ({"balancers": ("arn:lb/other",)}, {Property.LOAD_BALANCERS}),
        ({"offer": None}, {Property.OFFER}),
        ({"offer": {**OFFER, "Owner": "999999999999"}}, {Property.OFFER}),
        ({"offer": {**OFFER, "AcceptanceRequired": False}}, {Property.OFFER}),
        ({"offer": {**OFFER, "SupportedIpAddressTypes": ["ipv6"]}}, {Property.OFFER}),
        ({"offer": {**OFFER, "PrivateDnsName": "other.example.com"}}, {Property.OFFER}),
        ({"offer": {**OFFER, "PrivateDnsNameVerificationState": "failed"}}, {Property.OFFER}),
    ],
)
def test_each_wrong_source_of_an_accepted_link_is_seen(change: dict[str, Any], rows: set[Property]) -> None:
    assert {about for _, about in replace(World(), **change).failed()} == rows


@pytest.mark.parametrize("principal", ["*", ROOT, f"arn:aws:iam::{CONSUMER}:role/app"])
def test_any_principal_of_the_account_admits_the_consumer(principal: str) -> None:
    assert replace(World(), principals=frozenset({principal}), allowed=(principal,)).failed() == set()


NOT_ACCEPTED = World(planned=False, stated=False, private_dns=False, names=())


@pytest.mark.parametrize(
    ("expected", "found", "rows"),
    [
        ("waiting", "pendingAcceptance", set()),
        ("waiting", "rejected", {Property.CONNECTION, Property.ACCEPTANCE}),
        ("waiting", "available", {Property.CONNECTION, Property.ACCEPTANCE}),
        ("suspended", "rejected", set()),
        # One that was never accepted has no traffic either.
        ("suspended", "pendingAcceptance", set()),
        ("suspended", "available", {Property.CONNECTION, Property.ACCEPTANCE}),
    ],
)
def test_states_of_a_link_that_is_not_accepted(expected: str, found: str, rows: set[Property]) -> None:
    world = replace(NOT_ACCEPTED, state=expected, connection=found, endpoint=found)
    assert {about for _, about in world.failed()} == rows


def test_an_accepter_of_a_suspended_link_is_seen() -> None:
    world = replace(NOT_ACCEPTED, state="suspended", connection="rejected", endpoint="rejected", stated=True)
    assert {about for _, about in world.failed()} == {Property.CONNECTION}


def test_verify_without_a_plan_compares_the_others() -> None:
    row = replace(World(), planned=None).checks()["payments.link on-line.payments", Property.CONNECTION]
    assert (row.verdict, row.plan, row.state) == (Verdict.PASSED, None, "accepted")


def test_a_missing_endpoint_fails_the_owners_side() -> None:
    world = World(endpoint=None, connection=None, stated=False)
    row = world.checks()["payments.link on-line.payments", Property.CONNECTION]
    assert (row.verdict, row.spec, row.api) == (Verdict.FAILED, "accepted", "no connection")


def test_a_narrowed_verification_keeps_the_links_word() -> None:
    checks = World(stack=snapshot(account=CONSUMER)).checks()
    assert {subject for subject, _ in checks} == {"on-line.payments"}
    assert checks["on-line.payments", Property.ACCEPTANCE].spec == "accepted"


def test_each_row_is_about_the_account_whose_api_was_asked() -> None:
    accounts = {subject.partition(".")[0]: check.account for (subject, _), check in World().checks().items()}
    assert accounts == {
        "payments": Account("provider", PROVIDER, "us-east-1"),
        "on-line": Account("consumer", CONSUMER, "us-east-1"),
    }
