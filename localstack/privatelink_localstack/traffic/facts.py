"""What the data plane's state follows from: records of the emulation's and of moto's, of all accounts and Regions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from privatelink_localstack.dataplane.state.model import Certificate
from privatelink_localstack.load_balancing.listeners.model import Listener
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer
from privatelink_localstack.load_balancing.target_groups.model import TargetGroup
from privatelink_localstack.load_balancing.target_groups.target import Target
from privatelink_localstack.network_acls.entries import Entry
from privatelink_localstack.privatelink.endpoints.model import Endpoint
from privatelink_localstack.privatelink.services.model import EndpointService
from privatelink_localstack.resolver.lookup import Source
from privatelink_localstack.resolver.model import ResolverEndpoint
from privatelink_localstack.traffic.facts_on_premises import OnPremisesFacts


@dataclass(frozen=True, slots=True)
class VpcFacts:
    """A VPC.

    Parameters:
        cidrs: blocks of both families, the primary one first.
        sources: what answers for names in it.
    """

    id: str
    cidrs: tuple[str, ...]
    dns_support: bool
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class SubnetFacts:
    """A subnet.

    Parameters:
        zone: the ID of its Availability Zone.
        routes: destinations and targets of its route table, without the local routes; a destination is a CIDR block or
            the ID of a prefix list.
        acl: the ID of its network ACL.
    """

    id: str
    vpc: str
    zone: str
    routes: tuple[tuple[str, str], ...] = ()
    cidrs: tuple[str, ...] = ()
    acl: str | None = None


@dataclass(frozen=True, slots=True)
class AclFacts:
    """A network ACL, without AWS's own last entries."""

    id: str
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """A peering connection or an attachment, as `dataplane.state.model.Link`."""

    id: str
    ends: tuple[str, str]
    tables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HubFacts:
    """A transit gateway: destinations and links by the ID of a route table."""

    id: str
    tables: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InterfaceFacts:
    """A network interface.

    Parameters:
        addresses: private ones of both families, the primary one first.
        groups: IDs of its security groups.
        workload: whether programs run behind it, such as Lambda functions.
    """

    id: str
    vpc: str
    subnet: str
    addresses: tuple[str, ...]
    groups: tuple[str, ...] = ()
    workload: bool = False


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """A rule of a security group; of the last three one is given.

    Parameters:
        protocol: `tcp`, `udp`, `icmp`, `-1` for all, or a number.
        ports: the lowest and the highest; None for protocols without ports.
    """

    protocol: str
    ports: tuple[int, int] | None
    cidr: str | None = None
    group: str | None = None
    prefix_list: str | None = None


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A security group."""

    id: str
    ingress: tuple[RuleFacts, ...] = ()
    egress: tuple[RuleFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class WebRuleFacts:
    """A rule of an application load balancer's listener: conditions and actions in the API's form."""

    conditions: tuple[Mapping[str, Any], ...]
    actions: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class WebListenerFacts:
    """A listener of an application load balancer.

    Parameters:
        certificate: ARN of the default one.
        rules: by priority, the default one last.
    """

    arn: str
    load_balancer_arn: str
    protocol: str
    port: int
    ssl_policy: str | None
    certificate: str | None
    certificates: tuple[str, ...]
    rules: tuple[WebRuleFacts, ...]


@dataclass(frozen=True, slots=True)
class TargetGroupFacts:
    """A target group, with its targets.

    Parameters:
        registered, draining: targets by instance have the instance's private address in place of its ID, load balancers
            are there once for each of their addresses, and all have the IDs of their Availability Zones; None for no
            zone of their own.
    """

    group: TargetGroup
    registered: tuple[Target, ...] = ()
    draining: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicService:
    """A service of AWS's in a Region, which gateway endpoints lead to.

    Parameters:
        name: of the endpoint service.
        prefix_list: ID of the prefix list of its public addresses, of which `address` is one.
        names: DNS names; one may start with `*.`.
    """

    name: str
    prefix_list: str
    address: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything.

    Parameters:
        public_names: values of the names that the internet knows.
        prefix_lists: CIDR blocks by ID.
        endpoints: interface endpoints.
        gateways: gateway endpoints.
        web_listeners: of application load balancers.
        certificates: of listeners with TLS, by ARN.
        ciphers: of security policies of listeners, by name.
        resolver_endpoints: those that answer, or ask.
        durations: seconds by name, of `kernel.durations`.
        edge: LocalStack's port.
    """

    vpcs: tuple[VpcFacts, ...] = ()
    subnets: tuple[SubnetFacts, ...] = ()
    interfaces: tuple[InterfaceFacts, ...] = ()
    groups: tuple[GroupFacts, ...] = ()
    prefix_lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    public_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    endpoints: tuple[Endpoint, ...] = ()
    gateways: tuple[Endpoint, ...] = ()
    public_services: tuple[PublicService, ...] = ()
    services: tuple[EndpointService, ...] = ()
    load_balancers: tuple[LoadBalancer, ...] = ()
    listeners: tuple[Listener, ...] = ()
    target_groups: tuple[TargetGroupFacts, ...] = ()
    durations: Mapping[str, float] = field(default_factory=dict)
    acls: tuple[AclFacts, ...] = ()
    links: tuple[LinkFacts, ...] = ()
    hubs: tuple[HubFacts, ...] = ()
    edge: int = 0
    certificates: Mapping[str, Certificate] = field(default_factory=dict)
    on_premises: OnPremisesFacts = field(default_factory=OnPremisesFacts)
    ciphers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    resolver_endpoints: tuple[ResolverEndpoint, ...] = ()
    web_listeners: tuple[WebListenerFacts, ...] = ()
