"""The records that the control plane pushes. Their IDs are AWS's; an ID that leads nowhere counts as absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from privatelink_localstack.dataplane.state.health import HealthCheck
from privatelink_localstack.dataplane.state.http_rules import Rule
from privatelink_localstack.resolver.lookup import Source

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network

ALL_PROTOCOLS = (0, 255)
ALL_PORTS = (0, 65535)
TCP, UDP = 6, 17
EPHEMERAL = (32768, 60999)
"""The ports that programs connect from, as most Linux systems have them (VPC guide, "Ephemeral ports")."""
LOCAL = "local"
"""The target of a route inside the VPC."""
AVAILABLE = "available"
"""The state of an endpoint whose connection carries traffic."""


@dataclass(frozen=True, slots=True)
class Vpc:
    """A VPC: a network namespace with a router and a resolver.

    Parameters:
        cidrs: the primary IPv4 block first.
        private_dns: whether the resolver answers (`enableDnsSupport`).
        names: what answers for names.
        on_premises: whether it is a network outside AWS: without groups, and without a router and resolver of AWS's.
        name_servers: whom its programs ask for names, where that is not the VPC's own resolver.
        gateways: the IDs of customer gateways and Direct Connect gateways that it is behind.
    """

    id: str
    cidrs: tuple[Network, ...]
    private_dns: bool = True
    names: tuple[Source, ...] = ()
    on_premises: bool = False
    name_servers: tuple[Address, ...] = ()
    gateways: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A way for packets between two networks: a peering connection, an attachment of a hub, or a VPN connection.

    A route of a VPC names a link by its own ID or by that of the hub at its other end.

    Parameters:
        ends: the IDs of two VPCs or hubs. A link of one that is not there counts as absent.
        tables: by the ID of a hub, the ID of the route table for packets that come over this link. Without one, such
            packets are dropped.
    """

    id: str
    ends: tuple[str, str]
    tables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Route:
    """A route of a subnet or a hub; `target` is LOCAL or an ID, such as that of a peering connection.

    The packets of a route whose target is not there are dropped (a "black hole").
    """

    destination: Network
    target: str


