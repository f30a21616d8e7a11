"""The data perimeter as Terraform's values: variables of policies by preset, and statements for resources' policies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from privatelink_generator import hcl
from privatelink_generator.aws import data_perimeter
from privatelink_generator.patterns.consumer.endpoints import Endpoint
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.policy_presets import DataPerimeter, Perimeter

PERIMETER = Perimeter("${var.organization_id}", "${var.third_party_account_ids}", "${local.compact_region}")
EXAMPLE_ORGANIZATION = "o-exampleorgid"
EXAMPLE_THIRD_PARTIES = ("111122223333",)


@dataclass(frozen=True)
class PerimeterView:
    """What the templates see of the data perimeter.

    Parameters:
        policies: all policies as HCL.
    """

    spec: ConsumerSpec
    policies: Sequence[str]

    @cached_property
    def values(self) -> DataPerimeter:
        """The spec's values."""
        return self.spec.data_perimeter or DataPerimeter.model_validate({})

    @cached_property
    def guarded(self) -> dict[str, Endpoint]:
        """The endpoints to whose services' resources the module has statements, by name."""
        every = self.spec.data_perimeter is not None
        return {
            name: each
            for name, each in self.spec.endpoints.items()
            if each.known_as and (every or each.preset is not None)
        }

    @cached_property
    def has_organization(self) -> bool:
        """Whether the module has the variable for the organization's ID."""
        named = any(policy.names(data_perimeter.ORGANIZATION) for policy in self.spec.preset_policies)
        return named or self.values.organization is not None

    @cached_property
    def has_third_parties(self) -> bool:
        """Whether the module has the variable for the accounts of partners."""
        return any(policy.names(data_perimeter.THIRD_PARTIES) for policy in self.spec.preset_policies)

    @cached_property
    def needs_compact_region(self) -> bool:
        """Whether a policy has the Region without hyphens."""
        return any(PERIMETER.compact_region in policy for policy in self.policies)

    @cached_property
    def presets(self) -> dict[str, str]:
        """The presets of each endpoint, with its exceptions, as a sentence's part."""
        return {
            name: ", ".join(each.preset.preset)
            + (
                f" with the exceptions {', '.join(one.name for one in each.preset.exceptions)}"
                if each.preset.exceptions
                else ""
            )
            for name, each in self.spec.endpoints.items()
            if each.preset
        }

    @property
    def may_lack(self) -> bool:
        """Whether the module's caller may leave endpoints out."""
        return self.spec.opens("endpoints")

    @staticmethod
    def action(endpoint: Endpoint) -> str:
        """Return the actions of the endpoint's service."""
        prefix = data_perimeter.action_prefix(endpoint.known_as or "")
        return f"{prefix}:*" if prefix else "*"

    def keys(self, name: str) -> dict[str, dict[str, str]]:
        """Return what a resource's policy compares a request through the endpoint with, by what it admits, as HCL."""
        known = self.spec.endpoints[name].known_as or ""
        identifier = f"local.endpoints[{hcl.quote(name)}].id"
        found = {
            "endpoint": {"aws:SourceVpce": f"try({identifier}, null)" if self.may_lack else identifier},
            "vpc": {"aws:SourceVpc": "var.vpc_id"},
        }
        if self.has_organization and data_perimeter.has_endpoint_owner_keys(known):
            found["organization"] = {"aws:VpceOrgID": "var.organization_id"}
        return found

    @cached_property
    def arguments(self) -> dict[str, object]:
        """The values that the module's example and tests pass for variables without a default."""
        found: dict[str, object] = {}
        if self.has_organization and not self.values.organization:
            found["organization_id"] = EXAMPLE_ORGANIZATION
        if self.has_third_parties and not self.values.third_parties:
            found["third_party_account_ids"] = list(EXAMPLE_THIRD_PARTIES)
        return found
