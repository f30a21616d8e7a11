"""The figures of the data plane's relay: beside a direct connection and beside other relays, in the same namespaces.

The ends are a program in C (`connections.c`): one in Python would cost more than what is between them.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address, ip_network
from pathlib import Path

from figure import Figure, Ratio

from privatelink_localstack.dataplane.client import Client, Process
from privatelink_localstack.dataplane.state.model import (
    LOCAL,
    Endpoint,
    Interface,
    Listener,
    LoadBalancer,
    Permission,
    Route,
    SecurityGroup,
    Service,
    State,
    Subnet,
    Target,
    TargetGroup,
    Vpc,
)

ROUNDS, SECONDS, SECONDS_OF_BULK = 21, 0.2, 0.5
PORT, TARGET_PORT = 443, 8080
CLIENT, LOCAL_CLIENT, RELAYED, PROXIED, PLAIN_RELAYED, NODE, TARGET = (
    f"10.0.1.{last}" for last in (20, 30, 5, 6, 8, 7, 9)
)
ALL = Permission(cidrs=(ip_network("0.0.0.0/0"),))
_NAMESPACE_OF_SOCKET = 0x894C
"""The ioctl that returns the network namespace of a socket (SIOCGSKNS)."""
CONFIGURATION = """
global
  maxconn 2000
  nbthread 1
defaults
  mode tcp
  timeout connect 5s
  timeout client 350s
  timeout server 350s
  option splice-auto
listen relay
  bind fd@{listener}
  source {node}
  server target {target}:{port}
"""
"""HAProxy with one thread, as the relay has one."""

DIRECT, RELAY, HAPROXY, PLAIN = WAYS = (
    "directly",
    "through an endpoint",
    "through HAProxy",
    "through the least relay in Python",
)

NEEDED = {"haproxy": "haproxy", "cc": "gcc libc6-dev"}
"""Debian's packages by the program that is needed of them."""

type Measure = Callable[[], float]
type Rates = Mapping[str, Sequence[float]]
"""Connections a second, one at a time and 16 at once, and bytes a second, by the way."""


def state() -> State:
    """Return a client, an endpoint and a target in two VPCs; a client beside the target; and a place for HAProxy."""
    block = ip_network("10.0.0.0/16")
    interfaces = (
        Interface("eni-client", "consumer", "consumer", (ip_address(CLIENT),), ("all",), workload=True),
        Interface("eni-relay", "consumer", "consumer", (ip_address(RELAYED),), ("all",)),
        Interface("eni-proxy", "consumer", "consumer", (ip_address(PROXIED),), ("all",)),
        Interface("eni-plain", "consumer", "consumer", (ip_address(PLAIN_RELAYED),), ("all",)),
        Interface("eni-node", "provider", "provider", (ip_address(NODE),)),
        Interface("eni-local", "provider", "provider", (ip_address(LOCAL_CLIENT),), ("all",), workload=True),
        Interface("eni-target", "provider", "provider", (ip_address(TARGET),), ("all",), workload=True),
    )
    vpcs = ("consumer", "provider")
    return State(
        vpcs={key: Vpc(key, (block,)) for key in vpcs},
        subnets={key: Subnet(key, key, "a", (Route(block, LOCAL),)) for key in vpcs},
        interfaces={each.id: each for each in interfaces},
        groups={"all": SecurityGroup("all", (ALL,), (ALL,))},
        endpoints={"vpce": Endpoint("vpce", "consumer", ("eni-relay",), "service")},
        services={"service": Service("service", ("nlb",))},
        balancers={"nlb": LoadBalancer("nlb", "provider", ("eni-node",))},
        listeners={"listener": Listener("listener", "nlb", PORT, "group")},
        target_groups={"group": TargetGroup("group", "provider", (Target(ip_address(TARGET), TARGET_PORT, "a"),))},
    )


@dataclass(frozen=True, slots=True)
class Bed:
    """A data plane with the state, and the program of the ends."""

    plane: Client
    program: Path

    def run(self, interface: str, *arguments: object) -> float:
        """Run the program behind an interface, and return what it has measured."""
        with self.plane.entrance(interface) as entrance:
            words = entrance.command(str(self.program), *map(str, arguments))
            done = subprocess.run(words, pass_fds=entrance.descriptors, stdout=subprocess.PIPE, text=True, check=True)
        return float(done.stdout)

    @contextmanager
    def target(self) -> Iterator[None]:
        """Answer behind the target's interface."""
        with self.plane.entrance("eni-target") as entrance:
            words = entrance.command(str(self.program), "target", str(TARGET_PORT))
            with subprocess.Popen(words, pass_fds=entrance.descriptors, stdout=subprocess.PIPE) as child:
                _ = child.stdout and child.stdout.readline()
                try:
                    yield
                finally:
                    child.terminate()

    @contextmanager
    def other(self, interface: str, command: Callable[[int], Sequence[str]]) -> Iterator[None]:
        """Run another relay where the data plane's is: it listens in the consumer's VPC and connects in the provider's.

        Parameters:
            command: returns the command of the relay, by the descriptor of its listening socket.
        """
        with self.plane.listen("eni-node", 1) as inside:
            namespace = fcntl.ioctl(inside, _NAMESPACE_OF_SOCKET)
        with (
            self.plane.listen(interface, PORT) as listener,
            subprocess.Popen(
                command(listener.fileno()),
                pass_fds=[listener.fileno()],
                start_new_session=True,  # As the data plane has one: Linux shares processors out by sessions.
                preexec_fn=partial(os.setns, namespace, os.CLONE_NEWNET),  # noqa: PLW1509 - this process has no threads
            ) as child,
        ):
            os.close(namespace)
            try:
                yield
            finally:
                child.terminate()


