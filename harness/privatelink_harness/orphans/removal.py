"""The calls that remove a resource, in the order that its own parts need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

type Item = Mapping[str, Any]
"""A resource as its API lists it."""

_STATES = (
    "State",
    "ServiceState",
    "Status",
    "status",
    "directConnectGatewayState",
    "associationState",
    "proposalState",
)

OVER = frozenset({"deleting", "deleted", "terminated", "shutting-down"})
"""States of resources that AWS is removing, or has removed."""

_REFUSED = frozenset({*OVER, "rejected", "failed", "expired"})


def state(item: Item) -> str:
    """Return a resource's state in lower case; "" for one without."""
    found = next((item[key] for key in _STATES if item.get(key)), "")
    if isinstance(found, Mapping):
        found = found.get("Name") or found.get("Code") or ""
    return str(found).lower()


def is_gone(code: str) -> bool:
    """Return whether an error's code says that a resource does not exist."""
    return code.endswith(("NotFound", "NotFoundException", "NotExist")) or code.startswith("NoSuch")


@contextmanager
def _part() -> Iterator[None]:
    """Remove a part of a resource, or find it gone: the listing may be older than an attempt before."""
    from botocore.exceptions import ClientError

    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if not is_gone(code) and code not in {"Gateway.NotAttached", "LastVPCAssociation"}:
            raise


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


def remove_endpoint(client: Any, item: Item) -> None:
    """Turn private DNS off, so that the name is free at once, and delete an endpoint.

    AWS refuses to turn it off in some states of an endpoint; it ends with the endpoint then.
    """
    from botocore.exceptions import ClientError

    if item.get("PrivateDnsEnabled"):
        with suppress(ClientError):
            client.modify_vpc_endpoint(VpcEndpointId=item["VpcEndpointId"], PrivateDnsEnabled=False)
    by_batch_call("delete_vpc_endpoints", "VpcEndpointIds", "VpcEndpointId")(client, item)


def remove_address(client: Any, item: Item) -> None:
    """Take an Elastic IP address from what uses it, and release it."""
    if item.get("AssociationId"):
        with _part():
            client.disassociate_address(AssociationId=item["AssociationId"])
    client.release_address(AllocationId=item["AllocationId"])


def remove_profile_resource(client: Any, item: Item) -> None:
    """Take a resource from a Profile."""
    client.disassociate_resource_from_profile(ProfileId=item["ProfileId"], ResourceArn=item["ResourceArn"])


def remove_profile_association(client: Any, item: Item) -> None:
    """Take a Profile from a VPC."""
    client.disassociate_profile(ProfileId=item["ProfileId"], ResourceId=item["ResourceId"])


def remove_hosted_zone_association(client: Any, item: Item) -> None:
    """Take a private hosted zone from a VPC. Its last one is taken with the zone."""
    vpc = {"VPCRegion": item["VPCRegion"], "VPCId": item["VPCId"]}
    with _part():
        client.disassociate_vpc_from_hosted_zone(HostedZoneId=item["HostedZoneId"], VPC=vpc)


def remove_transit_gateway_route_table(client: Any, item: Item) -> None:
    """Take a route table of a transit gateway from its attachments, and delete it."""
    table = item["TransitGatewayRouteTableId"]
    answer = client.get_transit_gateway_route_table_associations(TransitGatewayRouteTableId=table)
    for association in answer["Associations"]:
        if state(association) not in {"disassociating", "disassociated"}:
            client.disassociate_transit_gateway_route_table(
                TransitGatewayRouteTableId=table, TransitGatewayAttachmentId=association["TransitGatewayAttachmentId"]
            )
    client.delete_transit_gateway_route_table(TransitGatewayRouteTableId=table)


def remove_security_group_rule(client: Any, item: Item) -> None:
    """Revoke a rule."""
    revoke = client.revoke_security_group_egress if item["IsEgress"] else client.revoke_security_group_ingress
    revoke(GroupId=item["GroupId"], SecurityGroupRuleIds=[item["SecurityGroupRuleId"]])


def remove_instance_profile(client: Any, item: Item) -> None:
    """Take the roles from an instance profile, and delete it."""
    name = item["InstanceProfileName"]
    for role in item.get("Roles", ()):
        with _part():
            client.remove_role_from_instance_profile(InstanceProfileName=name, RoleName=role["RoleName"])
    client.delete_instance_profile(InstanceProfileName=name)


def remove_role(client: Any, item: Item) -> None:
    """Delete a role's policies, and the role."""
    name = item["RoleName"]
    for profile in client.list_instance_profiles_for_role(RoleName=name)["InstanceProfiles"]:
        client.remove_role_from_instance_profile(InstanceProfileName=profile["InstanceProfileName"], RoleName=name)
    for policy in client.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
        client.detach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"])
    for policy in client.list_role_policies(RoleName=name)["PolicyNames"]:
        client.delete_role_policy(RoleName=name, PolicyName=policy)
    client.delete_role(RoleName=name)


def remove_user(client: Any, item: Item) -> None:
    """Delete a user's keys and policies, and the user."""
    name = item["UserName"]
    for key in client.list_access_keys(UserName=name)["AccessKeyMetadata"]:
        client.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
    for policy in client.list_attached_user_policies(UserName=name)["AttachedPolicies"]:
        client.detach_user_policy(UserName=name, PolicyArn=policy["PolicyArn"])
    for policy in client.list_user_policies(UserName=name)["PolicyNames"]:
        client.delete_user_policy(UserName=name, PolicyName=policy)
    client.delete_user(UserName=name)


def remove_bucket(client: Any, item: Item) -> None:
    """Delete a bucket with every version of its objects."""
    bucket = item["Name"]
    for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for version in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
            client.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
    client.delete_bucket(Bucket=bucket)


def remove_internet_gateway(client: Any, item: Item) -> None:
    """Detach an internet gateway from its VPC, and delete it."""
    for attachment in item.get("Attachments", ()):
        with _part():
            client.detach_internet_gateway(InternetGatewayId=item["InternetGatewayId"], VpcId=attachment["VpcId"])
    client.delete_internet_gateway(InternetGatewayId=item["InternetGatewayId"])


def remove_vpn_gateway(client: Any, item: Item) -> None:
    """Detach a VPN gateway from its VPC, and delete it."""
    for attachment in item.get("VpcAttachments", ()):
        if attachment["State"] == "attached":
            with _part():
                client.detach_vpn_gateway(VpnGatewayId=item["VpnGatewayId"], VpcId=attachment["VpcId"])
    client.delete_vpn_gateway(VpnGatewayId=item["VpnGatewayId"])


def remove_route_table(client: Any, item: Item) -> None:
    """Take a route table from its subnets, and delete it."""
    for association in item.get("Associations", ()):
        with _part():
            client.disassociate_route_table(AssociationId=association["RouteTableAssociationId"])
    client.delete_route_table(RouteTableId=item["RouteTableId"])


def remove_security_group(client: Any, item: Item) -> None:
    """Revoke the rules first: two groups may allow each other."""
    group = item["GroupId"]
    if item.get("IpPermissions"):
        with _part():
            client.revoke_security_group_ingress(GroupId=group, IpPermissions=item["IpPermissions"])
    if item.get("IpPermissionsEgress"):
        with _part():
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
