"""The checks of one endpoint."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from privatelink_generator.aws.partitions import partition
from privatelink_generator.aws.policy_document import Identity
from privatelink_generator.patterns import policy as policies
from privatelink_generator.patterns.consumer.model import ConsumerSpec, Endpoint, GatewayEndpoint, InterfaceEndpoint
from privatelink_harness.checks import names, policy
from privatelink_harness.checks.check import ABSENT, Sheet
from privatelink_harness.checks.facts import Facts, Interface, Permission
from privatelink_harness.checks.placement import Placement
from privatelink_harness.checks.property import Property
from privatelink_harness.terraform.snapshot import Resource


@dataclass(frozen=True, slots=True)
class Witnesses:
    """All that is known of one endpoint.

    Parameters:
        name: in the spec.
        spec: the whole spec.
        plan, state: its resource; None where there is no plan or state, or nothing of it in there.
        api: as DescribeVpcEndpoints gives it.
        facts: what else the API says.
        placement: where it should stand.
        region: of the stack.
        accepted: whether the stack turns private DNS on after acceptance, which means that it was accepted.
    """

    name: str
    spec: ConsumerSpec
    plan: Resource | None
    state: Resource | None
    api: Mapping[str, Any]
    facts: Facts
    placement: Placement
    region: str
    accepted: bool

    @property
    def endpoint(self) -> Endpoint:
        """What the spec says of it."""
        return self.spec.endpoints[self.name]

    def planned(self, attribute: str) -> Any:
        """An attribute of the plan, ABSENT where it is not known."""
        return _attribute(self.plan, attribute)

    def stated(self, attribute: str) -> Any:
        """An attribute of the state, ABSENT where it is not known."""
        return _attribute(self.state, attribute)


def _attribute(resource: Resource | None, name: str) -> Any:
    """An attribute's value; lists of ids have no order. Terraform's state writes what is not set as "" or null."""
    value = resource.values.get(name) if resource else None
    if value is None or value == "":
        return ABSENT
    if not name.endswith("_ids"):
        return value
    # An id that is yet to be given is null in a plan's list.
    return ABSENT if None in value else frozenset(value)


def service_name(endpoint: Endpoint, region: str) -> str:
    """The service's whole name in a Region."""
    if isinstance(endpoint, InterfaceEndpoint) and endpoint.service_name:
        return endpoint.service_name
    assert endpoint.amazon is not None  # noqa: S101 (the model wants service or service_name)
    return endpoint.amazon.service_name(getattr(endpoint, "service_region", None) or region, endpoint.type)


def check(sheet: Sheet, of: Witnesses) -> None:
    """Every check of the endpoint, those of its kind included."""
    wanted = service_name(of.endpoint, of.region)
    sheet.compare(
        Property.TYPE,
        spec=of.endpoint.type.capitalize(),
        plan=of.planned("vpc_endpoint_type"),
        state=of.stated("vpc_endpoint_type"),
        api=of.api["VpcEndpointType"],
    )
    sheet.compare(
        Property.SERVICE,
        spec=wanted,
        plan=of.planned("service_name"),
        state=of.stated("service_name"),
        api=of.api["ServiceName"],
    )
    sheet.compare(
        Property.VPC,
        spec=of.placement.vpc or ABSENT,
        plan=of.planned("vpc_id"),
        state=of.stated("vpc_id"),
        api=of.api["VpcId"],
    )
    if isinstance(of.endpoint, GatewayEndpoint):
        sheet.compare(Property.STATE, spec="available", state=_camel(of.stated("state")), api=_camel(of.api["State"]))
        _gateway(sheet, of)
    else:
        _interface(sheet, of, of.endpoint)
    _policy(sheet, of)
    _tags(sheet, of)


def _camel(state: Any) -> Any:
    """AWS writes states in lower camel case, some emulators in upper."""
    return state[:1].lower() + state[1:] if isinstance(state, str) and state else state


def _gateway(sheet: Sheet, of: Witnesses) -> None:
    sheet.compare(
        Property.ROUTE_TABLES,
        spec=ABSENT if of.placement.route_tables is None else of.placement.route_tables,
        plan=of.planned("route_table_ids"),
        state=of.stated("route_table_ids"),
        api=frozenset(of.api["RouteTableIds"]),
    )
    with_route = frozenset(route.table for route in of.facts.routes if route.endpoint == of.api["VpcEndpointId"])
    wanted = of.placement.route_tables
    sheet.compare(Property.ROUTES, spec=of.stated("route_table_ids") if wanted is None else wanted, api=with_route)


def _interface(sheet: Sheet, of: Witnesses, endpoint: InterfaceEndpoint) -> None:
    _acceptance(sheet, of, endpoint)
    if endpoint.service_region:
        sheet.compare(
            Property.SERVICE_REGION,
            spec=endpoint.service_region,
            plan=of.planned("service_region"),
            state=of.stated("service_region"),
            api=of.api.get("ServiceRegion", of.region),
        )
    sheet.compare(
        Property.IP_ADDRESS_TYPE,
        spec=endpoint.ip_address_type,
        plan=of.planned("ip_address_type"),
        state=of.stated("ip_address_type"),
        api=of.api.get("IpAddressType", ABSENT),
    )
    _network(sheet, of, endpoint)
    _security(sheet, of)
    _dns(sheet, of, endpoint)


