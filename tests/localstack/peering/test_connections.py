"""Rules of VPC peering connections: states, and who may do what."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import NamedTuple

import pytest

from privatelink_localstack.kernel.caller import Caller
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.peering import connections
from privatelink_localstack.peering.model import Peering, Side
from privatelink_localstack.peering.plane import Peerings
from tests.support.refusal import refusal, refusal_code
from tests.support.world import World

HERE, THERE = Scope("111111111111", "us-east-1"), Scope("222222222222", "eu-west-1")


class Pair(NamedTuple):
    """Two VPCs in two accounts and Regions."""

    world: World
    mine: str
    theirs: str

    @property
    def plane(self) -> Peerings:
        return self.world.peerings

    def request(self) -> Peering:
        peering = connections.create(self.plane, Caller(HERE), self.mine, Side(THERE, self.theirs), {})
        self.world.wait(1)
        return peering

    def state(self, peering: Peering) -> str:
        found = self.plane.get(peering.id)
        return found.state if found else "gone"

    def join(self) -> Peering:
        peering = self.request()
        connections.accept(self.plane, Caller(THERE), peering.id)
        self.world.wait(1)
        return peering


@pytest.fixture
def pair() -> Pair:
    world = World()
    mine, theirs = world.network(HERE).add_vpc("10.0.0.0/16"), world.network(THERE).add_vpc("10.1.0.0/16")
    return Pair(world, mine.id, theirs.id)


def test_request_is_pending_then_active(pair: Pair) -> None:
    peering = pair.request()
    waiting = pair.state(peering)
    connections.accept(pair.plane, Caller(THERE), peering.id)
    accepted = pair.state(peering)
    pair.world.wait(1)
    assert [peering.state, waiting, accepted, pair.state(peering)] == [
        "initiating-request",
        "pending-acceptance",
        "provisioning",
        "active",
    ]


def test_request_expires_after_seven_days(pair: Pair) -> None:
    peering = pair.request()
    pair.world.wait(7 * 24 * 60 * 60)
    assert pair.state(peering) == "expired"
    assert refusal_code(connections.accept, pair.plane, Caller(THERE), peering.id) == "InvalidStateTransition"


def test_active_connection_does_not_expire(pair: Pair) -> None:
    peering = pair.join()
    pair.world.wait(8 * 24 * 60 * 60)
    assert pair.state(peering) == "active"


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (("10.0.0.0/16",), ("10.0.0.0/24",), True),
        (("10.0.0.0/16",), ("10.1.0.0/16",), False),
        (("10.0.0.0/16",), ("10.1.0.0/16", "10.0.128.0/20"), True),
        (("10.0.0.0/16", "2600:1f18::/56"), ("10.1.0.0/16", "2600:1f18::/56"), True),
        (("10.0.0.0/16",), ("2600:1f18::/56",), False),
    ],
)
def test_overlap_of_any_block_counts(mine: tuple[str, ...], theirs: tuple[str, ...], expected: bool) -> None:  # noqa: FBT001
    assert connections.overlap(mine, theirs) == expected


def test_overlap_fails_for_the_requester_alone(pair: Pair) -> None:
    theirs = pair.world.network(THERE).add_vpc("10.0.1.0/24")
    peering = connections.create(pair.plane, Caller(HERE), pair.mine, Side(THERE, theirs.id), {})
    pair.world.wait(1)
    (failed,) = pair.plane.seen(HERE)
    assert (failed.id, failed.state, failed.message) == (
        peering.id,
        "failed",
        "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range",
    )
    assert pair.plane.seen(THERE) == []


@pytest.mark.parametrize("peer", [Side(Scope("333333333333", "eu-west-1"), "mine"), Side(THERE, "vpc-0")])
def test_unknown_peer_fails(pair: Pair, peer: Side) -> None:
    peering = connections.create(pair.plane, Caller(HERE), pair.mine, peer, {})
    pair.world.wait(1)
    assert pair.state(peering) == "failed"


def test_same_request_again_returns_the_first(pair: Pair) -> None:
    assert [pair.request().id, pair.request().id] == [pair.join().id] * 2


def test_reversed_request_can_not_be_accepted(pair: Pair) -> None:
    pair.join()
    reversed_one = connections.create(pair.plane, Caller(THERE), pair.theirs, Side(HERE, pair.mine), {})
    pair.world.wait(1)
    assert refusal(connections.accept, pair.plane, Caller(HERE), reversed_one.id) == (
        "VpcPeeringConnectionAlreadyExists",
        f"The vpc peering connection identified by {reversed_one.id} already exists.",
    )


def test_only_the_accepter_accepts_in_its_region(pair: Pair) -> None:
    peering = pair.request()
    assert refusal(connections.accept, pair.plane, Caller(HERE), peering.id) == (
        "OperationNotPermitted",
        f"User (111111111111) cannot accept peering {peering.id}",
    )
    assert refusal_code(connections.accept, pair.plane, Caller(Scope(THERE.account, "us-east-1")), peering.id) == (
        "InvalidVpcPeeringConnectionID.NotFound"
    )


def test_acceptance_in_the_requesters_region_names_the_accepters(pair: Pair) -> None:
    theirs = pair.world.network(Scope(HERE.account, "eu-west-1")).add_vpc("10.2.0.0/16")
    peer = Side(Scope(HERE.account, "eu-west-1"), theirs.id)
    peering = connections.create(pair.plane, Caller(HERE), pair.mine, peer, {})
    pair.world.wait(1)
    assert refusal(connections.accept, pair.plane, Caller(HERE), peering.id) == (
        "OperationNotPermitted",
        (
            "Incorrect region (us-east-1) specified for this request. "
            f"VPC peering connection {peering.id} must be accepted in region eu-west-1"
        ),
    )


type Rule = Callable[[Peerings, Caller, str], object]


@pytest.mark.parametrize(("end", "again"), list(product([connections.reject, connections.delete], repeat=2)))
def test_ended_connection_can_not_end_again(pair: Pair, end: Rule, again: Rule) -> None:
    peering = pair.request()
    end(pair.plane, Caller(THERE if end is connections.reject else HERE), peering.id)
    pair.world.wait(1)
    caller = Caller(THERE if again is connections.reject else HERE)
    assert refusal_code(again, pair.plane, caller, peering.id) == "InvalidStateTransition"


def test_deletion_of_a_failed_one_says_from_which_state(pair: Pair) -> None:
    peering = connections.create(pair.plane, Caller(HERE), pair.mine, Side(THERE, "vpc-0"), {})
    pair.world.wait(1)
    assert refusal(connections.delete, pair.plane, Caller(HERE), peering.id) == (
        "InvalidStateTransition",
        f"Invalid state transition for {peering.id}, attempted to transition from failed to deleting",
    )


def test_accepter_rejects_a_request_and_deletes_a_connection(pair: Pair) -> None:
    peering = pair.request()
    assert refusal_code(connections.delete, pair.plane, Caller(THERE), peering.id) == "OperationNotPermitted"
    connections.accept(pair.plane, Caller(THERE), peering.id)
    pair.world.wait(1)
    connections.delete(pair.plane, Caller(THERE), peering.id)
    pair.world.wait(1)
    assert pair.state(peering) == "deleted"


def test_ended_connection_is_listed_for_two_hours(pair: Pair) -> None:
    peering = pair.join()
    pair.world.network(HERE).tag(peering.id, {"a": "b"})
    connections.delete(pair.plane, Caller(HERE), peering.id)
    pair.world.wait(1)
    pair.world.wait(60 * 60)
    listed = pair.state(peering)
    pair.world.wait(60 * 60)
    assert (listed, pair.state(peering), pair.world.network(HERE).tags(peering.id)) == ("deleted", "gone", {})


def test_options_are_of_an_active_connection_and_of_ones_own_side(pair: Pair) -> None:
    peering = pair.request()
    early = refusal(connections.modify_options, pair.plane, Caller(HERE), peering.id, requester=True, accepter=None)
    assert early == (
        "OperationNotPermitted",
        f"Peering {peering.id} is not active. Peering options can be added only to active peerings.",
    )
    pair.join()
    changed = connections.modify_options(pair.plane, Caller(HERE), peering.id, requester=True, accepter=None)
    assert (changed.requester.dns_resolution, changed.accepter.dns_resolution) == (True, False)
    foreign = refusal_code(
        connections.modify_options, pair.plane, Caller(HERE), peering.id, requester=None, accepter=True
    )
    assert foreign == "OperationNotPermitted"


def test_quotas_count_requests_and_connections(pair: Pair) -> None:
    others = [pair.world.network(THERE).add_vpc(f"10.{block}.0.0/16").id for block in (2, 3)]
    pair.world.settings.quotas |= {"outstanding_peering_requests_per_vpc": 1, "active_peerings_per_vpc": 1}
    first = pair.request()
    second = refusal_code(connections.create, pair.plane, Caller(HERE), pair.mine, Side(THERE, others[0]), {})
    connections.accept(pair.plane, Caller(THERE), first.id)
    third = connections.create(pair.plane, Caller(HERE), pair.mine, Side(THERE, others[1]), {})
    pair.world.wait(1)
    fourth = refusal_code(connections.accept, pair.plane, Caller(THERE), third.id)
    assert (second, fourth) == (
        "OutstandingVpcPeeringConnectionLimitExceeded",
        "VpcPeeringConnectionsPerVpcLimitExceeded",
    )


def test_vpc_is_held_by_connections_and_by_its_own_requests(pair: Pair) -> None:
    def held() -> tuple[bool, bool]:
        return (
            connections.uses_vpc(pair.plane, HERE, pair.mine),
            connections.uses_vpc(pair.plane, THERE, pair.theirs),
        )

    before = held()
    peering = pair.request()
    requested = held()
    connections.accept(pair.plane, Caller(THERE), peering.id)
    joined = held()
    connections.delete(pair.plane, Caller(THERE), peering.id)
    assert [before, requested, joined, held()] == [(False, False), (True, False), (True, True), (False, False)]


def test_forgotten_account_leaves_the_other_one_a_deleted_connection(pair: Pair) -> None:
    peering = pair.join()
    pair.plane.forget(THERE.account)
    (left,) = pair.plane.seen(HERE)
    assert (left.id, left.state, left.message) == (peering.id, "deleted", "Deleted by 222222222222")
    pair.plane.forget(HERE.account)
    assert pair.state(peering) == "deleted"


def test_dry_run_changes_nothing(pair: Pair) -> None:
    peering = pair.request()
    code = refusal_code(connections.accept, pair.plane, Caller(THERE, dry_run=True), peering.id)
    assert (code, pair.state(peering)) == ("DryRunOperation", "pending-acceptance")
