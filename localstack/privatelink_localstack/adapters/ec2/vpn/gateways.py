"""Handlers of EC2's operations on customer gateways and VPN gateways."""

from __future__ import annotations

from privatelink_localstack.adapters.direct_connect.store import is_associated
from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.ec2 import requests
from privatelink_localstack.adapters.ec2.vpn import responses
from privatelink_localstack.adapters.ec2.vpn.context import new_id, vpn_of
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.filters import check_filters, matches
from privatelink_localstack.privatelink.tags import read_tag_specifications
from privatelink_localstack.vpn import customer_gateways, errors, gateways
from privatelink_localstack.vpn.model import IPSEC, CustomerGateway, VpnGateway

_CUSTOMER_FILTERS = ("bgp-asn", "customer-gateway-id", "ip-address", "state", "type")
_FILTERS = (
    *("amazon-side-asn", "attachment.state", "attachment.vpc-id", "availability-zone", "state", "type"),
    "vpn-gateway-id",
)


def create_customer_gateway(call: Call) -> Response:
    """CreateCustomerGateway."""
    vpn, request = vpn_of(call), call.request
    tags = read_tag_specifications(request.get("TagSpecifications") or (), "customer-gateway")
    wanted = customer_gateways.new(
        new_id("cgw"),
        gateway_type=request["Type"],
        asn=request.get("BgpAsn"),
        extended_asn=request.get("BgpAsnExtended"),
        address=request.get("IpAddress") or request.get("PublicIp"),
        certificate=request.get("CertificateArn"),
        device=request.get("DeviceName"),
    )
    known = list(vpn.store.customer_gateways.values())
    gateway = customer_gateways.existing(wanted, known)
    if gateway is None:
        gateway = wanted
        customer_gateways.check_quota(known, call.emulation.settings.quotas["customer_gateways_per_region"])
        vpn.put(gateway)
        vpn.network.tag(gateway.id, dict(tags))
    return {"CustomerGateway": responses.customer_gateway(gateway, vpn.tags(gateway.id))}


def delete_customer_gateway(call: Call) -> Response:
    """DeleteCustomerGateway."""
    vpn = vpn_of(call)
    gateway = vpn.customer_gateway(call.request["CustomerGatewayId"])
    vpn.put(customer_gateways.delete(gateway, vpn.store.connections.values()))
    return {}


def describe_customer_gateways(call: Call) -> Response:
    """DescribeCustomerGateways."""
    vpn, filters = vpn_of(call), requests.filters(call.request)
    check_filters(filters, _CUSTOMER_FILTERS)
    ids = requests.strings(call.request, "CustomerGatewayIds")
    for gateway_id in ids:
        if gateway_id not in vpn.store.customer_gateways:
            raise errors.no_customer_gateway(gateway_id)
    found = [
        responses.customer_gateway(each, tags)
        for each in vpn.store.customer_gateways.values()
        if (not ids or each.id in ids) and matches(filters, _customer_values(each), tags := vpn.tags(each.id))
    ]
    return {"CustomerGateways": found}


def create_vpn_gateway(call: Call) -> Response:
    """CreateVpnGateway."""
    vpn, request = vpn_of(call), call.request
    tags = read_tag_specifications(request.get("TagSpecifications") or (), "vpn-gateway")
    gateway = gateways.new(
        new_id("vgw"),
        gateway_type=request["Type"],
        asn=request.get("AmazonSideAsn"),
        zone=request.get("AvailabilityZone"),
    )
    gateways.check_quota(list(vpn.store.gateways.values()), call.emulation.settings.quotas["vpn_gateways_per_region"])
    vpn.put(gateway)
    vpn.network.tag(gateway.id, dict(tags))
    return {"VpnGateway": responses.vpn_gateway(gateway, dict(tags))}


def delete_vpn_gateway(call: Call) -> Response:
    """DeleteVpnGateway."""
    vpn = vpn_of(call)
    gateway = vpn.gateway(call.request["VpnGatewayId"])
    vpn.put(
        gateways.delete(gateway, vpn.store.connections.values(), has_direct_connect=is_associated(call, gateway.id))
    )
    return {}


def attach_vpn_gateway(call: Call) -> Response:
    """AttachVpnGateway."""
    vpn, vpc_id = vpn_of(call), call.request["VpcId"]
    gateway = vpn.gateway(call.request["VpnGatewayId"])
    if vpn.network.vpc(vpc_id) is None:
        raise AwsError("InvalidVpcID.NotFound", f"The vpc ID '{vpc_id}' does not exist")
    changed = gateways.attach(gateway, vpc_id, vpn.store.gateways.values())
    vpn.put(changed)
    (attachment,) = responses.attachments(changed)
    return {"VpcAttachment": attachment}


def detach_vpn_gateway(call: Call) -> Response:
    """DetachVpnGateway."""
    vpn = vpn_of(call)
    vpn.put(gateways.detach(vpn.gateway(call.request["VpnGatewayId"]), call.request["VpcId"]))
    return {}


def describe_vpn_gateways(call: Call) -> Response:
    """DescribeVpnGateways."""
    vpn, filters = vpn_of(call), requests.filters(call.request)
    check_filters(filters, _FILTERS)
    ids = requests.strings(call.request, "VpnGatewayIds")
    for gateway_id in ids:
        if gateway_id not in vpn.store.gateways:
            raise errors.no_gateway(gateway_id)
    found = [
        responses.vpn_gateway(each, tags)
        for each in vpn.store.gateways.values()
        if (not ids or each.id in ids) and matches(filters, _values(each), tags := vpn.tags(each.id))
    ]
    return {"VpnGateways": found}


def _customer_values(gateway: CustomerGateway) -> dict[str, list[str]]:
    return {
        "bgp-asn": [str(gateway.asn)],
        "customer-gateway-id": [gateway.id],
        "ip-address": [gateway.address] if gateway.address else [],
        "state": [gateway.state],
        "type": [IPSEC],
    }


def _values(gateway: VpnGateway) -> dict[str, list[str]]:
    return {
        "amazon-side-asn": [str(gateway.asn)],
        "attachment.state": [gateway.attachment] if gateway.attachment else [],
        "attachment.vpc-id": [gateway.vpc_id] if gateway.vpc_id else [],
        "availability-zone": [gateway.zone] if gateway.zone else [],
        "state": [gateway.state],
        "type": [IPSEC],
        "vpn-gateway-id": [gateway.id],
    }
