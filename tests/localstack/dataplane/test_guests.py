"""Guests: interfaces and consumers that are in the plane only, and end with the connection that asked for them."""

from __future__ import annotations

import socket
from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest

from privatelink_localstack.dataplane.client import Client, Process
from privatelink_localstack.dataplane.state.guests import GuestError, Guests, Place
from privatelink_localstack.dataplane.state.model import State, Subnet, Vpc
from privatelink_localstack.dataplane.state.wire import WireError
from tests.support.echo import echo, read, serving
from tests.support.plane import (
    CLIENT,
    ENI_ADDRESS,
    NAME,
    NODE_ADDRESS,
    PORT,
    TARGET_ADDRESS,
    TARGET_PORT,
    changed,
    link,
)
from tests.support.until import until

pytestmark = pytest.mark.process
PATIENCE = 60.0
SILENCE = 0.3
"""Seconds after which no answer is silence. An answer that comes late would fail a test, not pass one."""


def test_guest_gets_the_last_free_address_of_its_network() -> None:
    guests, state, network = Guests(), link(), ip_network("10.0.7.0/28")
    first = guests.attach(state, Place("consumer", network=network))
    second = guests.attach(guests.within(state), Place("consumer", network=network))

    assert (first.addresses, second.addresses) == ((network[14],), (network[13],))


def test_guest_in_a_subnet_gets_its_last_free_address() -> None:
    state = changed(link(), "subnets", small=Subnet("small", "consumer", "b", (), (ip_network("10.0.8.0/28"),)))
    guest = Guests().attach(state, Place("consumer", "small"))

    assert (guest.subnet, guest.addresses) == ("small", (ip_address("10.0.8.14"),))


def test_guest_in_a_dual_stack_subnet_has_addresses_of_both_versions() -> None:
    blocks = (ip_network("10.0.8.0/28"), ip_network("2001:db8::/64"))
    state = changed(link(), "subnets", dual=Subnet("dual", "consumer", "b", (), blocks))
    guest = Guests().attach(state, Place("consumer", "dual"))

    assert guest.addresses == (blocks[0][14], blocks[1][-2])


@pytest.mark.parametrize("subnet", ["nowhere", "provider-subnet"])
def test_subnet_that_the_vpc_does_not_have_is_refused(subnet: str) -> None:
    elsewhere = Subnet("provider-subnet", "provider", "b", (), (ip_network("10.0.8.0/28"),))
    state = changed(link(), "subnets", **{"provider-subnet": elsewhere})

    with pytest.raises(GuestError, match=f"subnet '{subnet}' of VPC 'consumer' does not exist"):
        Guests().attach(state, Place("consumer", subnet))


def test_full_network_is_refused() -> None:
    guests, state = Guests(), link()
    place = Place("consumer", network=ip_network("10.0.7.9/32"))
    guests.attach(state, place)

    with pytest.raises(GuestError, match=r"10\.0\.7\.9/32 of VPC 'consumer' has no free address"):
        guests.attach(guests.within(state), place)


def test_address_that_an_interface_has_means_the_interface() -> None:
    state = link()
    place = Place("provider", network=ip_network(f"{TARGET_ADDRESS}/32"))

    assert Guests().attach(state, place) == state.interfaces["eni-target"]


def test_control_plane_s_state_has_no_guests() -> None:
    guests, state = Guests(), link()
    guests.attach(state, Place("consumer"))
    guests.visit(state, "service", 1)

    assert guests.without(guests.within(state)) == state


def test_guest_reaches_what_its_groups_allow(plane: Client) -> None:
    plane.push(link(), whole=True)
    allowed = plane.attach(Place("consumer", groups=("clients",)))
    stranger = plane.attach(Place("consumer", groups=("strangers",)))

    with serving(plane.listen("eni-target", TARGET_PORT), echo), plane.connect(allowed.id, NAME, PORT, PATIENCE) as own:
        own.sendall(b"hello")
        assert read(own, 14) == f"{NODE_ADDRESS} hello".encode()
    with pytest.raises(TimeoutError):
        plane.connect(stranger.id, str(ENI_ADDRESS), PORT, SILENCE)


