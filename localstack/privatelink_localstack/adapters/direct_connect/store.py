"""The Direct Connect gateways of all accounts."""

from __future__ import annotations

from collections.abc import Iterator

from localstack.services.stores import AccountRegionBundle, BaseStore, CrossRegionAttribute

from privatelink_localstack.adapters.dispatch import Call
from privatelink_localstack.direct_connect.model import ASSOCIATED, UPDATING, Association, Proposal
from privatelink_localstack.direct_connect.store import DirectConnect
from privatelink_localstack.emulation import Emulation

_ANY_REGION = "us-east-1"


class DirectConnectStore(BaseStore):  # type: ignore[misc]
    """The gateways of an account, which are in every Region."""

    records: DirectConnect = CrossRegionAttribute(default=DirectConnect)


direct_connect_stores = AccountRegionBundle("directconnect", DirectConnectStore, validate=False)


def records_of(call: Call, account: str) -> DirectConnect:
    """Return an account's records, after the changes that are due."""
    found: DirectConnect = direct_connect_stores[account][_ANY_REGION].records
    found.settle(call.emulation.settings.durations, call.emulation.timer())
    return found


def records() -> Iterator[DirectConnect]:
    """Yield the records of each account, without the changes that are due."""
    for account in list(direct_connect_stores):
        yield direct_connect_stores[account][_ANY_REGION].records


def all_records(emulation: Emulation) -> Iterator[DirectConnect]:
    """Yield the records of each account, after the changes that are due."""
    for own in records():
        own.settle(emulation.settings.durations, emulation.timer())
        yield own


def all_associations(call: Call) -> list[Association]:
    """Return the associations of all accounts."""
    return [each for own in all_records(call.emulation) for each in own.associations.values()]


def all_proposals(call: Call) -> list[Proposal]:
    """Return the proposals of all accounts."""
    return [each for own in all_records(call.emulation) for each in own.proposals.values()]


def outside_of(emulation: Emulation, gateway_id: str) -> Iterator[str]:
    """Yield the ID of the Direct Connect gateway that a VPN gateway is associated with."""
    for own in all_records(emulation):
        for each in own.associations.values():
            if each.associated.id == gateway_id and each.state in {ASSOCIATED, UPDATING}:
                yield each.gateway_id


def is_associated(call: Call, gateway_id: str) -> bool:
    """Return whether a VPN gateway or a transit gateway is associated with a Direct Connect gateway."""
    return any(each.associated.id == gateway_id and each.is_live for each in all_associations(call))
