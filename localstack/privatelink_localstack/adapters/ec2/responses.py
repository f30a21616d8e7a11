"""Answers, from the control plane's records to LocalStack's dictionaries (botocore's names)."""

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
from privatelink_localstack.privatelink.services.principals import Permission
from privatelink_localstack.privatelink.services.service_view import GATEWAY, ServiceView


def tag_list(tags: Mapping[str, str]) -> list[Response]:
    """Write tags."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def unsuccessful(refused: Iterable[tuple[str, AwsError]]) -> Response:
    """Write what a call that handles each id for itself did not do."""
    return {
        "Unsuccessful": [
            {"ResourceId": resource_id, "Error": {"Code": error.code, "Message": error.message}}
            for resource_id, error in refused
        ]
    }


def with_token(response: Response, request: Mapping[str, Any]) -> Response:
    """Add the `ClientToken` of the request, if it had one."""
    return response | ({"ClientToken": request["ClientToken"]} if request.get("ClientToken") else {})


def page_of(name: str, items: list[Response], token: str | None) -> Response:
    """Write a page."""
    return {name: items, "NextToken": token} if token else {name: items}


def endpoint(made: Endpoint, network: Network) -> Response:
    """Write a VpcEndpoint. Gateway endpoints have an address type and DNS options only if they were asked for."""
    response: Response = {
        "VpcEndpointId": made.id,
        "VpcEndpointType": made.kind,
        "VpcId": made.vpc_id,
        "ServiceName": made.service_name,
        "State": made.state,
        "RouteTableIds": list(made.route_tables),
        "SubnetIds": list(made.subnets),
        "Groups": [{"GroupId": each, "GroupName": (network.group(each) or ("", ""))[1]} for each in made.groups],
        "PrivateDnsEnabled": made.private_dns,
        "RequesterManaged": False,
        "NetworkInterfaceIds": [each.id for each in made.interfaces],
        "DnsEntries": dns(made),
        "CreationTimestamp": timestamp(made.created),
        "Tags": tag_list(network.tags(made.id)),
        "OwnerId": made.account,
        "ServiceRegion": made.service_region,
    }
    if made.policy is not None:
        response["PolicyDocument"] = made.policy
    if made.address_type is not None:
        response["IpAddressType"] = made.address_type
    if options := _dns_options(made):
        response["DnsOptions"] = options
    if made.state == FAILED and made.failure is not None:
        code, message = made.failure
        response |= {"LastError": {"Code": code, "Message": message}, "FailureReason": message}
    return response


def dns(made: Endpoint) -> list[Response]:
    """Write an endpoint's names."""
    return [{"DnsName": name, "HostedZoneId": zone} for name, zone in dns_entries(made)]


def _dns_options(made: Endpoint) -> Response:
    options: Response = {}
    if made.dns.record_type:
        options["DnsRecordIpType"] = made.dns.record_type
    if made.dns.inbound_only is not None:
        options["PrivateDnsOnlyForInboundResolverEndpoint"] = made.dns.inbound_only
    return options


def service_detail(view: ServiceView, network: Network, tags: Mapping[str, str]) -> Response:
    """Write a ServiceDetail: a service as a consumer sees it."""
    response: Response = {
        "ServiceName": view.name,
        "ServiceId": view.id,
        "ServiceType": [{"ServiceType": each} for each in view.kinds],
        "ServiceRegion": view.region,
        "Owner": view.owner,
        "BaseEndpointDnsNames": [view.base_name],
        "VpcEndpointPolicySupported": view.policy_supported,
        "AcceptanceRequired": view.acceptance_required,
        "ManagesVpcEndpoints": False,
        "Tags": tag_list(tags),
    }
    if not view.remote:
        response |= zones(view.zone_ids, network)
    if GATEWAY not in view.kinds:
        response["SupportedIpAddressTypes"] = list(view.address_types)
        if view.private_names:
            response |= {
                "PrivateDnsName": view.private_names[0],
                "PrivateDnsNames": [{"PrivateDnsName": each} for each in view.private_names],
                "PrivateDnsNameVerificationState": view.private_state,
            }
    if view.payer:
        response["PayerResponsibility"] = view.payer
    return response


