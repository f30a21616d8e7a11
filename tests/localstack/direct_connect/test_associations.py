"""Rules of Direct Connect gateways, associations and proposals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from privatelink_localstack.direct_connect import associations, gateways
from privatelink_localstack.direct_connect.model import (
    ASSOCIATED,
    TRANSIT_GATEWAY,
    VPN_GATEWAY,
    Associated,
    Association,
    Found,
    Gateway,
)
from privatelink_localstack.direct_connect.store import DirectConnect
from tests.support.refusal import refusal, refusal_code

OWNER, OTHER = "111111111111", "222222222222"
GATEWAY = Gateway("hub", "hub", 64700, OWNER)
CODE = "DirectConnectClientException"
DURATIONS = {"direct_connect.associating": 10.0, "direct_connect.disassociating": 20.0, "direct_connect.deleted": 100.0}


def vpn(gateway_id: str = "vgw-1", *cidrs: str) -> Found:
    return Found(Associated(gateway_id, VPN_GATEWAY, OTHER, "us-east-1"), 64512, cidrs or ("10.0.0.0/16",))


def transit(gateway_id: str = "tgw-1", asn: int = 64800) -> Found:
    return Found(Associated(gateway_id, TRANSIT_GATEWAY, OTHER, "us-east-1"), asn)


def associated(
    found: Found, *prefixes: str, known: tuple[Association, ...] = (), quotas: tuple[int, int, int] = (20, 6, 200)
) -> Association:
    made = associations.associate(f"of-{found.gateway.id}", GATEWAY, found, prefixes, known=known, quotas=quotas)
    return replace(made, state=ASSOCIATED)


FIRST, TRANSIT = associated(vpn()), associated(transit(), "10.0.0.0/8")


@pytest.mark.parametrize(
    ("found", "prefixes", "known", "code"),
    [
        (vpn(), (), (), None),
        (vpn(), ("10.0.0.0/8",), (), None),
        (vpn(), ("10.0.0.0",), (), CODE),
        (vpn(), ("10.0.0.1/8",), (), CODE),
        (replace(vpn(), cidrs=None), (), (), CODE),
        (vpn(), (), (FIRST,), CODE),
        (vpn(), (), (replace(FIRST, state="disassociating"),), CODE),
        (vpn(), (), (replace(FIRST, state="disassociated"),), None),
        (vpn(), (), (replace(FIRST, gateway_id="other"),), CODE),
        (vpn("vgw-2", "10.1.0.0/16"), (), (FIRST,), None),
        (vpn("vgw-2", "10.1.0.0/16", "10.0.4.0/24"), (), (FIRST,), CODE),
        (vpn("vgw-2", "fd00::/56", "10.1.0.0/16"), (), (FIRST,), None),
        (vpn("vgw-2"), (), (replace(FIRST, gateway_id="other"),), None),
        (transit(), ("10.0.0.0/8",), (), None),
        (transit(), (), (), CODE),
        (transit(), ("10.0.0.0/8",), (FIRST,), CODE),
        (transit(asn=64700), ("10.0.0.0/8",), (), CODE),
        (transit("tgw-2"), ("10.0.0.0/8",), (TRANSIT,), CODE),
        (transit("tgw-2", 64801), ("10.0.0.0/8",), (TRANSIT,), None),
        (vpn(), (), (TRANSIT,), CODE),
    ],
)
def test_what_may_be_associated(
    found: Found, prefixes: tuple[str, ...], known: tuple[Association, ...], code: str | None
) -> None:
    assert refusal_code(lambda: associated(found, *prefixes, known=known)) == code


def test_gateways_have_quotas() -> None:
    second = vpn("vgw-2", "10.1.0.0/16")
    assert refusal_code(lambda: associated(second, known=(FIRST,), quotas=(1, 6, 200))) == CODE
    other = transit("tgw-2", 64801)
    assert refusal_code(lambda: associated(other, "10.0.0.0/8", known=(TRANSIT,), quotas=(20, 1, 200))) == CODE
    assert refusal_code(lambda: associated(other, "10.0.0.0/8", known=(TRANSIT,), quotas=(20, 6, 1))) == CODE
    assert refusal_code(gateways.check_quota, [GATEWAY], 1) == CODE
    assert refusal_code(gateways.check_quota, [replace(GATEWAY, state="deleting")], 1) is None


def test_prefixes_are_added_and_removed() -> None:
    changed = associations.update(FIRST, ["10.0.0.0/8", "10.0.0.0/8"], ["10.0.0.0/16", "10.9.0.0/16"])
    assert (changed.prefixes, changed.state) == (("10.0.0.0/8",), "updating")
    assert "updating" in refusal(associations.update, changed, [], []).message
    assert refusal_code(associations.update, TRANSIT, [], ["10.0.0.0/8"]) == CODE


def test_proposal_asks_for_prefixes() -> None:
    first = associations.propose("offer", GATEWAY, vpn(), [], [], None)
    assert (first.existing, first.requested) == ((), ("10.0.0.0/16",))
    second = associations.propose("offer", GATEWAY, vpn(), ["10.0.0.0/8"], ["10.0.0.0/16"], FIRST)
    assert (second.existing, second.requested) == (("10.0.0.0/16",), ("10.0.0.0/8",))
    assert refusal_code(associations.propose, "offer", GATEWAY, transit(), [], [], None) == CODE


def test_proposal_is_accepted_once_and_by_its_names() -> None:
    proposal = associations.propose("offer", GATEWAY, vpn(), [], [], None)
    check = associations.check_acceptance
    assert refusal_code(check, proposal, "hub", OTHER) is None
    assert refusal_code(check, proposal, "hub", OWNER) == CODE
    assert refusal_code(check, proposal, "other", OTHER) == CODE
    assert associations.accept(proposal, []).requested == ("10.0.0.0/16",)
    accepted = associations.accept(proposal, ["10.0.0.0/8"])
    assert (accepted.requested, accepted.state) == (("10.0.0.0/8",), "accepted")
    assert refusal_code(check, accepted, "hub", OTHER) == CODE


def test_gateway_with_associations_stays() -> None:
    assert refusal_code(gateways.delete, GATEWAY, [FIRST]) == CODE
    assert refusal_code(gateways.delete, GATEWAY, [replace(FIRST, state="disassociated")]) is None
    assert refusal_code(gateways.delete, GATEWAY, [replace(FIRST, gateway_id="other")]) is None


def test_ended_records_are_listed_and_then_gone() -> None:
    store = DirectConnect()
    store.put(gateways.delete(GATEWAY, ()), DURATIONS, now=0)
    store.put(associations.disassociate(FIRST), DURATIONS, now=0)
    store.settle(DURATIONS, now=119)
    assert (store.gateways["hub"].state, store.associations[FIRST.id].state) == ("deleted", "disassociated")
    store.settle(DURATIONS, now=120)
    assert (store.gateways, store.associations) == ({}, {})


def test_new_association_is_associated_later() -> None:
    store = DirectConnect()
    store.put(replace(FIRST, state="associating"), DURATIONS, now=0)
    store.settle(DURATIONS, now=9)
    assert store.associations[FIRST.id].state == "associating"
    store.settle(DURATIONS, now=10)
    assert store.associations[FIRST.id].state == "associated"
