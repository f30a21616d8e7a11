"""Rules of VPN connections."""

from __future__ import annotations

from dataclasses import replace

import pytest

from privatelink_localstack.vpn import connections
from privatelink_localstack.vpn.model import Connection, Options
from tests.support.refusal import Refusal, refusal, refusal_code

CONNECTION = Connection("vpn-1", "cgw-1", Options(), (), changed=0, gateway_id="vgw-1")


def test_available_connection_may_be_changed() -> None:
    assert refusal_code(connections.check_modifiable, replace(CONNECTION, state="available")) is None


@pytest.mark.parametrize("state", ["pending", "modifying", "deleting", "deleted"])
def test_connection_in_another_state_may_not_be_changed(state: str) -> None:
    assert refusal(connections.check_modifiable, replace(CONNECTION, state=state)) == Refusal(
        "IncorrectState", f"The vpnConnection 'vpn-1' is {state}."
    )
