"""The zones of services as Terraform's values: what a plan asks AWS, and compares with the subnets' zones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from privatelink_generator import hcl
from privatelink_generator.patterns.consumer.endpoints import InterfaceEndpoint
from privatelink_generator.patterns.consumer.gateway_load_balancer import GatewayLoadBalancerEndpoint
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.consumer.opened import Opened

_ASKED = '["refuse", "leave-out"]'


@dataclass(frozen=True)
class ZonesView:
    """What the templates see of the services' zones.

    Parameters:
        service_name: returns the name of an endpoint's service, as HCL.
    """

    spec: ConsumerSpec
    opened: Opened
    service_name: Callable[[str], str]

    @cached_property
    def is_variable(self) -> bool:
        """Whether the module's caller decides."""
        return self.spec.opens("unsupported_zones") and bool(self.spec.interfaces)

    @cached_property
    def _checked(self) -> list[str]:
        """The endpoints for AWS's services of the endpoint's own Region: AWS tells everybody of their zones."""
        return [] if self.spec.general else [name for name, each in self._here.items() if not each.custom]

    @cached_property
    def _custom(self) -> list[str]:
        return [] if self.spec.general else [name for name, each in self._here.items() if each.custom]

    @cached_property
    def _here(self) -> dict[str, InterfaceEndpoint]:
        return {name: each for name, each in self.spec.interfaces.items() if not each.service_region}

    @cached_property
    def sources(self) -> list[str]:
        """The services to ask about by the endpoint's name, as HCL expressions of maps."""
        mode = self.spec.unsupported_zones
        found = []
        for names, comparison, default in (
            (self._checked, '!= "unchecked"', "refuse"),
            (self._custom, "", "unchecked"),
        ):
            if not names or not self._may_ask(names):
                continue
            services = "\n".join(f"  {hcl.quote(name)} = {self.service_name(name)}" for name in names)
            conditions = []
            if self.is_variable:
                chosen = f'coalesce(var.unsupported_zones, "{mode or default}")'
                conditions.append(f"{chosen} {comparison}" if comparison else f"contains({_ASKED}, {chosen})")
            if self.opened.settings:
                conditions.append("local.interfaces[name].create")
            every = f"{{\n{services}\n}}"
            where = " && ".join(conditions)
            found.append(f"{{ for name, service in {every} : name => service if {where} }}" if where else every)
        if self.opened.variable and self.is_variable:
            made = "interfaces" if self.spec.general else f"{self.opened.label}_interfaces"
            chosen = f'coalesce(var.unsupported_zones, "{mode or "unchecked"}")'
            entry = f"var.{self.opened.variable}[name].service_region == null && contains({_ASKED}, {chosen})"
            found.append(f"{{ for name, endpoint in local.{made} : name => endpoint.service_name if {entry} }}")
        return found

    def _may_ask(self, names: list[str]) -> bool:
        return self.is_variable or set(names) <= set(self.asked_by_default)

    @cached_property
    def asked_by_default(self) -> list[str]:
        """The endpoints of whose services a plan asks without a word of the module's caller."""
        mode = self.spec.unsupported_zones
        checked = self._checked if mode != "unchecked" else []
        return [*checked, *(self._custom if mode in {"refuse", "leave-out"} else [])]

    def may_ask(self, name: str) -> bool:
        """Whether a plan may ask of the service of an endpoint of the spec."""
        return self._may_ask([name]) and name in {*self._checked, *self._custom}

    @cached_property
    def services(self) -> str:
        """All of them as one expression."""
        if len(self.sources) == 1:
            return self.sources[0]
        indented = (each.replace("\n", "\n  ") for each in self.sources)
        return f"merge(\n{'\n'.join(f'  {each},' for each in indented)}\n)"

    @property
    def wanted(self) -> str:
        """The zones that the caller wants for the endpoint `name`, as HCL."""
        if self.opened.policies:
            return f"{self.opened.all_interfaces}[name].availability_zones"
        return "keys(var.subnet_ids)"

    @cached_property
    def may_leave_out(self) -> bool:
        """Whether endpoints may have fewer subnets than the module."""
        return bool(self.sources) and (self.is_variable or self.spec.unsupported_zones == "leave-out")

    @property
    def leaves_out(self) -> str:
        """Whether they do, as HCL."""
        if self.is_variable:
            chosen = f'coalesce(var.unsupported_zones, "{self.spec.unsupported_zones or "refuse"}")'
            return f'{chosen} == "leave-out"'
        return hcl.expression(self.spec.unsupported_zones == "leave-out")

    def condition(self, name: str, zone: str = "zone") -> str:
        """Return the end of a `for` that leaves out zones without the service of an endpoint; empty if none is.

        Parameters:
            name: of the endpoint, as HCL.
        """
        if not self.may_leave_out:
            return ""
        found = f"try(contains(data.aws_vpc_endpoint_service.this[{name}].availability_zones, {zone}), true)"
        return f" if {f'{self.leaves_out} ? {found} : true' if self.is_variable else found}"

    @cached_property
    def told(self) -> dict[str, InterfaceEndpoint | GatewayLoadBalancerEndpoint]:
        """The endpoints for services of customers and vendors of whose acceptance the spec says something.

        Of others nothing is asked: AWS tells only those accounts of such a service that may connect to it, and an
        endpoint outlives that permission. A plan would fail then.
        """
        if self.spec.general or self.spec.unsupported_zones == "unchecked":
            return {}
        custom = self.spec.custom.items()
        return {name: each for name, each in custom if not each.service_region and each.acceptance_required is not None}