def _acceptance(sheet: Sheet, of: Witnesses, endpoint: InterfaceEndpoint) -> None:
    """AWS accepts for its own services; whether another provider did, only what the stack does next can tell."""
    found = {"state": _camel(of.stated("state")), "api": _camel(of.api["State"])}
    if not endpoint.custom:
        sheet.compare(Property.STATE, spec="available", **found)
    elif endpoint.private_dns_mode == "after-acceptance" and not of.accepted:
        sheet.compare(Property.ACCEPTANCE, spec="pendingAcceptance", api=found["api"])
    elif of.accepted or endpoint.auto_accept or endpoint.private_dns_mode == "on":
        sheet.compare(Property.ACCEPTANCE, spec="available", api=found["api"])
    else:
        sheet.compare(Property.ACCEPTANCE, **found, note="the spec does not say whether the provider accepts")


def _network(sheet: Sheet, of: Witnesses, endpoint: InterfaceEndpoint) -> None:
    stated, wanted = of.stated("subnet_ids"), of.placement.subnets
    subnets = frozenset(of.api["SubnetIds"])
    expected = ABSENT if wanted is None else wanted
    sheet.compare(Property.SUBNETS, spec=expected, plan=of.planned("subnet_ids"), state=stated, api=subnets)
    interfaces = [of.facts.interfaces[each] for each in of.api["NetworkInterfaceIds"] if each in of.facts.interfaces]
    once = stated if wanted is None else wanted
    sheet.compare(
        Property.INTERFACES,
        spec=ABSENT if once is ABSENT else dict.fromkeys(once, 1),
        api=dict(Counter(each.subnet for each in interfaces)),
    )
    _addresses(sheet, of, endpoint, interfaces)


def _addresses(sheet: Sheet, of: Witnesses, endpoint: InterfaceEndpoint, interfaces: list[Interface]) -> None:
    placed = [(each, subnet) for each in interfaces if (subnet := of.facts.subnets.get(each.subnet))]
    if endpoint.ip_address_type != "ipv6":
        outside = [f"{each.ipv4} in {subnet.ipv4}" for each, subnet in placed if not _inside(each.ipv4, subnet.ipv4)]
        found = f"not {', '.join(outside)}" if outside else "inside" if placed else "none"
        sheet.compare(Property.ADDRESSES, spec="inside", api=found)
    if endpoint.ip_address_type != "ipv4":
        inside = [any(_inside(ip, net) for ip in each.ipv6 for net in subnet.ipv6) for each, subnet in placed]
        sheet.compare(
            Property.IPV6_ADDRESSES, spec="inside", api="inside" if inside and all(inside) else "missing or outside"
        )
    fixed = {zone: addresses.ipv4 for zone, addresses in endpoint.addresses.items() if addresses.ipv4}
    if fixed:
        by_zone = {subnet.zone: each.ipv4 for each, subnet in placed}
        sheet.compare(Property.FIXED_ADDRESSES, spec=fixed, api={zone: by_zone.get(zone) for zone in fixed})


def _inside(address: str, network: ipaddress.IPv4Network | ipaddress.IPv6Network | None) -> bool:
    return network is not None and bool(address) and ipaddress.ip_address(address) in network


def _security(sheet: Sheet, of: Witnesses) -> None:
    groups = frozenset(each["GroupId"] for each in of.api["Groups"])
    stated = of.stated("security_group_ids")
    sheet.compare(Property.SECURITY_GROUPS, plan=of.planned("security_group_ids"), state=stated, api=groups)
    on_interfaces = [
        of.facts.interfaces[each].groups for each in of.api["NetworkInterfaceIds"] if each in of.facts.interfaces
    ]
    sheet.compare(Property.INTERFACE_GROUPS, spec=groups, api=frozenset().union(*on_interfaces))
    allowed = frozenset(each for group in groups for each in of.facts.permissions.get(group, ()))
    wanted = _permissions(of)
    note = ""
    if of.spec.security_group.extra:
        # Whom the groups of others let in is theirs to say.
        allowed = frozenset(each for each in allowed if _plain(each) in wanted)
        note = "of what the endpoint's other groups allow, nothing is known"
    sheet.compare(Property.INGRESS, spec=wanted, api=frozenset(_plain(each) for each in allowed), note=note)


def _plain(permission: Permission) -> str:
    """`10.0.0.0/16 tcp 443`; a security group is only that, since its id is the environment's."""
    source = "a security group" if permission.source.startswith("sg-") else permission.source
    return f"{source} {permission.protocol} {permission.port}"


