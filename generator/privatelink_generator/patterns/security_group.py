"""Rules of security groups, as the specs of several patterns write them."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from privatelink_generator.aws.ports import PortRange
from privatelink_generator.patterns.base import Many, Model, PortOrRange

_GROUP = re.compile(r"([0-9]{12}/)?sg-([0-9a-f]{17}|[0-9a-f]{8})|group/(?!sg-)[a-z][a-z0-9_-]{0,40}")
_GROUP_ID = re.compile(r"([0-9]{12}/)?sg-[0-9a-f]+")
"""A group of the account, or of a peered VPC's: VPC Peering guide, "Update your security groups"."""


def _group(value: str) -> str:
    if not _GROUP.fullmatch(value):
        raise ValueError(
            "is not a security group; write its id (sg-…, or ACCOUNT/sg-… for one of a peered VPC), or group/NAME for "
            "one that the caller passes"
        )
    return value


def _source(value: str) -> str:
    if value == "vpc" or _GROUP.fullmatch(value) or re.fullmatch(r"pl-([0-9a-f]{17}|[0-9a-f]{8})", value):
        return value
    if value.isdigit() or "%" in value:
        raise ValueError("is not a source; write a CIDR such as 10.0.0.0/16")
    try:
        return str(ipaddress.ip_network(value))
    except ValueError as error:
        try:
            network = f"; did you mean '{ipaddress.ip_network(value, strict=False)}'?"
        except ValueError:
            network = ""
        raise ValueError(
            "is not a source; write 'vpc', a CIDR, a security group (sg-…, or group/NAME for one that the caller "
            f"passes) or a prefix list (pl-…){network}"
        ) from error


def network(value: str) -> str:
    """Return a CIDR in its usual form.

    Raises:
        ValueError: the text is another source, or none.
    """
    if "/" not in value or _GROUP.fullmatch(value):
        raise ValueError("is not a CIDR, such as 10.20.0.0/16")
    return _source(value)


def is_group_id(text: str) -> bool:
    """Return whether a text is the ID of a security group, with or without its account."""
    return _GROUP_ID.fullmatch(text) is not None


def is_cidr(source: str) -> bool:
    """Return whether the source of a rule is a CIDR."""
    return "/" in source and not _GROUP.fullmatch(source)


Group = Annotated[str, AfterValidator(_group)]


class IngressRule(Model):
    """Sources that may open connections to what a security group protects."""

    source: Annotated[str, AfterValidator(_source)] = Field(
        alias="from",
        description="vpc (its CIDRs), a CIDR, a security group (sg-…, ACCOUNT/sg-… of a peered VPC in the Region, or "
        "group/NAME for one that the module's caller passes) or a prefix list (pl-…).",
    )
    ports: Many[PortOrRange] | None = Field(
        None,
        description="Ports, or ranges such as 1400-1499. Default: those of the endpoints' services, mostly 443, or of "
        "a load balancer's listeners.",
    )
    protocol: Literal["tcp", "udp"] = Field("tcp", description="tcp or udp.")


class Client(Model):
    """Another VPC whose clients reach the endpoints, over a peering connection or a transit gateway."""

    cidrs: tuple[Annotated[str, AfterValidator(network)], ...] = Field((), description="Its CIDRs, if all may connect.")
    groups: tuple[Group, ...] = Field(
        (),
        description="Its security groups whose members may connect, if a peering connection joins the VPCs in one "
        "Region: ACCOUNT/sg-…, or group/NAME.",
    )
    ports: Many[PortOrRange] | None = Field(None, description="As in ingress.")
    protocol: Literal["tcp", "udp"] = Field("tcp", description="tcp or udp.")

    @property
    def ingress(self) -> tuple[IngressRule, ...]:
        """The rules that let it in."""
        shared = {"ports": self.ports, "protocol": self.protocol}
        return tuple(IngressRule.model_validate({"from": source, **shared}) for source in (*self.cidrs, *self.groups))


