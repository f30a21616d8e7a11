"""States of the data plane: two VPCs with one address range, an endpoint in one and its service in the other."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address, ip_network

from privatelink_localstack.dataplane.state.model import (
    LOCAL,
    AwsEndpoint,
    Certificate,
    Endpoint,
    Interface,
    Listener,
    LoadBalancer,
    Permission,
    Route,
    SecurityGroup,
    Service,
    State,
    Subnet,
    Target,
    TargetGroup,
    Tls,
    Vpc,
)
from privatelink_localstack.resolver.lookup import Source

BLOCK = ip_network("10.0.0.0/16")
CLIENT, STRANGER = "eni-client", "eni-stranger"
ENI = "eni-endpoint"
ENI_ADDRESS = ip_address("10.0.1.5")
BLOCK_V6, ENI_ADDRESS_V6 = ip_network("2001:db8::/56"), ip_address("2001:db8::5")
TARGET_ADDRESS = ip_address("10.0.1.5")
"""The endpoint's address too: the ranges of consumer and provider overlap."""
NODE_ADDRESS = ip_address("10.0.1.7")
NAME = "orders.example.com"
PORT, TARGET_PORT = 443, 8080
ALL = Permission(cidrs=(ip_network("0.0.0.0/0"), ip_network("::/0")))


def interface(
    key: str, vpc: str, address: str, *groups: str, zone: str = "a", workload: bool = False, guarded: bool = True
) -> Interface:
    """Return a network interface in the subnet of a VPC and zone."""
    return Interface(key, vpc, f"{vpc}-{zone}", (ip_address(address),), groups if guarded else None, workload)


def link() -> State:
    """Return a client that may, and a stranger that may not, reach a target through an endpoint."""
    routes = (Route(BLOCK, LOCAL),)
    names = Source("endpoint", "vpce-1", NAME, records={NAME: (str(ENI_ADDRESS),)})
    return State(
        vpcs={"consumer": Vpc("consumer", (BLOCK,), names=(names,)), "provider": Vpc("provider", (BLOCK,))},
        subnets={
            key: Subnet(key, vpc, zone, routes)
            for vpc in ("consumer", "provider")
            for zone in ("a", "b")
            if (key := f"{vpc}-{zone}")
        },
        interfaces={
            each.id: each
            for each in (
                interface(CLIENT, "consumer", "10.0.1.20", "clients", workload=True),
                interface(STRANGER, "consumer", "10.0.9.9", "strangers", workload=True),
                interface(ENI, "consumer", str(ENI_ADDRESS), "endpoint"),
                interface("eni-node", "provider", str(NODE_ADDRESS), guarded=False),
                interface("eni-target", "provider", str(TARGET_ADDRESS), "targets", workload=True),
            )
        },
        groups={
            each.id: each
            for each in (
                SecurityGroup("clients", egress=(ALL,)),
                SecurityGroup("strangers", egress=(ALL,)),
                SecurityGroup("endpoint", ingress=(Permission((6, 6), (PORT, PORT), groups=("clients",)),)),
                SecurityGroup("targets", (Permission((6, 6), (TARGET_PORT, TARGET_PORT), (BLOCK,)),), (ALL,)),
            )
        },
        endpoints={"vpce-1": Endpoint("vpce-1", "consumer", (ENI,), "service")},
        services={"service": Service("service", ("nlb",))},
        balancers={"nlb": LoadBalancer("nlb", "provider", ("eni-node",))},
        listeners={"listener": Listener("listener", "nlb", PORT, "group")},
        target_groups={"group": TargetGroup("group", "provider", (Target(TARGET_ADDRESS, TARGET_PORT, "a"),))},
    )


SOURCE, AWS_NAME = ip_address("127.64.0.1"), "lambda.us-east-1.amazonaws.com"


def aws_service(edge: int) -> State:
    """Return the client and the stranger, with an endpoint of an AWS service behind which a port of the host is."""
    state = link()
    tls = Tls((Certificate((AWS_NAME, "*.lambda.us-east-1.vpce.amazonaws.com")),), ("http/1.1",))
    own = AwsEndpoint("vpce-aws", "consumer", (ENI,), SOURCE, edge, tls)
    names = Source("endpoint", "vpce-aws", AWS_NAME, records={AWS_NAME: (str(ENI_ADDRESS),)})
    without = replace(state, endpoints={}, services={}, vpcs={"consumer": Vpc("consumer", (BLOCK,), names=(names,))})
    return replace(without, aws_endpoints={own.id: own})


def changed(state: State, kind: str, **records: object) -> State:
    """Return a state with some records of a kind put in place of others: `changed(state, "groups", clients=…)`."""
    return replace(state, **{kind: {**getattr(state, kind), **records}})


def over_ipv6() -> State:
    """Return the client with an IPv6 address alone, which the endpoint has too, by its name as well."""
    state = link()
    client, entry, vpc = state.interfaces[CLIENT], state.interfaces[ENI], state.vpcs["consumer"]
    names = Source("endpoint", "vpce-1", NAME, records={NAME: (str(ENI_ADDRESS), str(ENI_ADDRESS_V6))})
    state = changed(
        state,
        "interfaces",
        **{
            CLIENT: replace(client, addresses=(ip_address("2001:db8::20"),)),
            ENI: replace(entry, addresses=(ENI_ADDRESS, ENI_ADDRESS_V6)),
        },
    )
    subnet = state.subnets["consumer-a"]
    routes = (*subnet.routes, Route(BLOCK_V6, LOCAL))
    state = changed(state, "subnets", **{subnet.id: replace(subnet, routes=routes)})
    return changed(state, "vpcs", consumer=replace(vpc, cidrs=(BLOCK, BLOCK_V6), names=(names,)))
