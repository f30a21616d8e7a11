"""The VPC, subnets and route tables that endpoints should have. The root module knows them; the spec does not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from privatelink_harness.errors import HarnessError

_NAMES = ("vpc_id", "subnet_ids", "route_table_ids")
_MODULE = re.compile(r'module\.([^.\[]+)(?:\["([^"]*)"\])?')


@dataclass(frozen=True, slots=True, init=False)
class Placement:
    """The place of a stack's endpoints, by IDs; None where it is unknown.

    Parameters:
        vpc: the VPC's ID.
        subnets: of the interface endpoints, in any iterable; a mapping's values.
        route_tables: of the gateway endpoints, likewise.
        hint: what may explain that endpoints are elsewhere, for the report.
    """

    vpc: str | None
    subnets: frozenset[str] | None
    route_tables: frozenset[str] | None
    hint: str

    def __init__(
        self,
        vpc: str | None = None,
        subnets: Iterable[str] | Mapping[Any, str] | None = None,
        route_tables: Iterable[str] | Mapping[Any, str] | None = None,
        *,
        hint: str = "",
    ) -> None:
        """Keep the IDs, without their order.

        Raises:
            TypeError: an ID is not a string.
        """
        if not (vpc is None or isinstance(vpc, str)):
            raise TypeError(f"Placement: vpc is not an ID: {vpc!r}")
        object.__setattr__(self, "vpc", vpc)
        object.__setattr__(self, "subnets", _ids("subnets", subnets))
        object.__setattr__(self, "route_tables", _ids("route_tables", route_tables))
        object.__setattr__(self, "hint", hint)


def from_outputs(outputs: Mapping[str, Any], *, module: str | None = None) -> Placement:
    """Return the placement in a root module's outputs `vpc_id`, `subnet_ids` and `route_table_ids`.

    The last two are lists of IDs, or mappings to IDs with any keys. Where a root module has several VPCs, their outputs
    start with the names of the modules that they are for: `shared_vpc_id` is for `module.shared`, and for
    `module.shared_endpoints`.

    Parameters:
        module: the address of the module whose endpoints are placed; None: the whole stack.

    Raises:
        HarnessError: one of these outputs has another type.
    """
    prefix = _prefix(outputs, module)
    vpc, subnets, route_tables = (f"{prefix}{name}" for name in _NAMES)
    if not (outputs.get(vpc) is None or isinstance(outputs[vpc], str)):
        raise HarnessError(f"the output {vpc} is not an ID", hint="Make it one VPC's ID, or rename it.")
    try:
        return Placement(
            outputs.get(vpc), _ids(subnets, outputs.get(subnets)), _ids(route_tables, outputs.get(route_tables))
        )
    except TypeError as error:
        raise HarnessError(
            f"the output {error}",
            hint="Verification reads the endpoints' placement from it: change its type, or rename it.",
        ) from None


def _prefix(outputs: Mapping[str, Any], module: str | None) -> str:
    """Return the start of the names of a module's own outputs: the longest that fits, "" if there is none."""
    calls = _MODULE.findall(module or "")
    names = {part.replace("-", "_") for call in calls for part in call if part}
    ends = {output.removesuffix(name) for output in outputs for name in _NAMES if output.endswith(f"_{name}")}
    fitting = [start for start in ends if any(f"{name}_".startswith(start) for name in names)]
    return max(fitting, key=len, default="")


def _ids(name: str, value: object) -> frozenset[str] | None:
    """Return IDs in any form as a set.

    Raises:
        TypeError: they are none.
    """
    match value:
        case None:
            return None
        case str():
            ids: list[object] = [value]
        case Mapping():
            ids = list(value.values())
        case Iterable():
            ids = list(value)
        case _:
            ids = [value]
    if not all(isinstance(each, str) for each in ids):
        raise TypeError(f"{name} is neither a list of IDs nor a mapping to IDs")
    return frozenset(str(each) for each in ids)