@dataclass(frozen=True, slots=True)
class RuleBlock:
    """An `ingress` block: the sources that may use one range of ports; or an `egress` block, without sources.

    AWS merges rules that differ only in their source.

    Parameters:
        groups: by ID, or by the name that the caller maps to an ID.
    """

    protocol: str
    ports: PortRange
    vpc: bool = False
    cidrs: tuple[str, ...] = ()
    ipv6_cidrs: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    prefix_lists: tuple[str, ...] = ()


def ingress_blocks(
    rules: Iterable[IngressRule], ports: Callable[[IngressRule], Iterable[PortRange]]
) -> list[RuleBlock]:
    """Return the `ingress` blocks of rules, one for each protocol and range of ports.

    Parameters:
        ports: returns a rule's ports, with the pattern's default filled in.
    """
    sources: dict[tuple[str, PortRange], dict[str, None]] = {}
    for rule in rules:
        for port in ports(rule):
            sources.setdefault((rule.protocol, port), {})[rule.source] = None
    return [_block(protocol, port, tuple(named)) for (protocol, port), named in sources.items()]


def _block(protocol: str, ports: PortRange, sources: tuple[str, ...]) -> RuleBlock:
    groups = [each for each in sources if each.startswith("group/") or is_group_id(each)]
    networks = [each for each in sources if "/" in each and each not in groups]
    return RuleBlock(
        protocol=protocol,
        ports=ports,
        vpc="vpc" in sources,
        cidrs=tuple(each for each in networks if ":" not in each),
        ipv6_cidrs=tuple(each for each in networks if ":" in each),
        groups=tuple(each.removeprefix("group/") for each in groups),
        prefix_lists=tuple(each for each in sources if each.startswith("pl-")),
    )


@dataclass(frozen=True, slots=True)
class Clients:
    """Who may connect, in words: for a diagram.

    Parameters:
        inside: those that are known to be in the VPC; None if there are none.
        outside: those that may be elsewhere.
        ports: "tcp 443, udp 53".
    """

    inside: str | None
    outside: str | None
    ports: str


def clients(blocks: Iterable[RuleBlock]) -> Clients:
    """Return who may connect by the rules of a security group."""
    inside: dict[str, None] = {}
    outside: dict[str, None] = {}
    ports: dict[str, None] = {}
    for block in blocks:
        inside |= dict.fromkeys((*(["the VPC"] * block.vpc), *(f"group {group}" for group in block.groups)))
        outside |= dict.fromkeys((*block.cidrs, *block.ipv6_cidrs, *block.prefix_lists))
        ports[f"{block.protocol} {block.ports}"] = None
    return Clients(", ".join(inside) or None, ", ".join(outside) or None, ", ".join(ports))


def open_ports(blocks: Iterable[RuleBlock]) -> set[int]:
    """Return those of SSH, HTTP and RDP that blocks open to all addresses: a linter asks for them."""
    open_blocks = [block for block in blocks if {"0.0.0.0/0", "::/0"} & {*block.cidrs, *block.ipv6_cidrs}]
    return {port for port in (22, 80, 3389) if any(port in block.ports for block in open_blocks)}


def named_groups(blocks: Iterable[RuleBlock]) -> list[str]:
    """Return the security groups that blocks name, by ID or by a name that the caller maps to an ID."""
    return list(dict.fromkeys(group for block in blocks for group in block.groups))


def default_groups(groups: list[str]) -> dict[str, str] | None:
    """Return a variable's default: security group IDs by ID; None if the caller must map a name to its ID."""
    return {group: group for group in groups} if all(is_group_id(group) for group in groups) else None


def transports(protocol: str) -> tuple[str, ...]:
    """Return the protocols of security group rules for a listener's or target group's protocol."""
    return {"TCP": ("tcp",), "TLS": ("tcp",), "UDP": ("udp",), "TCP_UDP": ("tcp", "udp")}[protocol]
