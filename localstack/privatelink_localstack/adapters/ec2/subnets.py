"""Handlers of EC2's operations on subnets, for the settings that moto ignores without an error."""

from __future__ import annotations

from typing import Any

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.ec2.network import network_of
from privatelink_localstack.adapters.ec2.zones import check_zone
from privatelink_localstack.kernel.errors import AwsError

ON_LAUNCH = {
    "EnableResourceNameDnsARecordOnLaunch": "EnableResourceNameDnsARecord",
    "EnableResourceNameDnsAAAARecordOnLaunch": "EnableResourceNameDnsAAAARecord",
}
"""Members of a subnet's `PrivateDnsNameOptionsOnLaunch` by the parameter of ModifySubnetAttribute that sets them."""


def create_subnet(call: Call) -> Response:
    """CreateSubnet. Instances in IPv6-only subnets are named by their IDs (EC2 user guide, "Hostname types")."""
    check_zone(call)
    response = call.moto()
    if call.request.get("Ipv6Native"):
        subnet = _subnet(call, response["Subnet"]["SubnetId"])
        subnet.private_dns_name_options_on_launch["HostnameType"] = "resource-name"
        response["Subnet"]["PrivateDnsNameOptionsOnLaunch"] = dict(subnet.private_dns_name_options_on_launch)
    return response


def modify_subnet_attribute(call: Call) -> Response:
    """ModifySubnetAttribute. Moto knows neither DNS64, nor names on launch but for the A record."""
    request, subnet = call.request, _subnet(call, call.request["SubnetId"])
    response = call.moto()
    options = subnet.private_dns_name_options_on_launch
    if request.get("PrivateDnsHostnameTypeOnLaunch"):
        options["HostnameType"] = request["PrivateDnsHostnameTypeOnLaunch"]
    for parameter, member in ON_LAUNCH.items():
        if request.get(parameter):
            options[member] = request[parameter]["Value"]
    if request.get("EnableDns64"):
        subnet.enable_dns64 = request["EnableDns64"]["Value"]
    return response


def _subnet(call: Call, subnet_id: str) -> Any:
    """Return moto's subnet of an ID.

    Raises:
        AwsError: the subnet is unknown (EC2 API reference, "Error codes").
    """
    subnet = network_of(call.scope).moto_subnet(subnet_id)
    if subnet is None:
        raise AwsError("InvalidSubnetID.NotFound", f"The subnet ID '{subnet_id}' does not exist")
    return subnet