def test_guest_stands_in_for_a_target_by_address(plane: Client) -> None:
    state = link()
    plane.push(replace(state, interfaces={k: v for k, v in state.interfaces.items() if k != "eni-target"}), whole=True)
    target = plane.attach(Place("provider", network=ip_network(f"{TARGET_ADDRESS}/32")))

    with serving(plane.listen(target.id, TARGET_PORT), echo), plane.connect(CLIENT, NAME, PORT, PATIENCE) as own:
        own.sendall(b"hello")
        assert read(own, 14) == f"{NODE_ADDRESS} hello".encode()


def test_guest_stays_when_the_control_plane_pushes(plane: Client) -> None:
    state = link()
    plane.push(state, whole=True)
    guest = plane.attach(Place("consumer"))
    plane.push(State(vpcs={"third": Vpc("third", (ip_network("10.9.0.0/16"),))}))
    plane.push(changed(state, "services"), whole=True)

    with plane.listen(guest.id, 80) as listener:
        assert listener.getsockname() == (str(guest.addresses[0]), 80)


def test_guest_ends_with_its_connection(process: Process, plane: Client) -> None:
    plane.push(link(), whole=True)
    with process.client() as other:
        guest = other.attach(Place("consumer"))
        plane.listen(guest.id, 80).close()

    def is_gone() -> bool:
        try:
            plane.listen(guest.id, 80).close()
        except WireError:
            return True
        except OSError:  # Its address is gone already.
            return False
        return False

    assert until(is_gone, bool)


def test_guest_of_an_unknown_vpc_is_refused_and_the_plane_goes_on(plane: Client) -> None:
    plane.push(link(), whole=True)
    with pytest.raises(WireError, match="VPC 'third' does not exist"):
        plane.attach(Place("third"))
    with pytest.raises(WireError, match="service 'third' does not exist"):
        plane.visit("third")
    assert plane.attach(Place("consumer")).addresses == (ip_address("10.0.255.254"),)


def test_visitor_reaches_a_service_until_it_is_rejected(plane: Client) -> None:
    plane.push(link(), whole=True)
    visitor = plane.visit("service")
    host = str(visitor.entry.addresses[0])
    with serving(plane.listen("eni-target", TARGET_PORT), echo):
        with plane.connect(visitor.client.id, host, PORT, PATIENCE) as own:
            own.sendall(b"hello")
            assert read(own, 14) == f"{NODE_ADDRESS} hello".encode()
            plane.reject(visitor)
            with pytest.raises(ConnectionResetError):
                own.recv(1)
        with pytest.raises(TimeoutError):
            plane.connect(visitor.client.id, host, PORT, SILENCE)


def test_connection_of_a_fast_visitor_is_forgotten_soon_and_keep_alive_saves_it(plane: Client) -> None:
    plane.push(link(), whole=True)
    visitor = plane.visit("service", pace=350 / 3)
    host = str(visitor.entry.addresses[0])
    with serving(plane.listen("eni-target", TARGET_PORT), echo):
        idle = plane.connect(visitor.client.id, host, PORT, PATIENCE)
        lively = plane.connect(visitor.client.id, host, PORT, PATIENCE)
        for option, value in ((socket.TCP_KEEPIDLE, 1), (socket.TCP_KEEPINTVL, 1)):
            lively.setsockopt(socket.IPPROTO_TCP, option, value)
        lively.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        with idle, lively:
            until(lambda: plane.traffic().get(visitor.endpoint.id, {}), lambda found: found.get("forgotten") == 1)
            idle.sendall(b"hello")
            with pytest.raises(ConnectionResetError):
                idle.recv(1)
            lively.sendall(b"hello")
            assert read(lively, 14) == f"{NODE_ADDRESS} hello".encode()
