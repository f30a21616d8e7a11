"""What a consumer spec leaves to its module's caller."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from privatelink_generator import hcl
from privatelink_generator.aws import limits, policy_conditions
from privatelink_generator.aws.ports import PortRange
from privatelink_generator.aws.services import Service, services
from privatelink_generator.patterns.consumer.endpoints import GatewayEndpoint, InterfaceEndpoint
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.policy import Statement
from privatelink_generator.patterns.security_group import RuleBlock, ingress_blocks

_HTTPS = PortRange(443, 443)
_PREFIX = "com.amazonaws"
"""What the names of AWS's services start with. In China some start with cn.com.amazonaws."""


@dataclass(frozen=True)
class Opened:
    """The endpoints and settings that are variables of the module."""

    spec: ConsumerSpec

    @cached_property
    def settings(self) -> bool:
        """Whether the caller decides on the spec's endpoints: which are made, and their settings."""
        return self.spec.opens("endpoints") and not self.spec.general

    @cached_property
    def variable(self) -> str:
        """The variable with endpoints that are not in the module; empty if there is none."""
        if self.spec.general:
            return "endpoints"
        return "additional_endpoints" if self.spec.opens("additional_endpoints") else ""

    @cached_property
    def policies(self) -> bool:
        """Whether the caller can give policies."""
        return self.settings or bool(self.variable)

    @cached_property
    def ingress(self) -> bool:
        """Whether the caller decides who may connect."""
        return self.spec.opens("ingress") and self.interfaces

    @cached_property
    def network_acl(self) -> bool:
        """Whether the caller decides on a network ACL of the endpoints' subnets."""
        return self.spec.opens("network_acl") and self.interfaces

    @cached_property
    def interfaces(self) -> bool:
        """Whether the module has, or can have, interface endpoints."""
        return bool(self.spec.interfaces)

    @cached_property
    def addresses(self) -> bool:
        """Whether the module has the variable `addresses`, for fixed ones."""
        return self.interfaces and (self.policies or any(each.addresses for each in self.spec.interfaces.values()))

    @cached_property
    def route_tables(self) -> bool:
        """Whether the module has the variable `route_table_ids`."""
        return bool(self.spec.gateways or self.variable)

    @cached_property
    def may_have_gateways(self) -> bool:
        """Whether the caller decides whether there are gateway endpoints."""
        return bool(self.variable) and (self.spec.general or not self.spec.gateways)

    @property
    def interface_names(self) -> str:
        """The names of interface endpoints, the variable's too, as an HCL expression."""
        lists = [] if self.spec.general else [hcl.expression(list(self.spec.interfaces))]
        return _joined([*lists, *([f"keys(var.{self.variable})"] if self.variable else [])])

    @property
    def zones_given(self) -> str:
        """The Availability Zones that the caller gives to the endpoint `name`, or null, as an HCL expression."""
        variables = [*(["endpoints"] if self.settings else []), *([self.variable] if self.variable else [])]
        return ", ".join(f"try(var.{variable}[name].availability_zones, null)" for variable in variables)

    @property
    def _after_acceptance(self) -> list[str]:
        return [] if self.spec.general else self.spec.after_acceptance

    @property
    def accepts(self) -> bool:
        """Whether the module has the variable `accepted`."""
        return bool(self._after_acceptance or (self.variable and self.interfaces))

    @property
    def waiting(self) -> str:
        """The names of the endpoints that can be in `accepted`, as an HCL expression."""
        entries = f"[for name, endpoint in var.{self.variable} : name if endpoint.private_dns_after_acceptance]"
        lists = [hcl.expression(self._after_acceptance)] if self._after_acceptance else []
        return _joined([*lists, *([entries] if self.variable else [])])

    @property
    def waiting_words(self) -> str:
        """The same in words."""
        names = [", ".join(self._after_acceptance)] if self._after_acceptance else []
        of_variable = f"those of {self.variable} with private_dns_after_acceptance"
        return " and ".join([*names, *([of_variable] if self.variable else [])])

    @property
    def policed(self) -> list[str]:
        """The spec's endpoints whose services take a policy."""
        return [name for name, each in self.spec.endpoints.items() if each.takes_policy]

    @property
    def customs(self) -> list[str]:
        """The spec's endpoints for customers' services."""
        return [name for name, each in self.spec.interfaces.items() if each.custom]

    @property
    def ingress_default(self) -> list[dict[str, object]]:
        """The spec's rules as the variable `ingress` has them, without what is a default of its type."""
        ports = (
            (lambda rule: self.spec.ports(rule) if rule.ports else (_HTTPS,)) if self.spec.general else self.spec.ports
        )
        return [_rule(block) for block in ingress_blocks(self.spec.security_group.rules, ports)]

    @property
    def names(self) -> list[str]:
        """The endpoints in the module itself on which its caller may decide."""
        return [] if self.spec.general else [*self.spec.interfaces, *self.spec.gateways]

    @property
    def defaults(self) -> dict[str, dict[str, object]]:
        """The spec's settings of its interface endpoints, by name; None where another setting decides."""
        return {name: self._default(each) for name, each in self.spec.interfaces.items()}

    @staticmethod
    def _default(endpoint: InterfaceEndpoint) -> dict[str, object]:
        options = endpoint.dns_options
        return {
            "private_dns_enabled": endpoint.private_dns_mode != "off",
            "private_dns_only_for_inbound_resolver_endpoint": endpoint.inbound_only,
            "ip_address_type": endpoint.ip_address_type,
            "dns_record_ip_type": options.dns_record_ip_type if options else None,
        }

    @property
    def label(self) -> str:
        """The name of the resource of the variable's interface endpoints, and part of the names of locals."""
        return "this" if self.spec.general else "additional"

    @property
    def gateway_label(self) -> str:
        """The name of the resource of the variable's gateway endpoints."""
        return "gateway" if self.spec.general else "additional_gateway"

    @property
    def _prefix(self) -> str:
        return "" if self.spec.general else "additional_"

    @property
    def all_interfaces(self) -> str:
        """The settings of all interface endpoints that the caller decides on, as an HCL expression."""
        named = ["local.interfaces"] if self.settings else []
        found = named + ([f"local.{self._prefix}interfaces"] if self.variable else [])
        return f"merge({', '.join(found)})" if len(found) > 1 else found[0]

    @property
    def gateway_services_made(self) -> str:
        """The services whose gateway endpoints the module makes, as an HCL expression."""
        services = {name: each.service for name, each in self.spec.gateways.items()} if not self.spec.general else {}
        made = " if local.gateways[name].create" if self.settings else ""
        lists = []
        if services:
            named = ", ".join(f"{name} = {hcl.quote(service)}" for name, service in services.items())
            lists.append(f"[for name, service in {{ {named} }} : service{made}]")
        if self.variable:
            lists.append(f"values(local.{self._prefix}gateways)[*].service")
        return f"concat({', '.join(lists)})" if len(lists) > 1 else "".join(lists) or "[]"

    def made(self, names: Iterable[str], label: str) -> str:
        """Return the endpoints of a type by their names in the spec and in the variable, as an HCL expression.

        Parameters:
            names: of the spec.
            label: of the variable's resource.
        """
        parts = []
        if not self.spec.general:
            for name in names:
                address = f"aws_vpc_endpoint.{hcl.label(name)}"
                entry = f"for endpoint in {address} : {hcl.quote(name)} => endpoint"
                parts.append(f"{{ {entry if self.settings else f'{hcl.quote(name)} = {address}'} }}")
        if self.variable:
            parts.append(f"aws_vpc_endpoint.{label}")
        return parts[0] if len(parts) == 1 else f"merge(\n{'\n'.join(f'  {each},' for each in parts)}\n)"

    def address(self, name: str) -> str:
        """Return the address of an endpoint's instance in the module; of a general module, of one in its example."""
        if self.spec.general:
            label = self.label if name in self.spec.interfaces else self.gateway_label
            return f"aws_vpc_endpoint.{label}[{hcl.quote(name)}]"
        return f"aws_vpc_endpoint.{hcl.label(name)}{'[0]' if self.settings and name in self.names else ''}"

    @property
    def interface_endpoints(self) -> str:
        """All interface endpoints by name."""
        return self.made(self.spec.interfaces, self.label)

    @property
    def gateway_endpoints(self) -> str:
        """All gateway endpoints by name."""
        return self.made(self.spec.gateways, self.gateway_label)

    @property
    def gateway_services(self) -> list[str]:
        """Short names of the services that have gateway endpoints."""
        return sorted(name for name, service in services().items() if "gateway" in service.endpoint_types)

    @property
    def without_private_dns(self) -> list[str]:
        """Short names of the services of which nobody knows a private DNS name."""
        return sorted(
            name
            for name, each in services().items()
            if "interface" in each.endpoint_types and not any(each.dns_templates.values())
        )

    @property
    def without_policy(self) -> list[str]:
        """Short names of the services whose interface endpoints take no policy."""
        return sorted(
            name for name, each in services().items() if "interface" in each.endpoint_types and not each.facts.policy
        )

    @property
    def unnamed(self) -> list[str]:
        """Short names of the services whose endpoints have no private DNS without a word of the caller."""
        return sorted({*self.gateway_services, *self.without_private_dns})

    service_prefix = _PREFIX
    most_policy_characters = limits.ENDPOINT_POLICY_CHARACTERS
    condition_operators = policy_conditions.OPERATORS
    id_keys = tuple(sorted(policy_conditions.ID_KEYS))

    @property
    def example(self) -> Mapping[str, Mapping[str, object]]:
        """The spec's endpoints as the example of a general module passes them."""
        endpoints: dict[str, InterfaceEndpoint | GatewayEndpoint] = {**self.spec.interfaces, **self.spec.gateways}
        return {name: self._entry(name, endpoints[name]) for name in self.spec.endpoints if name in endpoints}

    @property
    def minimal(self) -> dict[str, object]:
        """What the example for a VPC that is there passes beside its own variables: endpoints without policies."""
        if not self.spec.general:
            return {}
        example = self.example.items()
        return {
            "endpoints": {
                name: {key: value for key, value in entry.items() if key != "policy_statements"}
                for name, entry in example
            }
        }

    @property
    def placement(self) -> list[str]:
        """The variables of a general module that say where endpoints are."""
        if not self.spec.general:
            return []
        return [*(["subnet_ids"] if self.interfaces else []), *(["route_table_ids"] if self.spec.gateways else [])]

    def _entry(self, name: str, endpoint: InterfaceEndpoint | GatewayEndpoint) -> dict[str, object]:
        entry: dict[str, object] = {}
        if not isinstance(endpoint, InterfaceEndpoint):
            entry |= {"type": "Gateway"} if self.interfaces else {}
        if endpoint.amazon:
            entry |= self._service(name, endpoint.amazon)
        if isinstance(endpoint, InterfaceEndpoint):
            entry |= self._interface(endpoint)
        if endpoint.statements:
            entry["policy_statements"] = [_statement(each) for each in endpoint.statements]
        return entry | ({"tags": dict(endpoint.tags)} if endpoint.tags else {})

    def _service(self, name: str, service: Service) -> dict[str, object]:
        """Return the service by its short name, or by the whole one that the module can't make of it."""
        region = self.spec.example_region
        if service.service_name(region) != f"{_PREFIX}.{region}.{service.name}":
            return {"service_name": service.service_name(region)}
        return {} if service.name == name else {"service": service.name}

    def _interface(self, endpoint: InterfaceEndpoint) -> dict[str, object]:
        default = endpoint.service is not None and endpoint.service not in self.unnamed
        takes_none = endpoint.amazon is not None and not endpoint.takes_policy
        mode, options = endpoint.private_dns_mode, endpoint.dns_options
        found: dict[str, object] = {
            **({"service_name": endpoint.service_name} if endpoint.service_name else {}),
            "service_region": endpoint.service_region,
            "auto_accept": endpoint.auto_accept or None,
            "private_dns_after_acceptance": mode == "after-acceptance" or None,
            "private_dns_enabled": None if mode == "after-acceptance" or (mode == "on") == default else mode == "on",
            "private_dns_only_for_inbound_resolver_endpoint": endpoint.inbound_only or None,
            "ip_address_type": None if endpoint.ip_address_type == "ipv4" else endpoint.ip_address_type,
            "dns_record_ip_type": options.dns_record_ip_type if options else None,
            "takes_policy": False if takes_none and endpoint.service not in self.without_policy else None,
        }
        return {key: value for key, value in found.items() if value is not None}


def _joined(lists: list[str]) -> str:
    """Return lists as one HCL expression."""
    return f"concat({', '.join(lists)})" if len(lists) > 1 else lists[0]


def _rule(block: RuleBlock) -> dict[str, object]:
    found: dict[str, object] = {
        "protocol": None if block.protocol == "tcp" else block.protocol,
        "from_port": None if block.ports == _HTTPS else block.ports.first,
        "to_port": None if block.ports.first == block.ports.last else block.ports.last,
        "vpc": block.vpc or None,
        "cidr_blocks": [*block.cidrs, *block.ipv6_cidrs] or None,
        "security_groups": list(block.groups) or None,
        "prefix_list_ids": list(block.prefix_lists) or None,
    }
    return {key: value for key, value in found.items() if value is not None}


def _statement(statement: Statement) -> dict[str, Any]:
    """Return a statement as an object of the module's variable, without what is a default."""
    found = statement.model_dump(mode="json", exclude_defaults=True)
    for operator, keys in found.get("conditions", {}).items():
        found["conditions"][operator] = {
            key: [values] if isinstance(values, str) else values for key, values in keys.items()
        }
    return found
