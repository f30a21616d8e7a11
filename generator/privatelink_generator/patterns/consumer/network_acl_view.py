"""What the templates see of the network ACL of the endpoints' subnets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from privatelink_generator import hcl
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.consumer.network_acl import EPHEMERAL, OWN_NUMBERS, AclRule
from privatelink_generator.patterns.consumer.opened import Opened
from privatelink_generator.patterns.security_group import RuleBlock


@dataclass(frozen=True)
class NetworkAclView:
    """The network ACL as values of HCL.

    Parameters:
        ingress: the rules of the security group.
    """

    spec: ConsumerSpec
    opened: Opened
    ingress: list[RuleBlock]

    first, last = OWN_NUMBERS[0], OWN_NUMBERS[-1]
    ephemeral = EPHEMERAL

    @cached_property
    def is_there(self) -> bool:
        """Whether the module makes a network ACL, or may."""
        return self.opened.network_acl or (self.spec.network_acl is not None and bool(self.spec.interfaces))

    @property
    def address(self) -> str:
        """The address of the network ACL in the module."""
        return f"aws_network_acl.endpoints{'[0]' if self.opened.network_acl else ''}"

    @cached_property
    def needs_vpc_cidrs(self) -> bool:
        """Whether a rule is for the CIDRs of the VPC, or may be, beside those of the security group."""
        acl = self.spec.network_acl
        return self.opened.network_acl or (self.is_there and acl is not None and "vpc" in acl.sources)

    @property
    def uses_vpc_cidrs(self) -> bool:
        """Whether the rules have the CIDRs of the VPC, or may."""
        return self.needs_vpc_cidrs or self.opened.ingress or any(block.vpc for block in self.ingress)

    @property
    def default(self) -> dict[str, object]:
        """The variable's default: the spec's ACL without what is a default of the type."""
        acl = self.spec.network_acl
        if acl is None:
            return {"create": False}
        found: dict[str, object] = {
            "vpc": "vpc" in acl.sources or None,
            "cidr_blocks": list(acl.cidrs) or None,
            "rules": {name: _without_none(_rule(each)) for name, each in acl.rules.items()} or None,
        }
        return _without_none(found)

    @property
    def value(self) -> str:
        """The settings that the caller can't change, as an HCL object."""
        acl = self.spec.network_acl
        assert acl is not None  # noqa: S101 (a template asks where there is one)
        rules = {
            name: {"direction": "ingress", "protocol": "tcp", "action": "allow", "from_port": None, "to_port": None}
            | _without_none(_rule(each))
            for name, each in acl.rules.items()
        }
        return hcl.expression({"vpc": "vpc" in acl.sources, "cidr_blocks": list(acl.cidrs), "rules": rules})

    @property
    def clients(self) -> str:
        """The rules of the security group that the caller can't change, in the form of the variable `ingress`."""
        return hcl.expression([_client(block) for block in self.ingress])

    @property
    def has_named(self) -> bool:
        """Whether a rule of the security group that the caller can't change is for a group or a prefix list."""
        return any(block.groups or block.prefix_lists for block in self.ingress)


def _client(block: RuleBlock) -> dict[str, object]:
    return {
        "protocol": block.protocol,
        "from_port": block.ports.first,
        "to_port": block.ports.last,
        "vpc": block.vpc,
        "cidr_blocks": [*block.cidrs, *block.ipv6_cidrs],
        "security_groups": list(block.groups),
        "prefix_list_ids": list(block.prefix_lists),
    }


def _rule(rule: AclRule) -> dict[str, object]:
    ports = rule.port_range
    return {
        "number": rule.number,
        "direction": None if rule.direction == "ingress" else rule.direction,
        "protocol": None if rule.protocol == "tcp" else rule.protocol,
        "from_port": ports.first if ports else None,
        "to_port": ports.last if ports and ports.last != ports.first else None,
        "cidr_block": rule.cidr,
        "action": None if rule.action == "allow" else rule.action,
    }


def _without_none(found: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in found.items() if value is not None}
