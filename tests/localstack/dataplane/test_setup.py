"""What changes from one state to the next."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privatelink_localstack.dataplane.state import setup
from privatelink_localstack.dataplane.state.doors import Door
from privatelink_localstack.dataplane.state.flows import Elements
from privatelink_localstack.dataplane.state.model import (
    TCP,
    Endpoint,
    Listener,
    Permission,
    SecurityGroup,
    Service,
    State,
    Vpc,
)
from privatelink_localstack.dataplane.state.setup import Change, Changes, Planner
from tests.support.plane import BLOCK, CLIENT, ENI, ENI_ADDRESS, PORT, changed, interface, link

DOOR = Door("vpce-1", ENI, ENI_ADDRESS, TCP, PORT)


@pytest.fixture
def planner() -> Planner:
    """A planner that has seen the link."""
    planner = Planner()
    planner.follow(link())
    return planner


def _only(changes: Changes) -> Change:
    (change,) = changes.inside
    return change


def test_first_state_adds_everything() -> None:
    changes = Planner().follow(link())

    consumer = changes.inside[0]
    assert [each.id for each in changes.add_vpcs] == ["consumer", "provider"]
    assert sorted(each.id for each in consumer.add_interfaces) == [CLIENT, ENI, "eni-stranger"]
    assert consumer.add_doors == (DOOR,)


def test_equal_state_changes_nothing(planner: Planner) -> None:
    assert planner.follow(link()) == Changes()


def test_doors_and_workloads_are_counted_through_all_changes(planner: Planner) -> None:
    endpoint = link().endpoints["vpce-1"]
    closed = changed(link(), "endpoints", **{"vpce-1": replace(endpoint, state="rejected")})
    fewer = replace(link(), interfaces={key: own for key, own in link().interfaces.items() if key != CLIENT})
    gone = replace(link(), vpcs={key: own for key, own in link().vpcs.items() if key != "consumer"})

    counted = []
    for state in (link(), closed, fewer, gone, link()):
        planner.follow(state)
        counted.append((planner.setup.doors, planner.setup.workloads))

    assert counted == [(2, 3), (1, 3), (2, 2), (1, 1), (2, 3)]


def test_closed_endpoint_falls_silent_and_keeps_its_interfaces(planner: Planner) -> None:
    closed = setup.merge(
        link(), State(endpoints={"vpce-1": Endpoint("vpce-1", "consumer", (ENI,), "service", "rejected")}), ()
    )

    changes = planner.follow(closed)

    change = _only(changes)
    assert (changes.remove_doors, change.remove_interfaces, change.remove_elements.guarded) == (
        (DOOR,),
        (),
        frozenset(),
    )
    assert (len(change.remove_elements.ingress), change.add_elements) == (1, Elements())


def test_new_member_of_a_group_changes_the_elements_of_those_who_name_it(planner: Planner) -> None:
    state = changed(link(), "interfaces", new=interface("new", "consumer", "10.0.1.21", "clients", workload=True))

    change = _only(planner.follow(state))

    # 10.0.1.20 and 10.0.1.21 are neighbours: one block takes the place of the old one.
    (old,), new = change.remove_elements.ingress, {each.source for each in change.add_elements.ingress}
    first, second = int(ip_address("10.0.1.20")), int(ip_address("10.0.1.21"))
    assert (old.source, new) == ((first, first), {(first, second)})
    assert [each.id for each in change.add_interfaces] == ["new"]


def test_changed_group_touches_no_link(planner: Planner) -> None:
    change = _only(planner.follow(changed(link(), "groups", endpoint=SecurityGroup("endpoint"))))

    assert (change.remove_interfaces, change.add_interfaces, change.add_doors) == ((), (), ())
    assert len(change.remove_elements.ingress) == 1


def test_interface_with_another_address_is_made_anew(planner: Planner) -> None:
    moved = replace(link().interfaces[ENI], addresses=(ip_address("10.0.1.6"),))

    change = _only(planner.follow(changed(link(), "interfaces", **{ENI: moved})))

    assert change.remove_interfaces == (link().interfaces[ENI],)
    assert change.add_interfaces == (moved,)
    assert change.add_doors == (replace(DOOR, address=ip_address("10.0.1.6")),)


def test_vpc_that_goes_takes_all_with_it(planner: Planner) -> None:
    state = replace(link(), vpcs={"consumer": link().vpcs["consumer"]})

    changes = planner.follow(state)

    assert (changes.remove_vpcs, [each.vpc for each in changes.inside]) == (("provider",), [])


def test_vpc_that_goes_closes_its_doors(planner: Planner) -> None:
    state = replace(link(), vpcs={"provider": link().vpcs["provider"]})

    assert planner.follow(state).remove_doors == (DOOR,)


def test_merge_puts_and_removes_and_keeps_what_is_equal() -> None:
    before = link()

    after = setup.merge(before, State(interfaces={ENI: link().interfaces[ENI]}), ["eni-stranger"])

    assert after.interfaces[ENI] is before.interfaces[ENI]
    assert before.interfaces.keys() - after.interfaces.keys() == {"eni-stranger"}


def test_replace_drops_what_is_not_put() -> None:
    assert setup.replace(link(), State()) == State()


_MEMBERS = Permission(groups=("clients",))
_EDITS: tuple[State | str, ...] = (
    State(interfaces={ENI: interface(ENI, "consumer", str(ENI_ADDRESS), "clients")}),
    State(interfaces={"eni-new": interface("eni-new", "consumer", "10.0.1.6", "clients")}),
    State(interfaces={"eni-new": interface("eni-new", "consumer", "10.0.1.7")}),
    State(endpoints={"vpce-1": Endpoint("vpce-1", "consumer", (ENI,), "service", "rejected")}),
    State(endpoints={"vpce-1": Endpoint("vpce-1", "consumer", (ENI, "eni-new"), "service")}),
    State(endpoints={"vpce-2": Endpoint("vpce-2", "consumer", ("eni-new",), "service")}),
    State(groups={"endpoint": SecurityGroup("endpoint", ingress=(_MEMBERS,))}),
    State(groups={"targets": SecurityGroup("targets", egress=(_MEMBERS,))}),
    State(listeners={"more": Listener("more", "nlb", 8443, "group")}),
    State(services={"service": Service("service", ())}),
    State(vpcs={"other": Vpc("other", (BLOCK,))}),
    *("eni-new", ENI, "vpce-1", "vpce-2", "endpoint", "clients", "listener", "more", "service", "nlb"),
    *("consumer", "provider", CLIENT),
)
"""Records that are put, and IDs that are removed."""


@given(st.lists(st.sampled_from(_EDITS), max_size=8))
def test_setup_after_many_changes_is_that_of_the_last_state(edits: list[State | str]) -> None:
    planner = Planner()
    state = link()
    planner.follow(state)

    for edit in edits:
        put, remove = (State(), [edit]) if isinstance(edit, str) else (edit, [])
        state = setup.merge(planner.state, put, remove)
        planner.follow(state)

    afresh = Planner()
    afresh.follow(state)
    assert planner.setup == afresh.setup
