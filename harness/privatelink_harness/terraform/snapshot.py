"""What Terraform knows: resource instances of a state or of a plan, by type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Resource:
    """One managed resource instance.

    Parameters:
        module: the module's address, "" for the root module.
        type, name, key: as in its address; key is None without count or for_each.
        values: its attributes; what a plan does not know yet is missing.
    """

    module: str
    type: str
    name: str
    key: str | int | None
    values: Mapping[str, Any]

    @property
    def address(self) -> str:
        """As Terraform writes it."""
        key = "" if self.key is None else f'["{self.key}"]' if isinstance(self.key, str) else f"[{self.key}]"
        return f"{self.module}{'.' if self.module else ''}{self.type}.{self.name}{key}"

    @property
    def id(self) -> str:
        """The id that the API knows it by, "" where there is none yet."""
        return str(self.values.get("id") or "")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state or a plan.

    Parameters:
        resources: managed resource instances.
        outputs: the root module's outputs, by name.
    """

    resources: tuple[Resource, ...]
    outputs: Mapping[str, Any]

    def of(self, *types: str, module: str | None = None) -> Iterator[Resource]:
        """Resources of these types; only those in a module, or in modules below it, where one is named."""
        for each in self.resources:
            inside = module is None or each.module == module or each.module.startswith((f"{module}.", f"{module}["))
            if each.type in types and inside:
                yield each


def from_state(state: Mapping[str, Any]) -> Snapshot:
    """A snapshot of a state file, version 4, which Terraform 1.x writes."""
    return Snapshot(
        tuple(
            Resource(
                block.get("module", ""),
                block["type"],
                block["name"],
                each.get("index_key"),
                each["attributes"] or {},
            )
            for block in state.get("resources", ())
            if block.get("mode") == "managed"
            for each in block.get("instances", ())
        ),
        {name: output.get("value") for name, output in state.get("outputs", {}).items()},
    )


def from_plan(plan: Mapping[str, Any]) -> Snapshot:
    """A snapshot of what a plan, as `terraform show -json` gives it, makes."""
    values = plan.get("planned_values", {})
    outputs = {name: output.get("value") for name, output in values.get("outputs", {}).items()}
    return Snapshot(tuple(_planned(values.get("root_module", {}))), outputs)


def _planned(module: Mapping[str, Any]) -> Iterator[Resource]:
    for each in module.get("resources", ()):
        if each["mode"] == "managed":
            yield Resource(
                module.get("address", ""),
                each["type"],
                each["name"],
                each.get("index"),
                _known(each.get("values", {})),
            )
    children: Sequence[Mapping[str, Any]] = module.get("child_modules", ())
    for child in children:
        yield from _planned(child)


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
