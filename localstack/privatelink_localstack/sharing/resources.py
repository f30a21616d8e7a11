"""Resources that can be shared: those of networks. Source: RAM guide, "Shareable AWS resources"."""

from __future__ import annotations

import re
from typing import NamedTuple

from privatelink_localstack.kernel.errors import AwsError

_ARN = re.compile(
    r"arn:(?P<partition>[a-z-]+):(?P<service>[a-z0-9-]+):[a-z0-9-]+:(?P<account>\d{12}):(?P<kind>[a-z0-9-]+)[/:].+"
)


class ResourceType(NamedTuple):
    """A type as RAM names it.

    Parameters:
        permission: name of the managed permission that it has by default.
        inside: whether it is shared within the owner's organization alone.
    """

    name: str
    permission: str
    inside: bool = False

    @property
    def service(self) -> str:
        """The service, such as `ec2`."""
        return self.name.split(":")[0]


TYPES = {
    ("ec2", "prefix-list"): ResourceType("ec2:PrefixList", "AWSRAMDefaultPermissionPrefixList"),
    ("ec2", "security-group"): ResourceType("ec2:SecurityGroup", "AWSRAMDefaultPermissionSecurityGroup", inside=True),
    ("ec2", "subnet"): ResourceType("ec2:Subnet", "AWSRAMDefaultPermissionSubnet", inside=True),
    ("ec2", "transit-gateway"): ResourceType("ec2:TransitGateway", "AWSRAMDefaultPermissionTransitGateway"),
    ("route53profiles", "profile"): ResourceType(
        "route53profiles:Profile", "AWSRAMPermissionRoute53ProfileAllowAssociation"
    ),
    ("route53resolver", "firewall-rule-group"): ResourceType(
        "route53resolver:FirewallRuleGroup", "AWSRAMDefaultPermissionRoute53ResolverFirewallRuleGroup"
    ),
    ("route53resolver", "resolver-rule"): ResourceType(
        "route53resolver:ResolverRule", "AWSRAMDefaultPermissionResolverRule"
    ),
}
"""Types of resources, by service and kind as their ARNs name them."""


def resource_type(arn: str) -> ResourceType:
    """Return the type of a resource that a share has, by its ARN."""
    _, _, service, _, _, kind = arn.replace("/", ":").split(":")[:6]
    return TYPES[service, kind]


def check_resource(arn: str, caller: str) -> None:
    """Reject an ARN that is malformed, of a type that can't be shared, or of another account's resource.

    The last words are not confirmed. Whether the resource exists is not looked up.

    Parameters:
        caller: the calling account.
    """
    found = _ARN.fullmatch(arn)
    if found is None and not arn.startswith("arn:aws:route53:::"):
        raise AwsError(
            "MalformedArnException", f"The specified resource ARN {arn} is not valid. Verify the ARN and try again."
        )
    if found is None or (found["service"], found["kind"]) not in TYPES:
        raise AwsError("MalformedArnException", "You cannot share the selected resource type.")
    if found["account"] != caller:
        raise AwsError("OperationNotPermittedException", f"The resource {arn} is not owned by the calling account.")
