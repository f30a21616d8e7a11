"""What stands where, as Terraform's state tells it: accounts, VPCs, subnets, endpoints, services and load balancers.

Names, addresses and states alone: no attribute that can be a secret is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from privatelink_harness.checks.scope import Scopes

if TYPE_CHECKING:
    from privatelink_harness.terraform.snapshot import Resource, Snapshot

type Kind = Literal["interface", "gateway", "gateway-load-balancer-endpoint", "load-balancer", "resolver"]

_ENDPOINTS: Mapping[str, Kind] = {
    "Interface": "interface",
    "Gateway": "gateway",
    "GatewayLoadBalancer": "gateway-load-balancer-endpoint",
}
_JOINS = {
    "aws_vpn_gateway": "VPN gateway",
    "aws_vpn_gateway_attachment": "VPN gateway",
    "aws_ec2_transit_gateway_vpc_attachment": "transit gateway",
    "aws_internet_gateway": "internet gateway",
}
"""Attachments of a VPC, by the type of a resource that names it."""


@dataclass(frozen=True, slots=True)
class Subnet:
    """A subnet; all but its ID is empty where the state has no such resource."""

    id: str
    name: str = ""
    cidr: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """A target group, with the IDs or addresses of its targets."""

    id: str
    name: str
    protocol: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """An endpoint, a load balancer or a Resolver endpoint in a VPC.

    Parameters:
        detail: what it leads to, or its scheme.
        state: as the API says; may be empty.
        subnets: IDs of those in which it has a network interface.
        service: the name of the service that an endpoint leads to.
        target_groups: of a load balancer.
    """

    kind: Kind
    id: str
    name: str
    detail: str = ""
    state: str = ""
    subnets: tuple[str, ...] = ()
    service: str = ""
    target_groups: tuple[TargetGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class Vpc:
    """A VPC and what is in it.

    Parameters:
        joins: what it is attached to, such as a transit gateway.
    """

    id: str
    name: str
    cidr: str
    subnets: tuple[Subnet, ...]
    nodes: tuple[Node, ...]
    joins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """An endpoint service of the stack's own, with the IDs of its load balancers."""

    id: str
    service: str
    load_balancers: tuple[str, ...]
    needs_acceptance: bool
    private_dns_name: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """An account in a Region; "" where the state does not tell.

    Parameters:
        alias: of the AWS provider's configuration; "" for the default one.
    """

    account: str
    region: str
    alias: str
    vpcs: tuple[Vpc, ...]
    services: tuple[Service, ...]


@dataclass(frozen=True, slots=True)
class Topology:
    """A stack's places, in the order of its state."""

    places: tuple[Place, ...]


def topology(state: Snapshot) -> Topology:
    """Return what a state says stands where."""
    scopes = Scopes.read(state.resources)
    aliases = {(place.account or "", place.region or ""): alias for alias, place in scopes.aliases().items()}
    accepted = {
        _text(resource.values, "vpc_endpoint_id"): _text(resource.values, "vpc_endpoint_state")
        for resource in _of(state.resources, "aws_vpc_endpoint_connection_accepter")
    }
    by_place: dict[tuple[str, str], list[Resource]] = {}
    for resource in state.resources:
        scope = scopes.of(resource)
        by_place.setdefault((scope.account, scope.region) if scope else ("", ""), []).append(resource)
    places = (
        Place(*where, aliases.get(where, ""), _vpcs(resources, accepted), tuple(_services(resources)))
        for where, resources in by_place.items()
    )
    return Topology(tuple(place for place in places if place.vpcs or place.services))


def _vpcs(resources: list[Resource], accepted: Mapping[str, str]) -> tuple[Vpc, ...]:
    """Return an account's VPCs.

    Parameters:
        accepted: the states of endpoints by ID, as their acceptance left them: the endpoint itself was read before.
    """
    nodes: dict[str, list[Node]] = {resource.id: [] for resource in _of(resources, "aws_vpc")}
    subnets = {resource.id: resource.values for resource in _of(resources, "aws_subnet")}
    for vpc, found in _nodes(resources):
        node = replace(found, state=accepted.get(found.id, found.state))
        vpc_id = vpc or next((str(subnets[each].get("vpc_id")) for each in node.subnets if each in subnets), "")
        nodes.setdefault(vpc_id, []).append(node)
    made = {resource.id: resource.values for resource in _of(resources, "aws_vpc")}
    return tuple(
        Vpc(
            vpc,
            _name(made.get(vpc, {})),
            str(made.get(vpc, {}).get("cidr_block") or ""),
            _subnets(vpc, subnets, within),
            tuple(within),
            _joins(vpc, resources),
        )
        for vpc, within in nodes.items()
    )


