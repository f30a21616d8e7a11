"""The data of the answers of commands about traffic, as in `data`."""

from __future__ import annotations

from typing import TypedDict


class Client(TypedDict):
    """Where a connection starts.

    Parameters:
        interface: its ID; a guest's starts with `guest-`.
        subnet: null beside the subnets.
        groups: of the interface; null where everything may come in and go out.
    """

    interface: str
    vpc: str
    subnet: str | None
    addresses: list[str]
    groups: list[str] | None


class Hop(TypedDict):
    """One hop of a connection.

    Parameters:
        subject: its ID, name or address; several with commas.
        reason: why the connection ends here; null where it goes on.
        note: what else is of interest.
    """

    step: str
    subject: str
    allowed: bool
    reason: str | None
    note: str | None


class TracedTarget(TypedDict):
    """A target that the connection may reach.

    Parameters:
        source: the address of the load balancer that the target sees.
    """

    load_balancer: str
    source: str
    target_group: str
    vpc: str
    address: str
    port: int
    protocol: str
    proxy_protocol: bool
    health: str


class Traced(TypedDict):
    """`trace`: the way of a connection, up to the hop that stops it."""

    client: Client
    host: str
    port: int
    arrives: bool
    hops: list[Hop]
    targets: list[TracedTarget]


class Executed(TypedDict):
    """`exec` and `shell`: a command that has ended. Its own output is on standard error."""

    client: Client
    command: list[str]
    exit_code: int


class Flow(TypedDict):
    """What went through one endpoint since it exists: connections, and flows of datagrams.

    Parameters:
        service: the ID of a customer's service, or a name of AWS's.
        available: whether it carries traffic.
        active: connections that are open now.
        refused: connections that had nowhere to go.
        forgotten: connections that were idle too long.
        sent, received: bytes from clients and to them.
    """

    endpoint: str
    vpc: str
    service: str
    available: bool
    active: int
    opened: int
    refused: int
    reset: int
    forgotten: int
    sent: int
    received: int


class Flows(TypedDict):
    """`traffic`: all interface endpoints, by ID."""

    endpoints: list[Flow]
