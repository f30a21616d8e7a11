"""Rules of associations, and of proposals for them.

Source: Direct Connect API reference, CreateDirectConnectGatewayAssociation; guide, "Virtual private gateway
associations", "Transit gateway associations", "Allowed prefixes interactions" and "Quotas". The words are inferred, but
where a rule says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from ipaddress import IPv4Network, IPv6Network, ip_network

from privatelink_localstack.direct_connect.errors import client
from privatelink_localstack.direct_connect.model import (
    ACCEPTED,
    ASSOCIATED,
    DISASSOCIATING,
    REQUESTED,
    TRANSIT_GATEWAY,
    UPDATING,
    VPN_GATEWAY,
    Association,
    Found,
    Gateway,
    Proposal,
)


def associate(
    association_id: str,
    gateway: Gateway,
    found: Found,
    prefixes: Sequence[str],
    *,
    known: Iterable[Association],
    quotas: tuple[int, int, int],
) -> Association:
    """Return a new association.

    Parameters:
        prefixes: of the request. A VPN gateway without any gets its VPC's CIDR blocks (tests of the AWS provider).
        known: all associations of all accounts.
        quotas: VPN gateways of a Direct Connect gateway, transit gateways, prefixes of all transit gateways.

    Raises:
        AwsError: the gateways can't be associated, or a prefix is no CIDR block.
    """
    live = [each for each in known if each.is_live]
    own = [each for each in live if each.gateway_id == gateway.id]
    if any(each.associated.id == found.gateway.id for each in own):
        raise client(f"{found.gateway.id} is already associated with Direct Connect Gateway {gateway.id}.")
    if any(each.associated.type != found.gateway.type for each in own):
        raise client(
            "A Direct Connect gateway has associations with virtual private gateways or transit gateways only."
        )
    checked = _prefixes(prefixes)
    if found.gateway.type == VPN_GATEWAY:
        _check_vpn_gateway(gateway, found, live, quotas[0])
        checked = checked or found.cidrs or ()
    else:
        _check_transit_gateway(gateway, found, own, checked, quotas)
    return Association(
        association_id, gateway.id, gateway.account, found.gateway, checked, found.cidrs or (), found.asn
    )


def _check_vpn_gateway(gateway: Gateway, found: Found, live: Sequence[Association], quota: int) -> None:
    if found.cidrs is None:
        raise client(f"The VirtualGateway {found.gateway.id} is not attached to a VPC.")
    if any(each.associated.id == found.gateway.id for each in live):
        raise client(f"The VirtualGateway {found.gateway.id} is associated with another Direct Connect gateway.")
    own = [each for each in live if each.gateway_id == gateway.id]
    if len(own) >= quota:
        raise client(f"A Direct Connect gateway has at most {quota} virtual private gateways.")
    taken = [block for each in own for block in each.networks]
    if any(_overlap(block, other) for block in found.cidrs for other in taken):
        raise client(f"The VPC of {found.gateway.id} overlaps with one that is associated already.")


def _check_transit_gateway(
    gateway: Gateway, found: Found, own: Sequence[Association], prefixes: Sequence[str], quotas: tuple[int, int, int]
) -> None:
    _, most, most_prefixes = quotas
    if not prefixes:
        raise client("Allowed prefixes are required for an association with a transit gateway.")
    if found.asn == gateway.asn or any(each.asn == found.asn for each in own):
        raise client(f"The ASN {found.asn} of {found.gateway.id} is not unique.")
    if len(own) >= most:
        raise client(f"A Direct Connect gateway has at most {most} transit gateways.")
    if sum(len(each.prefixes) for each in own) + len(prefixes) > most_prefixes:
        raise client(f"The transit gateways of a Direct Connect gateway have at most {most_prefixes} allowed prefixes.")


def update(association: Association, added: Sequence[str], removed: Sequence[str]) -> Association:
    """Return an association whose allowed prefixes are changing.

    Raises:
        AwsError: it is not associated, a prefix is no CIDR block, or a transit gateway would be left without any.
    """
    if association.state != ASSOCIATED:
        raise client(f"Direct Connect Gateway Association {association.id} is {association.state}.")
    return replace(association, prefixes=_changed(association, added, removed), state=UPDATING)


def disassociate(association: Association) -> Association:
    """Return an association that is ending."""
    return replace(association, state=DISASSOCIATING)


def propose(
    proposal_id: str,
    gateway: Gateway,
    found: Found,
    added: Sequence[str],
    removed: Sequence[str],
    existing: Association | None,
) -> Proposal:
    """Return a proposal, for a new association or for other prefixes of the existing one."""
    before = existing.prefixes if existing else ()
    requested = _changed(existing, added, removed) if existing else _prefixes(added)
    if existing is None and not requested:
        if found.gateway.type == TRANSIT_GATEWAY:
            raise client("Allowed prefixes are required for an association with a transit gateway.")
        requested = found.cidrs or ()
    return Proposal(proposal_id, gateway.id, gateway.account, found.gateway, before, requested)


def check_acceptance(proposal: Proposal, gateway_id: str, associated_account: str) -> None:
    """Reject the acceptance of a proposal that has been accepted (words observed), or is another one."""
    if proposal.state != REQUESTED:
        raise client("Direct Connect Gateway Association Proposal  has been accepted!")
    if proposal.gateway_id != gateway_id or proposal.associated.account != associated_account:
        raise client(f"Direct Connect Gateway Association Proposal {proposal.id} is of other gateways.")


def accept(proposal: Proposal, override: Sequence[str]) -> Proposal:
    """Return an accepted proposal; prefixes of the acceptance replace those that were requested."""
    return replace(proposal, requested=_prefixes(override) or proposal.requested, state=ACCEPTED)


def _changed(association: Association, added: Sequence[str], removed: Sequence[str]) -> tuple[str, ...]:
    gone = set(_prefixes(removed))
    kept = tuple(each for each in association.prefixes if each not in gone)
    changed = (*kept, *(each for each in _prefixes(added) if each not in kept))
    if not changed and association.associated.type == TRANSIT_GATEWAY:
        raise client("Allowed prefixes are required for an association with a transit gateway.")
    return changed


def _prefixes(prefixes: Sequence[str]) -> tuple[str, ...]:
    """Return CIDR blocks without repetition.

    Raises:
        AwsError: a text is no CIDR block.
    """
    for each in prefixes:
        try:
            is_block = "/" in each and bool(ip_network(each))
        except ValueError:
            is_block = False
        if not is_block:
            raise client(f"The prefix {each} is not a valid CIDR block.")
    return tuple(dict.fromkeys(prefixes))


def _overlap(first: str, second: str) -> bool:
    one, other = ip_network(first), ip_network(second)
    if isinstance(one, IPv4Network) and isinstance(other, IPv4Network):
        return one.overlaps(other)
    return isinstance(one, IPv6Network) and isinstance(other, IPv6Network) and one.overlaps(other)
