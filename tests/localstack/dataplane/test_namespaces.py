"""Namespaces of the kernel, in a process of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.support.namespaces import as_ordinary_user, need_namespaces

pytestmark = pytest.mark.process

PRELUDE = """
import json, os, signal, socket, sys
from ipaddress import ip_address, ip_network
from privatelink_localstack.dataplane.linux import links, packet_filter
from privatelink_localstack.dataplane.linux.namespaces import Maker, listen
from privatelink_localstack.dataplane.linux.netlink import ROUTE, Netlink
from privatelink_localstack.dataplane.linux.rights import enter_user_namespace, is_allowed_directly
if not is_allowed_directly():
    enter_user_namespace()
host = os.stat("/proc/self/ns/net").st_ino
"""


@pytest.fixture(params=["as we are", "as an ordinary user"])
def run(request: pytest.FixtureRequest) -> Any:
    """The way to run a program that prints JSON."""
    is_ordinary = request.param == "as an ordinary user"
    need_namespaces(as_ordinary_user=is_ordinary)

    def run(program: str) -> Any:
        command = [sys.executable, "-P", "-c", PRELUDE + program]
        if is_ordinary:
            command = as_ordinary_user(*command)
        return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    return run


def test_main_thread_stays_in_the_host_s_namespace(run: Any) -> None:
    program = """
maker = Maker()
one, two = maker.make(), maker.make()
inside = [maker.run(each, lambda: os.stat("/proc/thread-self/ns/net").st_ino) for each in (one, two)]
print(json.dumps([os.stat("/proc/self/ns/net").st_ino == host, len({host, *inside})]))
"""
    assert run(program) == [True, 3]


def test_namespace_has_no_way_out(run: Any) -> None:
    program = """
maker = Maker()
space = maker.make()
print(json.dumps(maker.run(space, lambda: [name for _, name in socket.if_nameindex()])))
"""
    # Kernels with tunnels built in give each namespace their unused devices too.
    assert not {each for each in run(program) if each.startswith(("eth", "en", "wl", "veth", "docker"))}


def test_routes_of_a_vpc_lead_nowhere_but_inside(run: Any) -> None:
    program = """
from pathlib import Path
from privatelink_localstack.dataplane.spaces import Spaces
from privatelink_localstack.dataplane.state.model import Vpc
maker = Maker()
space = Spaces(maker).add(Vpc("vpc-1", (ip_network("10.0.0.0/16"),)))
routes = maker.run(space.namespace, lambda: Path("/proc/thread-self/net/route").read_text().splitlines()[1:])
print(json.dumps([each.split()[:2] for each in routes]))
"""
    # A route of the device "*" drops what it is for: here all that has no other.
    assert run(program) == [["*", "00000000"]]


def test_released_namespace_can_not_be_entered(run: Any) -> None:
    program = """
maker = Maker()
space = maker.make()
maker.release(space)
try:
    maker.run(space, os.getpid)
except OSError as error:
    print(json.dumps(error.strerror))
"""
    assert run(program) == "the namespace has been released"


def test_killed_holder_s_namespace_goes_with_all_that_is_in_it(run: Any) -> None:
    program = """
maker = Maker()
ours = maker.make()
ready, tell = os.pipe()
holder = os.fork()
if holder == 0:
    own = Maker()
    theirs = own.make()
    own.join(theirs, "a", ours, "b")
    own.run(theirs, lambda: listen(("127.0.0.1", 443)))
    os.write(tell, b"x")
    signal.pause()
os.close(tell)
if not os.read(ready, 1):
    sys.exit("the holder failed")
news = maker.run(ours, lambda: Netlink(ROUTE, links.NEWS_OF_LINKS))
names = lambda: [name for _, name in socket.if_nameindex()]
before = "b" in maker.run(ours, names)
os.kill(holder, signal.SIGKILL)
os.waitpid(holder, 0)
while "b" in maker.run(ours, names):
    news.receive()
print(json.dumps(before))
"""
    assert run(program) is True


def test_first_packet_passes_a_new_pair_of_veths(run: Any) -> None:
    program = """
maker = Maker()
one, two = maker.make(), maker.make()
near, far = maker.join(one, "a", two, "b")
one.links.request([links.add_address(ip_address("10.0.0.1"), near), links.add_route(ip_network("10.0.0.2/32"), near)])
two.links.request([links.add_address(ip_address("10.0.0.2"), far), links.add_route(ip_network("10.0.0.1/32"), far)])
listener = maker.run(two, lambda: listen(("10.0.0.2", 80)))
listener.settimeout(60)
client = maker.run(one, lambda: socket.create_connection(("10.0.0.2", 80), timeout=60))
listener.accept()
info = client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)
print(json.dumps(int.from_bytes(info[100:104], sys.byteorder)))
"""
    # No segment had to be sent again: no packet was lost.
    assert run(program) == 0


def test_refused_message_names_the_kernel_s_reason(run: Any) -> None:
    program = """
maker = Maker()
space = maker.make()
address = links.add_address(ip_address("10.0.0.1"))
space.links.request([address])
try:
    space.links.request([address])
except OSError as error:
    print(json.dumps(type(error).__name__))
"""
    assert run(program) == "FileExistsError"


def test_packet_filter_takes_a_transaction_wholly_or_not_at_all(run: Any) -> None:
    program = """
from privatelink_localstack.dataplane.state.flows import Elements
maker = Maker()
space = maker.make()
packet_filter.start(space.packet_filter)
here, there = (frozenset({ip_address(each)}) for each in ("10.0.0.1", "10.0.0.2"))
try:
    packet_filter.change(space.packet_filter, remove=Elements(open=here), add=Elements(open=there))
except OSError as error:
    packet_filter.change(space.packet_filter, remove=Elements(), add=Elements(open=here))
    packet_filter.change(space.packet_filter, remove=Elements(open=here), add=Elements(open=there))
    print(json.dumps(type(error).__name__))
"""
    assert run(program) == "FileNotFoundError"
