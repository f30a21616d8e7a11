"""A noun of the spec, found in the state and in the API's answers of its account and Region."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from privatelink_harness.checks.check import Account
from privatelink_harness.checks.hybrid.evidence import Evidence
from privatelink_harness.checks.hybrid.hub import Hub
from privatelink_harness.checks.presence import PRESENCE, Presence
from privatelink_harness.checks.scope import Scope
from privatelink_harness.checks.subject import Subject, Table
from privatelink_harness.terraform.snapshot import Resource

_IDS = {"aws_ram_resource_share": "arn", "aws_dx_gateway_association": "dx_gateway_association_id"}
"""Where the ID in the API is not Terraform's."""


def checked(
    hub: Hub,
    scope: Scope,
    account: Account | None,
    name: str,
    model: object,
    resource: Resource | None,
    table: Table[Evidence[Any]],
) -> Iterator[Subject[Any]]:
    """Yield a noun's presence and, if it exists, its checks.

    Parameters:
        scope: where it is asked for.
        resource: None where the state has none.
    """
    facts = hub.facts[scope]
    described = None
    if resource is not None:
        identifier = str(resource.values.get(_IDS.get(resource.type, "id")))
        described = facts.of(resource.type).get(identifier)
    yield Subject(name, Presence(hub.stack, resource, described), PRESENCE, account)
    if resource is not None and described is not None:
        evidence: Evidence[Any] = Evidence(hub.stack.planned(resource), resource, hub, model, described, facts)
        yield Subject(name, evidence, table, account)
