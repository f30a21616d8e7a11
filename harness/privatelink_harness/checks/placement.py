"""Where a stack's endpoints should stand. The spec doesn't say: it is of the environment, so the root module does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from privatelink_harness.errors import HarnessError


@dataclass(frozen=True, slots=True)
class Placement:
    """The environment of a stack's endpoints; None where nobody says.

    Parameters:
        vpc: the VPC's id.
        subnets: the interface endpoints' subnets, by id.
        route_tables: the gateway endpoints' route tables, by id.
    """

    vpc: str | None = None
    subnets: frozenset[str] | None = None
    route_tables: frozenset[str] | None = None


def from_outputs(outputs: Mapping[str, Any]) -> Placement:
    """The placement that a root module tells in its outputs `vpc_id`, `subnet_ids` and `route_table_ids`.

    The latter two are lists of ids, or mappings to ids under keys of any meaning.

    Raises:
        HarnessError: an output of such a name holds something else.
    """
    vpc = outputs.get("vpc_id")
    if vpc is not None and not isinstance(vpc, str):
        raise HarnessError("the output vpc_id is not an id", hint="Give it one VPC's id, or another name.")
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
            found = list(value.values())
        case Sequence() if not isinstance(value, str):
            found = list(value)
        case _:
            found = [value]
    if not all(isinstance(each, str) for each in found):
        raise HarnessError(
            f"the output {name} is neither a list of ids nor a mapping to ids",
            hint="Verification takes it for where the endpoints should stand: mend it, or give it another name.",
        )
    return frozenset(found)
