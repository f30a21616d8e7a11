"""Handlers of prefix lists: AWS's own beside the account's, and checks of entries, which moto takes in any form."""

from __future__ import annotations

from ipaddress import ip_network

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.ec2 import requests, responses
from privatelink_localstack.adapters.ec2.network import AWS, network_of
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.filters import check_filters, matches
from privatelink_localstack.kernel.network import PrefixList
from privatelink_localstack.privatelink.pages import page


def describe_prefix_lists(call: Call) -> Response:
    """DescribePrefixLists."""
    filters = requests.filters(call.request)
    check_filters(filters, ("prefix-list-id", "prefix-list-name"))
    ids = requests.strings(call.request, "PrefixListIds")
    prefix_lists = [
        each
        for each in network_of(call.scope).prefix_lists()
        if (not ids or each.id in ids)
        and matches(filters, {"prefix-list-id": [each.id], "prefix-list-name": [each.name]}, {})
    ]
    prefix_lists.sort(key=_by_id)
    shown = page(prefix_lists, _by_id, **requests.paging(call.request))
    items: list[Response] = [
        {"PrefixListId": each.id, "PrefixListName": each.name, "Cidrs": list(each.cidrs)} for each in shown.items
    ]
    return responses.page_of("PrefixLists", items, shown.next_token)


def describe_managed_prefix_lists(call: Call) -> Response:
    """DescribeManagedPrefixLists. Moto lacks some of AWS's, and writes the account in their ARNs in capitals."""
    network_of(call.scope).prefix_lists()
    response = call.moto()
    for prefix_list in response["PrefixLists"]:
        prefix_list["PrefixListArn"] = prefix_list["PrefixListArn"].replace(f":{AWS}:", f":{AWS.lower()}:")
    return response


def create_managed_prefix_list(call: Call) -> Response:
    """CreateManagedPrefixList."""
    _check_entries(call.request.get("Entries"))
    return call.moto()


def modify_managed_prefix_list(call: Call) -> Response:
    """ModifyManagedPrefixList."""
    _check_entries(call.request.get("AddEntries"))
    return call.moto()


def _check_entries(entries: list[dict[str, str]] | None) -> None:
    """Reject an entry that is no CIDR block. The code and the words are inferred."""
    for entry in entries or ():
        cidr = entry.get("Cidr", "")
        try:
            ip_network(cidr, strict=False)
        except ValueError:
            raise AwsError("InvalidParameterValue", f"The CIDR block '{cidr}' is invalid.") from None


def _by_id(prefix_list: PrefixList) -> str:
    return prefix_list.id
