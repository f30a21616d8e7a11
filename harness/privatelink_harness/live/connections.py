"""Connections of functions in live accounts: where a function can be, to which addresses, and what it meets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ipaddress import ip_address, ip_network
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from privatelink_harness.checks.api import pages
from privatelink_harness.errors import HarnessError
from privatelink_harness.live.functions import LiveFunctions, Place

if TYPE_CHECKING:
    from privatelink_harness.checks.api import Clients
    from privatelink_harness.checks.scope import Scope
    from privatelink_harness.probes.expected import ClientVpc

SILENCE = 3.0
"""Seconds without an answer that count as silence."""
ANSWER = 30.0
_CIDR = "DestinationCidrBlock"


def met(functions: LiveFunctions, place: Place, addresses: Sequence[str], port: int, *, wants_silence: bool) -> object:
    """Return what a function meets at addresses: one word where it is the same at all of them."""
    timeout = SILENCE if wants_silence else ANSWER
    answer = functions.call(place, {"connections": [[address, port, timeout] for address in addresses]})
    found = dict(zip(addresses, answer["connections"], strict=True))
    kinds = frozenset(found.values())
    return next(iter(kinds)) if len(kinds) == 1 else ", ".join(f"{own} at {each}" for each, own in found.items())


def addresses_of(api: Clients, scope: Scope, endpoint: Mapping[str, Any]) -> list[str]:
    """Return the IPv4 addresses of an endpoint's network interfaces, as EC2 knows them now.

    Parameters:
        endpoint: as EC2 describes it.
    """
    ec2 = api.client("ec2", scope.account, scope.region)
    found = pages(
        ec2,
        "describe_network_interfaces",
        "NetworkInterfaces",
        Filters=[{"Name": "network-interface-id", "Values": list(endpoint["NetworkInterfaceIds"])}],
    )
    return [each["PrivateIpAddress"] for each in found if each.get("PrivateIpAddress")]


def place_in(api: Clients, vpc: ClientVpc, address: str) -> Place:
    """Return where a function is in another VPC: in the first subnet from which a route leads to an address.

    Where none does, it is in the first subnet, and what it meets tells so.

    Raises:
        HarnessError: the VPC has no subnet with IPv4 addresses, which functions have.
    """
    ec2 = api.client("ec2", vpc.scope.account, vpc.scope.region)
    own = [{"Name": "vpc-id", "Values": [vpc.id]}]
    found = pages(ec2, "describe_subnets", "Subnets", Filters=own)
    subnets = sorted((each for each in found if each.get("CidrBlock")), key=lambda each: ip_network(each["CidrBlock"]))
    if not subnets:
        raise HarnessError(f"{vpc.id} has no subnet with IPv4 addresses")
    tables = pages(ec2, "describe_route_tables", "RouteTables", Filters=own)
    ids = [str(each["SubnetId"]) for each in subnets]
    subnet = next((each for each in ids if _leads_out(_table(tables, each), address)), ids[0])
    return Place(vpc.scope.account, vpc.scope.region, vpc.id, subnet)


def _table(tables: Sequence[Mapping[str, Any]], subnet: str) -> Mapping[str, Any]:
    """Return a subnet's route table: its own, or else the VPC's main one."""
    links = [(link, table) for table in tables for link in table.get("Associations", ())]
    own = (table for link, table in links if link.get("SubnetId") == subnet)
    return next(own, next((table for link, table in links if link.get("Main")), {}))


def _leads_out(table: Mapping[str, Any], address: str) -> bool:
    """Return whether an active route leads out of the VPC to a private address: the most specific one counts."""
    target = ip_address(address)
    routes = [(ip_network(each[_CIDR]), each) for each in table.get("Routes", ()) if _CIDR in each]
    fitting = [(network.prefixlen, route) for network, route in routes if target in network]
    if not fitting:
        return False
    _, best = max(fitting, key=itemgetter(0))
    gateway = str(best.get("GatewayId", ""))
    return best["State"] == "active" and gateway != "local" and not gateway.startswith("igw-")
