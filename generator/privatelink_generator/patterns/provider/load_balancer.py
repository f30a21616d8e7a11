"""Network load balancers and their listeners, as a provider spec writes them.

The keys are Terraform's arguments of aws_lb and aws_lb_listener, so that each says what AWS calls it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from privatelink_generator.patterns.base import Flag, Form, Many, Model, Port, ResourceName
from privatelink_generator.patterns.security_group import IngressRule

PRIVATELINK_IDLE_TIMEOUT = 350
"""Seconds after which an endpoint drops a silent connection: PrivateLink guide, "Considerations"."""

BucketName = Annotated[
    str,
    Form(
        r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
        "is not a bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens",
    ),
]
SslPolicy = Annotated[
    str,
    Form(
        # Network Load Balancers guide, "Security policies". Those for TLS 1.3 get further dates and endings.
        r"ELBSecurityPolicy-(TLS13-1-[0-3](-[A-Za-z0-9]+)*-20[0-9]{2}-[0-9]{2}|TLS-1-0-2015-04|TLS-1-1-2017-01|"
        r"TLS-1-2-2017-01|TLS-1-2-Ext-2018-06|FS-2018-06|FS-1-1-2019-08|FS-1-2-2019-08|FS-1-2-Res-2019-08|"
        r"FS-1-2-Res-2020-10|2016-08|2015-05)",
        "is not a security policy of AWS's, such as ELBSecurityPolicy-TLS13-1-2-2021-06",
    ),
]
Weight = Annotated[int, Field(ge=0, le=999, strict=True)]


def _forward(value: object) -> object:
    """Read a single target group's name as all of the weight."""
    return {value: 100} if isinstance(value, str) else value


def _some_weight(weights: Mapping[str, int]) -> Mapping[str, int]:
    if not any(weights.values()):
        raise ValueError("has no weight above 0, and no target group would get a connection; give one a weight")
    return weights


_Weights = Annotated[dict[ResourceName, Weight], Field(min_length=1, max_length=5)]
Forward = Annotated[
    _Weights,
    BeforeValidator(_forward, json_schema_input_type=ResourceName | _Weights),
    AfterValidator(_some_weight),
]


class Listener(Model):
    """A port of a load balancer, and the target groups behind it."""

    port: Port = Field(description="Port that consumers connect to.")
    protocol: Literal["TCP", "UDP", "TCP_UDP", "TLS"] = Field(
        "TCP", description="TLS ends encryption here; with TCP it ends in the targets."
    )
    forward: Forward = Field(
        description="Target group, or target groups with weights: {api-v1: 90, api-v2: 10}. The module has the weights "
        "as a variable: moving them leaves consumers connected.",
        examples=["api"],
    )
    certificates: Many[ResourceName] | None = Field(
        None,
        description="Names of certificates, keys of the module's variable certificate_arns; the first is the default, "
        "others are chosen by SNI. For TLS.",
    )
    ssl_policy: SslPolicy = Field("ELBSecurityPolicy-TLS13-1-2-2021-06", description="Protocols and ciphers. For TLS.")
    alpn_policy: Literal["None", "HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred"] = Field(
        "None", description="ALPN. For TLS."
    )
    tcp_idle_timeout_seconds: Annotated[int, Field(ge=60, le=6000, strict=True)] = Field(
        PRIVATELINK_IDLE_TIMEOUT,
        description="After how many silent seconds the load balancer drops a connection; endpoints do after 350. "
        "For TCP.",
    )


class LoadBalancerGroup(Model):
    """The security group of a load balancer."""

    ingress: tuple[IngressRule, ...] = Field(
        (), description="Sources beside PrivateLink that may connect, on the listeners' ports. Default: none."
    )


class AccessLogs(Model):
    """Logs of TLS listeners in an S3 bucket."""

    bucket: BucketName | None = Field(
        None, description="Name of the bucket. Default: passed in the variable access_log_buckets."
    )
    prefix: str | None = Field(None, description="Of the objects' keys.", max_length=500)


def _group_or_none(value: object) -> object:
    if value is True:
        raise ValueError("is not a security group; write {} for one without further sources, or false for none")
    return value


class LoadBalancer(Model):
    """A network load balancer in front of the service's targets."""

    internal: Flag = Field(default=True, description="false: internet-facing, beside PrivateLink.")
    ip_address_type: Literal["ipv4", "dualstack"] = Field("ipv4", description="Addresses of the load balancer.")
    enable_cross_zone_load_balancing: Flag = Field(
        default=False, description="Whether a zone's connections reach the targets of all zones."
    )
    enable_zonal_shift: Flag = Field(default=False, description="Whether traffic may be shifted away from a zone.")
    dns_record_client_routing_policy: Literal[
        "any_availability_zone", "availability_zone_affinity", "partial_availability_zone_affinity"
    ] = Field("any_availability_zone", description="How clients in the VPC choose a zone.")
    security_group: Annotated[LoadBalancerGroup | Literal[False], BeforeValidator(_group_or_none)] = Field(
        default_factory=lambda: LoadBalancerGroup.model_validate({}),
        description="false: none, which can never be changed.",
    )
    enforce_security_group_inbound_rules_on_private_link_traffic: Flag = Field(
        default=False,
        description="Whether the group's rules apply to consumers' addresses, which may overlap with your own.",
    )
    secondary_ips_auto_assigned_per_subnet: Annotated[int, Field(ge=0, le=7, strict=True)] = Field(
        0,
        description="Further addresses in each subnet, for more than 55,000 connections to a target. AWS can't take "
        "them away. Needs version 6 of the AWS provider.",
    )
    access_logs: AccessLogs | None = Field(None, description="Logs of its TLS listeners.")
    listeners: Annotated[dict[ResourceName, Listener], Field(min_length=1)] = Field(
        description="By names of your own, which are part of the resources' names."
    )

    @property
    def has_security_group(self) -> bool:
        """Whether the load balancer is made with a security group."""
        return isinstance(self.security_group, LoadBalancerGroup)

    @property
    def group(self) -> LoadBalancerGroup:
        """The security group. Raise TypeError if there is none."""
        if not isinstance(self.security_group, LoadBalancerGroup):
            raise TypeError("the load balancer has no security group")
        return self.security_group
