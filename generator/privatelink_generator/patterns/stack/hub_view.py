"""The view of a stack's hubs: the calls of their spokes' modules, and what links set of their services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from privatelink_generator import hcl
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.hybrid.view import HybridView
from privatelink_generator.patterns.stack.model import StackSpec
from privatelink_generator.patterns.stack.wiring import parts


@dataclass(frozen=True, slots=True)
class SpokeCall:
    """A spoke's module as the stack calls it.

    Parameters:
        needs: what the caller passes of its VPC: type in HCL by attribute.
    """

    hub: str
    name: str
    account: str
    region: str
    needs: Mapping[str, str]

    @property
    def label(self) -> str:
        """The name of the call, and of the variable of its VPC."""
        return hcl.label(f"{self.hub}_{self.name}")


@dataclass(frozen=True)
class HubsView:
    """The hubs of a stack as Terraform's values and HCL expressions."""

    spec: StackSpec

    @cached_property
    def hubs(self) -> dict[str, HybridView]:
        """The views of the hubs, with their spokes in the Regions of their accounts, by module."""
        specs = parts(self.spec) if self.spec.hubs else {}
        found = {name: specs[f"modules/{name}"] for name in self.spec.hubs}
        return {name: HybridView(each) for name, each in found.items() if isinstance(each, HybridSpec)}

    @cached_property
    def spokes(self) -> list[SpokeCall]:
        """The spokes with a module to call: all but those that need neither routes nor names."""
        return [
            SpokeCall(each.hub, each.name, each.account, each.region, needs)
            for each in self.spec.spokes
            if (needs := self.hubs[each.hub].example.needs(each.spoke))
        ]

    def spokes_of(self, hub: str) -> list[SpokeCall]:
        """Return the spokes of a hub that have a module to call."""
        return [each for each in self.spokes if each.hub == hub]

    def tags(self, hub: str) -> str:
        """Return the tags of a hub and its spokes as HCL: the caller's, else the spec's."""
        tags = self.hubs[hub].spec.tags
        given = f"var.{hcl.label(hub)}.tags"
        return f"coalesce({given}, {hcl.expression(tags)})" if tags else given

    def example(self, hub: str) -> HybridView:
        """Return the view of the network of a hub's example; the stack joins the spokes to its services itself."""
        view = self.hubs[hub]
        return HybridView(view.spec.model_copy(update={"spokes": view.routed}))

    def test_ids(self, call: SpokeCall) -> dict[str, object]:
        """Return IDs of a spoke's VPC for the stack's test."""
        return self.hubs[call.hub].example.ids(call.needs, self.test_vpc(f"module.{call.label}"))

    def test_vpc(self, call: str) -> str:
        """Return the ID of the VPC of a hub's or a spoke's module for the stack's test."""
        numbers = {f"module.{each.label}": number for number, each in enumerate(self.spokes, 1)}
        return f"vpc-{0x0123456789ABCDEF0 + numbers.get(call, 0):017x}"
