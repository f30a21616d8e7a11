"""The calls that remove a resource, in the order that its own parts need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

type Item = Mapping[str, Any]
"""A resource as its API lists it."""

OVER = frozenset({"deleting", "deleted", "terminated", "shutting-down"})
"""States of resources that AWS is removing, or has removed."""

_REFUSED = frozenset({*OVER, "rejected", "failed", "expired"})


def state(item: Item) -> str:
    """Return a resource's state in lower case; "" for one without."""
    found = item.get("State") or item.get("ServiceState") or item.get("Status") or ""
    if isinstance(found, Mapping):
        found = found.get("Name") or found.get("Code") or ""
    return str(found).lower()


def by_call(operation: str, argument: str, identity: str) -> Callable[[Any, Item], object]:
    """Return the removal by one call; an argument in the plural takes a list."""

    def remove(client: Any, item: Item) -> object:
        value = [item[identity]] if argument.endswith("s") else item[identity]
        return getattr(client, operation)(**{argument: value})

    return remove


def by_batch_call(operation: str, argument: str, identity: str) -> Callable[[Any, Item], object]:
    """Return the removal by a call that answers with what it could not remove."""

    def remove(client: Any, item: Item) -> object:
        from botocore.exceptions import ClientError

        answer = getattr(client, operation)(**{argument: [item[identity]]})
        for failed in answer.get("Unsuccessful", ()):
            raise ClientError({"Error": failed["Error"]}, operation)
        return answer

    return remove


def remove_service(client: Any, item: Item) -> None:
    """Reject the connections of an endpoint service, and delete it: AWS deletes none that has connections."""
    service = item["ServiceId"]
    filters = [{"Name": "service-id", "Values": [service]}]
    connections = client.describe_vpc_endpoint_connections(Filters=filters)["VpcEndpointConnections"]
    live = [each["VpcEndpointId"] for each in connections if each["VpcEndpointState"].lower() not in _REFUSED]
    if live:
        client.reject_vpc_endpoint_connections(ServiceId=service, VpcEndpointIds=live)
    by_batch_call("delete_vpc_endpoint_service_configurations", "ServiceIds", "ServiceId")(client, item)


def remove_internet_gateway(client: Any, item: Item) -> None:
    """Detach an internet gateway from its VPC, and delete it."""
    for attachment in item.get("Attachments", ()):
        client.detach_internet_gateway(InternetGatewayId=item["InternetGatewayId"], VpcId=attachment["VpcId"])
    client.delete_internet_gateway(InternetGatewayId=item["InternetGatewayId"])


def remove_vpn_gateway(client: Any, item: Item) -> None:
    """Detach a VPN gateway from its VPC, and delete it."""
    for attachment in item.get("VpcAttachments", ()):
        if attachment["State"] == "attached":
            client.detach_vpn_gateway(VpnGatewayId=item["VpnGatewayId"], VpcId=attachment["VpcId"])
    client.delete_vpn_gateway(VpnGatewayId=item["VpnGatewayId"])


def remove_route_table(client: Any, item: Item) -> None:
    """Take a route table from its subnets, and delete it."""
    for association in item.get("Associations", ()):
        client.disassociate_route_table(AssociationId=association["RouteTableAssociationId"])
    client.delete_route_table(RouteTableId=item["RouteTableId"])


def remove_security_group(client: Any, item: Item) -> None:
    """Revoke the rules first: two groups may allow each other."""
    group = item["GroupId"]
    if item.get("IpPermissions"):
        client.revoke_security_group_ingress(GroupId=group, IpPermissions=item["IpPermissions"])
    if item.get("IpPermissionsEgress"):
        client.revoke_security_group_egress(GroupId=group, IpPermissions=item["IpPermissionsEgress"])
    client.delete_security_group(GroupId=group)


def remove_hosted_zone(client: Any, item: Item) -> None:
    """Delete a hosted zone's records, and the zone."""
    zone = item["Id"]
    records = client.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    changes = [{"Action": "DELETE", "ResourceRecordSet": each} for each in records if each["Type"] not in {"NS", "SOA"}]
    if changes:
        client.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})
    client.delete_hosted_zone(Id=zone)
