"""Target groups: how connections reach what answers them, and how it is found to be healthy.

The keys are Terraform's arguments of aws_lb_target_group and aws_lb_target_group_attachment. Ranges and protocols:
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html
"""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from privatelink_generator import hcl
from privatelink_generator.patterns.base import Flag, Form, Model, Port, ResourceName


def _health_port(value: object) -> object:
    if value == "traffic-port" or (isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 65535):
        return value
    raise ValueError("is not a port, nor traffic-port, the port of the target group")


class HealthCheck(Model):
    """How a load balancer finds out whether a target is healthy."""

    protocol: Literal["TCP", "HTTP", "HTTPS"] = Field("TCP", description="Of the check, whatever the listener's is.")
    port: Annotated[int | Literal["traffic-port"], BeforeValidator(_health_port)] = Field(
        "traffic-port", description="Port of the check."
    )
    path: Annotated[str, Form(r"/[\x21-\x7e]{0,1023}", "is not a path: it starts with /, and has no spaces")] | None = (
        Field(None, description="For HTTP and HTTPS. Default: /.")
    )
    matcher: (
        Annotated[str, Form(r"\d{3}([,-]\d{3})*", "is not a list of status codes, such as 200 or 200-399")] | None
    ) = Field(None, description="Status codes of healthy targets. For HTTP and HTTPS. Default: 200-399.")
    interval: Annotated[int, Field(ge=5, le=300, strict=True)] = Field(30, description="Seconds between two checks.")
    timeout: Annotated[int, Field(ge=2, le=120, strict=True)] | None = Field(
        None, description="Seconds without an answer. Default: 10, 6 for HTTP."
    )
    healthy_threshold: Annotated[int, Field(ge=2, le=10, strict=True)] = Field(
        5, description="Checks in a row that make a target healthy."
    )
    unhealthy_threshold: Annotated[int, Field(ge=2, le=10, strict=True)] = Field(
        2, description="Checks in a row that make a target unhealthy."
    )


def _address(value: str) -> str:
    try:
        return str(ipaddress.ip_address(value))
    except ValueError as error:
        raise ValueError("is not an IP address") from error


class Target(Model):
    """An address behind a target group of type ip."""

    address: Annotated[str, AfterValidator(_address)] = Field(description="Of the subnets, or outside of the VPC.")
    port: Port | None = Field(None, description="Default: the target group's.")
    outside_vpc: Flag = Field(
        default=False, description="Whether the address is on premises or in a peered VPC: its zone is then `all`."
    )


class TargetGroup(Model):
    """What listeners forward to. The module has one for each load balancer that forwards to it."""

    target_type: Literal["ip", "instance", "alb"] = Field("ip", description="What is registered.")
    port: Port = Field(description="Port of the targets.")
    protocol: Literal["TCP", "UDP", "TCP_UDP", "TLS"] = Field("TCP", description="To the targets.")
    ip_address_type: Literal["ipv4", "ipv6"] = Field("ipv4", description="Addresses of the targets.")
    registered_by: Literal["module", "others"] = Field(
        "module",
        description="others: the module registers nothing, and hands the ARN to what does: ECS, EKS, an Auto Scaling "
        "group.",
    )
    targets: dict[ResourceName, Target] = Field(
        default_factory=dict,
        description="Addresses that are the same wherever the module is used. Default: the caller passes addresses, "
        "instances or the load balancer, in the variable targets.",
    )
    proxy_protocol_v2: Flag = Field(
        default=False,
        description="Whether targets get a header with the consumer's address and the endpoint's ID. They must expect "
        "it.",
    )
    preserve_client_ip: Flag | None = Field(
        None,
        description="Whether targets see the addresses of clients in the VPC. Those of PrivateLink's consumers they "
        "never see. Default: AWS's, true for instances, false for addresses over TCP and TLS.",
    )
    stickiness: Flag = Field(default=False, description="Whether a source address stays with one target.")
    deregistration_delay: Annotated[int, Field(ge=0, le=3600, strict=True)] = Field(
        300, description="Seconds that a target has left when it is deregistered."
    )
    connection_termination: Flag | None = Field(
        None,
        description="Whether connections are closed after that, instead of left to end. Default: AWS's, true for UDP.",
    )
    health_check: HealthCheck = Field(default_factory=HealthCheck, description="How targets are found to be healthy.")

    @property
    def preserves_client_ip(self) -> bool:
        """`preserve_client_ip` with AWS's default filled in."""
        if self.preserve_client_ip is not None:
            return self.preserve_client_ip
        return self.target_type != "ip" or self.protocol in {"UDP", "TCP_UDP"}

    @property
    def terminates_connections(self) -> bool:
        """`connection_termination` with AWS's default filled in: on for UDP (guide, "Target group attributes")."""
        return "UDP" in self.protocol if self.connection_termination is None else self.connection_termination


def target_group_label(load_balancer: str, name: str, group: TargetGroup | None) -> str:
    """Return the name of the resource of a load balancer's target group; None stands for an unknown one.

    The AWS provider keeps path and matcher of an HTTP check that becomes a TCP check, and then refuses them (observed
    with 5.100 and 6.13): such a target group is another resource.
    """
    suffix = "_checked_by_tcp" if group and group.health_check.protocol == "TCP" else ""
    return f"{hcl.label(load_balancer)}_{hcl.label(name)}{suffix}"


def abbreviation(name: str, length: int) -> str:
    """Return a name's letters and digits, shortened: what fits into `name_prefix` of six characters.

    The consonants of a word say most: `ledger` becomes `ldgr`.
    """
    letters = re.sub(r"[^a-z0-9]", "", name)
    if len(letters) <= length:
        return letters
    consonants = letters[0] + re.sub(r"[aeiou]", "", letters[1:])
    digits = re.search(r"\d+$", letters)
    kept = min(2, length - 1)
    tail = digits[0][-kept:] if digits and kept else ""
    return consonants[: length - len(tail)].removesuffix(tail) + tail
