"""What a spec expects of connections and calls: nothing of it is in the module, the harness makes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_network
from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag

from privatelink_generator.aws.partitions import is_region
from privatelink_generator.patterns.base import Form, Model, Port

VPC, ON_PREMISES, CONSUMER, SERVICE = "vpc", "on-premises", "consumer", "service"
"""Clients in the VPC itself, on premises, and of a new consumer; and a provider's one service."""

_GROUP = re.compile(r"sg-[0-9a-f]+")


def is_zone(source: str) -> bool:
    """Return whether a source is an Availability Zone's name, such as `us-east-1a`."""
    return source[-1:].isalpha() and is_region(source[:-1])


def is_group(source: str) -> bool:
    """Return whether a source is a security group's ID."""
    return _GROUP.fullmatch(source) is not None


def _source(text: str) -> str:
    if "/" not in text:
        return text
    try:
        return str(ip_network(text))
    except ValueError as error:
        raise ValueError(f"is not a CIDR block, such as 10.20.0.0/16: {error}") from error


def _whole_name(text: str) -> str:
    if not text:
        raise ValueError("is empty; name what the connection goes to")
    return text


class Connection(Model):
    """A connection, and what shall become of it."""

    source: Annotated[str, AfterValidator(_source)] = Field(
        alias="from",
        description="Where the client is: vpc, an Availability Zone (its subnet with the endpoint), a CIDR block or a "
        "security group (sg-…) of its VPC. consumer or a consumer's name, of a provider; a spoke or on-premises, of a "
        "hub; a module or HUB.SPOKE, of a stack.",
    )
    to: Annotated[str, AfterValidator(_whole_name)] = Field(
        description="An interface endpoint's name; service, of a provider; a service's name, of a hub; "
        "MODULE.ENDPOINT, of a stack."
    )
    port: Port | None = Field(
        None, description="Default: the first that the security group admits, or that the service listens on."
    )
    result: Literal["reached", "times-out", "refused"] = Field(
        "reached", description="reached; times-out, as for all that is not allowed; or refused, with a reset."
    )

    def __str__(self) -> str:
        return f"{self.source} to {self.to}" + (f" tcp {self.port}" if self.port else "")


class Invocation(Model):
    """A call of a Lambda function through an endpoint, and what shall become of it."""

    role: Annotated[str, Form(r"[\w+=,.@/-]{1,512}", "is not a role's name, without its account and without role/")] = (
        Field(description="The name of the caller's role, of the endpoint's account, with its path if it has one.")
    )
    invokes: Annotated[str, Form(r"[A-Za-z0-9_-]{1,64}", "is not a function's name")] = Field(
        description="The function's name. One that does not exist is made for the call."
    )
    through: str = Field(description="The endpoint of Lambda; MODULE.ENDPOINT, of a stack.")
    result: Literal["allowed", "denied"] = Field("allowed", description="allowed, or denied by the endpoint's policy.")

    def __str__(self) -> str:
        return f"role/{self.role} invokes {self.invokes}"


_CONNECTION, _INVOCATION = "connection", "invocation"


def _form(value: object) -> str:
    """Return the branch of the union: any mapping with a key of an invocation's own is one."""
    keys = {"role", "invokes", "through"}
    is_call = bool(keys & value.keys()) if isinstance(value, Mapping) else isinstance(value, Invocation)
    return _INVOCATION if is_call else _CONNECTION


type Expectation = Connection | Invocation


class Expecting(Model):
    """The key of specs that say what shall become of connections and calls."""

    expect: tuple[
        Annotated[
            Annotated[Connection, Tag(_CONNECTION)] | Annotated[Invocation, Tag(_INVOCATION)], Discriminator(_form)
        ],
        ...,
    ] = Field(
        (),
        description="Who reaches what, who does not, and who may call which function: the tests try it, the module has "
        "nothing of it.",
    )
