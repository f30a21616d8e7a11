"""Each of EC2's operations on interfaces, addresses and prefix lists is guarded, or named here with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import botocore.session

from privatelink_localstack.adapters.ec2.managed import GUARDS

PARAMETERS = {
    "NetworkInterfaceId",
    "NetworkInterfaceIds",
    "AllocationId",
    "AllocationIds",
    "PrefixListId",
    "AttachmentId",
    "PublicIp",
}
READING = ("Describe", "Get", "List", "Search")

OTHERS = {
    "CreateCustomerGateway": "the address is not the account's",
    "CreateIpamPrefixListResolverTarget": "LocalStack lacks it",
    "CreateLaunchTemplate": "changes nothing until a launch",
    "CreateLaunchTemplateVersion": "changes nothing until a launch",
    "CreateLocalGatewayRoute": "of Outposts",
    "CreateTransitGatewayPrefixListReference": "refers to the prefix list only",
    "CreateVerifiedAccessEndpoint": "refers to the interface only",
    "DeleteNetworkInterface": "its handler refuses it",
    "DeleteTransitGatewayPrefixListReference": "refers to the prefix list only",
    "DeregisterTransitGatewayMulticastGroupMembers": "LocalStack lacks it",
    "DeregisterTransitGatewayMulticastGroupSources": "LocalStack lacks it",
    "DisableAddressTransfer": "LocalStack lacks it",
    "EnableAddressTransfer": "LocalStack lacks it",
    "ModifyAddressAttribute": "sets the reverse DNS name, which is the owner's",
    "ModifyLocalGatewayRoute": "of Outposts",
    "ModifySecurityGroupRules": "refers to the prefix list only",
    "ModifyTransitGatewayPrefixListReference": "refers to the prefix list only",
    "MoveAddressToVpc": "of EC2-Classic",
    "RegisterTransitGatewayMulticastGroupMembers": "LocalStack lacks it",
    "RegisterTransitGatewayMulticastGroupSources": "LocalStack lacks it",
    "RequestSpotFleet": "LocalStack ignores interfaces there",
    "RequestSpotInstances": "LocalStack ignores interfaces there",
    "ResetAddressAttribute": "sets the reverse DNS name, which is the owner's",
    "RestoreAddressToClassic": "of EC2-Classic",
    "RunScheduledInstances": "LocalStack lacks it",
}
"""Unguarded operations with such parameters, and why none of them changes what AWS manages."""

RULES = {
    "AuthorizeSecurityGroupEgress",
    "AuthorizeSecurityGroupIngress",
    "RevokeSecurityGroupEgress",
    "RevokeSecurityGroupIngress",
    "UpdateSecurityGroupRuleDescriptionsEgress",
    "UpdateSecurityGroupRuleDescriptionsIngress",
}
"""Operations on security group rules, which may name prefix lists of AWS's."""


def parameters(shape: Any, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the names of all parameters of a request, nested ones included."""
    if shape.type_name == "list":
        yield from parameters(shape.member, seen)
    elif shape.type_name == "structure" and shape.name not in seen:
        for name, member in shape.members.items():
            yield name
            yield from parameters(member, seen | {shape.name})


def test_every_operation_with_a_managed_resource_is_decided() -> None:
    model = botocore.session.get_session().get_service_model("ec2")
    shapes = {name: model.operation_model(name).input_shape for name in model.operation_names}
    writing = {name: shape for name, shape in shapes.items() if shape and not name.startswith(READING)}
    found = {name for name, shape in writing.items() if PARAMETERS.intersection(parameters(shape))}
    decided = GUARDS.keys() | OTHERS.keys() | RULES
    assert found - decided == set()
    assert OTHERS.keys() & GUARDS.keys() == set()
    assert (OTHERS.keys() | RULES) - found == set()
