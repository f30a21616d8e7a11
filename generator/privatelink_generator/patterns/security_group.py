"""Rules of security groups, as the specs of several patterns write them."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from privatelink_generator.patterns.base import Many, Model, PortOrRange

_GROUP = re.compile(r"sg-([0-9a-f]{17}|[0-9a-f]{8})|group/(?!sg-)[a-z][a-z0-9_-]{0,40}")


def _group(value: str) -> str:
    if not _GROUP.fullmatch(value):
        raise ValueError("is not a security group; write its id (sg-…), or group/NAME for one that the caller passes")
    return value


def _source(value: str) -> str:
    if value == "vpc" or _GROUP.fullmatch(value) or re.fullmatch(r"pl-([0-9a-f]{17}|[0-9a-f]{8})", value):
        return value
    if value.isdigit() or "%" in value:
        raise ValueError("is not a source; write a CIDR such as 10.0.0.0/16")
    try:
        return str(ipaddress.ip_network(value))
    except ValueError as error:
        try:
            network = f"; did you mean '{ipaddress.ip_network(value, strict=False)}'?"
        except ValueError:
            network = ""
        raise ValueError(
            "is not a source; write 'vpc', a CIDR, a security group (sg-…, or group/NAME for one that the caller "
            f"passes) or a prefix list (pl-…){network}"
        ) from error


Group = Annotated[str, AfterValidator(_group)]


class IngressRule(Model):
    """Sources that may open connections to what a security group protects."""

    source: Annotated[str, AfterValidator(_source)] = Field(
        alias="from",
        description="vpc (its CIDRs), a CIDR, a security group (sg-…, or group/NAME for one that the module's caller "
        "passes) or a prefix list (pl-…).",
    )
    ports: Many[PortOrRange] | None = Field(
        None,
        description="Ports, or ranges such as 1400-1499. Default: those of the endpoints' services, mostly 443, or of "
        "a load balancer's listeners.",
    )
    protocol: Literal["tcp", "udp"] = Field("tcp", description="tcp or udp.")
