"""Handlers of EC2's operations that assign addresses, so that none is assigned twice, or show them.

Moto chooses addresses at random and does not know the addresses of managed interfaces.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.ec2.network import MotoNetwork, network_of
from privatelink_localstack.kernel.addresses import Taken, check_address, free_address
from privatelink_localstack.kernel.network import Subnet
from privatelink_localstack.privatelink.errors import no_subnet


def create_network_interface(call: Call) -> Response:
    """CreateNetworkInterface."""
    network = network_of(call.scope)
    subnet = network.subnet(call.request["SubnetId"])
    if subnet is None or subnet.ipv4 is None or call.request.get("DryRun"):
        return call.moto()
    response = call.moto(**_addresses(network, subnet, call.request))
    network.occupy(response["NetworkInterface"]["NetworkInterfaceId"])
    return response


def run_instances(call: Call) -> Response:
    """RunInstances. Keep moto from assigning a released address that an endpoint has taken."""
    for subnets in list(network_of(call.scope).backend.subnets.values()):
        for subnet in list(subnets.values()):
            # Moto assigns released addresses first, without a look at the taken ones.
            subnet._unused_ips.difference_update(subnet._subnet_ips)  # noqa: SLF001 - moto has no accessor
    return call.moto()


def assign_private_ip_addresses(call: Call) -> Response:
    """AssignPrivateIpAddresses."""
    request, network = call.request, network_of(call.scope)
    interface = network.backend.enis.get(request["NetworkInterfaceId"])
    subnet = network.subnet(interface.subnet.id) if interface else None
    if subnet is None or subnet.ipv4 is None or request.get("Ipv4Prefixes") or request.get("Ipv4PrefixCount"):
        return call.moto()
    own = {each["PrivateIpAddress"] for each in interface.private_ip_addresses}
    requested = [address for address in request.get("PrivateIpAddresses") or () if address not in own]
    chosen = _choose(network, subnet, requested, request.get("SecondaryPrivateIpAddressCount") or 0)
    response = call.moto(PrivateIpAddresses=chosen, SecondaryPrivateIpAddressCount=0)
    network.occupy(interface.id)
    return response


def describe_network_interfaces(call: Call) -> Response:
    """DescribeNetworkInterfaces. Add `Ipv6Address`, which the AWS provider reads, and `DenyAllIgwTraffic`.

    An internet gateway does not route to the IPv6 addresses of endpoints (PrivateLink guide, "IP address types").
    """
    response = call.moto()
    for interface in response.get("NetworkInterfaces") or ():
        if interface.get("Ipv6Addresses"):
            interface["Ipv6Address"] = interface["Ipv6Addresses"][0]["Ipv6Address"]
            interface["DenyAllIgwTraffic"] = interface.get("InterfaceType") == "vpc_endpoint"
    return response


def _addresses(network: MotoNetwork, subnet: Subnet, request: dict[str, Any]) -> dict[str, Any]:
    """Return CreateNetworkInterface's parameters about IPv4 addresses, with each address chosen.

    Raises:
        AwsError: a chosen address is not free, or the subnet is full.
    """
    listed = request.get("PrivateIpAddresses") or ()
    primary = next((each["PrivateIpAddress"] for each in listed if each.get("Primary")), None)
    primary = primary or request.get("PrivateIpAddress")
    secondary = [each["PrivateIpAddress"] for each in listed if each["PrivateIpAddress"] != primary]
    chosen = _choose(network, subnet, [primary, *secondary], request.get("SecondaryPrivateIpAddressCount") or 0)
    return {
        "PrivateIpAddress": chosen[0],
        "PrivateIpAddresses": [{"Primary": each == chosen[0], "PrivateIpAddress": each} for each in chosen],
        "SecondaryPrivateIpAddressCount": 0,
    }


def _choose(network: MotoNetwork, subnet: Subnet, requested: Sequence[str | None], more: int) -> list[str]:
    """Return addresses for the requested ones, and `more` free ones. In place of None comes a free address.

    Raises:
        AwsError: a requested address is not free, or the subnet is full.
    """
    if subnet.ipv4 is None:
        raise no_subnet(subnet.id)
    chosen: set[str] = set()
    taken = Taken(network.addresses(subnet.id), chosen)
    for address in filter(None, requested):
        chosen.add(check_address(address, subnet.ipv4, taken, subnet.id))
    addresses: list[str] = []
    for choice in (*requested, *[None] * more):
        addresses.append(choice or free_address(subnet.ipv4, taken, subnet.id))
        chosen.add(addresses[-1])
    return addresses
