"""Terraform's state and plan as data: resource instances and outputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from privatelink_harness.terraform.sensitive import sensitive_plan, sensitive_state


@dataclass(frozen=True, slots=True)
class Resource:
    """A managed resource instance.

    Parameters:
        module: the module's address, "" for the root module.
        key: None without `count` and `for_each`.
        values: its attributes, in a plan without those that are unknown.
        provider: the address of its provider configuration in a state, "" in a plan.
    """

    module: str
    type: str
    name: str
    key: str | int | None
    values: Mapping[str, Any]
    provider: str = ""

    @property
    def address(self) -> str:
        """The address as Terraform writes it."""
        key = "" if self.key is None else f'["{self.key}"]' if isinstance(self.key, str) else f"[{self.key}]"
        return f"{self.module}{'.' if self.module else ''}{self.type}.{self.name}{key}"

    @property
    def id(self) -> str:
        """The ID in the API, "" if there is none yet."""
        return str(self.values.get("id") or "")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state or a plan.

    Parameters:
        outputs: of the root module, by name.
        secrets: the sensitive values, as text; no report may show them.
    """

    resources: tuple[Resource, ...]
    outputs: Mapping[str, Any]
    secrets: frozenset[str] = field(default=frozenset(), repr=False, compare=False)

    def of(self, *types: str, module: str | None = None) -> Iterator[Resource]:
        """Yield the resources of these types; only those in the module and the modules below it, if one is named."""
        for resource in self.within(module):
            if resource.type in types:
                yield resource

    def within(self, module: str | None) -> Iterator[Resource]:
        """Yield the resources in a module and the modules below it; None: all."""
        for resource in self.resources:
            path = resource.module
            if module is None or path == module or path.startswith((f"{module}.", f"{module}[")):
                yield resource


def from_state(state: Mapping[str, Any]) -> Snapshot:
    """Return the snapshot of a state file, version 4, which Terraform 1.x writes."""
    return Snapshot(
        tuple(
            Resource(
                block.get("module", ""),
                block["type"],
                block["name"],
                each.get("index_key"),
                each["attributes"] or {},
                block.get("provider", ""),
            )
            for block in state.get("resources", ())
            if block.get("mode") == "managed"
            for each in block.get("instances", ())
        ),
        {name: output.get("value") for name, output in state.get("outputs", {}).items()},
        sensitive_state(state),
    )


def from_plan(plan: Mapping[str, Any]) -> Snapshot:
    """Return the snapshot of a plan in the form of `terraform show -json`: the values after its apply."""
    values = plan.get("planned_values", {})
    outputs = {name: output.get("value") for name, output in values.get("outputs", {}).items()}
    return Snapshot(tuple(_planned(values.get("root_module", {}))), outputs, sensitive_plan(plan))


def _planned(module: Mapping[str, Any]) -> Iterator[Resource]:
    for resource in module.get("resources", ()):
        if resource["mode"] == "managed":
            yield Resource(
                module.get("address", ""),
                resource["type"],
                resource["name"],
                resource.get("index"),
                _known(resource.get("values", {})),
            )
    children: Sequence[Mapping[str, Any]] = module.get("child_modules", ())
    for child in children:
        yield from _planned(child)


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
