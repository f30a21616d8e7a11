"""Checks of rules that name a security group of another VPC, in this account or another one.

AWS admits a group of a VPC that is peered in the Region (VPC Peering guide, "Update your security groups"), and in
rules for what comes in, one of a VPC on the same transit gateway (Transit Gateways guide, "Security group
referencing").
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from moto.ec2.models import ec2_backends

from privatelink_localstack.adapters.dispatch import Call
from privatelink_localstack.adapters.ec2.managed import Guard
from privatelink_localstack.adapters.ec2.network import MotoNetwork, network_of
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.peering.connections import are_joined


def account_and_vpc_of(group_id: str, region: str) -> tuple[str, str] | None:
    """Return the account and the VPC of a security group of a Region; None if no account has it."""
    for account, backends in list(ec2_backends.items()):
        backend = backends.get(region)
        group = MotoNetwork(backend).group(group_id) if backend is not None else None
        if group is not None:
            return str(account), group[0]
    return None


def check_sources(call: Call, *, inbound: bool) -> None:
    """Reject a rule that names a group of a VPC that is not joined to the rule's own; the words are observed.

    Parameters:
        inbound: whether the rule is about what comes in.
    """
    own = network_of(call.scope).group(call.request.get("GroupId") or "")
    for group_id in _sources(call) if own else ():
        found = account_and_vpc_of(group_id, call.scope.region)
        if found is None:
            raise AwsError("InvalidGroup.NotFound", f"The security group '{group_id}' does not exist")
        pair = (found[1], own[0] if own else "")
        if pair[0] == pair[1] or are_joined(call.emulation.peerings, call.scope.region, *pair):
            continue
        if not (inbound and call.emulation.transit_gateways.share_groups(*pair)):
            raise AwsError(
                "InvalidGroup.NotFound", "You have specified two resources that belong to different networks."
            )


def _sources(call: Call) -> Iterator[str]:
    for permission in call.request.get("IpPermissions") or ():
        for pair in permission.get("UserIdGroupPairs") or ():
            if pair.get("GroupId"):
                yield pair["GroupId"]


GUARDS: dict[str, Guard] = {
    "AuthorizeSecurityGroupIngress": partial(check_sources, inbound=True),
    "AuthorizeSecurityGroupEgress": partial(check_sources, inbound=False),
}
