"""What is pushed from one state to the next."""

from __future__ import annotations

from privatelink_localstack.dataplane.state import setup
from privatelink_localstack.dataplane.state.model import State
from privatelink_localstack.traffic.feed import difference
from tests.support.plane import changed, interface, link


def test_equal_states_differ_in_nothing() -> None:
    assert difference(link(), link()).is_empty


def test_what_is_pushed_makes_the_next_state_of_the_one_before() -> None:
    before = link()
    moved = interface("eni-client", "consumer", "10.0.1.21", "clients", workload=True)
    after = changed(before, "interfaces", **{"eni-client": moved})
    del after.interfaces["eni-stranger"]  # type: ignore[attr-defined]
    found = difference(before, after)
    assert found.put == State(interfaces={"eni-client": moved})
    assert found.remove == ("eni-stranger",)
    assert setup.merge(before, found.put, found.remove) == after
