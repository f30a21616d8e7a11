"""A hub's stack in which all sources agree: its spec, its state, and what the API says in each account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from privatelink_generator.load import loads
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_harness.checks.api import Drop
from privatelink_harness.checks.check import Check, Proof, Verdict, judge
from privatelink_harness.checks.hybrid import hub as hubs
from privatelink_harness.checks.hybrid.facts import Facts, Request
from privatelink_harness.checks.hybrid.subjects import nouns
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.scope import Scope
from privatelink_harness.checks.stack import StackSnapshot
from privatelink_harness.checks.subject import Subject
from privatelink_harness.terraform.snapshot import Resource, Snapshot
from tests.support.hub_api import (
    CLIENTS,
    ECR,
    GATEWAY_ARN,
    HUB,
    LAMBDA,
    PROFILE_ARN,
    REPORTS,
    RULE_ARN,
    SHARE,
    TOOLS,
    Api,
    api,
)

SPEC = """
version: 1
pattern: hybrid
name: net
tags: {team: net}
vpc_cidr: 10.0.0.0/16
on_premises:
  cidrs: [192.168.0.0/16]
  domains: [corp.example.com]
  name_servers: [192.168.0.10]
  gateway: {type: vpn_gateway, amazon_side_asn: 64620}
  connections:
    plant: {customer_gateway: {ip_address: 198.51.100.7}, routing: static}
    office:
      customer_gateway: {ip_address: 203.0.113.20, bgp_asn: 65010}
      routing: bgp
      tunnels: [{inside_cidr: 169.254.10.0/30, ike_versions: [ikev2], phase1_dh_group_numbers: [20]}]
  direct_connect_gateway: true
transit_gateway: {amazon_side_asn: 64700}
resolver: {inbound: {host_number: 10}}
endpoints:
  lambda: {service: lambda}
  ecr-dkr: {service: ecr.dkr}
private_dns: zones-then-profile
spokes:
  reports: {cidrs: [10.1.0.0/16], reached_by: peering, account: reports}
  tools: {cidrs: [10.2.0.0/16], reached_by: transit_gateway, account: tools}
