"""Calls of AWS's APIs as hypothesis draws them from botocore's models: right, wrong, odd and missing values.

They are encoded here, because botocore refuses or mends most of them before it sends a request.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from xml.etree import ElementTree as ET

from botocore.model import OperationModel, ServiceModel, Shape
from botocore.session import get_session
from hypothesis import strategies as st

ODD: tuple[str, ...] = (
    "",
    " ",
    "0",
    "-1",
    "1e400",
    "99999999999999999999999",
    "NaN",
    "true",
    "perhaps",
    "*",
    "null",
    "10.0.0.0/16",
    "10.0.0.300",
    "fd00::/8",
    "::1",
    "2026-13-41T00:00:00Z",
    "a\x00b",
    "a\x01b",
    "\ufffe",
    "\U0001f600",
    "<&>\"'",
    "x" * 300,
    "../..",
    "{",
    "arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/net/x",
    "arn:aws:ec2:us-east-1::",
    "arn:",
    "vpc-1",
    "vpce-0123456789abcdef0",
)
"""Texts that a client may send for anything; as JSON some of them are numbers or booleans too."""


DEPTH = 4
"""How deep values go."""


@dataclass(frozen=True, slots=True)
class FuzzedCall:
    """A call of an operation.

    Parameters:
        body: sent as it is.
    """

    service: str
    operation: str
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@cache
def model(service: str) -> ServiceModel:
    """Return botocore's model of a service."""
    return get_session().get_service_model(service)


def calls(service: str, operations: Sequence[str], known: Sequence[str]) -> st.SearchStrategy[FuzzedCall]:
    """Draw calls of some operations of a service.

    Parameters:
        known: texts that mean something to the service, such as the IDs of an account's resources.
    """
    return st.sampled_from(sorted(operations)).flatmap(lambda name: _call(service, name, tuple(known)))


def send(call: FuzzedCall, url: str, account: str, connection: HTTPConnection | None = None) -> tuple[int, bytes]:
    """Send a call with the credentials of an account, and return the status and the body of the response."""
    host = urlsplit(url)
    used = connection or HTTPConnection(host.hostname or "", host.port)
    signing = model(call.service).signing_name
    scope = f"{account}/20260101/us-east-1/{signing}/aws4_request"
    authorization = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"
    used.request(call.method, call.path, call.body, {**call.headers, "Authorization": authorization})
    response = used.getresponse()
    body = response.read()
    if connection is None:
        used.close()
    return response.status, body


def unreadable(call: FuzzedCall, status: int, body: bytes) -> str:
    """Return what a client can't take in a response; "" if nothing."""
    if status >= 500:
        return f"{call.operation}: {status}: {call.body!r}: {body[:300]!r}"
    try:
        ET.fromstring(body) if call.service in {"ec2", "elbv2"} else json.loads(body or b"{}")  # noqa: S314 - our own
    except (ET.ParseError, ValueError) as error:
        return f"{call.operation}: {error}: {call.body!r}: {body[:300]!r}"
    return ""


def _call(service: str, name: str, known: tuple[str, ...]) -> st.SearchStrategy[FuzzedCall]:
    described = model(service)
    operation = described.operation_model(name)
    encode = _query if described.metadata["protocol"] in {"ec2", "query"} else _json
    return _values(operation.input_shape, known, DEPTH).map(lambda value: encode(service, operation, value))


def _values(shape: Shape | None, known: tuple[str, ...], depth: int) -> st.SearchStrategy[Any]:
    """Draw values for a shape; now and then one of another form."""
    if shape is None:
        return st.just({})
    texts = st.sampled_from([*ODD, *known])
    if shape.type_name == "structure":
        members: dict[str, Shape] = getattr(shape, "members", {})
        if not depth:
            return st.just({})
        required = set(getattr(shape, "required_members", ()))
        drawn = {name: _values(member, known, depth - 1) for name, member in members.items()}
        needed = {name: each for name, each in drawn.items() if name in required}
        others = {name: each for name, each in drawn.items() if name not in required}
        # Mostly with the required members: without them a call ends at the first check.
        whole = st.fixed_dictionaries(needed, optional=others)
        some = st.fixed_dictionaries({}, optional=drawn)
        return st.one_of(whole, whole, whole, some, *([texts] if depth < DEPTH else []))
    if shape.type_name == "list":
        element: Shape = getattr(shape, "member", shape)
        several = st.lists(_values(element, known, max(depth - 1, 0)), max_size=3)
        return st.one_of(several, several, several, texts)
    if shape.type_name == "map":
        return st.dictionaries(texts, texts, max_size=2)
    enum = list(getattr(shape, "enum", None) or ())
    if shape.type_name == "string":
        return st.one_of(st.sampled_from(enum), texts) if enum else texts
    if shape.type_name == "boolean":
        return st.one_of(st.booleans(), st.booleans(), texts)
    if shape.type_name in {"integer", "long", "float", "double"}:
        return st.one_of(st.integers(-2, 70000), st.integers(-(10**20), 10**20), texts)
    return texts


def _query(service: str, operation: OperationModel, value: Any) -> FuzzedCall:
    described = model(service)
    pairs = [("Action", operation.name), ("Version", described.api_version)]
    if operation.input_shape is not None:
        pairs += _pairs(operation.input_shape, value, "", ec2=described.metadata["protocol"] == "ec2")
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    return FuzzedCall(service, operation.name, "POST", "/", headers, urlencode(pairs).encode())


def _pairs(shape: Any, value: Any, prefix: str, *, ec2: bool) -> Iterator[tuple[str, str]]:
    """Yield the parameters of a value on the wire."""
    if isinstance(value, dict) and shape.type_name == "structure":
        for name, inner in value.items():
            member = shape.members[name]
            wire = _wire_name(member, name, ec2=ec2)
            yield from _pairs(member, inner, f"{prefix}.{wire}" if prefix else wire, ec2=ec2)
    elif isinstance(value, list):
        for index, inner in enumerate(value, 1):
            place = f"{prefix}.{index}" if ec2 or shape.serialization.get("flattened") else f"{prefix}.member.{index}"
            yield from _pairs(shape.member, inner, place, ec2=ec2)
    elif isinstance(value, bool):
        yield prefix, str(value).lower()
    elif not isinstance(value, dict):
        yield prefix, str(value)


def _wire_name(member: Any, name: str, *, ec2: bool) -> str:
    serialization = member.serialization
    if not ec2:
        return str(serialization.get("name", name))
    wire = str(serialization.get("queryName") or serialization.get("name", name))
    return wire if "queryName" in serialization else wire[0].upper() + wire[1:]


def _json(service: str, operation: OperationModel, value: Any) -> FuzzedCall:
    described = model(service)
    path = str(operation.http["requestUri"])
    body = dict(value)
    members: dict[str, Any] = getattr(operation.input_shape, "members", {})
    for name in list(body):
        for place in (f"{{{name}}}", f"{{{_wire_name(members[name], name, ec2=False)}}}"):
            if place in path:
                text = body.pop(name)
                path = path.replace(place, quote(text if isinstance(text, str) else json.dumps(text), safe="") or "-")
                break
    headers = {"Content-Type": "application/json"}
    if target := described.metadata.get("targetPrefix"):
        headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"{target}.{operation.name}"}
    return FuzzedCall(service, operation.name, str(operation.http["method"]), path, headers, json.dumps(body).encode())
