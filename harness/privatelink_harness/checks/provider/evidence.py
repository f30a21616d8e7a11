"""Everything known about one resource of a provider's stack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_harness.checks.check import ABSENT, Sources
from privatelink_harness.checks.placement import Placement
from privatelink_harness.checks.provider.facts import Described, Facts
from privatelink_harness.checks.resource import StackResource
from privatelink_harness.terraform.snapshot import Resource


@dataclass(frozen=True, slots=True)
class Evidence[M](StackResource):
    """A load balancer, listener, target group or endpoint service in the spec, the plan, the state and the API.

    Parameters:
        model: its entry in the spec.
        described: its entry in the API's answer.
        facts: everything else that the API says.
        placement: where the load balancers should be.
        resources: every resource of the module in the state.
        names: of load balancers and target groups in the spec, by ARN.
        region: the stack's own.
        planned_resources: every resource of the module in the plan; None without a plan.
    """

    spec: ProviderSpec
    model: M
    described: Described
    facts: Facts
    placement: Placement
    resources: tuple[Resource, ...]
    names: Mapping[str, str]
    region: str
    planned_resources: tuple[Resource, ...] | None = None

    @property
    def attributes(self) -> Mapping[str, str]:
        """The attributes that Elastic Load Balancing has for it, by key."""
        return self.facts.attributes.get(str(self.stated("arn")), {})

    def flag(self, attribute: str, key: str, *, spec: bool) -> Sources:
        """Compare an argument of Terraform's with an attribute of Elastic Load Balancing that is true or false."""
        return self.compare(attribute, spec=spec, api=self.attributes.get(key) == "true", read=is_true)

    def attached(self, resource_type: str, attribute: str, value: object) -> list[Resource]:
        """Return the state's resources of a type that name this one in an attribute."""
        return [each for each in self.resources if each.type == resource_type and each.values.get(attribute) == value]

    def named(self, arns: Any) -> frozenset[str]:
        """Return the names in the spec of load balancers or target groups; an unknown one keeps its ARN."""
        return frozenset(self.names.get(arn, arn) for arn in arns)

    def placed(self, attribute: str, expected: object | None, *, api: object) -> Sources:
        """Return the sources of a part of the placement, which the root module's outputs know in the spec's stead."""
        found = self.compare(attribute, spec=ABSENT, api=api, read=_unordered)
        return found if expected is None else replace(found, output=expected, hint=self.placement.hint)

    def tags(self) -> Sources:
        """Compare the spec's tags with those of plan and state, which the AWS provider reads from the API."""
        expected = dict(self.spec.tags)
        planned, stated = self.planned("tags_all"), self.stated("tags_all")
        return Sources(
            spec=expected,
            plan=_some(planned, expected),
            state=_some(stated, expected),
            api=self._described_tags(expected),
        )

    def _described_tags(self, expected: Mapping[str, str]) -> object:
        if "Tags" not in self.described:
            return ABSENT
        tags = {each["Key"]: each["Value"] for each in self.described["Tags"]}
        return {key: tags.get(key) for key in expected}


def is_true(value: object) -> bool:
    """Return an argument's value as a truth value; Terraform keeps some as text."""
    return value is True or value == "true"


def _unordered(value: Any) -> object:
    return frozenset(value) if isinstance(value, list) else value


def _some(tags: Any, expected: Mapping[str, str]) -> object:
    return tags if tags is ABSENT else {key: tags.get(key) for key in expected}
