"""The view of the stack pattern: what its templates see beside the spec and the rendered modules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from privatelink_generator import hcl
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.consumer.view import ConsumerView
from privatelink_generator.patterns.hybrid.view import HybridView
from privatelink_generator.patterns.inputs import Input, attribute_description, attribute_type, passed
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.patterns.provider.view import ProviderView
from privatelink_generator.patterns.stack.hub_view import HubsView
from privatelink_generator.patterns.stack.model import Link, StackSpec, module_of
from privatelink_generator.patterns.stack.wiring import joined, waits_for_acceptance


@dataclass(frozen=True, slots=True)
class Attribute:
    """A variable of a module as an attribute of the stack's variable for that module.

    Parameters:
        type: HCL text, on one line.
        required: whether the caller must set it.
    """

    name: str
    description: str
    type: str
    required: bool

    @property
    def laid_out_type(self) -> str:
        """The type, on several lines where it is long."""
        return hcl.broken(self.type)


@dataclass(frozen=True)
class StackView:
    """The spec as Terraform's values and HCL expressions."""

    spec: StackSpec

    @cached_property
    def suspendable(self) -> list[str]:
        """Links whose connections the stack accepts or rejects."""
        return [link.endpoint for link in self.spec.links if link.state != "waiting"]

    @cached_property
    def linked(self) -> set[str]:
        """Modules whose endpoints links name."""
        return {link.module for link in self.spec.links}

    @cached_property
    def suspended(self) -> list[str]:
        """Links that are suspended by default."""
        return [link.endpoint for link in self.spec.links if link.state == "suspended"]

    @cached_property
    def roles(self) -> dict[str, str]:
        """The roles that the spec names, by alias."""
        return {alias: account.role for alias, account in self.spec.aliases.items() if account.role}

    @cached_property
    def identities(self) -> list[str]:
        """Aliases of accounts whose ids services admit."""
        return list(dict.fromkeys(alias for name in self.spec.providers for alias in self.admitted(name)))

    def admitted(self, service: str) -> list[str]:
        """Return the aliases of the other accounts whose endpoints connect to a service that not everybody may use."""
        if self.spec.providers[service].service.public:
            return []
        modules, links = self.spec.modules, self.spec.links_to(service)
        linked = (modules[link.module].account for link in links if link.module in modules)
        aliases = dict.fromkeys([*joined(self.spec, service).values(), *linked])
        return [alias for alias in aliases if alias != modules[module_of(service)].account]

    @cached_property
    def hubs(self) -> HubsView:
        """The hubs among the modules, and their spokes."""
        return HubsView(self.spec)

    def caller(self, service: str) -> str:
        """Return where the stack's caller sets the variables of a service."""
        module, _, name = service.partition(".")
        return f"var.{hcl.label(module)}" + (f".services.{hcl.label(name)}" if name else "")

    def service_label(self, service: str) -> str:
        """Return a service's name in Terraform."""
        return hcl.label(service.replace(".", "_"))

    def service_output(self, service: str, name: str) -> str:
        """Return one of the outputs of a service's module."""
        module, _, own = service.partition(".")
        return f"module.{hcl.label(module)}." + (f"services[{hcl.quote(own)}].{name}" if own else name)

    def service_name(self, service: str) -> str:
        """Return the name of a service, which must not wait for its consumers."""
        module, _, own = service.partition(".")
        return f"module.{hcl.label(module)}." + (f"service_names[{hcl.quote(own)}]" if own else "service_name")

    def managed(self, service: str) -> list[Link]:
        """Return the links to a service whose connections the stack accepts or rejects."""
        return [link for link in self.spec.links_to(service) if link.state != "waiting"]

    def region(self, alias: str) -> str:
        """Return the Region of an account's examples as HCL."""
        named = self.spec.aliases[alias].region
        region = named or self.mocked_region(alias)
        return "var.region" if region == self.spec.example_region and not named else hcl.quote(region)

    @cached_property
    def regions(self) -> list[str]:
        """The Regions of the accounts' examples as HCL."""
        return [self.region(alias) for alias in self.spec.aliases]

    def named_region(self, alias: str) -> str | None:
        """Return the Region that the spec names for an account; None if it is that of the AWS provider."""
        modules = (part.spec.region for part in self.spec.modules.values() if part.account == alias)
        spokes = (each.spoke.region for each in self.spec.spokes if each.account == alias)
        return self.spec.aliases[alias].region or self.spec.region or next(filter(None, (*modules, *spokes)), None)

    def mocked_region(self, alias: str) -> str:
        """Return the Region of an account in tests."""
        spokes = (each.region for each in self.spec.spokes if each.account == alias)
        return next(iter([*map(self.spec.region_of, self.modules_of(alias)), *spokes]))

    def modules_of(self, alias: str) -> list[str]:
        """Return the names of an account's modules."""
        return [name for name, part in self.spec.modules.items() if part.account == alias]

    def spokes_of(self, alias: str) -> list[str]:
        """Return the names of an account's spokes, as MODULE.SPOKE."""
        return [f"{each.hub}.{each.name}" for each in self.spec.spokes if each.account == alias]

    def private_name(self, link: Link) -> str | None:
        """Return the private DNS name that the endpoint of a link has; None without private DNS."""
        endpoint, name = self.spec.interface(link), self.spec.providers[link.service].service.private_dns_name
        return name.name if endpoint and name and endpoint.private_dns_mode != "off" else None

    def has_subnets(self, module: str) -> bool:
        """Whether a module is in subnets: gateway endpoints alone are not."""
        consumer = self.spec.consumers.get(module)
        return module not in self.spec.hubs and (consumer is None or bool(consumer.interfaces))

    def tests_of(self, module: str) -> str:
        """Return the tests of a module's pattern, whose variables the stack's tests have, too."""
        names = {"consumer": "endpoints", "provider": "service", "hybrid": "hub"}
        return f"tests/{names[self.spec.modules[module].spec.pattern]}.tftest.hcl"

    def example(self, module: str) -> ConsumerView | ProviderView | HybridView:
        """Return the view of the network of a module's example.

        An account has a role or user of a name once, and a service's consumers are in its zones.
        """
        part = self.spec.modules[module].spec
        if module in self.spec.hubs:
            return self.hubs.example(module)
        if not isinstance(part, ConsumerSpec):
            return ProviderView(self.spec.providers[module], zone_letters=self._zone_letters(module))
        earlier = (view for view in map(ConsumerView, self._before(module)))
        return ConsumerView(part, made=frozenset(each for view in earlier for each in view.local_principals))

    def shared_principals(self, module: str) -> list[str]:
        """Return earlier modules of the account whose networks make roles or users that a module's policies name."""
        consumers = self.spec.consumers
        if module not in consumers:
            return []
        own = set(ConsumerView(consumers[module]).local_principals)
        return [name for name in self._names_before(module) if own & {*ConsumerView(consumers[name]).local_principals}]

    def _zone_letters(self, service: str) -> tuple[str, ...]:
        """Return the last letters of the zones of a service's example: two, and those of its consumers' addresses."""
        region = self.spec.region_of(service)
        consumers = (self.spec.consumers[link.module] for link in self.spec.links_to(service))
        fixed = (zone for each in consumers for one in each.interfaces.values() for zone in one.addresses)
        return tuple(sorted({"a", "b", *(zone[-1] for zone in fixed if zone[:-1] == region)}))

    def _before(self, module: str) -> list[ConsumerSpec]:
        return [self.spec.consumers[name] for name in self._names_before(module)]

    def _names_before(self, module: str) -> list[str]:
        """Return the consumers that precede a module in its account."""
        names = self.modules_of(self.spec.modules[module].account)
        return [name for name in names[: names.index(module)] if name in self.spec.consumers]

    def region_of(self, module: str) -> str:
        """Return the Region where a module's example is applied by default."""
        return self.spec.region_of(module)

    def arguments(self, module: str, inputs: Sequence[Input]) -> dict[str, str]:
        """Return the arguments of a module's call as HCL, by variable."""
        wired = self._wired(module)
        return {
            each.name: wired.get(each.name) or passed(each, f"var.{hcl.label(module)}.{each.name}") for each in inputs
        }

    def attributes(self, module: str, inputs: Sequence[Input]) -> list[Attribute]:
        """Return the variables of a module that the stack's caller sets, without those that links set alone."""
        wired = self._wired(module)
        return [
            Attribute(
                each.name,
                each.description if each.name in wired else attribute_description(each),
                attribute_type(each, joined=each.name in wired),
                required=each.default is None,
            )
            for each in inputs
            if f"var.{hcl.label(module)}.{each.name}" in wired.get(each.name, f"var.{hcl.label(module)}.{each.name}")
        ]

    def _wired(self, module: str) -> dict[str, str]:
        """Return what links set, as HCL, by the module's variable."""
        part = self.spec.modules[module].spec
        if isinstance(part, ConsumerSpec):
            return self._wired_endpoints(module, part)
        if module in self.spec.hubs:
            return self._wired_hub(module)
        if not isinstance(part, ProviderSpec):
            return {}
        here, ids = self.caller(module), self._ids(module)
        connected = {"consumer_endpoint_ids": _merge(f"{here}.consumer_endpoint_ids", _object(ids))} if ids else {}
        return connected | self._changed(module)

    def _wired_endpoints(self, module: str, consumer: ConsumerSpec) -> dict[str, str]:
        services = {link.endpoint_name: link.service for link in self.spec.links if link.module == module}
        wired = {}
        if services:
            names = {name: self.service_name(service) for name, service in services.items()}
            wired["service_names"] = _object(names)
        waiting: dict[str, dict[str, str]] = {}
        for name, link in waits_for_acceptance(self.spec, module).items():
            waiting.setdefault(services[name], {})[name] = link
        if waiting:
            named = (name for name, each in consumer.interfaces.items() if each.private_dns_mode == "after-acceptance")
            own = any(name not in services for name in named)
            accepted = (
                _accepted(self.service_output(service, "accepted_endpoint_ids"), links)
                for service, links in waiting.items()
            )
            wired["accepted"] = _merge(*([f"var.{hcl.label(module)}.accepted"] if own else []), *accepted)
        return wired

    def _wired_hub(self, module: str) -> dict[str, str]:
        """Return what links and spokes set of a hub's services, of which each has an attribute in two variables."""
        here = f"var.{hcl.label(module)}"
        keys = {hcl.label(name): f"{module}.{name}" for name in self.spec.hubs[module].services}
        variables = {
            "consumer_endpoint_ids": {label: self._ids(service) for label, service in keys.items()},
            "services": {label: self._changed(service) for label, service in keys.items()},
        }
        return {
            variable: _object(
                {
                    label: _merge(f"{here}.{variable}.{label}", *([_object(values)] if values else []))
                    for label, values in services.items()
                }
            )
            for variable, services in variables.items()
            if any(services.values())
        }

    def _ids(self, service: str) -> dict[str, str]:
        """Return the endpoints whose connections to a service the stack accepts, as HCL, by consumer."""
        hub, _, name = service.partition(".")
        spokes = {
            spoke: f"module.{hcl.label(f'{hub}_{spoke}')}.endpoint_ids[{hcl.quote(name)}]"
            for spoke in joined(self.spec, service)
        }
        links = {
            link.endpoint: f"module.{hcl.label(link.module)}.endpoint_ids[{hcl.quote(link.endpoint_name)}]"
            for link in self.managed(service)
        }
        return spokes | links

    def _changed(self, service: str) -> dict[str, str]:
        """Return a service's variables for suspension and admission, as HCL."""
        here, links, changed = self.caller(service), self.managed(service), {}
        if links:
            names = hcl.expression([link.endpoint for link in links])
            changed["suspended_consumers"] = (
                f"setunion({here}.suspended_consumers, setintersection(var.suspended, {names}))"
            )
        if self.admitted(service):
            principals = f"{here}.allowed_principals"
            changed["allowed_principals"] = _merge(f"local.{self.service_label(service)}_principals", principals)
        return changed


def _accepted(ids: str, links: dict[str, str]) -> str:
    """Return the endpoints of links to a service that are accepted, as HCL, by the endpoint's name.

    Parameters:
        ids: HCL of the service's accepted endpoints.
    """
    named = ", ".join(f"{name} = {hcl.quote(link)}" for name, link in links.items())
    return f"{{\n  for endpoint, link in {{ {named} }} : endpoint => {ids}[link] if !contains(var.suspended, link)\n}}"


def _object(attributes: dict[str, str]) -> str:
    names = {name: hcl.quote(name) if "." in name else name for name in attributes}
    indented = {name: value.replace("\n", "\n  ") for name, value in attributes.items()}
    lines = "".join(f"  {names[name]} = {value}\n" for name, value in indented.items())
    return f"{{\n{lines}}}"


def _merge(*values: str) -> str:
    return values[0] if len(values) == 1 else f"merge({', '.join(values)})"
