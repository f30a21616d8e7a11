"""Records as JSON, and back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from privatelink_localstack.dataplane.state import wire
from privatelink_localstack.dataplane.state.health import HealthCheck
from privatelink_localstack.dataplane.state.model import State, Vpc
from privatelink_localstack.dataplane.state.wire import WireError
from tests.support.plane import link


def test_state_comes_back_as_it_went() -> None:
    assert wire.load(State, json.loads(json.dumps(wire.dump(link())))) == link()


def test_defaults_are_left_out() -> None:
    assert wire.dump(HealthCheck(port=80)) == {"port": 80}


def test_whole_numbers_are_numbers_of_seconds_too() -> None:
    assert wire.load(HealthCheck, {"interval": 5}).interval == 5.0


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "State: [] is not dict"),
        ({"vpc": {}}, "State: has no 'vpc'"),
        (
            {"vpcs": {"a": {"id": "a", "cidrs": ["10.0.0.0/99"]}}},
            "State.vpcs.a.cidrs[0]: '10.0.0.0/99' does not appear",
        ),
        ({"vpcs": {"a": {"id": 7, "cidrs": []}}}, "State.vpcs.a.id: 7 is not str"),
        ({"vpcs": {"a": {"id": "a"}}}, "missing 1 required positional argument: 'cidrs'"),
        ({"target_groups": {"g": {"check": {"protocol": "ICMP"}}}}, "State.target_groups.g.check.protocol: 'ICMP'"),
        ({"target_groups": {"g": {"check": {"codes": [200]}}}}, "codes[0]: 200 is not list"),
        ({"listeners": {"l": {"port": True}}}, "State.listeners.l.port: True is not int"),
    ],
)
def test_fault_is_named_by_its_place(value: Any, message: str) -> None:
    with pytest.raises(WireError) as caught:
        wire.load(State, value)

    assert message in str(caught.value)


def test_optional_value_may_be_null() -> None:
    assert wire.load(HealthCheck, {"port": None}).port is None


def test_place_can_be_named() -> None:
    with pytest.raises(WireError, match=r"^push\.vpc: "):
        wire.load(Vpc, 1, "push.vpc")