def _permissions(of: Witnesses) -> frozenset[str]:
    wanted = set()
    ipv6 = any(each.ip_address_type != "ipv4" for each in of.spec.interfaces.values())
    for rule in of.spec.security_group.ingress:
        sources = [rule.source]
        if rule.source == "vpc":
            cidrs = of.facts.cidrs.get(of.api["VpcId"], frozenset())
            sources = [cidr for cidr in cidrs if ipv6 or ":" not in cidr]
        elif rule.source.startswith(("group/", "sg-")):
            sources = ["sg-"]
        wanted |= {
            _plain(Permission(rule.protocol, str(port), source)) for port in of.spec.ports(rule) for source in sources
        }
    return frozenset(wanted)


def _dns(sheet: Sheet, of: Witnesses, endpoint: InterfaceEndpoint) -> None:
    on = endpoint.private_dns_mode == "on" or (endpoint.private_dns_mode == "after-acceptance" and of.accepted)
    early = endpoint.private_dns_mode == "after-acceptance"
    sheet.compare(
        Property.PRIVATE_DNS,
        spec=on,
        plan=ABSENT if early else of.planned("private_dns_enabled"),
        state=ABSENT if early else of.stated("private_dns_enabled"),
        api=of.api["PrivateDnsEnabled"],
    )
    said = [each["DnsName"] for each in of.api.get("DnsEntries", ())]
    private = endpoint.private_names(of.region)[:1] if on else ()
    if private:
        sheet.compare(Property.PRIVATE_NAMES, spec=frozenset(private), api=frozenset(private) & frozenset(said))
    identity, region = of.api["VpcEndpointId"], endpoint.service_region or of.region
    suffix = partition(of.region).dns_suffix
    name, own = service_name(endpoint, of.region), names.of_endpoint(said, identity)
    zones = {of.facts.subnets[each].zone for each in of.api["SubnetIds"] if each in of.facts.subnets}
    regional = frozenset({names.expected(identity, name, region, suffix)})
    zonal = frozenset(names.expected(identity, name, region, suffix, zone) for zone in zones)
    sheet.compare(Property.REGIONAL_NAME, spec=regional, api=own - zonal)
    sheet.compare(Property.ZONAL_NAMES, spec=zonal, api=own - regional)
    _dns_options(sheet, of, endpoint)


def _dns_options(sheet: Sheet, of: Witnesses, endpoint: InterfaceEndpoint) -> None:
    options, said = endpoint.dns_options, of.api.get("DnsOptions", {})
    if options and options.dns_record_ip_type:
        name = "dns_record_ip_type"
        sheet.compare(
            Property.DNS_RECORDS,
            spec=options.dns_record_ip_type,
            plan=_dns_option(of.planned("dns_options"), name),
            state=_dns_option(of.stated("dns_options"), name),
            api=said.get("DnsRecordIpType"),
        )
    if endpoint.private_beside_gateway:
        name = "private_dns_only_for_inbound_resolver_endpoint"
        sheet.compare(
            Property.INBOUND_ONLY,
            spec=bool(options and options.private_dns_only_for_inbound_resolver_endpoint),
            plan=_dns_option(of.planned("dns_options"), name),
            state=_dns_option(of.stated("dns_options"), name),
            api=bool(said.get("PrivateDnsOnlyForInboundResolverEndpoint")),
        )


def _dns_option(blocks: Any, name: str) -> Any:
    """One of Terraform's `dns_options`, a list of one block."""
    found = None if blocks is ABSENT or not blocks else blocks[0].get(name)
    return ABSENT if found in {None, ""} else found


def _policy(sheet: Sheet, of: Witnesses) -> None:
    identity = Identity(of.facts.partition, of.region, of.facts.account)
    document = policies.document(of.endpoint.policy, identity) if of.endpoint.policy else None
    planned, stated, said = of.planned("policy"), of.stated("policy"), of.api.get("PolicyDocument")
    sheet.compare(
        Property.POLICY,
        spec=policy.meaning(document),
        plan=planned if planned is ABSENT else policy.meaning(planned),
        state=stated if stated is ABSENT else policy.meaning(stated),
        api=policy.meaning(said),
    )
    if document and policy.version(document):
        sheet.compare(
            Property.POLICY_VERSION,
            spec=policy.version(document),
            plan=planned if planned is ABSENT else policy.version(planned),
            api=policy.version(said),
        )


def _tags(sheet: Sheet, of: Witnesses) -> None:
    """The spec's tags, and that the API has every tag that the state has."""
    wanted = {**of.spec.tags, **of.endpoint.tags}
    said = {each["Key"]: each["Value"] for each in of.api.get("Tags", ())}
    stated, planned = of.stated("tags_all"), of.planned("tags_all")
    keys = set(wanted) if stated is ABSENT else set(wanted) | set(stated)
    sheet.compare(
        Property.TAGS,
        spec=wanted if stated is ABSENT else {**stated, **wanted},
        plan=planned if planned is ABSENT or stated is ABSENT else {**stated, **planned},
        state=stated,
        api={key: said.get(key) for key in keys},
    )
