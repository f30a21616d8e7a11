"""Handlers of EC2's operations on network ACLs.

Moto's network ACLs lack AWS's own last entries, which deny what no other matches, and keep the associations of deleted
subnets. Its words for what it does not find are those of other resources.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from privatelink_localstack.adapters.dispatch import Call, Handler, Response
from privatelink_localstack.adapters.ec2 import requests, responses
from privatelink_localstack.adapters.ec2.network import MotoNetwork, network_of
from privatelink_localstack.kernel.errors import AwsError, dry_run_succeeded
from privatelink_localstack.kernel.filters import check_filters, matches
from privatelink_localstack.network_acls import entries
from privatelink_localstack.network_acls.entries import Entry
from privatelink_localstack.privatelink.pages import page
from privatelink_localstack.privatelink.tags import read_tag_specifications

FILTERS = (
    *("association.association-id", "association.network-acl-id", "association.subnet-id", "default", "entry.cidr"),
    *("entry.egress", "entry.icmp.code", "entry.icmp.type", "entry.ipv6-cidr", "entry.port-range.from"),
    *("entry.port-range.to", "entry.protocol", "entry.rule-action", "entry.rule-number", "network-acl-id"),
    *("owner-id", "vpc-id"),
)
"""Source: EC2 API reference, DescribeNetworkAcls."""

NAMES = {number: name for name, number in entries.PROTOCOLS.items() if name in {"tcp", "udp", "icmp"}}
"""Names of protocols that a filter takes in place of their numbers."""


def create_network_acl(call: Call) -> Response:
    """CreateNetworkAcl. The words about the quota are inferred."""
    network = network_of(call.scope)
    vpc_id, quota = call.request["VpcId"], call.emulation.settings.quotas["network_acls_per_vpc"]
    read_tag_specifications(call.request.get("TagSpecifications") or (), "network-acl")
    if sum(each.vpc_id == vpc_id for each in _all(network)) >= quota:
        raise AwsError("NetworkAclLimitExceeded", "The maximum number of network acls has been reached.")
    _end_dry_run(call)
    made = call.moto()["NetworkAcl"]["NetworkAclId"]
    return {"NetworkAcl": _response(network, _find(network, made))}


def delete_network_acl(call: Call) -> Response:
    """DeleteNetworkAcl. Reject it for a default network ACL, and while it has subnets (words in public logs)."""
    network = network_of(call.scope)
    acl = _find(network, call.request["NetworkAclId"])
    if acl.default:
        raise AwsError("InvalidParameterValue", f"cannot delete default network ACL {acl.id}")
    if acl.associations:
        raise AwsError("DependencyViolation", f"The networkAcl '{acl.id}' has dependencies and cannot be deleted.")
    _end_dry_run(call)
    return call.moto()


def create_network_acl_entry(call: Call) -> Response:
    """CreateNetworkAclEntry."""
    acl, entry = _changed(call)
    entries.check_new(own_entries(acl), entry, call.emulation.settings.quotas["rules_per_network_acl"])
    _end_dry_run(call)
    _put(acl, entry)
    return {}


def replace_network_acl_entry(call: Call) -> Response:
    """ReplaceNetworkAclEntry."""
    acl, entry = _changed(call)
    entries.check_there(own_entries(acl), entry.number, egress=entry.egress)
    others = [each for each in own_entries(acl) if (each.number, each.egress) != (entry.number, entry.egress)]
    entries.check_new(others, entry, call.emulation.settings.quotas["rules_per_network_acl"])
    _end_dry_run(call)
    _remove(acl, entry.number, egress=entry.egress)
    _put(acl, entry)
    return {}


def delete_network_acl_entry(call: Call) -> Response:
    """DeleteNetworkAclEntry."""
    acl = _find(network_of(call.scope), call.request["NetworkAclId"])
    number, egress = call.request["RuleNumber"], call.request["Egress"]
    entries.check_there(own_entries(acl), number, egress=egress)
    _end_dry_run(call)
    _remove(acl, number, egress=egress)
    return {}


def replace_network_acl_association(call: Call) -> Response:
    """ReplaceNetworkAclAssociation. The words about another VPC are inferred."""
    network, association_id = network_of(call.scope), call.request["AssociationId"]
    holder = next((each for each in _all(network) if association_id in each.associations), None)
    if holder is None:
        raise AwsError("InvalidAssociationID.NotFound", f"The association ID '{association_id}' does not exist")
    acl = _find(network, call.request["NetworkAclId"])
    if acl.vpc_id != holder.vpc_id:
        subnet_id = holder.associations[association_id].subnet_id
        raise AwsError(
            "InvalidParameterValue", f"network acl {acl.id} and subnet {subnet_id} belong to different networks"
        )
    _end_dry_run(call)
    return call.moto()


def describe_network_acls(call: Call) -> Response:
    """DescribeNetworkAcls."""
    network, filters = network_of(call.scope), requests.filters(call.request)
    check_filters(filters, FILTERS)
    wanted = requests.strings(call.request, "NetworkAclIds")
    known = [_find(network, each) for each in wanted] if wanted else _all(network)
    found = [each for each in known if matches(filters, _values(network, each), network.tags(each.id))]
    found.sort(key=_id)
    paged = page(found, _id, **requests.paging(call.request), smallest=5)
    return responses.page_of("NetworkAcls", [_response(network, each) for each in paged.items], paged.next_token)


def create_vpc(call: Call) -> Response:
    """CreateVpc. The default network ACL of a VPC with IPv6 admits IPv6 too."""
    response = call.moto()
    admit_ipv6(network_of(call.scope), response["Vpc"]["VpcId"])
    return response


def associate_vpc_cidr_block(call: Call) -> Response:
    """AssociateVpcCidrBlock. The first IPv6 CIDR block changes the default network ACL."""
    network, vpc_id = network_of(call.scope), call.request["VpcId"]
    had_ipv6 = _has_ipv6(network, vpc_id)
    response = call.moto()
    if not had_ipv6:
        admit_ipv6(network, vpc_id)
    return response


def admit_ipv6(network: MotoNetwork, vpc_id: str) -> None:
    """Add the entries for IPv6 to a VPC's default network ACL, if the VPC has IPv6."""
    if _has_ipv6(network, vpc_id):
        for acl in _all(network):
            if acl.vpc_id == vpc_id and acl.default:
                for entry in entries.ipv6_entries(own_entries(acl)):
                    _put(acl, entry)


