"""The VPC, subnets and route tables that endpoints should have. The root module knows them; the spec does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from privatelink_harness.errors import HarnessError


@dataclass(frozen=True, slots=True)
class Placement:
    """The place of a stack's endpoints, by IDs; None where it is unknown.

    Parameters:
        subnets: of the interface endpoints.
        route_tables: of the gateway endpoints.
    """

    vpc: str | None = None
    subnets: frozenset[str] | None = None
    route_tables: frozenset[str] | None = None


def from_outputs(outputs: Mapping[str, Any]) -> Placement:
    """Return the placement in a root module's outputs `vpc_id`, `subnet_ids` and `route_table_ids`.

    The last two are lists of IDs, or mappings to IDs with any keys.

    Raises:
        HarnessError: one of these outputs has another type.
    """
    vpc = outputs.get("vpc_id")
    if vpc is not None and not isinstance(vpc, str):
        raise HarnessError("the output vpc_id is not an ID", hint="Make it one VPC's ID, or rename it.")
    return Placement(
        vpc,
        _ids("subnet_ids", outputs.get("subnet_ids")),
        _ids("route_table_ids", outputs.get("route_table_ids")),
    )


def _ids(name: str, value: object) -> frozenset[str] | None:
    match value:
        case None:
            return None
        case Mapping():
            ids = list(value.values())
        case Sequence() if not isinstance(value, str):
            ids = list(value)
        case _:
            ids = [value]
    if not all(isinstance(each, str) for each in ids):
        raise HarnessError(
            f"the output {name} is neither a list of IDs nor a mapping to IDs",
            hint="Verification reads the endpoints' placement from it: change its type, or rename it.",
        )
    return frozenset(ids)
