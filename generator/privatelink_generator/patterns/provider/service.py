"""The endpoint service: who may connect, whose connections are accepted, its name and its notifications."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from privatelink_generator.aws.partitions import partitions
from privatelink_generator.patterns.base import Flag, Form, Many, Model, Region, ResourceName
from privatelink_generator.patterns.principals import is_unit

_PRINCIPAL = re.compile(
    r"[0-9]{12}|(arn:(?P<partition>aws[a-z-]*):iam::[0-9]{12}:)?(root|(?P<kind>role|user)/(?P<name>[\w+=,.@/-]+))",
    re.ASCII,
)
_DOMAIN = r"(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?"


def _principal(value: str) -> str:
    if value == "*":
        raise ValueError("is everybody; write public: true instead of principals")
    if is_unit(value):
        return value
    match = _PRINCIPAL.fullmatch(value)
    if match is None:
        raise ValueError(
            "is not a principal of an endpoint service; write a 12-digit account id, the ARN of an account's root, "
            "of a role or of a user, an organizational unit such as ou-abcd-12345678, or, for the account that the "
            "module is applied in, root, role/NAME or user/NAME"
        )
    if match["partition"] and match["partition"] not in {each.name for each in partitions()}:
        raise ValueError(
            f"has {match['partition']!r} where the partition stands, which is none of AWS's; write arn:aws:…"
        )
    if "/" in (match["name"] or ""):
        bare = match["name"].rpartition("/")[2]
        raise ValueError(f"has a path, which AWS does not take here; end it with {match['kind']}/{bare}")
    return value


DomainName = Annotated[
    str,
    Field(max_length=255),
    Form(_DOMAIN, "is not a domain name in lower case, such as payments.example.com or *.payments.example.com"),
]
Principal = Annotated[str, AfterValidator(_principal)]


class PrivateDnsName(Model):
    """The service's own name, which consumers' private DNS resolves to their endpoints."""

    name: DomainName = Field(description="Domain name that you own; `*.` covers one label.")
    zone: Literal["given", "elsewhere"] = Field(
        "given",
        description="Who writes the TXT record that verifies the name. given: the module, into the public hosted zone "
        "that its caller passes; elsewhere: you, from the module's output, in another account or at another registrar.",
    )


class Notifications(Model):
    """What an SNS topic is told of connections."""

    events: Many[Literal["Accept", "Connect", "Delete", "Reject"]] = Field(
        ("Accept", "Connect", "Delete", "Reject"), description="Which events. Default: all."
    )
    topic: Literal["own", "given"] = Field(
        "own",
        description="own: the module makes a topic, and lets PrivateLink and alarms publish; given: the caller's.",
    )


ConsumerState = Literal["accepted", "suspended"]


ZoneId = Annotated[
    str, Form(r"[a-z]{3,5}\d+-(az|[a-z]{3}\d+-az)\d+", "is not the ID of an Availability Zone, such as use1-az1")
]


class Consumer(Model):
    """A consumer's connection: `accepted`, `suspended`, or a mapping that says more of it."""

    state: ConsumerState = Field(description="Whether traffic flows.")
    principal: ResourceName | None = Field(
        None, description="Its entry of allowed_principals. Default: the one with the consumer's own name."
    )
    availability_zone_ids: Many[ZoneId] | None = Field(
        None,
        description="IDs of the zones that its endpoint can be in. The module warns where the load balancers are in "
        "none of them.",
        examples=[["use1-az1", "use1-az2"]],
    )


def _by_state(value: object) -> object:
    """Read a state alone as a consumer of the principal with its own name."""
    return {"state": value} if isinstance(value, str) else value


KnownConsumer = Annotated[Consumer, BeforeValidator(_by_state, json_schema_input_type=ConsumerState | Consumer)]


class Service(Model):
    """A VPC endpoint service."""

    load_balancers: Many[ResourceName] | None = Field(
        None, description="Load balancers of the service. Default: all of the spec's."
    )
    acceptance_required: Flag = Field(
        default=True, description="false: every connection of an allowed principal is accepted at once."
    )
    allowed_principals: dict[ResourceName, Principal] = Field(
        default_factory=dict,
        description="Who may connect, by names of your own: account ids, ARNs of roles and users; root, "
        "role/NAME and user/NAME of the account applied in, which always may; organizational units by ID or ARN, for "
        "all accounts in them when the module is applied.",
    )
    public: Flag = Field(default=False, description="Says that every AWS account may connect, or ask to.")
    consumers: dict[ResourceName, KnownConsumer] = Field(
        default_factory=dict,
        description="Known consumers by names of your own: accepted, or suspended: rejected, so that traffic stops at "
        "once. Their endpoints are passed in the variable consumer_endpoint_ids.",
    )
    private_dns_name: PrivateDnsName | None = Field(None, description="A name of your own for the service.")
    supported_regions: Many[Region] | None = Field(
        None, description="Regions whose consumers may connect. Default: the service's own."
    )
    supported_ip_address_types: Many[Literal["ipv4", "ipv6"]] = Field(
        ("ipv4",), description="Addresses that consumers' endpoints may have; ipv6 needs dual-stack load balancers."
    )
    notifications: Notifications | None = Field(None, description="What a topic is told of connections.")

    @property
    def organizational_units(self) -> dict[str, str]:
        """The principals that are organizational units or roots, by name."""
        return {name: each for name, each in self.allowed_principals.items() if is_unit(each)}
