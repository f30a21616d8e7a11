"""Handlers of EC2's operations on VPC peering connections. Tags are of each account in each Region."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from privatelink_localstack.adapters.dispatch import Call, Handler, Response
from privatelink_localstack.adapters.ec2 import requests, responses
from privatelink_localstack.adapters.ec2.network import network_of
from privatelink_localstack.kernel.errors import AwsError, missing
from privatelink_localstack.kernel.filters import check_filters, matches
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.peering import connections
from privatelink_localstack.peering.model import JOINED, LIVE, Peering, Side
from privatelink_localstack.peering.plane import Peerings
from privatelink_localstack.privatelink.pages import page
from privatelink_localstack.privatelink.tags import read_tag_specifications

SIDES = ("accepter", "requester")

FILTERS = (
    *(f"{side}-vpc-info.{name}" for side in SIDES for name in ("cidr-block", "owner-id", "vpc-id")),
    *("expiration-time", "status-code", "status-message", "vpc-peering-connection-id"),
)
"""Source: EC2 API reference, DescribeVpcPeeringConnections."""


def create_vpc_peering_connection(call: Call) -> Response:
    """CreateVpcPeeringConnection."""
    request = call.request
    if not request.get("PeerVpcId"):
        raise missing("peerVpcId")
    scope = Scope(request.get("PeerOwnerId") or call.scope.account, request.get("PeerRegion") or call.scope.region)
    tags = dict(read_tag_specifications(request.get("TagSpecifications") or (), "vpc-peering-connection"))
    peer = Side(scope, request["PeerVpcId"])
    plane = call.emulation.peerings
    made = connections.create(plane, requests.caller(call), request["VpcId"], peer, tags)
    return {"VpcPeeringConnection": _peering(plane, made, call.scope)}


def accept_vpc_peering_connection(call: Call) -> Response:
    """AcceptVpcPeeringConnection."""
    plane = call.emulation.peerings
    accepted = connections.accept(plane, requests.caller(call), call.request["VpcPeeringConnectionId"])
    return {"VpcPeeringConnection": _peering(plane, accepted, call.scope)}


def reject_vpc_peering_connection(call: Call) -> Response:
    """RejectVpcPeeringConnection."""
    connections.reject(call.emulation.peerings, requests.caller(call), call.request["VpcPeeringConnectionId"])
    return {"Return": True}


def delete_vpc_peering_connection(call: Call) -> Response:
    """DeleteVpcPeeringConnection."""
    connections.delete(call.emulation.peerings, requests.caller(call), call.request["VpcPeeringConnectionId"])
    return {"Return": True}


def modify_vpc_peering_connection_options(call: Call) -> Response:
    """ModifyVpcPeeringConnectionOptions. ClassicLink, which AWS has retired, stays off."""
    given = {name: call.request.get(f"{name.title()}PeeringConnectionOptions") for name in SIDES}
    changed = connections.modify_options(
        call.emulation.peerings,
        requests.caller(call),
        call.request["VpcPeeringConnectionId"],
        requester=_resolution(given["requester"]),
        accepter=_resolution(given["accepter"]),
    )
    sides = {"Requester": changed.requester, "Accepter": changed.accepter}
    return {
        f"{name}PeeringConnectionOptions": _options(side)
        for name, side in sides.items()
        if given[name.lower()] is not None
    }


def describe_vpc_peering_connections(call: Call) -> Response:
    """DescribeVpcPeeringConnections."""
    plane, filters = call.emulation.peerings, requests.filters(call.request)
    check_filters(filters, FILTERS)
    wanted = requests.strings(call.request, "VpcPeeringConnectionIds")
    known = [plane.find(call.scope, each) for each in wanted] if wanted else plane.seen(call.scope)
    network = network_of(call.scope)
    found = [each for each in known if matches(filters, _values(plane, each), network.tags(each.id))]
    found.sort(key=lambda each: each.id)
    paged = page(found, lambda each: each.id, **requests.paging(call.request), smallest=5)
    return responses.page_of(
        "VpcPeeringConnections", [_peering(plane, each, call.scope) for each in paged.items], paged.next_token
    )


def _resolution(options: dict[str, Any] | None) -> bool | None:
    return None if options is None else options.get("AllowDnsResolutionFromRemoteVpc")


def _values(plane: Peerings, peering: Peering) -> dict[str, Iterable[str]]:
    """Return what filters compare."""
    values: dict[str, Iterable[str]] = {
        "expiration-time": [responses.timestamp(peering.expires).strftime("%Y-%m-%dT%H:%M:%S.000Z")],
        "status-code": [peering.state],
        "status-message": [peering.message],
        "vpc-peering-connection-id": [peering.id],
    }
    for name, side in (("requester", peering.requester), ("accepter", peering.accepter)):
        values |= {
            f"{name}-vpc-info.cidr-block": plane.cidrs(side)[:1],
            f"{name}-vpc-info.owner-id": [side.scope.account],
            f"{name}-vpc-info.vpc-id": [side.vpc_id],
        }
    return values


def _peering(plane: Peerings, peering: Peering, viewer: Scope) -> Response:
    """Return a VpcPeeringConnection with the viewer's own tags.

    Only that of an accepted connection has the accepter's CIDR blocks and options (EC2 API reference, examples).
    """
    joined = peering.state in JOINED
    response: Response = {
        "VpcPeeringConnectionId": peering.id,
        "RequesterVpcInfo": _side(plane, peering.requester, is_open=True),
        "AccepterVpcInfo": _side(plane, peering.accepter, is_open=joined),
        "Status": {"Code": peering.state, "Message": peering.message},
        "Tags": responses.tag_list(network_of(viewer).tags(peering.id)),
    }
    return response if joined else response | {"ExpirationTime": responses.timestamp(peering.expires)}


def _side(plane: Peerings, side: Side, *, is_open: bool) -> Response:
    response: Response = {"OwnerId": side.scope.account, "VpcId": side.vpc_id, "Region": side.scope.region}
    if not is_open:
        return response
    cidrs = plane.cidrs(side)
    ipv4 = [each for each in cidrs if ":" not in each]
    ipv6 = [each for each in cidrs if ":" in each]
    return response | {
        **({"CidrBlock": ipv4[0], "CidrBlockSet": [{"CidrBlock": each} for each in ipv4]} if ipv4 else {}),
        **({"Ipv6CidrBlockSet": [{"Ipv6CidrBlock": each} for each in ipv6]} if ipv6 else {}),
        "PeeringOptions": _options(side),
    }


def _options(side: Side) -> Response:
    return {
        "AllowDnsResolutionFromRemoteVpc": side.dns_resolution,
        "AllowEgressFromLocalClassicLinkToRemoteVpc": False,
        "AllowEgressFromLocalVpcToRemoteClassicLink": False,
    }


def is_active(call: Call, peering_id: str) -> bool:
    """Return whether a route to a connection is active."""
    peering = call.emulation.peerings.get(peering_id)
    return peering is not None and peering.state in JOINED


def check_route(call: Call, peering_id: str, vpc_id: str | None) -> None:
    """Reject a route to a connection that is unknown, has ended, or is not of the route table's VPC.

    A route to a request is taken, and is a black hole until the acceptance (VPC Peering guide, "Update your route
    tables"). The words about another VPC are inferred.

    Parameters:
        vpc_id: the route table's; None for an unknown table.
    """
    plane = call.emulation.peerings
    peering = plane.find(call.scope, peering_id)
    if peering.state not in LIVE:
        raise AwsError(
            "InvalidVpcPeeringConnectionID.NotFound", f"The vpcPeeringConnection ID '{peering_id}' does not exist"
        )
    if vpc_id is not None and vpc_id not in peering.vpcs:
        raise AwsError(
            "InvalidParameterValue",
            f"route table {call.request['RouteTableId']} and VPC peering connection {peering_id} belong to "
            "different networks",
        )


HANDLERS: dict[str, Handler] = {
    "CreateVpcPeeringConnection": create_vpc_peering_connection,
    "AcceptVpcPeeringConnection": accept_vpc_peering_connection,
    "RejectVpcPeeringConnection": reject_vpc_peering_connection,
    "DeleteVpcPeeringConnection": delete_vpc_peering_connection,
    "ModifyVpcPeeringConnectionOptions": modify_vpc_peering_connection_options,
    "DescribeVpcPeeringConnections": describe_vpc_peering_connections,
}
