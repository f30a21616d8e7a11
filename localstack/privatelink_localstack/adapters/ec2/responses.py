"""Responses: from records to LocalStack's dictionaries, whose keys are botocore's names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from privatelink_localstack.adapters.dispatch import Response
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.network import Network
from privatelink_localstack.privatelink.endpoints.describe import dns_entries
from privatelink_localstack.privatelink.endpoints.model import Endpoint
from privatelink_localstack.privatelink.endpoints.states import FAILED
from privatelink_localstack.privatelink.endpoints.zones import Zone, names_of
from privatelink_localstack.privatelink.names import custom_base_name
from privatelink_localstack.privatelink.notifications.model import Notification
from privatelink_localstack.privatelink.services.model import EndpointService, PrivateName
from privatelink_localstack.privatelink.services.payers import ENDPOINT_CHARGES
from privatelink_localstack.privatelink.services.principals import Permission
from privatelink_localstack.privatelink.services.service_view import GATEWAY, ServiceView


def tag_list(tags: Mapping[str, str]) -> list[Response]:
    """Return a TagList."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def unsuccessful(refusals: Iterable[tuple[str, AwsError]]) -> Response:
    """Return the refusals of a batch as `Unsuccessful`."""
    return {
        "Unsuccessful": [
            {"ResourceId": resource_id, "Error": {"Code": error.code, "Message": error.message}}
            for resource_id, error in refusals
        ]
    }


def with_token(response: Response, request: Mapping[str, Any]) -> Response:
    """Return a response with the `ClientToken` of the request, if there is one."""
    return response | ({"ClientToken": request["ClientToken"]} if request.get("ClientToken") else {})


def page_of(name: str, items: list[Response], token: str | None) -> Response:
    """Return a page of a Describe operation."""
    return {name: items, "NextToken": token} if token else {name: items}


def endpoint(record: Endpoint, network: Network) -> Response:
    """Return a VpcEndpoint. A gateway endpoint has an address type and DNS options only if its request had them."""
    response: Response = {
        "VpcEndpointId": record.id,
        "VpcEndpointType": record.type,
        "VpcId": record.vpc_id,
        "ServiceName": record.service_name,
        "State": record.state,
        "RouteTableIds": list(record.route_tables),
        "SubnetIds": list(record.subnets),
        "Groups": [{"GroupId": each, "GroupName": (network.group(each) or ("", ""))[1]} for each in record.groups],
        "PrivateDnsEnabled": record.private_dns,
        "RequesterManaged": False,
        "NetworkInterfaceIds": [each.id for each in record.interfaces],
        "DnsEntries": dns(record),
        "CreationTimestamp": timestamp(record.created),
        "Tags": tag_list(network.tags(record.id)),
        "OwnerId": record.account,
        "ServiceRegion": record.service_region,
    }
    if record.policy is not None:
        response["PolicyDocument"] = record.policy
    if record.address_type is not None:
        response["IpAddressType"] = record.address_type
    if options := _dns_options(record):
        response["DnsOptions"] = options
    response |= payers(record)
    if record.state == FAILED and record.failure is not None:
        code, message = record.failure
        response |= {"LastError": {"Code": code, "Message": message}, "FailureReason": message}
    return response


def payers(record: Endpoint) -> Response:
    """Return an endpoint's PayerResponsibilities, once a request has set the payer."""
    if record.payer is None:
        return {}
    return {"PayerResponsibilities": [{"Scope": ENDPOINT_CHARGES, "PayerResponsibilityType": record.payer}]}


def dns(record: Endpoint) -> list[Response]:
    """Return an endpoint's DnsEntries."""
    return [{"DnsName": name, "HostedZoneId": zone} for name, zone in dns_entries(record)]


def _dns_options(record: Endpoint) -> Response:
    options: Response = {}
    if record.dns.record_type:
        options["DnsRecordIpType"] = record.dns.record_type
    if record.dns.inbound_only is not None:
        options["PrivateDnsOnlyForInboundResolverEndpoint"] = record.dns.inbound_only
    return options