def _subnets(vpc: str, made: Mapping[str, Mapping[str, Any]], nodes: Iterable[Node]) -> tuple[Subnet, ...]:
    """Return a VPC's subnets by zone: those that the stack made, and others that something of its own is in."""
    own = [
        Subnet(name, _name(values), _text(values, "cidr_block", "ipv6_cidr_block"), _text(values, "availability_zone"))
        for name, values in made.items()
        if values.get("vpc_id") == vpc
    ]
    others = dict.fromkeys(name for node in nodes for name in node.subnets if name not in made)
    return (*sorted(own, key=lambda subnet: (subnet.zone, subnet.name, subnet.cidr)), *map(Subnet, others))


def _joins(vpc: str, resources: list[Resource]) -> tuple[str, ...]:
    found = [_JOINS[resource.type] for resource in _of(resources, *_JOINS) if resource.values.get("vpc_id") == vpc]
    peerings = _of(resources, "aws_vpc_peering_connection")
    found += ["peering" for each in peerings if vpc in {each.values.get("vpc_id"), each.values.get("peer_vpc_id")}]
    return tuple(dict.fromkeys(found))


def _nodes(resources: list[Resource]) -> Iterator[tuple[str, Node]]:
    """Yield every node with the ID of its VPC, "" where the state does not tell it."""
    for resource in resources:
        values = resource.values
        match resource.type:
            case "aws_vpc_endpoint":
                yield _text(values, "vpc_id"), _endpoint(resource)
            case "aws_lb":
                yield _text(values, "vpc_id"), _load_balancer(resource, resources)
            case "aws_route53_resolver_endpoint":
                addresses: list[Mapping[str, Any]] = values.get("ip_address") or []
                within = tuple(dict.fromkeys(str(each.get("subnet_id")) for each in addresses))
                direction = _text(values, "direction").lower()
                yield (
                    _text(values, "host_vpc_id"),
                    Node("resolver", resource.id, _text(values, "name"), f"Resolver, {direction}", "", within),
                )


def _endpoint(resource: Resource) -> Node:
    values = resource.values
    service = _text(values, "service_name")
    within = values.get("subnet_ids") or ()
    kind = _ENDPOINTS.get(_text(values, "vpc_endpoint_type"), "interface")
    name = str(resource.key) if isinstance(resource.key, str) else _name(values) or resource.name
    return Node(kind, resource.id, name, service, _text(values, "state"), tuple(map(str, within)), service)


def _load_balancer(resource: Resource, resources: list[Resource]) -> Node:
    values = resource.values
    listeners = [each.values for each in _of(resources, "aws_lb_listener")]
    arns = dict.fromkeys(
        str(action.get("target_group_arn"))
        for listener in listeners
        if listener.get("load_balancer_arn") == resource.id
        for action in listener.get("default_action") or ()
    )
    groups = tuple(_target_group(each, resources) for each in _of(resources, "aws_lb_target_group") if each.id in arns)
    mappings = [str(each.get("subnet_id")) for each in values.get("subnet_mapping") or ()]
    within = tuple(dict.fromkeys([*map(str, values.get("subnets") or ()), *mappings]))
    scheme = "internal" if values.get("internal") else "internet-facing"
    kind = _text(values, "load_balancer_type")
    detail = kind if kind == "gateway" else f"{kind}, {scheme}"
    return Node("load-balancer", resource.id, _text(values, "name"), detail, "", within, target_groups=groups)


def _target_group(resource: Resource, resources: list[Resource]) -> TargetGroup:
    attached = _of(resources, "aws_lb_target_group_attachment")
    targets = [
        f"{each.values.get('target_id')}{f':{port}' if (port := each.values.get('port')) else ''}"
        for each in attached
        if each.values.get("target_group_arn") == resource.id
    ]
    protocol = f"{_text(resource.values, 'protocol')} {resource.values.get('port') or ''}".strip()
    return TargetGroup(resource.id, _text(resource.values, "name"), protocol, tuple(targets))


def _services(resources: list[Resource]) -> Iterator[Service]:
    for resource in _of(resources, "aws_vpc_endpoint_service"):
        values = resource.values
        balancers = [
            *(values.get("network_load_balancer_arns") or ()),
            *(values.get("gateway_load_balancer_arns") or ()),
        ]
        yield Service(
            resource.id,
            _text(values, "service_name"),
            tuple(map(str, balancers)),
            bool(values.get("acceptance_required")),
            _text(values, "private_dns_name"),
        )


def _of(resources: Iterable[Resource], *types: str) -> Iterator[Resource]:
    return (resource for resource in resources if resource.type in types)


def _name(values: Mapping[str, Any]) -> str:
    return str((values.get("tags_all") or values.get("tags") or {}).get("Name") or "")


def _text(values: Mapping[str, Any], *names: str) -> str:
    """Return the first of these attributes that has a value."""
    return next((str(values[name]) for name in names if values.get(name)), "")