def zones(zone_ids: frozenset[str] | None, network: Network) -> Response:
    """Write availability zones by the names that an account has for them; None: all of the Region's."""
    known = [Zone(name, zone_id) for name, zone_id in network.zones()]
    ids = frozenset(zone.id for zone in known) if zone_ids is None else zone_ids
    return {"AvailabilityZones": list(names_of(ids, known)), "AvailabilityZoneIds": sorted(ids)}


def service(made: EndpointService, zone_ids: frozenset[str], network: Network) -> Response:
    """Write a ServiceConfiguration: a service as its owner sees it."""
    response: Response = {
        "ServiceType": [{"ServiceType": made.kind}],
        "ServiceId": made.id,
        "ServiceName": made.name,
        "ServiceState": made.state,
        **zones(zone_ids, network),
        "AcceptanceRequired": made.acceptance_required,
        "ManagesVpcEndpoints": False,
        "SupportedIpAddressTypes": list(made.address_types),
        "BaseEndpointDnsNames": [custom_base_name(made.region, made.id)],
        "Tags": tag_list(network.tags(made.id)),
        "SupportedRegions": [{"Region": each, "ServiceState": made.state} for each in made.regions],
        "RemoteAccessEnabled": len(made.regions) > 1,
    }
    kind = "NetworkLoadBalancerArns" if made.kind == "Interface" else "GatewayLoadBalancerArns"
    response[kind] = list(made.load_balancers)
    if made.private_name is not None:
        response |= {
            "PrivateDnsName": made.private_name.name,
            "PrivateDnsNameConfiguration": _domain(made.private_name),
        }
    if made.payer:
        response["PayerResponsibility"] = made.payer
    return response


def _domain(name: PrivateName) -> Response:
    return {"State": name.state, "Type": "TXT", "Value": f"vpce:{name.token}", "Name": f"_{name.token}"}


def permission(made: Permission, service_id: str, tags: Mapping[str, str] | None = None) -> Response:
    """Write a principal that is admitted; with tags where they are given."""
    response: Response = {
        "PrincipalType": made.type,
        "Principal": made.principal,
        "ServicePermissionId": made.id,
        "ServiceId": service_id,
    }
    if tags is not None:
        response["Tags"] = tag_list(tags)
    return response


def connection(made: Endpoint, tags: Mapping[str, str]) -> Response:
    """Write a VpcEndpointConnection: an endpoint as its service's owner sees it."""
    response: Response = {
        "ServiceId": made.service_id,
        "VpcEndpointId": made.id,
        "VpcEndpointOwner": made.account,
        "VpcEndpointState": made.state,
        "CreationTimestamp": timestamp(made.created),
        "DnsEntries": dns(made),
        "IpAddressType": made.address_type,
        "VpcEndpointConnectionId": made.connection_id,
        "VpcEndpointRegion": made.region,
        "Tags": tag_list(tags),
    }
    kind = "NetworkLoadBalancerArns" if made.kind == "Interface" else "GatewayLoadBalancerArns"
    response[kind] = list(made.load_balancers)
    return response


def notification(made: Notification) -> Response:
    """Write a ConnectionNotification."""
    response: Response = {
        "ConnectionNotificationId": made.id,
        "ConnectionNotificationType": "Topic",
        "ConnectionNotificationArn": made.topic,
        "ConnectionEvents": list(made.events),
        "ConnectionNotificationState": "Enabled",
        "ServiceRegion": made.region,
    }
    if made.service_id:
        response["ServiceId"] = made.service_id
    if made.endpoint_id:
        response["VpcEndpointId"] = made.endpoint_id
    return response


def timestamp(seconds: float) -> datetime:
    """Give a time."""
    return datetime.fromtimestamp(seconds, tz=UTC)
