"""Transit gateways of an account, and what tests attach to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.support.until import until

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import TransitGatewayOptionsTypeDef, TransitGatewayVpcAttachmentTypeDef

    from tests.support.account import Account


def equals(expected: object) -> Callable[[object], bool]:
    """Return the condition that a value is the expected one."""
    return lambda found: found == expected


def transit_gateway(account: Account, **options: Any) -> str:
    """Create a gateway, and return its ID once it is available."""
    ec2: Any = account.ec2
    made: str = ec2.create_transit_gateway(Options=options)["TransitGateway"]["TransitGatewayId"]
    until(lambda: options_of(account, made)[0], equals("available"))
    return made


def options_of(account: Account, gateway_id: str) -> tuple[str | None, TransitGatewayOptionsTypeDef]:
    """Return a gateway's state and options."""
    (found,) = account.ec2.describe_transit_gateways(TransitGatewayIds=[gateway_id])["TransitGateways"]
    return found.get("State"), found.get("Options", {})


def network(account: Account, cidr: str = "10.90.0.0/16") -> tuple[str, str]:
    """Create a VPC with a subnet, and return both IDs."""
    vpc = account.ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]
    block = cidr.replace(".0.0/16", ".1.0/24")
    subnet = account.ec2.create_subnet(VpcId=vpc, CidrBlock=block, AvailabilityZone=f"{account.region}a")
    return vpc, subnet["Subnet"]["SubnetId"]


def seen(account: Account, attachment: str) -> TransitGatewayVpcAttachmentTypeDef:
    """Return a VPC attachment as an account sees it."""
    (found,) = account.ec2.describe_transit_gateway_vpc_attachments(TransitGatewayAttachmentIds=[attachment])[
        "TransitGatewayVpcAttachments"
    ]
    return found


def settle(account: Account, attachment: str, state: str = "available") -> None:
    """Wait for the state of a VPC attachment."""
    until(lambda: seen(account, attachment).get("State"), equals(state))
