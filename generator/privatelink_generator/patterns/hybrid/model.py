"""The hybrid pattern: a hub with endpoints and services for on premises and for other VPCs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, cast

from pydantic import Field, model_validator

from privatelink_generator.patterns.base import (
    Flag,
    ForeignService,
    GeneralSpec,
    Model,
    OrganizationalUnit,
    ResourceName,
    Spec,
)
from privatelink_generator.patterns.consumer.endpoints import Endpoint, InterfaceEndpoint, by_zone, fixed_addresses
from privatelink_generator.patterns.consumer.model import (
    ConsumerInput,
    ConsumerSpec,
    Quotas,
    SecurityGroup,
    UnsupportedZones,
)
from privatelink_generator.patterns.consumer.values import GIVEN, Zone
from privatelink_generator.patterns.expectations import Expecting
from privatelink_generator.patterns.hybrid.on_premises import Address, Asn, Network, OnPremises
from privatelink_generator.patterns.hybrid.spoke import Spoke
from privatelink_generator.patterns.policy_presets import DataPerimeter
from privatelink_generator.patterns.principals import SharePrincipal
from privatelink_generator.patterns.provider.model import OfferedService, ProviderSpec
from privatelink_generator.patterns.security_group import transports

ENDPOINTS = "modules/endpoints"
"""The directory of the endpoints' module within the hub's."""

CLIENTS = "group/clients"
"""The security group that the hub adds to its endpoints: it admits on premises and the spokes."""


class TransitGateway(Model):
    """The transit gateway that joins spokes, on premises and the hub."""

    managed_by: Literal["module", "others"] = Field(
        "module", description="others: the caller passes the gateway and its two route tables."
    )
    amazon_side_asn: Asn | None = Field(None, description="The gateway's ASN. Default: 64512.")


class FixedAddresses(Model):
    """Addresses of a Resolver endpoint, which name servers and firewalls on premises name."""

    addresses: dict[Zone, Address] = Field(default_factory=dict, description="By Availability Zone.")
    host_number: Annotated[int, Field(ge=4, le=254, strict=True)] | None = Field(
        None, description="The address in each of the hub's subnets, counted from its start."
    )


class Resolver(Model):
    """Route 53 Resolver endpoints."""

    inbound: FixedAddresses | None = Field(None, description="Where on premises asks for names of the endpoints.")
    outbound: FixedAddresses | None = Field(
        None,
        description="Where queries for on_premises.domains come from. Default: addresses that AWS chooses, if there "
        "are domains.",
    )


PrivateDns = Literal["zones", "zones-then-profile", "profile"]
Side = Literal["hub", "spoke"]
HubInput = Literal[
    "additional_endpoints",
    "amazon_side_asn",
    "client_security_group_ids",
    "connections",
    "endpoints",
    "host_numbers",
    "ingress",
    "share_principals",
    "shared_names",
    "transit_gateway",
    "unsupported_zones",
]
"""Variables that a hub's module has only if its spec opens them. On-premises networks and the like are always open."""


class HubEndpoints(ConsumerSpec):
    """The shared endpoints of a hub, whose subnets have Resolver endpoints and attachments too.

    A network ACL belongs to the configuration that creates these subnets, because it knows all that is in them.
    """

    def opens(self, name: str) -> bool:
        """Return whether the module has the variable: never that of a network ACL."""
        return name != "network_acl" and super().opens(name)


