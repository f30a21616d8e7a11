"""The stack pattern: modules of several accounts and Regions, and the links between them, in one apply."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, SerializeAsAny, create_model

from privatelink_generator.aws.partitions import partitions
from privatelink_generator.patterns.base import (
    ForeignService,
    Form,
    Model,
    ModuleName,
    OrganizationalUnit,
    Region,
    ResourceName,
    Spec,
)
from privatelink_generator.patterns.consumer.endpoints import InterfaceEndpoint
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.expectations import Expecting
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.hybrid.spoke import Spoke
from privatelink_generator.patterns.provider.model import ProviderSpec

_ROLE = re.compile(r"arn:aws[a-z-]*:iam::(?P<account>[0-9]{12}):role/[\w+=,.@/-]+", re.ASCII)

RoleArn = Annotated[
    str,
    Form(
        rf"arn:({'|'.join(each.name for each in partitions())}):iam::[0-9]{{12}}:role/[A-Za-z0-9_+=,.@/-]+",
        "is not a role's ARN, such as arn:aws:iam::111122223333:role/terraform",
    ),
]
State = Literal["accepted", "waiting", "suspended"]


class Account(Model):
    """An account in one Region: a provider configuration of the module, `aws.<alias>`."""

    role: RoleArn | None = Field(
        None,
        description="Role that Terraform takes in the account; the examples' variable role_arns overrides it. "
        "Default: none, the account of Terraform's own credentials.",
    )
    region: Region | None = Field(
        None, description="Region of its modules. Default: the stack's. Two Regions of one account are two entries."
    )

    @property
    def id(self) -> str | None:
        """The account's id as far as the role tells it."""
        match = _ROLE.fullmatch(self.role or "")
        return match["account"] if match else None


def _inline(model: type[Spec]) -> Any:
    """Return the model of a spec inside of a stack, for the JSON Schema: it may leave out its version and its name."""
    return create_model(
        f"Inline{model.__name__}",
        __base__=model,
        __doc__=f"{model.__doc__} As part of a stack.",
        version=(Literal[1], Field(1, description="Of the spec's format: 1.")),
        name=(
            ModuleName | None,
            Field(None, description="Prefix of the names of its resources. Default: its name in the stack."),
        ),
    )


def _part(value: object) -> Spec:
    """Reject what the loader could not read as a part."""
    if not isinstance(value, Spec):
        raise ValueError(  # noqa: TRY004 (for pydantic)
            "is not a spec; write the path of its file, or its keys"
        )
    return value


class Part(Model):
    """A module of the stack, in one of its accounts."""

    account: ResourceName = Field(description="Its entry of accounts.")
    spec: Annotated[
        SerializeAsAny[Spec],
        PlainValidator(
            _part, json_schema_input_type=str | _inline(ConsumerSpec) | _inline(ProviderSpec) | _inline(HybridSpec)
        ),
    ] = Field(
        description="A consumer, provider or hybrid spec: its file's path from the stack's own, in its folder or "
        "below, or its keys."
    )


class Link(Model):
    """An endpoint of one module that connects to the service of another."""

    endpoint: Annotated[
        str,
        Form(
            r"[a-z][a-z0-9-]{0,40}\.[a-z][a-z0-9_-]{0,40}",
            "is not MODULE.ENDPOINT, as in orders.payments for the endpoint payments of the module orders",
        ),
    ] = Field(description="MODULE.ENDPOINT: an interface endpoint with service_name: given.")
    service: Annotated[
        str,
        Form(
            r"[a-z][a-z0-9-]{0,40}(\.[a-z][a-z0-9_-]{0,40})?",
            "is not a module's name, nor MODULE.SERVICE, as in network.erp for the service erp of the hub network",
        ),
    ] = Field(description="The module that provides the service, or MODULE.SERVICE: one of a hub's services.")
    state: State = Field(
        "accepted",
        description="accepted: the stack accepts the connection; waiting: somebody else does, later; suspended: it is "
        "not accepted, or rejected, and no traffic flows.",
    )

    @property
    def module(self) -> str:
        """The consumer's module."""
        return self.endpoint.partition(".")[0]

    @property
    def endpoint_name(self) -> str:
        """The endpoint's name in its module."""
        return self.endpoint.partition(".")[2]

    @property
    def service_module(self) -> str:
        """The service's module."""
        return module_of(self.service)


def module_of(service: str) -> str:
    """Return the module of a service, as links name it."""
    return service.partition(".")[0]


@dataclass(frozen=True, slots=True)
class HubSpoke:
    """A spoke of a hub in the stack.

    Parameters:
        hub: the hub's module.
        account: alias.
        region: the spoke's own, its account's, the stack's, or the hub's.
    """

    hub: str
    name: str
    spoke: Spoke
    account: str
    region: str


