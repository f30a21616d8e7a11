"""Both sides of a service: consumers with one address range, and nobody who reaches them from the provider's side."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address

import pytest

from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.dataplane.relay.proxy_protocol import header
from privatelink_localstack.dataplane.state.model import Endpoint, SecurityGroup, State, Vpc
from tests.support.echo import echo, read, serving
from tests.support.plane import BLOCK, CLIENT, ENI_ADDRESS, PORT, TARGET_PORT, changed, interface, link

pytestmark = pytest.mark.process
PATIENCE, SILENCE = 60.0, 0.3
CLIENT_ADDRESS = "10.0.1.20"
OTHER = "eni-other"


def _open() -> State:
    """Return the link with a client whose security group lets everybody in."""
    state = link()
    everybody = state.groups["targets"].egress
    return changed(state, "groups", clients=SecurityGroup("clients", everybody, everybody))


def _with_another_consumer() -> State:
    """Return the link with a second consumer, whose addresses are the first one's."""
    state = link()
    state = changed(state, "vpcs", other=Vpc("other", (BLOCK,)))
    state = changed(state, "subnets", **{"other-a": replace(state.subnets["consumer-a"], id="other-a", vpc="other")})
    entry = interface("eni-entry", "other", str(ENI_ADDRESS), "endpoint")
    client = interface(OTHER, "other", CLIENT_ADDRESS, "clients", workload=True)
    state = changed(state, "interfaces", **{entry.id: entry, OTHER: client})
    state = changed(state, "endpoints", **{"vpce-2": Endpoint("vpce-2", "other", (entry.id,), "service")})
    group = replace(state.target_groups["group"], proxy_protocol=True)
    return changed(state, "target_groups", group=group)


@pytest.mark.parametrize("source", ["eni-target", "eni-node"])
def test_nobody_reaches_the_consumer_from_the_provider_s_side(plane: Client, source: str) -> None:
    plane.push(_open(), whole=True)

    with (
        serving(plane.listen("eni-target", TARGET_PORT), echo),
        serving(plane.listen(CLIENT, PORT), echo),
        plane.connect(CLIENT, str(ENI_ADDRESS), PORT, PATIENCE) as connection,
    ):
        connection.sendall(b"hello")
        read(connection, 1)
        with pytest.raises(TimeoutError):
            plane.connect(source, CLIENT_ADDRESS, PORT, SILENCE)


def test_consumers_with_one_address_range_are_told_apart(plane: Client) -> None:
    plane.push(_with_another_consumer(), whole=True)

    with serving(plane.listen("eni-target", TARGET_PORT), echo):
        for client, endpoint in ((CLIENT, "vpce-1"), (OTHER, "vpce-2")):
            with plane.connect(client, str(ENI_ADDRESS), PORT, PATIENCE) as connection:
                connection.settimeout(PATIENCE)
                own = connection.getsockname()
                expected = b"10.0.1.7 " + header(own, (str(ENI_ADDRESS), PORT), endpoint)
                connection.sendall(b"hello")
                assert own[0] == CLIENT_ADDRESS
                assert read(connection, len(expected)) == expected


def test_consumers_with_one_address_range_never_meet(plane: Client) -> None:
    state = _with_another_consumer()
    alone = interface("eni-alone", "other", "10.0.1.99", "open", workload=True)
    everybody = state.groups["targets"].egress
    state = changed(state, "groups", open=SecurityGroup("open", everybody, everybody))
    plane.push(changed(state, "interfaces", **{alone.id: alone}), whole=True)

    with serving(plane.listen(alone.id, PORT), echo):
        with plane.connect(OTHER, "10.0.1.99", PORT, PATIENCE) as connection:
            assert connection.getpeername()[0] == str(ip_address("10.0.1.99"))
        with pytest.raises(TimeoutError):
            plane.connect(CLIENT, "10.0.1.99", PORT, SILENCE)