def has_own(network: MotoNetwork, vpc_id: str) -> bool:
    """Return whether a VPC has a network ACL beside its default one."""
    return any(each.vpc_id == vpc_id and not each.default for each in _all(network))


def forget_subnet(network: MotoNetwork, subnet_id: str) -> None:
    """Remove the association of a deleted subnet."""
    for acl in _all(network):
        for association in [each for each in acl.associations.values() if each.subnet_id == subnet_id]:
            del acl.associations[association.id]


def forget_vpc(network: MotoNetwork, vpc_id: str) -> None:
    """Remove the network ACLs of a deleted VPC."""
    for acl in [each for each in _all(network) if each.vpc_id == vpc_id]:
        del network.backend.network_acls[acl.id]


def _all(network: MotoNetwork) -> list[Any]:
    return list(network.backend.network_acls.values())


def _id(acl: Any) -> str:
    return str(acl.id)


def _find(network: MotoNetwork, acl_id: str) -> Any:
    acl = network.backend.network_acls.get(acl_id)
    if acl is None:
        raise AwsError("InvalidNetworkAclID.NotFound", f"The networkAcl ID '{acl_id}' does not exist")
    return acl


def _end_dry_run(call: Call) -> None:
    if call.request.get("DryRun"):
        raise dry_run_succeeded()


def _has_ipv6(network: MotoNetwork, vpc_id: str) -> bool:
    vpc = network.vpc(vpc_id)
    return vpc is not None and any(":" in cidr for cidr in vpc.cidrs)


def _changed(call: Call) -> tuple[Any, Entry]:
    """Return a call's network ACL and entry."""
    request = call.request
    acl = _find(network_of(call.scope), request["NetworkAclId"])
    entry = Entry(
        number=request["RuleNumber"],
        egress=request["Egress"],
        action=request["RuleAction"],
        cidr=entries.canonical(request.get("CidrBlock"), request.get("Ipv6CidrBlock")),
        protocol=entries.protocol_number(request["Protocol"]),
        ports=_pair(request.get("PortRange"), "From", "To"),
        icmp=_pair(request.get("IcmpTypeCode"), "Type", "Code"),
    )
    entries.check_entry(entry)
    return acl, entry if entry.protocol in entries.WITH_PORTS else replace(entry, ports=None)


def _pair(value: dict[str, int | None] | None, first: str, second: str) -> tuple[int, int] | None:
    """Return two members of a parameter; None if one is missing."""
    found = value or {}
    pair = found.get(first), found.get(second)
    return None if pair[0] is None or pair[1] is None else (pair[0], pair[1])


