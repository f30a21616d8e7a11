"""What is said on the plane's socket: a line of JSON for a request, and a line for its answer.

A request is `{"do": "push", …}` with the fields of its class; an answer is `{"data": …}`, or `{"error": …, "code": …}`
with the error's number. Descriptors come beside an answer's first byte (SCM_RIGHTS).
"""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from privatelink_localstack.dataplane.relay.traffic import Traffic
from privatelink_localstack.dataplane.state import wire
from privatelink_localstack.dataplane.state.guests import Place
from privatelink_localstack.dataplane.state.health import Health
from privatelink_localstack.dataplane.state.model import State, Target
from privatelink_localstack.dataplane.state.wire import WireError

LONGEST_LINE = 1 << 26
"""Bytes; a state of 10,000 endpoints has a tenth."""


@dataclass(frozen=True, slots=True)
class Push:
    """Change the state: put records, and remove those with an ID.

    Parameters:
        whole: whether `put` is everything there is.
    """

    put: State = field(default_factory=State)
    remove: tuple[str, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Reset:
    """Remove everything. Traffic is counted anew."""


@dataclass(frozen=True, slots=True)
class GetHealth:
    """Get the health of all targets: a list of `TargetHealth`."""


@dataclass(frozen=True, slots=True)
class GetTraffic:
    """Get what went through each endpoint: `relay.connections.Traffic` by ID."""


@dataclass(frozen=True, slots=True)
class AwaitFlow:
    """Wait until something flows that `GetCounts` has not seen end. For one client, as `GetCounts`."""


@dataclass(frozen=True, slots=True)
class GetCounts:
    """Get what went through each interface: a list of `Counted`."""


@dataclass(frozen=True, slots=True)
class Connect:
    """Get a socket that is connected as programs behind an interface would connect it.

    Parameters:
        datagrams: UDP in place of TCP.
        host: an address, or a name that the VPC's resolver answers.
        timeout: seconds.
    """

    interface: str
    host: str
    port: int
    timeout: float = 5
    datagrams: bool = False


@dataclass(frozen=True, slots=True)
class Listen:
    """Get a socket that listens on an interface's first address; with `datagrams`, one that receives with UDP.

    Parameters:
        loopback: on 127.0.0.1 of the interface's workload in place of the address; only its programs reach it.
    """

    interface: str
    port: int
    datagrams: bool = False
    loopback: bool = False


@dataclass(frozen=True, slots=True)
class Enter:
    """Get what `enter` needs for a command behind a workload's interface: an `Entered`, and descriptors.

    These are of the network namespace, of a pipe that ends with the workload, and of the user namespace if the plane
    has one; of the pipe alone where there is a proxy.
    """

    interface: str


@dataclass(frozen=True, slots=True)
class Entered:
    """How a command behind an interface reaches others.

    Parameters:
        resolver: the address of the VPC's resolver; "" with a proxy.
        proxy: the URL of the proxy that it must use; "" in a namespace.
    """

    resolver: str = ""
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class GetOrigin:
    """Get where a connection to LocalStack comes from, by the address and port that LocalStack sees: an `Origin`."""

    address: str
    port: int


@dataclass(frozen=True, slots=True)
class GetAuthority:
    """Get the path of the certificate of the authority whose certificates the plane's endpoints have."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a connection comes from: an endpoint, and the client's address in its VPC.

    Parameters:
        secure: whether the client speaks TLS.
    """

    endpoint: str
    client: str
    secure: bool = True


@dataclass(frozen=True, slots=True)
class Attach:
    """Get an interface that is in the plane only, and ends with the client's connection: an `Interface`."""

    place: Place


@dataclass(frozen=True, slots=True)
class Visit:
    """Get a consumer of a service that is in the plane only, and ends with the client's connection: a `Visitor`.

    Parameters:
        pace: how much faster than the listeners' time its idle connections grow old.
    """

    service: str
    pace: float = 1


@dataclass(frozen=True, slots=True)
class Reject:
    """Reject the connection of a visitor, by its endpoint."""

    endpoint: str


@dataclass(frozen=True, slots=True)
class GetTrace:
    """Get the way of a connection that nobody makes: a `Trace`."""

    interface: str
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class GetRecords:
    """Get the VPCs, subnets, interfaces and endpoints of the state, for people and probes: a `State`."""


@dataclass(frozen=True, slots=True)
class GetLimits:
    """Get what connections don't show: a list of `Limit`."""


@dataclass(frozen=True, slots=True)
class TargetHealth:
    """The health of one target.

    Parameters:
        inhabited: whether a client listens behind its interface, or has entered it.
    """

    group: str
    target: Target
    health: Health
    inhabited: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """What went through one interface of an endpoint or a load balancer."""

    owner: str
    interface: str
    traffic: Traffic


type Request = (
    Push
    | Reset
    | GetHealth
    | GetTraffic
    | AwaitFlow
    | GetCounts
    | Connect
    | Listen
    | Enter
    | GetOrigin
    | GetAuthority
    | Attach
    | Visit
    | Reject
    | GetTrace
    | GetRecords
    | GetLimits
)

_REQUESTS: Mapping[str, type[Request]] = {
    "push": Push,
    "reset": Reset,
    "health": GetHealth,
    "traffic": GetTraffic,
    "flow": AwaitFlow,
    "counts": GetCounts,
    "connect": Connect,
    "listen": Listen,
    "enter": Enter,
    "origin": GetOrigin,
    "authority": GetAuthority,
    "attach": Attach,
    "visit": Visit,
    "reject": Reject,
    "trace": GetTrace,
    "records": GetRecords,
    "limits": GetLimits,
}
_VERBS = {kind: verb for verb, kind in _REQUESTS.items()}


def write_request(request: Request) -> bytes:
    """Return a request's line."""
    return _line({"do": _VERBS[type(request)], **wire.dump(request)})


def read_request(line: bytes) -> Request:
    """Return the request of a line.

    Raises:
        WireError: it is not JSON, or not a request.
    """
    try:
        value = json.loads(line)
    except ValueError as error:
        raise WireError(f"the request is not JSON: {error}") from error
    if not isinstance(value, dict) or value.get("do") not in _REQUESTS:
        raise WireError(f"the request has no 'do'; it is one of {', '.join(_REQUESTS)}")
    verb = value.pop("do")
    return wire.load(_REQUESTS[verb], value, verb)


def write_answer(data: object) -> bytes:
    """Return the line that answers with data."""
    return _line({"data": wire.dump(data)})


def write_error(error: Exception) -> bytes:
    """Return the line that answers with an error."""
    if isinstance(error, OSError):
        return _line({"error": error.strerror or str(error), "code": error.errno})
    return _line({"error": str(error), "code": None})


def read_answer(line: bytes) -> Any:
    """Return the data of an answer.

    Raises:
        OSError: the answer is an error of the kernel's or of the network; its class follows from its number.
        WireError: the answer is an error of the request.
    """
    answer = json.loads(line)
    if "error" not in answer:
        return answer["data"]
    message, code = answer["error"], answer["code"]
    if code is None:
        raise WireError(message)
    # The resolver's errors have numbers of their own, all negative.
    raise socket.gaierror(code, message) if code < 0 else OSError(code, message)


def _line(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"
