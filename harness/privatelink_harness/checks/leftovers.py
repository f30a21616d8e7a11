"""After a destroy: asking the API again for everything that the state knew. A destroy that says so proves little."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from privatelink_harness.checks.api import api_errors
from privatelink_harness.checks.check import Check, Verdict, show
from privatelink_harness.checks.facts import GONE
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.stack import STACK

if TYPE_CHECKING:
    from privatelink_harness.checks.api import Api
    from privatelink_harness.terraform.snapshot import Resource

_EC2 = {
    "aws_internet_gateway": ("describe_internet_gateways", "InternetGateways", "internet-gateway-id"),
    "aws_instance": ("describe_instances", "Reservations", "instance-id"),
    "aws_nat_gateway": ("describe_nat_gateways", "NatGateways", "nat-gateway-id"),
    "aws_network_interface": ("describe_network_interfaces", "NetworkInterfaces", "network-interface-id"),
    "aws_route_table": ("describe_route_tables", "RouteTables", "route-table-id"),
    "aws_security_group": ("describe_security_groups", "SecurityGroups", "group-id"),
    "aws_subnet": ("describe_subnets", "Subnets", "subnet-id"),
    "aws_vpc": ("describe_vpcs", "Vpcs", "vpc-id"),
    # moto has no filter by an endpoint's id.
    "aws_vpc_endpoint": ("describe_vpc_endpoints", "VpcEndpoints", None),
    "aws_vpc_peering_connection": (
        "describe_vpc_peering_connections",
        "VpcPeeringConnections",
        "vpc-peering-connection-id",
    ),
}
"""How EC2 is asked for a type: operation, key of the answer, filter. An unknown id in a filter is no error."""

_OTHERS = {
    "aws_iam_role": ("iam", "get_role", "RoleName", "NoSuchEntity"),
    "aws_iam_user": ("iam", "get_user", "UserName", "NoSuchEntity"),
    "aws_lambda_function": ("lambda", "get_function", "FunctionName", "ResourceNotFoundException"),
}
"""How other services are asked for one: service, operation, argument, error that says that there is none."""

_PARTS = (
    *("aws_route_table_association", "aws_route", "aws_main_route_table_association"),
    *("aws_security_group_rule", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"),
    *("aws_vpc_endpoint_policy", "aws_vpc_endpoint_private_dns", "aws_vpc_endpoint_route_table_association"),
    *("aws_vpc_endpoint_security_group_association", "aws_vpc_endpoint_subnet_association"),
    *("aws_vpc_ipv4_cidr_block_association", "aws_vpc_dhcp_options_association", "aws_iam_role_policy"),
    *("aws_iam_role_policy_attachment", "aws_iam_user_policy", "aws_internet_gateway_attachment"),
)
"""What can't be without the resource that it is a part of."""


def check(before: Iterable[Resource], api: Api) -> Check:
    """The check that nothing is left of what was in the state before the destroy.

    Raises:
        HarnessError: the API refuses or does not answer.
    """
    ids: dict[str, list[str]] = defaultdict(list)
    for each in before:
        if each.type.startswith("aws_") and each.type not in _PARTS and each.id:
            ids[each.type].append(each.id)
        ids["aws_network_interface"] += each.values.get("network_interface_ids") or []
    unasked = sorted(kind for kind in ids if kind not in _EC2 and kind not in _OTHERS)
    with api_errors(api), ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda kind: _left(api, kind, ids[kind]), [kind for kind in ids if kind not in unasked])
        left = frozenset(each for answer in answers for each in answer)
    verdict = Verdict.FAILED if left else Verdict.UNPROVABLE if unasked else Verdict.PASSED
    note = f"how to ask the API for {', '.join(unasked)} is not known" if unasked else ""
    return Check(STACK, Property.NOTHING_LEFT, verdict, api.proof, show(frozenset()), None, None, show(left), note)


def _left(api: Api, kind: str, ids: list[str]) -> set[str]:
    if not ids:
        return set()
    if kind in _OTHERS:
        return {each for each in ids if _exists(api, kind, each)}
    operation, key, name = _EC2[kind]
    # Of all operations, this one alone calls its filters Filter.
    argument = "Filter" if operation == "describe_nat_gateways" else "Filters"
    filters = [{"Name": name, "Values": ids}] if name else []
    pages = api.client("ec2").get_paginator(operation).paginate(**{argument: filters})
    return set(ids) & _alive([each for page in pages for each in page[key]])


def _alive(found: list[dict[str, Any]]) -> set[str]:
    """What is not on its way out: its id, among its other texts."""
    states = (*GONE, "terminated", "shutting-down", "rejected", "expired", "failed")
    flat = [inner for each in found for inner in each.get("Instances", [each])]
    alive = [each for each in flat if _state(each) not in states]
    return {value for each in alive for value in each.values() if isinstance(value, str)}


def _state(described: dict[str, Any]) -> str:
    state = described.get("State") or described.get("Status") or ""
    if isinstance(state, dict):
        state = state.get("Name") or state.get("Code", "")
    return str(state).lower()


def _exists(api: Api, kind: str, name: str) -> bool:
    from botocore.exceptions import ClientError

    service, operation, argument, absent = _OTHERS[kind]
    try:
        getattr(api.client(service), operation)(**{argument: name})
    except ClientError as error:
        if error.response["Error"]["Code"] == absent:
            return False
        raise
    return True