"""

_ALIASES = {HUB: "", REPORTS: ".reports", TOOLS: ".tools"}


def spec(changes: str = "") -> HybridSpec:
    """Return the spec; with other lines at its end."""
    read = loads(SPEC + changes)
    assert isinstance(read, HybridSpec)
    return read


def resource(
    address: str, values: Mapping[str, Any], *, scope: Scope = HUB, key: str | None = None, tagged: bool = False
) -> Resource:
    """Return a resource of the state.

    Parameters:
        address: the module's, the type and the name.
        tagged: whether it has the spec's tags.
    """
    module, resource_type, name = address.rsplit(".", 2)
    tags = {"tags_all": {"team": "net", "Name": "net"}} if tagged else {}
    place = {"owner_id": scope.account, "region": scope.region}
    provider = f'provider["registry.terraform.io/hashicorp/aws"]{_ALIASES[scope]}'
    return Resource(module.removeprefix("root"), resource_type, name, key, {**place, **tags, **values}, provider)


def state() -> tuple[Resource, ...]:
    """Return the resources of the state."""
    return (*_network(), *_resolver(), *_names(), *_links(), *_spokes())


def _network() -> list[Resource]:
    group = {"ingress": [{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": list(CLIENTS)}]}
    return [
        resource("module.hub.aws_security_group.clients", {"id": "sg-clients", **group}, tagged=True),
        *(
            resource(
                f"module.hub.module.endpoints.aws_vpc_endpoint.{name}",
                {"id": f"vpce-{name}", "security_group_ids": ["sg-clients"]},
            )
            for name in ("lambda", "ecr_dkr")
        ),
        resource("root.aws_vpc.hub", {"id": "vpc-hub"}),
        resource("root.aws_vpc.reports", {"id": "vpc-reports"}, scope=REPORTS),
        resource("root.aws_vpc.tools", {"id": "vpc-tools"}, scope=TOOLS),
    ]


def _resolver() -> list[Resource]:
    def endpoint(direction: str, addresses: list[str]) -> Resource:
        subnets = zip(("subnet-a", "subnet-b"), addresses, strict=True)
        values = {
            "id": f"rslvr-{direction}",
            "direction": direction.upper(),
            "resolver_endpoint_type": "IPV4",
            "protocols": ["Do53"],
            "host_vpc_id": "vpc-hub",
            "security_group_ids": [f"sg-{direction}"],
            "ip_address": [{"subnet_id": subnet, "ip": address} for subnet, address in subnets],
        }
        return resource(f"module.hub.aws_route53_resolver_endpoint.{direction}", values, tagged=True)

    rule = {
        "id": "rslvr-rr-1",
        "arn": RULE_ARN,
        "domain_name": "corp.example.com",
        "rule_type": "FORWARD",
        "resolver_endpoint_id": "rslvr-outbound",
        "target_ip": [{"ip": "192.168.0.10", "port": 53}],
    }
    association = {"id": "rslvr-rrassoc-1", "resolver_rule_id": "rslvr-rr-1", "vpc_id": "vpc-hub"}
    return [
        endpoint("inbound", ["10.0.0.10", "10.0.1.10"]),
        endpoint("outbound", ["10.0.0.5", "10.0.1.5"]),
        resource("module.hub.aws_route53_resolver_rule.on_premises", rule, key="corp.example.com", tagged=True),
        resource("module.hub.aws_route53_resolver_rule_association.hub", association, key="corp.example.com"),
    ]


def _names() -> list[Resource]:
    found = []
    for zone, domain, names in (("lambda", LAMBDA, [""]), ("ecr-dkr", ECR, ["", "*."])):
        values = {"id": f"Z-{zone}", "zone_id": f"Z-{zone}", "name": domain, "vpc": [{"vpc_id": "vpc-hub"}]}
        found.append(resource("module.hub.aws_route53_zone.this", values, key=zone, tagged=True))
        alias = [{"name": f"vpce-{zone.replace('-', '_')}-x.vpce.amazonaws.com"}]
        for name in names:
            record = {"zone_id": f"Z-{zone}", "name": f"{name}{domain}", "type": "A", "alias": alias}
            found.append(resource("module.hub.aws_route53_record.this", record, key=f"{zone} {name}A"))
        for spoke, scope in (("reports", REPORTS), ("tools", TOOLS)):
            names_of = f"module.{spoke}"
            pair = {"zone_id": f"Z-{zone}", "vpc_id": f"vpc-{spoke}"}
            found.append(resource(f"{names_of}.aws_route53_vpc_association_authorization.this", pair, key=zone))
            found.append(resource(f"{names_of}.aws_route53_zone_association.this", pair, key=zone, scope=scope))
    profile = {"id": "rp-1", "arn": PROFILE_ARN}
    shared = [RULE_ARN, PROFILE_ARN, GATEWAY_ARN]
    return [
        *found,
        resource("module.hub.aws_route53profiles_profile.this", profile, tagged=True),
        resource(
            "module.hub.aws_route53profiles_resource_association.on_premises",
            {"id": "rpr-1", "profile_id": "rp-1", "resource_arn": RULE_ARN},
            key="corp.example.com",
        ),
        resource(
            "module.hub.aws_ram_resource_share.this", {"id": SHARE, "arn": SHARE, "allow_external_principals": True}
        ),
        *(
            resource(
                f"module.hub.aws_ram_resource_association.a{index}", {"resource_share_arn": SHARE, "resource_arn": arn}
            )
            for index, arn in enumerate(shared[1:])
        ),
        *(
            resource(
                f"module.account_{alias}.aws_ram_principal_association.this",
                {"resource_share_arn": SHARE, "principal": scope.account},
            )
            for alias, scope in (("reports", REPORTS), ("tools", TOOLS))
        ),
    ]


def _links() -> list[Resource]:
    gateway = {"id": "vgw-1", "amazon_side_asn": "64620"}
    attached = {"vpn_gateway_id": "vgw-1"}

    def connection(name: str, values: Mapping[str, Any]) -> Resource:
        ends = {"id": f"vpn-{name}", "vpn_gateway_id": "vgw-1", "customer_gateway_id": f"cgw-{name}"}
        return resource("module.hub.aws_vpn_connection.this", {**ends, **values}, key=name, tagged=True)

    def device(name: str, address: str, asn: str) -> Resource:
        values = {"id": f"cgw-{name}", "ip_address": address, "bgp_asn": asn}
        return resource("module.hub.aws_customer_gateway.this", values, key=name, tagged=True)

    tunnels = {
        "static_routes_only": False,
        "tunnel1_inside_cidr": "169.254.10.0/30",
        "tunnel1_ike_versions": ["ikev2"],
        "tunnel1_phase1_dh_group_numbers": [20],
    }
    carrier = {
        "id": "ga-1",
        "dx_gateway_association_id": "dx-1",
        "dx_gateway_id": "dxgw-1",
        "associated_gateway_id": "vgw-1",
        "allowed_prefixes": ["10.0.0.0/16"],
    }
    route = {"vpn_connection_id": "vpn-plant", "destination_cidr_block": "192.168.0.0/16"}
    return [
        resource("module.hub.aws_vpn_gateway.this", gateway, tagged=True),
        resource("module.hub.aws_vpn_gateway_attachment.this", {**attached, "vpc_id": "vpc-hub"}),
        resource("module.hub.aws_vpn_gateway_route_propagation.this", {**attached, "route_table_id": "rtb-hub"}),
        device("plant", "198.51.100.7", "65000"),
        device("office", "203.0.113.20", "65010"),
        connection("plant", {"static_routes_only": True}),
        connection("office", tunnels),
        resource("module.hub.aws_vpn_connection_route.this", route, key="plant 192.168.0.0/16"),
        resource("module.hub.aws_dx_gateway_association.this", carrier),
    ]


def _spokes() -> list[Resource]:
    gateway = {
        "id": "tgw-1",
        "arn": GATEWAY_ARN,
        "amazon_side_asn": 64700,
        "default_route_table_association": "disable",
        "default_route_table_propagation": "disable",
        "auto_accept_shared_attachments": "disable",
    }

    def attachment(address: str, name: str, scope: Scope = HUB, *, tagged: bool = True) -> Resource:
        own = {"id": f"tgw-attach-{name}", "transit_gateway_id": "tgw-1", "vpc_id": f"vpc-{name}"}
        owner = {"vpc_owner_id": (TOOLS if name == "tools" else HUB).account, "subnet_ids": ["subnet-a", "subnet-b"]}
        return resource(address, {**own, **owner}, scope=scope, tagged=tagged)

    def member(address: str, name: str, table: str) -> Resource:
        values = {
            "transit_gateway_attachment_id": f"tgw-attach-{name}",
            "transit_gateway_route_table_id": f"tgw-rtb-{table}",
        }
        return resource(address, values, key=table)

    def route(address: str, cidr: str, table: str, scope: Scope = HUB) -> Resource:
        values = {"destination_cidr_block": cidr, "route_table_id": table}
        return resource(address, values, scope=scope, key=f"{table} {cidr}")

    transit = "aws_ec2_transit_gateway"
    sides = {
        "vpc_id": "vpc-hub",
        "peer_vpc_id": "vpc-reports",
        "peer_owner_id": REPORTS.account,
        "peer_region": "us-east-1",
    }
    subnets = ("10.0.0.0/24", "10.0.1.0/24")
    return [
        resource(f"module.hub.{transit}.this", gateway, tagged=True),
        attachment(f"module.hub.{transit}_vpc_attachment.hub", "hub"),
        member(f"module.hub.{transit}_route_table_association.hub", "hub", "hub"),
        *(member(f"module.hub.{transit}_route_table_propagation.hub", "hub", table) for table in ("hub", "spoke")),
        attachment(f"module.tools.{transit}_vpc_attachment.spoke", "tools", TOOLS),
        attachment(f"module.tools.{transit}_vpc_attachment_accepter.hub", "tools"),
        member(f"module.tools.{transit}_route_table_association.spoke", "tools", "spoke"),
        member(f"module.tools.{transit}_route_table_propagation.spoke", "tools", "hub"),
        route("module.tools.aws_route.hub_to_spoke", "10.2.0.0/16", "rtb-hub"),
        *(route("module.tools.aws_route.spoke_to_hub", each, "rtb-tools", TOOLS) for each in subnets),
        resource("module.reports.aws_vpc_peering_connection.hub", {"id": "pcx-1", **sides}, tagged=True),
        resource(
            "module.reports.aws_vpc_peering_connection_accepter.spoke",
            {"id": "pcx-1", "vpc_id": "vpc-reports"},
            scope=REPORTS,
            tagged=True,
        ),
        route("module.reports.aws_route.hub_to_spoke", "10.1.0.0/16", "rtb-hub"),
        *(route("module.reports.aws_route.spoke_to_hub", each, "rtb-reports", REPORTS) for each in subnets),
        *(
            resource(
                f"module.{spoke}.aws_route53profiles_association.this",
                {"id": f"rpassoc-{spoke}", "profile_id": "rp-1", "resource_id": f"vpc-{spoke}"},
                scope=scope,
                tagged=True,
            )
            for spoke, scope in (("reports", REPORTS), ("tools", TOOLS))
        ),
    ]


OUTPUTS = {
    "vpc_id": "vpc-hub",
    "subnet_ids": ["subnet-a", "subnet-b"],
    "route_table_ids": {"private": "rtb-hub"},
    "spokes": {
        name: {"vpc_id": f"vpc-{name}", "route_table_ids": {"private": f"rtb-{name}"}} for name in ("reports", "tools")
    },
}
"""Of the root module."""


class Target:
    """A target whose API is not asked: a test says what it answers."""

    name = "records"
    home = HUB
    proof = Proof.EMULATED
    gaps: Mapping[Property, str] = {}
    drops: Mapping[tuple[str, str], Drop] = {}

    def client(self, service: str, account: str | None = None, region: str | None = None) -> Any:
        """Fail: no client is needed."""
        raise AssertionError(f"{service} of {account} in {region} is asked")


def stack(resources: tuple[Resource, ...] | None = None, *, plan: bool = True) -> StackSnapshot:
    """Return what Terraform knows; the plan is the state's own."""
    snapshot = Snapshot(state() if resources is None else resources, OUTPUTS)
    return StackSnapshot(snapshot, snapshot if plan else None)


