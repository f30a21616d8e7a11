"""A state of the data plane with Resolver endpoints between a VPC and a data centre, which a VPN joins."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address

from privatelink_localstack.dataplane.state.model import Permission, ResolverEndpoint, SecurityGroup, State
from privatelink_localstack.resolver.lookup import Source
from tests.support.networks import DATA_CENTRE, HOST_ADDRESS, by_vpn_gateway
from tests.support.plane import ALL, CLIENT, ENI_ADDRESS, TARGET_PORT, changed, interface

INBOUND = ip_address("10.0.1.53")
CORP, HIDDEN = "db.corp.example.com", "hidden.example.com"
RULE = Source("rule", "rslvr-rr-1", "corp.example.com", targets=(f"{HOST_ADDRESS}:53",), outbound="rslvr-out")
HIDDEN_NAME = Source("endpoint", "vpce-1", HIDDEN, records={HIDDEN: (str(ENI_ADDRESS),)}, inbound_only=True)


def hybrid() -> State:
    """Return the VPC and the data centre, which asks the VPC's inbound endpoint, and is asked about its own domain."""
    state = by_vpn_gateway()
    dns = tuple(Permission((each, each), (53, 53), (DATA_CENTRE,)) for each in (6, 17))
    state = changed(
        state,
        "groups",
        inbound=SecurityGroup("inbound", dns),
        outbound=SecurityGroup("outbound", egress=(ALL,)),
        targets=SecurityGroup("targets", (Permission((6, 6), (TARGET_PORT, TARGET_PORT), (ALL.cidrs[0],)),), (ALL,)),
    )
    state = changed(
        state,
        "interfaces",
        **{
            "eni-in": interface("eni-in", "consumer", str(INBOUND), "inbound"),
            "eni-out": interface("eni-out", "consumer", "10.0.1.54", "outbound"),
            CLIENT: interface(CLIENT, "consumer", "10.0.1.20", "clients", workload=True),
        },
    )
    state = changed(
        state,
        "resolver_endpoints",
        **{
            "rslvr-in": ResolverEndpoint("rslvr-in", "consumer", ("eni-in",), inbound=True),
            "rslvr-out": ResolverEndpoint("rslvr-out", "consumer", ("eni-out",), inbound=False),
        },
    )
    vpc, office = state.vpcs["consumer"], state.vpcs["data-centre"]
    return changed(
        state,
        "vpcs",
        consumer=replace(vpc, names=(*vpc.names, RULE, HIDDEN_NAME)),
        **{"data-centre": replace(office, name_servers=(INBOUND,))},
    )