@dataclass(frozen=True, slots=True)
class Hub:
    """A transit gateway, or a VPN gateway: it only forwards, by a route table for each link.

    Parameters:
        tables: routes by the ID of their route table; their targets are links.
    """

    id: str
    tables: Mapping[str, tuple[Route, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subnet:
    """A subnet, with the routes of its route table.

    Parameters:
        zone: the ID of its Availability Zone.
        acl: the ID of its network ACL; everything passes an unknown one.
    """

    id: str
    vpc: str
    zone: str
    routes: tuple[Route, ...] = ()
    cidrs: tuple[Network, ...] = ()
    acl: str | None = None


@dataclass(frozen=True, slots=True)
class AclEntry:
    """One numbered rule of a network ACL.

    Parameters:
        protocols: the lowest and the highest IP protocol number.
        ports: the lowest and the highest destination port; ALL_PORTS for protocols without ports.
    """

    number: int
    allow: bool
    cidr: Network
    protocols: tuple[int, int] = ALL_PROTOCOLS
    ports: tuple[int, int] = ALL_PORTS


@dataclass(frozen=True, slots=True)
class NetworkAcl:
    """A network ACL, without the last rule `*`, which denies."""

    id: str
    ingress: tuple[AclEntry, ...] = ()
    egress: tuple[AclEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Interface:
    """A network interface.

    Parameters:
        groups: None for a load balancer without security groups, which lets everybody through; an endpoint that
            awaits its acceptance has `()`, which lets nobody.
        workload: whether programs run behind it, in a namespace of their own.
    """

    id: str
    vpc: str
    subnet: str
    addresses: tuple[Address, ...]
    groups: tuple[str, ...] | None = None
    workload: bool = False


@dataclass(frozen=True, slots=True)
class Permission:
    """One rule of a security group, with all its peers.

    Parameters:
        protocols: the lowest and the highest IP protocol number.
        ports: the lowest and the highest destination port; ALL_PORTS for protocols without ports.
    """

    protocols: tuple[int, int] = ALL_PROTOCOLS
    ports: tuple[int, int] = ALL_PORTS
    cidrs: tuple[Network, ...] = ()
    groups: tuple[str, ...] = ()
    prefix_lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SecurityGroup:
    """A security group."""

    id: str
    ingress: tuple[Permission, ...] = ()
    egress: tuple[Permission, ...] = ()


@dataclass(frozen=True, slots=True)
class PrefixList:
    """A prefix list, of AWS or of a customer."""

    id: str
    cidrs: tuple[Network, ...]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An interface endpoint of a customer's service.

    Parameters:
        state: as AWS names it; unless it is available nothing answers, and what was open is cut.
        pace: how much faster than the listeners' time its idle connections grow old; above 1 for probes only.
    """

    id: str
    vpc: str
    interfaces: tuple[str, ...]
    service: str
    state: str = AVAILABLE
    pace: float = 1

    @property
    def open(self) -> bool:
        """Whether its connection carries traffic."""
        return self.state == AVAILABLE


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate of a server.

    Parameters:
        names: that it is for; one may start with `*.`, which stands for one label.
        chain, key: as PEM; None for a certificate that the plane's own authority issues.
    """

    names: tuple[str, ...]
    chain: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Tls:
    """How a server speaks TLS.

    Parameters:
        certificates: the default one first; a client that names a server gets the first one for the name.
        alpn: protocols, the preferred first; a client that has none of them gets none.
        versions: the lowest and the highest, as `ssl.TLSVersion` names them.
        ciphers: up to TLS 1.2, by OpenSSL's names; empty for OpenSSL's own choice.
    """

    certificates: tuple[Certificate, ...]
    alpn: tuple[str, ...] = ()
    versions: tuple[str, str] = ("TLSv1_2", "TLSv1_3")
    ciphers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AwsEndpoint:
    """An endpoint of an AWS service: what comes in goes to LocalStack as it is, out of TLS.

    Parameters:
        source: the loopback address from which connections reach LocalStack, and by which it knows the endpoint.
        edge: LocalStack's port on 127.0.0.1.
        ports: where TLS is spoken; `plain_ports`: where it is not.
        idle_timeout: seconds, as the emulation's durations scale them.
    """

    id: str
    vpc: str
    interfaces: tuple[str, ...]
    source: Address
    edge: int
    tls: Tls
    ports: tuple[int, ...] = (443,)
    plain_ports: tuple[int, ...] = ()
    open: bool = True
    idle_timeout: float = 350


@dataclass(frozen=True, slots=True)
class Service:
    """An endpoint service; connections go to its load balancers in turn."""

    id: str
    balancers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LoadBalancer:
    """A network or an application load balancer, whose listeners have rules.

    Parameters:
        judges_private_link: whether its security groups judge the traffic of endpoints too
            (`enforce_security_group_inbound_rules_on_private_link_traffic`).
        name: its DNS name, in lower case; "" for one whose name is the same for everybody.
        affinity: how many of a VPC's questions for the name are answered with the asker's zone alone, from 0 to 1
            (`dns_record.client_routing_policy`).
    """

    id: str
    vpc: str
    interfaces: tuple[str, ...]
    cross_zone: bool = False
    judges_private_link: bool = True
    name: str = ""
    affinity: float = 0


@dataclass(frozen=True, slots=True)
class Listener:
    """A listener.

    Parameters:
        protocol: `TCP`, `TLS`, `UDP` or `TCP_UDP`; `HTTP` and `HTTPS` with rules; nothing answers for another.
        idle_timeout: seconds (`tcp.idle_timeout.seconds`; 120 for UDP), as the emulation's durations scale them.
        tls: of the protocols `TLS` and `HTTPS`; nothing answers without it.
        weights: of several target groups, by ID; empty where `target_group` gets all connections.
        rules: what becomes of requests; of application load balancers.
    """

    id: str
    balancer: str
    port: int
    target_group: str
    protocol: str = "TCP"
    idle_timeout: float = 350
    tls: Tls | None = None
    weights: Mapping[str, int] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A target by address.

    Parameters:
        zone: the ID of its Availability Zone; None for `all`, outside the load balancer's VPC.
        draining: whether it is deregistered, and only keeps its connections.
    """

    address: Address
    port: int
    zone: str | None = None
    draining: bool = False


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """A target group of a network load balancer.

    Parameters:
        vpc: where its targets are.
        proxy_protocol: whether targets get the header of Proxy Protocol v2.
        cross_zone: None for the load balancer's own setting.
        preserve_client: whether targets see the address of a client that connects to the load balancer itself.
        cuts_deregistered: whether connections end with a target's deregistration delay.
        cuts_unhealthy: whether they end when a target becomes unhealthy.
        tls: whether targets get TLS from a listener of `TLS`, whatever their certificates are.
        sticky: whether all connections of a client's address go to one target.
    """

    id: str
    vpc: str
    targets: tuple[Target, ...] = ()
    proxy_protocol: bool = False
    cross_zone: bool | None = None
    check: HealthCheck = field(default_factory=HealthCheck)
    tls: bool = False
    preserve_client: bool = False
    cuts_deregistered: bool = False
    cuts_unhealthy: bool = False
    sticky: bool = False


@dataclass(frozen=True, slots=True)
class ResolverEndpoint:
    """An endpoint of Route 53 Resolver: an inbound one answers at its interfaces, an outbound one asks from them."""

    id: str
    vpc: str
    interfaces: tuple[str, ...]
    inbound: bool


@dataclass(frozen=True, slots=True)
class State:
    """Everything that the plane is told, by ID.

    Parameters:
        public_names: values by name, as in `Source.records`: what every VPC's resolver answers, such as the
            regional and zonal names of endpoints, unless the VPC has a source of its own for the name.
    """

    vpcs: Mapping[str, Vpc] = field(default_factory=dict)
    subnets: Mapping[str, Subnet] = field(default_factory=dict)
    interfaces: Mapping[str, Interface] = field(default_factory=dict)
    groups: Mapping[str, SecurityGroup] = field(default_factory=dict)
    prefix_lists: Mapping[str, PrefixList] = field(default_factory=dict)
    endpoints: Mapping[str, Endpoint] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)
    balancers: Mapping[str, LoadBalancer] = field(default_factory=dict)
    listeners: Mapping[str, Listener] = field(default_factory=dict)
    target_groups: Mapping[str, TargetGroup] = field(default_factory=dict)
    aws_endpoints: Mapping[str, AwsEndpoint] = field(default_factory=dict)
    acls: Mapping[str, NetworkAcl] = field(default_factory=dict)
    links: Mapping[str, Link] = field(default_factory=dict)
    hubs: Mapping[str, Hub] = field(default_factory=dict)
    public_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    resolver_endpoints: Mapping[str, ResolverEndpoint] = field(default_factory=dict)

    def zone_of(self, interface: Interface) -> str | None:
        """Return the ID of the Availability Zone of an interface; None if its subnet is unknown."""
        subnet = self.subnets.get(interface.subnet)
        return subnet.zone if subnet else None
