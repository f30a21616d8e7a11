"""The checks of a VPC peering connection, from the hub's side and from the spoke's."""

from __future__ import annotations

from typing import Any

from privatelink_harness.checks.check import ABSENT, Sources
from privatelink_harness.checks.hybrid.evidence import Evidence
from privatelink_harness.checks.hybrid.hub import SpokeStack
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.subject import Table

type PeeringEvidence = Evidence[SpokeStack]

_DNS = "AllowDnsResolutionFromRemoteVpc"


def state(evidence: PeeringEvidence) -> Sources:
    """Compare the state; that of Terraform's state for the requester is from before the acceptance."""
    return Sources(spec="active", api=evidence.described["Status"]["Code"])


def sides(evidence: PeeringEvidence) -> Sources:
    """Compare the VPCs, accounts and Regions of both sides."""
    hub, spoke = evidence.hub, evidence.model
    found = [evidence.described[side] for side in ("RequesterVpcInfo", "AccepterVpcInfo")]
    return Sources(
        output=(
            _side(hub.placement.vpc, hub.scope.account, hub.scope.region),
            _side(spoke.placement.vpc, spoke.scope.account, spoke.scope.region),
        )
        if hub.placement.vpc and spoke.placement.vpc
        else ABSENT,
        state=_stated(evidence),
        api=tuple(_side(each["VpcId"], each["OwnerId"], each["Region"]) for each in found),
        hint=hub.placement.hint,
    )


def _stated(evidence: PeeringEvidence) -> object:
    """Return both sides as the requester's resource has them; the accepter's calls the hub its peer."""
    if evidence.state is None or evidence.state.type != "aws_vpc_peering_connection":
        return ABSENT
    scope = evidence.hub.scopes.of(evidence.state) or evidence.hub.scope
    return (
        _side(evidence.stated("vpc_id"), scope.account, scope.region),
        _side(evidence.stated("peer_vpc_id"), evidence.stated("peer_owner_id"), evidence.stated("peer_region")),
    )


def _side(vpc: Any, account: Any, region: Any) -> str:
    return f"{vpc} of {account} in {region}"


def dns(evidence: PeeringEvidence) -> Sources:
    """Compare whether public names of instances resolve to private addresses across: names of endpoints do anyhow."""
    sides = {"requester": "RequesterVpcInfo", "accepter": "AccepterVpcInfo"}

    def stated(side: str) -> bool:
        blocks = evidence.stated(side)
        return bool(blocks is not ABSENT and blocks and blocks[0].get("allow_remote_vpc_dns_resolution"))

    return Sources(
        state={side: stated(side) for side in sides},
        api={side: bool(evidence.described[key].get("PeeringOptions", {}).get(_DNS)) for side, key in sides.items()},
    )


PEERING: Table[PeeringEvidence] = {
    Property.STATE: state,
    Property.ENDS: sides,
    Property.PEERING_DNS: dns,
    Property.TAGS: Evidence.tags,
}
"""The checks of a peering connection."""
