"""The network ACL of the endpoints' subnets, as consumer specs write it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from privatelink_generator.aws import limits
from privatelink_generator.aws.ports import PortRange
from privatelink_generator.patterns.base import Model, PortOrRange, ResourceName
from privatelink_generator.patterns.security_group import IngressRule, is_cidr, network

EPHEMERAL = PortRange(1024, 65535)
"""Ports to which answers go: VPC guide, "Ephemeral ports"."""
OWN_NUMBERS = range(1000, 2000)
"""Numbers of the rules for clients: further rules may come before and after them."""


def _cidr_or_vpc(value: str) -> str:
    return value if value == "vpc" else network(value)


class AclRule(Model):
    """A further rule of the network ACL."""

    number: Annotated[int, Field(strict=True, ge=1, le=limits.LAST_ACL_RULE)] = Field(
        description="Its place: AWS takes the first rule that matches. 1 to 32766, without 1000 to 1999, which are "
        "those of the rules for clients."
    )
    direction: Literal["ingress", "egress"] = Field("ingress", description="ingress or egress, for the subnets.")
    protocol: Literal["tcp", "udp", "all"] = Field("tcp", description="tcp, udp, or all without ports.")
    ports: PortOrRange | None = Field(None, description="A port, or a range such as 1400-1499.")
    cidr: Annotated[str, AfterValidator(network)] = Field(description="Of the source, or of the destination.")
    action: Literal["allow", "deny"] = Field("allow", description="allow or deny.")

    @property
    def port_range(self) -> PortRange | None:
        """The rule's ports; None for all protocols."""
        return PortRange.parse(self.ports) if self.ports is not None else None


class NetworkAcl(Model):
    """A network ACL of the endpoints' subnets, for the clients of the security group and the answers to them."""

    sources: tuple[Annotated[str, AfterValidator(_cidr_or_vpc)], ...] = Field(
        (),
        alias="from",
        description="Where the members of the security groups and prefix lists are that security_group names: vpc, or "
        "CIDRs. A network ACL knows no others.",
    )
    rules: dict[ResourceName, AclRule] = Field(default_factory=dict, description="Further rules, by names of your own.")

    @property
    def cidrs(self) -> tuple[str, ...]:
        """Those of `from` that are CIDRs."""
        return tuple(each for each in self.sources if each != "vpc")

    def sources_of(self, rule: IngressRule) -> tuple[str, ...]:
        """Return a rule's sources as `vpc` and CIDRs."""
        return (rule.source,) if rule.source == "vpc" or is_cidr(rule.source) else self.sources