def found(
    answers: Api | None = None,
    snapshot: StackSnapshot | None = None,
    *,
    zones: Mapping[str, Mapping[str, str]] | None = None,
    received: Mapping[Scope, list[str]] | None = None,
    of: HybridSpec | None = None,
) -> list[Subject[Any]]:
    """Return the hub's own nouns and its spokes.

    Parameters:
        answers: of the API; None: those that agree.
        zones: domains of private hosted zones by ID, by VPC; None: both zones in every VPC.
        received: ARNs of shares that an account sees; None: the hub's, in both accounts.
    """
    everywhere = {"Z-lambda": LAMBDA, "Z-ecr-dkr": ECR}
    shares = {REPORTS: [SHARE], TOOLS: [SHARE]} if received is None else received

    def read(_: object, requests: Mapping[Scope, Request]) -> dict[Scope, Facts]:
        said = api() if answers is None else answers
        return {
            scope: Facts(
                said.get(scope, {}),
                {vpc: (everywhere if zones is None else zones.get(vpc, {})) for vpc in request.vpcs},
                {arn: {} for arn in shares.get(scope, ())},
            )
            for scope, request in requests.items()
        }

    with patch.object(hubs, "read", read):
        hub = hubs.find(of or spec(), snapshot or stack(), Target())
    return [*nouns(hub)]


def judged(answers: Api | None = None, snapshot: StackSnapshot | None = None, **options: Any) -> list[Check]:
    """Return the checks of the hub's own nouns and of its spokes, as `found` has them."""
    return [
        judge(subject.name, about, sources, proof=Proof.EMULATED, gaps={}, account=subject.account)
        for subject in found(answers, snapshot, **options)
        for about, compare in subject.table.items()
        if (sources := compare(subject.evidence)) is not None
    ]


def failed(checks: list[Check]) -> set[tuple[str, Property]]:
    """Return the subject and the property of each check that did not pass."""
    return {(check.subject, check.property) for check in checks if check.verdict is not Verdict.PASSED}


def without(address: str) -> tuple[Resource, ...]:
    """Return the state without one resource."""
    kept = tuple(each for each in state() if each.address != address)
    assert len(kept) < len(state()), address
    return kept


def changed(address: str, **values: Any) -> tuple[Resource, ...]:
    """Return the state with other values of one resource."""
    assert address in {each.address for each in state()}, address
    return tuple(
        replace(each, values={**each.values, **values}) if each.address == address else each for each in state()
    )
