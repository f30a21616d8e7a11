"""The policies of a spec's endpoints, as AWS evaluates them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from privatelink_generator.aws import data_perimeter
from privatelink_generator.aws.partitions import partition
from privatelink_generator.aws.policy_document import FULL_ACCESS, Identity
from privatelink_generator.patterns import policy_presets
from privatelink_generator.patterns.base import Spec
from privatelink_generator.patterns.consumer.endpoints import GatewayEndpoint, InterfaceEndpoint
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.policy_presets import DataPerimeter, Perimeter
from privatelink_generator.patterns.stack.model import StackSpec
from privatelink_generator.policies.policy import Policy, PolicyType
from privatelink_generator.policies.read import read_policy

ORGANIZATION, THIRD_PARTIES = "organization_id", "third_party_account_ids"
VARIABLES = (ORGANIZATION, THIRD_PARTIES)
"""Variables of modules that policies by preset compare with."""


@dataclass(frozen=True, slots=True)
class SpecEndpoint:
    """An interface or gateway endpoint of a spec.

    Parameters:
        name: in the spec; in a composition `MODULE.NAME`.
        region: of its module; None where the module's caller has it.
        account: of its module as far as the spec tells it.
    """

    name: str
    endpoint: InterfaceEndpoint | GatewayEndpoint
    region: str | None
    account: str | None
    perimeter: DataPerimeter | None

    @property
    def service(self) -> str:
        """The short name of an AWS service, or else the service's whole name."""
        whole = self.endpoint.service_name if isinstance(self.endpoint, InterfaceEndpoint) else None
        return self.endpoint.known_as or whole or ""

    @property
    def known_prefix(self) -> str | None:
        """What the actions of its service start with; None where no document says."""
        return data_perimeter.action_prefix(self.service)

    @property
    def action_prefix(self) -> str:
        """What the actions of its service start with; the first part of its name where no document says."""
        return self.known_prefix or self.service.partition(".")[0].removesuffix("-fips")

    @property
    def may_take_policy(self) -> bool:
        """Whether AWS takes a policy, or may: of an AWS service that the catalogue does not know, nobody says."""
        endpoint = self.endpoint
        is_unknown = isinstance(endpoint, InterfaceEndpoint) and not endpoint.custom and not endpoint.catalogued
        return endpoint.takes_policy or is_unknown

    def identity(self, region: str, account: str) -> Identity:
        """Return where its module is applied; the Region and account count where the spec does not tell them."""
        here = self.region or region
        return Identity(partition(here).name, here, self.account or account)

    def requested_region(self, identity: Identity) -> str:
        """Return the Region whose API requests reach, as aws:RequestedRegion has it."""
        elsewhere = self.endpoint.service_region if isinstance(self.endpoint, InterfaceEndpoint) else None
        return elsewhere or identity.region

    def policy(self, identity: Identity, variables: Mapping[str, Sequence[str]]) -> Policy:
        """Return the policy, AWS's default where the spec has none.

        Parameters:
            identity: where the module is applied.
            variables: values of the module's variables. One that is needed and not known stays a policy variable
                without a value, so that a condition with it is not evaluated.
        """
        type_ = PolicyType.GATEWAY if isinstance(self.endpoint, GatewayEndpoint) else PolicyType.ENDPOINT
        return read_policy(self._document(identity, variables), type_, self.name)

    def _document(self, identity: Identity, variables: Mapping[str, Sequence[str]]) -> Mapping[str, Any]:
        endpoint = self.endpoint
        if not endpoint.policy:
            return FULL_ACCESS
        values = self.perimeter or DataPerimeter.model_validate({})
        organization = variables.get(ORGANIZATION) or (values.organization or f"${{var.{ORGANIZATION}}}",)
        parties = variables.get(THIRD_PARTIES) or values.third_parties or (f"${{var.{THIRD_PARTIES}}}",)
        perimeter = Perimeter(organization[0], tuple(parties), identity.region.replace("-", ""))
        gateway = isinstance(endpoint, GatewayEndpoint)
        return policy_presets.document(endpoint.policy, endpoint.known_as, identity, perimeter, gateway=gateway)


def spec_endpoints(spec: Spec) -> dict[str, SpecEndpoint]:
    """Return the endpoints of a spec that requests to APIs go through, by name; Gateway Load Balancers' are none."""
    return {each.name: each for each in _endpoints(spec)}


def _endpoints(spec: Spec) -> Iterator[SpecEndpoint]:
    if not isinstance(spec, StackSpec):
        yield from _of_module(spec, "", spec.fixed_region, None)
        return
    for name, part in spec.modules.items():
        account = spec.aliases.get(part.account)
        region = part.spec.fixed_region or (account and account.region) or spec.region
        yield from _of_module(part.spec, f"{name}.", region, account.id if account else None)


def _of_module(spec: Spec, prefix: str, region: str | None, account: str | None) -> Iterator[SpecEndpoint]:
    if not isinstance(spec, ConsumerSpec | HybridSpec):
        return
    for name, endpoint in spec.endpoints.items():
        if isinstance(endpoint, InterfaceEndpoint | GatewayEndpoint):
            yield SpecEndpoint(f"{prefix}{name}", endpoint, region, account, spec.data_perimeter)
