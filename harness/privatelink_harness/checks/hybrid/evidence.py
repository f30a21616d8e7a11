"""Everything known about one resource of a hub's stack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from privatelink_harness.checks.check import ABSENT, Sources
from privatelink_harness.checks.facts import permissions
from privatelink_harness.checks.hybrid.facts import Described, Facts
from privatelink_harness.checks.hybrid.hub import Hub
from privatelink_harness.checks.resource import StackResource


@dataclass(frozen=True, slots=True)
class Evidence[M](StackResource):
    """A resource of a hub or a spoke in the spec, the plan, the state and the API.

    Parameters:
        model: its entry in the spec.
        described: its entry in the API's answer.
        facts: everything else that the API says in its account and Region.
    """

    hub: Hub
    model: M
    described: Described
    facts: Facts

    def is_in(self, state: str, *, key: str) -> Sources:
        """Compare the state in the API with the one in which the resource works."""
        return Sources(spec=state, api=self.described.get(key))

    def placed(self, attribute: str, expected: object | None, *, api: object) -> Sources:
        """Return the sources of a part of the placement, which the root module's outputs know in the spec's stead."""
        found = self.compare(attribute, spec=ABSENT, api=api)
        return found if expected is None else replace(found, output=expected, hint=self.hub.placement.hint)

    def attached(self, resource_type: str, attribute: str, value: object, read: str) -> frozenset[str]:
        """Return an attribute of the state's resources that name this one in another."""
        return frozenset(
            str(each.values[read]) for each in self.hub.of(resource_type) if each.values.get(attribute) == value
        )

    def tags(self) -> Sources | None:
        """Compare the spec's tags, and every tag of the state with the API, where its description has tags."""
        stated, planned = self.stated("tags_all"), self.planned("tags_all")
        if stated is ABSENT:
            return None
        expected = {**stated, **self.hub.spec.tags}
        described = {each["Key"]: each["Value"] for each in self.described.get("Tags", ())}
        return Sources(
            spec=expected,
            plan=planned if planned is ABSENT else {**stated, **planned},
            state=stated,
            api={key: described.get(key) for key in expected} if "Tags" in self.described else ABSENT,
        )


def at_least(expected: Iterable[str], stated: Iterable[str], api: Iterable[str]) -> Sources:
    """Compare what the spec wants with what there is; a stack may have more, such as another spoke."""
    there = frozenset(stated)
    return Sources(spec=frozenset(expected) | there, state=there, api=frozenset(api))


def allowed(facts: Facts, groups: Iterable[str], rules: str) -> frozenset[str]:
    """Return what security groups allow, as `10.0.0.0/16 tcp 53`.

    Parameters:
        rules: IpPermissions, or IpPermissionsEgress.
    """
    known = facts.of("aws_security_group")
    found = (each for group in groups for each in permissions(known.get(group, {}).get(rules, ())))
    return frozenset(f"{each.source} {each.protocol} {each.port}" for each in found)


def numbered(value: Any) -> Any:
    """Return a number that Terraform or AWS may write as text."""
    return int(value) if isinstance(value, str) and value.isdigit() else value


def routes_by(target: str, tables: Iterable[Described]) -> frozenset[str]:
    """Return the active routes to a target, as `10.0.0.0/16 in rtb-1`."""
    return frozenset(
        f"{route['DestinationCidrBlock']} in {table['RouteTableId']}"
        for table in tables
        for route in table.get("Routes", ())
        if target in route.values() and route.get("State") == "active" and "DestinationCidrBlock" in route
    )