def haproxy(binary: str, directory: Path, listener: int) -> list[str]:
    """Return the command of HAProxy, which needs a file."""
    file = directory / "haproxy.cfg"
    file.write_text(
        CONFIGURATION.format(listener=listener, node=NODE, target=TARGET, port=TARGET_PORT), encoding="ascii"
    )
    return [binary, "-db", "-f", str(file)]


def plain(listener: int) -> list[str]:
    """Return the command of the least relay in Python."""
    program = Path(__file__).with_name("plain_relay.py")
    return [sys.executable, str(program), str(listener), NODE, TARGET, str(TARGET_PORT)]


def compiled(directory: Path) -> Path:
    """Return the program of the ends."""
    program = directory / "connections"
    source = Path(__file__).with_name("connections.c")
    subprocess.run([str(found("cc")), "-O2", "-pthread", "-o", str(program), str(source)], check=True)
    return program


def measures(bed: Bed) -> Mapping[str, tuple[Measure, ...]]:
    """Return how to measure each way: one connection at a time, 16 at once, and bulk."""
    ways = {
        DIRECT: ("eni-local", TARGET, TARGET_PORT, LOCAL_CLIENT),
        RELAY: ("eni-client", RELAYED, PORT, CLIENT),
        HAPROXY: ("eni-client", PROXIED, PORT, CLIENT),
        PLAIN: ("eni-client", PLAIN_RELAYED, PORT, CLIENT),
    }

    def measured(way: str, kind: str, *more: object) -> Measure:
        interface, *place = ways[way]
        return lambda: bed.run(interface, kind, *place, *more)

    return {
        each: (
            measured(each, "rate", SECONDS, 1),
            measured(each, "rate", SECONDS, 16),
            measured(each, "bulk", SECONDS_OF_BULK),
        )
        for each in ways
    }


def found(name: str) -> str | None:
    """Return the path of a program; None if there is none. Debian has HAProxy where only root looks."""
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")


def problem() -> str | None:
    """Return why nothing can be measured, and what to do; None where it can."""
    if os.geteuid():
        return "root alone may put HAProxy into the data plane's namespaces: run this part as root"
    missing = [package for name, package in NEEDED.items() if found(name) is None]
    return f"install, on Debian: apt-get install {' '.join(missing)}" if missing else None


def measure(directory: Path) -> list[Figure]:
    """Measure all ways in turn."""
    program = compiled(directory)
    with Process(directory / "socket") as process, process.client() as client, ExitStack() as exits:
        bed = Bed(client, program)
        client.push(state(), whole=True)
        exits.enter_context(bed.target())
        exits.enter_context(bed.other("eni-proxy", partial(haproxy, str(found("haproxy")), directory)))
        exits.enter_context(bed.other("eni-plain", plain))
        ways = measures(bed)
        rounds = [{key: [each() for each in own] for key, own in ways.items()} for _ in range(ROUNDS + 1)]
    return figures(rounds[1:])


def figures(rounds: Sequence[Rates]) -> list[Figure]:
    """Return the figures of rounds, as the time of a thousand connections and of a gigabyte: less is better."""
    kinds: tuple[tuple[float, str, Mapping[str, float]], ...] = (
        (1e3, "1,000 connections one after the other", {DIRECT: 1.92, PLAIN: 1.2}),
        (1e3, "1,000 connections 16 at once", {HAPROXY: 2}),
        (1e9, "1 GB over one connection", {DIRECT: 1.54, HAPROXY: 0.625}),
    )
    rows = []
    for at, (unit, title, limits) in enumerate(kinds):
        times = {way: [unit / each[way][at] for each in rounds] for way in WAYS}
        others = [way for way in WAYS if way != RELAY]
        rows += [Figure(f"{title}, {way}", statistics.median(times[way]), " s") for way in others]
        for base in others:
            ratios = [own / other for own, other in zip(times[RELAY], times[base], strict=True)]
            ratio = Ratio(statistics.median(ratios), base, limits.get(base))
            rows.append(Figure(f"{title}, {RELAY}; beside {base}", statistics.median(times[RELAY]), " s", ratio=ratio))
    return rows
