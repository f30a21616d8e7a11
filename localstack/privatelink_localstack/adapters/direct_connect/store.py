"""The Direct Connect gateways of all accounts."""

from __future__ import annotations

from collections.abc import Iterator

from localstack.services.stores import AccountRegionBundle, BaseStore, CrossRegionAttribute

from privatelink_localstack.adapters.dispatch import Call
from privatelink_localstack.direct_connect.model import Association, Proposal
from privatelink_localstack.direct_connect.store import DirectConnect

_ANY_REGION = "us-east-1"


class DirectConnectStore(BaseStore):  # type: ignore[misc]
    """The gateways of an account, which are in every Region."""

    records: DirectConnect = CrossRegionAttribute(default=DirectConnect)


direct_connect_stores = AccountRegionBundle("directconnect", DirectConnectStore, validate=False)


def records_of(call: Call, account: str) -> DirectConnect:
    """Return an account's records, after the changes that are due."""
    records: DirectConnect = direct_connect_stores[account][_ANY_REGION].records
    records.settle(call.emulation.settings.durations, call.emulation.timer())
    return records


def all_records(call: Call) -> Iterator[DirectConnect]:
    """Yield the records of each account."""
    for account in list(direct_connect_stores):
        yield records_of(call, account)


def all_associations(call: Call) -> list[Association]:
    """Return the associations of all accounts."""
    return [each for records in all_records(call) for each in records.associations.values()]


def all_proposals(call: Call) -> list[Proposal]:
    """Return the proposals of all accounts."""
    return [each for records in all_records(call) for each in records.proposals.values()]


def is_associated(call: Call, gateway_id: str) -> bool:
    """Return whether a VPN gateway or a transit gateway is associated with a Direct Connect gateway."""
    return any(each.associated.id == gateway_id and each.is_live for each in all_associations(call))