class StackSpec(Expecting, Spec):
    """A composition of modules."""

    pattern: Annotated[
        Literal["stack"], Field(description="stack: modules of several accounts, linked and applied as one.")
    ]
    aliases: Annotated[dict[ResourceName, Account], Field(min_length=1, alias="accounts")] = Field(
        description="Accounts, each in one Region, by names of your own, which become aliases of the AWS provider."
    )
    modules: Annotated[dict[ModuleName, Part], Field(min_length=1)] = Field(
        description="The stack's modules, by names of your own."
    )
    links: tuple[Link, ...] = Field((), description="Which endpoints connect to which services.")

    @property
    def accounts(self) -> tuple[str, ...]:
        """The aliases of the accounts."""
        return tuple(self.aliases)

    @property
    def example_region(self) -> str:
        """The Region of the example's accounts that name none: the stack's."""
        return self.region or super().example_region

    @property
    def account_regions(self) -> Mapping[str, frozenset[str]]:
        """The Regions of accounts, modules and spokes, and those that endpoints and services reach."""
        found: dict[str, set[str | None]] = {
            alias: {each.region or self.region} for alias, each in self.aliases.items()
        }
        for part in self.modules.values():
            found[part.account].add(part.spec.region)
            for regions in (r for alias, r in part.spec.account_regions.items() if alias in {"", "hub"}):
                found[part.account] |= regions
        for spoke in self.spokes:
            found[spoke.account].add(spoke.spoke.region)
        for link in self.links:
            service = self.modules[link.service_module]
            home = service.spec.region or self.aliases[service.account].region
            found[self.modules[link.module].account].add(home)
        return {alias: frozenset(filter(None, regions)) for alias, regions in found.items()}

    @property
    def foreign_services(self) -> tuple[ForeignService, ...]:
        """The services that modules connect to beside the stack's own, each for its module's account and Region."""
        given = {
            name
            for part in self.modules.values()
            if isinstance(part.spec, ConsumerSpec)
            for name in part.spec.given_service_names.values()
        }
        services = (
            replace(service, account=part.account, region=self.region_of(name))
            for name, part in self.modules.items()
            for service in part.spec.foreign_services
        )
        return tuple(dict.fromkeys(service for service in services if service.name not in given))

    @property
    def organizational_units(self) -> tuple[OrganizationalUnit, ...]:
        """The units that modules read, each in its module's account."""
        return tuple(
            dict.fromkeys(
                replace(unit, account=part.account, region=self.region_of(name))
                for name, part in self.modules.items()
                for unit in part.spec.organizational_units
            )
        )

    @property
    def consumers(self) -> Mapping[str, ConsumerSpec]:
        """The consumers' specs, by module."""
        return {name: part.spec for name, part in self.modules.items() if isinstance(part.spec, ConsumerSpec)}

    @property
    def providers(self) -> Mapping[str, ProviderSpec]:
        """The specs of services, as links name them."""
        found: dict[str, ProviderSpec] = {}
        for name, part in self.modules.items():
            if isinstance(part.spec, ProviderSpec):
                found[name] = part.spec
            elif isinstance(part.spec, HybridSpec):
                found |= {f"{name}.{service}": part.spec.provider(service) for service in part.spec.services}
        return found

    @property
    def hubs(self) -> Mapping[str, HybridSpec]:
        """The specs of hubs, by module."""
        return {name: part.spec for name, part in self.modules.items() if isinstance(part.spec, HybridSpec)}

    @property
    def spokes(self) -> tuple[HubSpoke, ...]:
        """The spokes of all hubs, each in its account and Region."""
        return tuple(
            self._spoke(module, name, spoke) for module, hub in self.hubs.items() for name, spoke in hub.spokes.items()
        )

    def _spoke(self, module: str, name: str, spoke: Spoke) -> HubSpoke:
        alias = spoke.account or self.modules[module].account
        account = self.aliases.get(alias)
        region = spoke.region or (account and account.region) or self.region or self.region_of(module)
        return HubSpoke(module, name, spoke, alias, region)

    def region_of(self, module: str) -> str:
        """Return the Region of a module: its own, its account's, the stack's, or the example's."""
        part = self.modules[module]
        account = self.aliases.get(part.account)
        return part.spec.region or (account and account.region) or self.region or part.spec.example_region

    def interface(self, link: Link) -> InterfaceEndpoint | None:
        """Return the endpoint of a link; None if there is no such interface endpoint."""
        consumer = self.consumers.get(link.module)
        return consumer.interfaces.get(link.endpoint_name) if consumer else None

    def links_to(self, service: str) -> tuple[Link, ...]:
        """Return the links to a module's service."""
        return tuple(link for link in self.links if link.service == service)
