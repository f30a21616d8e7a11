"""What the `expect` of specs is about, in an applied stack: who connects or calls, and to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from privatelink_generator.errors import Loc
from privatelink_generator.patterns.base import Spec
from privatelink_generator.patterns.consumer.endpoints import InterfaceEndpoint
from privatelink_generator.patterns.expectations import ON_PREMISES, VPC, Connection, Expectation, Expecting, Invocation
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.patterns.stack.model import StackSpec
from privatelink_harness.checks.consumer.evidence import Evidence as EndpointEvidence
from privatelink_harness.checks.hybrid.evidence import Evidence as HubEvidence
from privatelink_harness.checks.hybrid.hub import Hub
from privatelink_harness.checks.provider.evidence import Evidence as ProviderEvidence
from privatelink_harness.checks.provider.service import Consumer
from privatelink_harness.checks.scope import Scope
from privatelink_harness.checks.subject import Subject


@dataclass(frozen=True, slots=True)
class ClientVpc:
    """The VPC that a client is in.

    Parameters:
        id: the VPC's.
        scope: its account and Region.
    """

    id: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class AtEndpoint:
    """An expectation of an interface endpoint.

    Parameters:
        vpc: the client's, where it is named; None: the endpoint's own, or on premises.
        hub: whose network on premises the client is in, if it is there.
    """

    entry: Expectation
    evidence: EndpointEvidence[InterfaceEndpoint]
    vpc: ClientVpc | None = None
    hub: Hub | None = None


@dataclass(frozen=True, slots=True)
class ConsumerEndpoint:
    """The endpoint of a service's consumer.

    Parameters:
        described: as EC2 describes it.
        scope: its account and Region.
    """

    described: Mapping[str, Any]
    scope: Scope


@dataclass(frozen=True, slots=True)
class AtService:
    """An expectation of a provider's service.

    Parameters:
        endpoint: the ID of the consumer's endpoint; None for a new consumer.
        own: the same endpoint, where the stack's evidence has it.
    """

    entry: Connection
    evidence: ProviderEvidence[Any]
    endpoint: str | None = None
    own: ConsumerEndpoint | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """An expectation of what the stack does not have."""

    entry: Expectation
    reason: str


type Expected = AtEndpoint | AtService | Missing


def expected(spec: Spec, subjects: Sequence[Subject[Any]]) -> Iterator[Subject[Expected]]:
    """Yield a subject for each expectation of a spec, and of the modules of a composition.

    Parameters:
        subjects: what is checked, with what all sources say of it.
    """
    yield from _of_spec(spec, subjects, ())
    if isinstance(spec, StackSpec):
        for name, part in spec.modules.items():
            yield from _of_spec(part.spec, subjects, ("modules", name, "spec"))


def _of_spec(spec: Spec, subjects: Sequence[Subject[Any]], root: Loc) -> Iterator[Subject[Expected]]:
    if not isinstance(spec, Expecting):
        return
    prefix = f"{root[1]}: " if root else ""
    stack = _Stack(spec, subjects, root)
    for index, entry in enumerate(spec.expect):
        about, found = stack.find(entry)
        account = about.account if about else None
        yield Subject(f"{prefix}{entry}", found, {}, account, loc=("expect", index), root=root)


@dataclass(frozen=True, slots=True)
class _Stack:
    """The subjects of a spec, by their places in it."""

    spec: Spec
    subjects: Sequence[Subject[Any]]
    root: Loc

    def find(self, entry: Expectation) -> tuple[Subject[Any] | None, Expected]:
        """Return what an expectation is about."""
        name = entry.through if isinstance(entry, Invocation) else entry.to
        module, _, endpoint = name.partition(".")
        root = ("modules", module, "spec") if endpoint else self.root
        if isinstance(entry, Connection) and (joined := self._joined(entry)):
            return joined, AtEndpoint(entry, joined.evidence, _vpc_of(joined.evidence))
        if about := self._at(root, ("endpoints", endpoint or name), EndpointEvidence):
            return about, self._at_endpoint(entry, about.evidence)
        service = self.root if isinstance(self.spec, ProviderSpec) else (*self.root, "services", name)
        about = self._at(service, ("service",), ProviderEvidence)
        if about and isinstance(entry, Connection):
            return about, self._at_service(entry, about.evidence)
        return None, Missing(entry, f"the stack has no {name}")

    def _at_endpoint(self, entry: Expectation, evidence: EndpointEvidence[Any]) -> Expected:
        if isinstance(entry, Invocation) or entry.source == VPC:
            return AtEndpoint(entry, evidence)
        if entry.source == ON_PREMISES:
            return AtEndpoint(entry, evidence, hub=self._hub())
        if isinstance(self.spec, StackSpec):
            module, _, spoke = entry.source.partition(".")
            if module not in self.spec.modules:
                return AtEndpoint(entry, evidence)
            root = ("modules", module, "spec")
            vpc = self._spokes(root, spoke) if spoke else self._vpc(root)
        elif entry.source in getattr(self.spec, "spokes", ()):
            vpc = self._spokes(self.root, entry.source)
        else:
            return AtEndpoint(entry, evidence)
        return AtEndpoint(entry, evidence, vpc) if vpc else Missing(entry, f"the stack has no VPC of {entry.source}")

    def _at_service(self, entry: Connection, evidence: ProviderEvidence[Any]) -> Expected:
        if entry.source not in evidence.spec.service.consumers:
            return AtService(entry, evidence)
        about = self._at(self.root, ("service", "consumers", entry.source), Consumer)
        sides = (about.evidence.connection, about.evidence.endpoint) if about else ()
        known = next((str(each["VpcEndpointId"]) for each in sides if each), None)
        if known is None:
            return Missing(entry, f"the stack has no endpoint of consumer {entry.source}")
        return AtService(entry, evidence, known, self._consumer_endpoint(evidence, known))

    def _consumer_endpoint(self, evidence: ProviderEvidence[Any], endpoint: str) -> ConsumerEndpoint | None:
        """Return a consumer's endpoint: a composition's, or one in the service's account and Region."""
        ends = (each.evidence for each in self.subjects if isinstance(each.evidence, EndpointEvidence))
        for each in ends:
            if each.described.get("VpcEndpointId") == endpoint:
                return ConsumerEndpoint(each.described, _scope_of(each))
        described = evidence.facts.endpoints.get(endpoint)
        return ConsumerEndpoint(described, _scope_of(evidence)) if described else None

    def _at(self, root: Loc, loc: Loc, kind: type) -> Subject[Any] | None:
        found = (each for each in self.subjects if (each.root, each.loc) == (root, loc))
        return next((each for each in found if isinstance(each.evidence, kind)), None)

    def _joined(self, entry: Connection) -> Subject[Any] | None:
        """Return the endpoint with which PrivateLink joins a spoke to a hub's service."""
        wanted = f"spoke {entry.source}.{entry.to}"
        found = (
            each for each in self.subjects if each.root == self.root and isinstance(each.evidence, EndpointEvidence)
        )
        return next((each for each in found if each.name.endswith(wanted)), None)

    def _hub(self) -> Hub | None:
        """Return the hub that the spec's subjects are of."""
        own = (each.evidence for each in self.subjects if each.root == self.root)
        return next((each.hub for each in own if isinstance(each, HubEvidence)), None)

    def _vpc(self, root: Loc) -> ClientVpc | None:
        """Return the VPC that a module's endpoints or load balancers are in."""
        for each in self.subjects:
            if each.root == root and isinstance(each.evidence, EndpointEvidence | ProviderEvidence):
                vpc = _vpc_of(each.evidence)
                if vpc and each.loc[:1] in {("endpoints",), ("load_balancers",)}:
                    return vpc
        return None

    def _spokes(self, root: Loc, name: str) -> ClientVpc | None:
        """Return the VPC of a spoke that routes lead to."""
        for each in self.subjects:
            spoke = getattr(each.evidence, "spoke", None)
            if (each.root, each.loc) == (root, ("spokes", name)) and spoke is not None and spoke.placement.vpc:
                return ClientVpc(spoke.placement.vpc, spoke.scope)
        return None


def _vpc_of(evidence: EndpointEvidence[Any] | ProviderEvidence[Any]) -> ClientVpc | None:
    """Return the VPC that an endpoint or a load balancer is in."""
    vpc = evidence.described.get("VpcId")
    return ClientVpc(str(vpc), _scope_of(evidence)) if vpc else None


def _scope_of(evidence: EndpointEvidence[Any] | ProviderEvidence[Any]) -> Scope:
    return Scope(evidence.facts.account, evidence.region)