class HybridSpec(Expecting, GeneralSpec):
    """A module that makes a VPC the hub of a data centre and of other VPCs."""

    pattern: Annotated[
        Literal["hybrid"], Field(description="hybrid: endpoints and services for on premises and for other VPCs.")
    ]
    inputs: tuple[HubInput, ...] = Field(
        (), description="Names of the variables that the module's caller may set, if not all that `open` adds."
    )
    vpc_cidr: Network | None = Field(
        None, description="CIDR block of the hub's VPC. With it, overlaps with other networks are found before a plan."
    )
    on_premises: OnPremises | None = Field(None, description="The data centre, and the links to it.")
    transit_gateway: TransitGateway = Field(
        default_factory=TransitGateway, description="The transit gateway, where a link or a spoke has one."
    )
    resolver: Resolver = Field(default_factory=Resolver, description="Where each side asks for the other's names.")
    endpoints: dict[ResourceName, Endpoint] = Field(
        default_factory=dict, description="Shared endpoints, as in the consumer pattern."
    )
    security_group: SecurityGroup = Field(
        default_factory=SecurityGroup,
        description="Who may reach the endpoints beside on premises and the spokes, as in the consumer pattern.",
    )
    data_perimeter: DataPerimeter | None = Field(
        None, description="Whom the endpoints' policies by preset trust, as in the consumer pattern."
    )
    unsupported_zones: UnsupportedZones | None = Field(
        None, description="Subnets in zones that an endpoint's service lacks, as in the consumer pattern."
    )
    quotas: Quotas = Field(default_factory=Quotas, description="Raised quotas of the account.")
    private_dns: PrivateDns = Field(
        "zones",
        description="Who answers for the endpoints' names. zones: private hosted zones, associated with the hub and "
        "each spoke; profile: a Route 53 Profile with the endpoints; zones-then-profile is the stage between them.",
    )
    services: dict[ResourceName, OfferedService] = Field(
        default_factory=dict, description="Applications offered as endpoint services, as in the provider pattern."
    )
    spokes: dict[ResourceName, Spoke] = Field(default_factory=dict, description="Other VPCs, by names of your own.")
    side: Side = Field(
        "hub",
        description="Whose module is generated: hub, or spoke, which any hub takes. Then the rest is its example.",
    )
    within_organization: Flag = Field(
        default=False,
        description="Whether the accounts share resources inside an AWS organization: then no account has to accept "
        "an invitation.",
    )
    share_principals: tuple[SharePrincipal, ...] = Field(
        (),
        description="With whom the hub shares what spokes of other accounts need, beside the accounts of spokes: "
        "account IDs, or ARNs of an organization or an organizational unit.",
    )

    @model_validator(mode="after")
    def _something(self) -> HybridSpec:
        if not self.endpoints and not self.services:
            raise ValueError("has neither endpoints nor services; add one of them")
        return self

    @property
    def example_region(self) -> str:
        """The Region where the module's example is applied: that of the fixed addresses, if the spec names none."""
        zones = [*self._zones, *(zone[:-1] for each in self.interfaces.values() for zone in each.addresses)]
        return self.region or min(zones, default=None) or super().example_region

    @property
    def _zones(self) -> list[str]:
        ends = (self.resolver.inbound, self.resolver.outbound)
        return [zone[:-1] for end in ends if end for zone in end.addresses]

    @property
    def fixed(self) -> dict[str, list[str]]:
        """The addresses in the hub's VPC that the spec names, by Availability Zone."""
        ends = (self.resolver.inbound, self.resolver.outbound)
        found = [each for end in ends if end for each in end.addresses.items()]
        return by_zone([*found, *fixed_addresses(self.interfaces.values())])

    @property
    def last_host(self) -> int:
        """The highest number of a Resolver endpoint's address in the hub's subnets; 0 without any."""
        ends = (self.resolver.inbound, self.resolver.outbound)
        return max((end.host_number or 0 for end in ends if end), default=0)

    @property
    def zone_count(self) -> int:
        """How many Availability Zones the hub of the example has, and each spoke with subnets."""
        return len(self.fixed) or 2

    @property
    def interfaces(self) -> dict[str, InterfaceEndpoint]:
        """The interface endpoints, in the spec's order."""
        return {name: each for name, each in self.endpoints.items() if isinstance(each, InterfaceEndpoint)}

    @property
    def shared_names(self) -> dict[str, InterfaceEndpoint]:
        """The endpoints whose service's names on premises and spokes resolve too: those that leave private_dns out."""
        return {
            name: each
            for name, each in self.interfaces.items()
            if each.private_dns is None and each.private_dns_mode == "on"
        }

    @property
    def has_zones(self) -> bool:
        """Whether private hosted zones of the module's answer for the endpoints' names."""
        return self.private_dns != "profile" and (bool(self.shared_names) or self.adds_names)

    @property
    def adds_names(self) -> bool:
        """Whether the caller of an open hub may add endpoints whose names on premises and spokes resolve."""
        return self.opens("additional_endpoints") and bool(self.interfaces) and not self.general

    @property
    def has_profile(self) -> bool:
        """Whether the module makes a Route 53 Profile."""
        return self.private_dns != "zones"

    @property
    def associates_rules(self) -> bool:
        """Whether spokes are associated with the rules for on premises themselves.

        Together with a Profile's they are only until the endpoints' names are its own too: a VPC's own rule counts
        before the Profile's, so that names on premises resolve all the time.
        """
        return self.private_dns != "profile" and bool(self.domains)

    @property
    def has_names(self) -> bool:
        """Whether the hub has names for its spokes."""
        return self.has_zones or self.has_profile or self.associates_rules

    def calls(self, spoke: Spoke) -> bool:
        """Tell whether a module connects the spoke: a network that is joined already may need no names either."""
        return spoke.reached_by != "existing" or self.has_names

    @property
    def consumer(self) -> ConsumerSpec | None:
        """The hub's endpoints as a spec of the consumer pattern; None without any."""
        if not self.endpoints:
            return None
        off = {} if self.private_dns == "profile" else self.shared_names
        endpoints = {
            name: each.model_copy(update={"private_dns": False}) if name in off else each
            for name, each in self.endpoints.items()
        }
        group = self.security_group
        admits = bool(self.interfaces) and (self.has_clients or self.general)
        if admits:
            group = group.model_copy(update={"extra": (*group.extra, CLIENTS)})
        return HubEndpoints.model_construct(
            _fields_set=self.model_fields_set & {"security_group", "quotas", "region", "tags", "unsupported_zones"},
            version=1,
            pattern="consumer",
            name=self.name,
            description=None,
            region=self.region,
            tags=self.tags,
            endpoints=endpoints,
            security_group=group,
            data_perimeter=self.data_perimeter,
            unsupported_zones=self.unsupported_zones,
            quotas=self.quotas,
            general=self.general,
            open=self.open,
            inputs=cast("tuple[ConsumerInput, ...]", self.inputs),  # The hub's own among them open nothing there.
        )

    @property
    def has_clients(self) -> bool:
        """Whether anybody outside of the hub's VPC reaches its endpoints."""
        return self.on_premises is not None or any(each.is_routed for each in self.spokes.values())

    def provider(self, service: str) -> ProviderSpec:
        """Return a service as a spec of the provider pattern."""
        return ProviderSpec.model_construct(
            _fields_set=self.services[service].model_fields_set,
            version=1,
            pattern="provider",
            name=service.replace("_", "-"),
            description=None,
            region=self.region,
            tags=self.tags,
            **dict(self.services[service]),
        )

    @property
    def organizational_units(self) -> tuple[OrganizationalUnit, ...]:
        """The units among the principals of the services."""
        return tuple(unit for name in self.services for unit in self.provider(name).organizational_units)

    @property
    def parts(self) -> dict[str, Spec]:
        """The modules of other patterns within the module, by directory."""
        found: dict[str, Spec] = {ENDPOINTS: self.consumer} if self.consumer else {}
        found |= {f"modules/services/{name}": self.provider(name) for name in self.services}
        if any(not each.is_routed for each in self.spokes.values()) and self.services:
            found["modules/endpoint-spoke"] = self.spoke
        if self.side == "spoke":
            return {"examples/complete/hub": self.example_hub} if self.endpoints else {}
        if self.general or any(each.is_routed and self.calls(each) for each in self.spokes.values()):
            found["modules/spoke"] = self.routed_spoke
        return found

    @property
    def example_hub(self) -> HybridSpec:
        """The hub of the example of a spoke's module."""
        return self.model_copy(update={"side": "hub", "name": self.name.replace("spoke", "hub")})

    @property
    def routed_spoke(self) -> HybridSpec:
        """The module of a spoke that routes lead to, the same for every hub but for the default tags."""
        return HybridSpec.model_construct(
            version=1, pattern="hybrid", name=f"{self.name}-spoke"[:41], side="spoke", tags=self.tags
        )

    @property
    def spoke(self) -> ConsumerSpec:
        """The endpoints of a spoke that PrivateLink joins to the hub's services, as a spec of the consumer pattern."""
        listening: dict[str, set[int]] = {}
        for name in self.services:
            provider = self.provider(name)
            for load_balancer in provider.service_load_balancers:
                for listener in provider.load_balancers[load_balancer].listeners.values():
                    for protocol in transports(listener.protocol):
                        listening.setdefault(protocol, set()).add(listener.port)
        rules = [
            {"from": "vpc", "protocol": protocol, "ports": sorted(ports)}
            for protocol, ports in sorted(listening.items())
        ]
        return ConsumerSpec.model_construct(
            version=1,
            pattern="consumer",
            name=f"{self.name}-spoke"[:41],
            description=None,
            region=self.region,
            tags=self.tags,
            endpoints={name: InterfaceEndpoint.model_validate({"service_name": GIVEN}) for name in self.services},
            security_group=SecurityGroup.model_validate({"ingress": rules}),
            quotas=self.quotas,
        )

    @property
    def has_transit_gateway(self) -> bool:
        """Whether a link or a spoke goes through a transit gateway."""
        gateway = self.on_premises.gateway if self.on_premises else None
        linked = gateway is not None and gateway.type == "transit_gateway"
        return linked or any(each.reached_by == "transit_gateway" for each in self.spokes.values())

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains that name servers on premises answer for."""
        return self.on_premises.domains if self.on_premises else ()

    def region_of(self, spoke: Spoke) -> str:
        """Return the spoke's Region."""
        return spoke.region or self.example_region

    def is_here(self, spoke: Spoke) -> bool:
        """Tell whether the spoke is in the hub's Region."""
        return self.region_of(spoke) == self.example_region

    @property
    def accounts(self) -> tuple[str, ...]:
        """The hub's account and those of the spokes; empty if all are one."""
        others = dict.fromkeys(each.account for each in self.spokes.values() if each.account)
        return ("hub", *others) if others else ()

    @property
    def account_regions(self) -> Mapping[str, frozenset[str]]:
        """The Regions of the spokes, and those that endpoints and services of the hub reach."""
        home = "hub" if self.accounts else ""
        parts = ([self.consumer] if self.consumer else []) + [self.provider(name) for name in self.services]
        found = {home: frozenset().union(*(part.account_regions[""] for part in parts))}
        for each in self.spokes.values():
            alias = each.account or home
            found[alias] = found.get(alias, frozenset()) | ({each.region} if each.region else set())
        return found

    @property
    def foreign_services(self) -> tuple[ForeignService, ...]:
        """The custom services of the hub's endpoints."""
        return self.consumer.foreign_services if self.consumer else ()
