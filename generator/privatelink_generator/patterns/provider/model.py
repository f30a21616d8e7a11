"""The provider pattern: an endpoint service, with its load balancers, targets, names, consumers and alarms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from privatelink_generator.patterns.base import Flag, GeneralSpec, Many, Model, OrganizationalUnit, ResourceName
from privatelink_generator.patterns.expectations import Expecting
from privatelink_generator.patterns.principals import organization_marks, unit_id
from privatelink_generator.patterns.provider.alarms import Alarms
from privatelink_generator.patterns.provider.load_balancer import LoadBalancer
from privatelink_generator.patterns.provider.quotas import LoadBalancingQuotas
from privatelink_generator.patterns.provider.service import DomainName, Service
from privatelink_generator.patterns.provider.target_group import TargetGroup

DomainNames = Many[DomainName]
Insight = Literal["ActiveConnections", "Bytes", "NewConnections", "RstPackets"]


class OfferedService(Model):
    """An endpoint service and what is behind it: the keys that a provider spec adds to those of all specs."""

    load_balancers: Annotated[dict[ResourceName, LoadBalancer], Field(min_length=1)] = Field(
        description="Network load balancers, by names of your own: one, or several as in blue and green."
    )
    target_groups: Annotated[dict[ResourceName, TargetGroup], Field(min_length=1)] = Field(
        description="What listeners forward to, by names of your own."
    )
    certificates: dict[ResourceName, DomainNames] = Field(
        default_factory=dict,
        description="Domain names of the ACM certificates of TLS listeners, by names of your own; their ARNs are "
        "passed in the variable certificate_arns.",
    )
    service: Service = Field(default_factory=Service, description="The endpoint service.")
    alarms: Alarms = Field(default_factory=Alarms, description="Alarms on the service and its load balancers.")
    dashboard: Flag = Field(default=False, description="Whether the module makes a CloudWatch dashboard.")
    contributor_insights: Many[Insight] | None = Field(
        None,
        description="Contributor Insights rules, which rank consumers' endpoints by a metric; AWS bills each. Needs "
        "version 5.89 of the AWS provider. Default: none.",
    )
    quotas: LoadBalancingQuotas = Field(
        default_factory=LoadBalancingQuotas, description="Raised quotas of the account."
    )

    @property
    def organizational_units(self) -> tuple[OrganizationalUnit, ...]:
        """The units among the principals, in the spec's order."""
        units = self.service.organizational_units.values()
        return tuple(OrganizationalUnit(unit_id(each), organization_marks(each)[1]) for each in units)

    @property
    def service_load_balancers(self) -> tuple[str, ...]:
        """The names of the load balancers that the service has."""
        return self.service.load_balancers or tuple(self.load_balancers)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The names of each load balancer and of each target group that it forwards to.

        Each pair is a resource, because a target group belongs to one load balancer (TargetGroupAssociationLimit).
        """
        return tuple(
            dict.fromkeys(
                (name, target_group)
                for name, load_balancer in self.load_balancers.items()
                for listener in load_balancer.listeners.values()
                for target_group in listener.forward
            )
        )


Variable = Literal[
    "acceptance_required",
    "alarms",
    "consumer_endpoint_ids",
    "contributor_insights",
    "dashboard",
    "load_balancers",
    "notifications",
    "private_dns_name",
    "resource_tags",
    "supported_ip_address_types",
    "target_groups",
]
"""What a module's caller can set if its spec is open, beside the variables that every provider's module has."""


class ProviderSpec(Expecting, OfferedService, GeneralSpec):
    """A module that offers a service to other accounts."""

    inputs: tuple[Variable, ...] = Field(
        (), description="Names of the variables that the module's caller may set, if not all that `open` adds."
    )

    pattern: Annotated[
        Literal["provider"], Field(description="provider: an endpoint service behind network load balancers.")
    ]

    @property
    def account_regions(self) -> Mapping[str, frozenset[str]]:
        """The Regions that consumers may connect from."""
        return {"": frozenset(self.service.supported_regions or ())}