def own_entries(acl: Any) -> list[Entry]:
    """Return a network ACL's entries without AWS's own last ones."""
    found = (
        Entry(
            number=each.rule_number,
            egress=each.egress,
            action=each.rule_action,
            cidr=each.cidr_block or each.ipv6_cidr_block,
            protocol=each.protocol,
            ports=None if each.port_range_from is None else (each.port_range_from, each.port_range_to),
            icmp=None if each.icmp_type is None else (each.icmp_type, each.icmp_code),
        )
        for each in acl.network_acl_entries
    )
    return [each for each in found if each.number <= entries.LAST]


def _put(acl: Any, entry: Entry) -> None:
    first, last = entry.ports or (None, None)
    icmp_type, icmp_code = entry.icmp or (None, None)
    acl.ec2_backend.create_network_acl_entry(
        network_acl_id=acl.id,
        rule_number=entry.number,
        protocol=entry.protocol,
        rule_action=entry.action,
        egress=entry.egress,
        cidr_block=None if entry.is_ipv6 else entry.cidr,
        ipv6_cidr_block=entry.cidr if entry.is_ipv6 else None,
        icmp_code=icmp_code,
        icmp_type=icmp_type,
        port_range_from=first,
        port_range_to=last,
    )


def _remove(acl: Any, number: int, *, egress: bool) -> None:
    acl.ec2_backend.delete_network_acl_entry(acl.id, number, egress)


def _shown(network: MotoNetwork, acl: Any) -> list[Entry]:
    """Return all entries: first those for egress, in the order of their numbers, as AWS does."""
    shown = [*own_entries(acl), *entries.last_entries(has_ipv6=_has_ipv6(network, acl.vpc_id))]
    return sorted(shown, key=lambda each: (not each.egress, each.number))


def _response(network: MotoNetwork, acl: Any) -> Response:
    return {
        "NetworkAclId": acl.id,
        "VpcId": acl.vpc_id,
        "OwnerId": acl.owner_id,
        "IsDefault": acl.default,
        "Entries": [_entry(each) for each in _shown(network, acl)],
        "Associations": [
            {"NetworkAclAssociationId": each.id, "NetworkAclId": acl.id, "SubnetId": each.subnet_id}
            for each in acl.associations.values()
        ],
        "Tags": responses.tag_list(network.tags(acl.id)),
    }


def _entry(entry: Entry) -> Response:
    return {
        "RuleNumber": entry.number,
        "Egress": entry.egress,
        "RuleAction": entry.action,
        "Protocol": entry.protocol,
        "Ipv6CidrBlock" if entry.is_ipv6 else "CidrBlock": entry.cidr,
        **({"PortRange": {"From": entry.ports[0], "To": entry.ports[1]}} if entry.ports else {}),
        **({"IcmpTypeCode": {"Type": entry.icmp[0], "Code": entry.icmp[1]}} if entry.icmp else {}),
    }


def _values(network: MotoNetwork, acl: Any) -> dict[str, Iterable[str]]:
    """Return what filters compare."""
    shown, associations = _shown(network, acl), acl.associations.values()
    with_ports = [each.ports for each in shown if each.ports]
    with_icmp = [each.icmp for each in shown if each.icmp]
    return {
        "association.association-id": [each.id for each in associations],
        "association.network-acl-id": [acl.id for _ in associations],
        "association.subnet-id": [each.subnet_id for each in associations],
        "default": [str(acl.default).lower()],
        "entry.cidr": [each.cidr for each in shown if not each.is_ipv6],
        "entry.egress": [str(each.egress).lower() for each in shown],
        "entry.icmp.code": [str(code) for _, code in with_icmp],
        "entry.icmp.type": [str(kind) for kind, _ in with_icmp],
        "entry.ipv6-cidr": [each.cidr for each in shown if each.is_ipv6],
        "entry.port-range.from": [str(first) for first, _ in with_ports],
        "entry.port-range.to": [str(last) for _, last in with_ports],
        "entry.protocol": [text for each in shown for text in (each.protocol, NAMES.get(each.protocol, each.protocol))],
        "entry.rule-action": [each.action for each in shown],
        "entry.rule-number": [str(each.number) for each in shown],
        "network-acl-id": [acl.id],
        "owner-id": [acl.owner_id],
        "vpc-id": [acl.vpc_id],
    }


HANDLERS: dict[str, Handler] = {
    "CreateNetworkAcl": create_network_acl,
    "DeleteNetworkAcl": delete_network_acl,
    "CreateNetworkAclEntry": create_network_acl_entry,
    "ReplaceNetworkAclEntry": replace_network_acl_entry,
    "DeleteNetworkAclEntry": delete_network_acl_entry,
    "ReplaceNetworkAclAssociation": replace_network_acl_association,
    "DescribeNetworkAcls": describe_network_acls,
    "CreateVpc": create_vpc,
    "AssociateVpcCidrBlock": associate_vpc_cidr_block,
}