def service_detail(view: ServiceView, network: Network, tags: Mapping[str, str]) -> Response:
    """Return a ServiceDetail: a service as a consumer sees it."""
    response: Response = {
        "ServiceName": view.name,
        "ServiceId": view.id,
        "ServiceType": [{"ServiceType": each} for each in view.types],
        "ServiceRegion": view.region,
        "Owner": view.owner,
        "BaseEndpointDnsNames": [view.base_name],
        "VpcEndpointPolicySupported": view.policy_supported,
        "AcceptanceRequired": view.acceptance_required,
        "ManagesVpcEndpoints": False,
        "SupportedIpAddressTypes": list(view.address_types),
        "Tags": tag_list(tags),
    }
    if not view.remote:
        response |= zones(view.zone_ids, network)
    if view.private_names and GATEWAY not in view.types:
        response |= {
            "PrivateDnsName": view.private_names[0],
            "PrivateDnsNames": [{"PrivateDnsName": each} for each in view.private_names],
            "PrivateDnsNameVerificationState": view.private_state,
        }
    if view.payer:
        response["PayerResponsibility"] = view.payer
    return response


def zones(zone_ids: frozenset[str] | None, network: Network) -> Response:
    """Return zones with the account's names for them.

    Parameters:
        zone_ids: None for all zones of the Region.
    """
    known = [Zone(name, zone_id) for name, zone_id in network.zones()]
    ids = frozenset(zone.id for zone in known) if zone_ids is None else zone_ids
    return {"AvailabilityZones": list(names_of(ids, known)), "AvailabilityZoneIds": sorted(ids)}


def service(record: EndpointService, zone_ids: frozenset[str], network: Network) -> Response:
    """Return a ServiceConfiguration: a service as its owner sees it."""
    response: Response = {
        "ServiceType": [{"ServiceType": record.type}],
        "ServiceId": record.id,
        "ServiceName": record.name,
        "ServiceState": record.state,
        **zones(zone_ids, network),
        "AcceptanceRequired": record.acceptance_required,
        "ManagesVpcEndpoints": False,
        "SupportedIpAddressTypes": list(record.address_types),
        "BaseEndpointDnsNames": [custom_base_name(record.region, record.id)],
        "Tags": tag_list(network.tags(record.id)),
        "SupportedRegions": [{"Region": each, "ServiceState": record.state} for each in record.regions],
        "RemoteAccessEnabled": len(record.regions) > 1,
    }
    key = "NetworkLoadBalancerArns" if record.type == "Interface" else "GatewayLoadBalancerArns"
    response[key] = list(record.load_balancers)
    if record.private_name is not None:
        response |= {
            "PrivateDnsName": record.private_name.name,
            "PrivateDnsNameConfiguration": _domain(record.private_name),
        }
    if record.payer:
        response["PayerResponsibility"] = record.payer
    return response


def _domain(name: PrivateName) -> Response:
    return {"State": name.state, "Type": "TXT", "Value": f"vpce:{name.token}", "Name": f"_{name.token}"}


def permission(record: Permission, service_id: str, tags: Mapping[str, str] | None = None) -> Response:
    """Return an AllowedPrincipal, or an AddedPrincipal without tags."""
    response: Response = {
        "PrincipalType": record.type,
        "Principal": record.principal,
        "ServicePermissionId": record.id,
        "ServiceId": service_id,
        "PermissionType": record.permission_type,
    }
    if tags is not None:
        response["Tags"] = tag_list(tags)
    return response


def connection(record: Endpoint, tags: Mapping[str, str]) -> Response:
    """Return a VpcEndpointConnection: an endpoint as the service owner sees it."""
    response: Response = {
        "ServiceId": record.service_id,
        "VpcEndpointId": record.id,
        "VpcEndpointOwner": record.account,
        "VpcEndpointState": record.state,
        "CreationTimestamp": timestamp(record.created),
        "DnsEntries": dns(record),
        "IpAddressType": record.address_type,
        "VpcEndpointConnectionId": record.connection_id,
        "VpcEndpointRegion": record.region,
        "Tags": tag_list(tags),
        **payers(record),
    }
    key = "NetworkLoadBalancerArns" if record.type == "Interface" else "GatewayLoadBalancerArns"
    response[key] = list(record.load_balancers)
    return response


def notification(record: Notification) -> Response:
    """Return a ConnectionNotification."""
    response: Response = {
        "ConnectionNotificationId": record.id,
        "ConnectionNotificationType": "Topic",
        "ConnectionNotificationArn": record.topic,
        "ConnectionEvents": list(record.events),
        "ConnectionNotificationState": "Enabled",
        "ServiceRegion": record.region,
    }
    if record.service_id:
        response["ServiceId"] = record.service_id
    if record.endpoint_id:
        response["VpcEndpointId"] = record.endpoint_id
    return response


def timestamp(seconds: float) -> datetime:
    """Return a time in the form of LocalStack's serializer."""
    return datetime.fromtimestamp(seconds, tz=UTC)
