"""Data points of CloudWatch's metrics of endpoints and services, from counts of their interfaces.

Source: AWS PrivateLink guide, "CloudWatch metrics for AWS PrivateLink": the names, and the only sets of dimensions that
have data. Endpoints of another Region and gateway endpoints have none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import sub

from privatelink_localstack.dataplane.relay.traffic import Traffic
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink.endpoints.model import Endpoint, EndpointInterface
from privatelink_localstack.privatelink.endpoints.states import AVAILABLE
from privatelink_localstack.privatelink.services.model import EndpointService

ENDPOINTS, SERVICES = "AWS/PrivateLinkEndpoints", "AWS/PrivateLinkServices"
NAMESPACES = (ENDPOINTS, SERVICES)

type Dimensions = tuple[tuple[str, str], ...]
type Counts = Mapping[tuple[str, str], Traffic]
"""What went through interfaces, by the IDs of their owner and their own."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of an account in a Region, with the values of its dimensions by name, in order."""

    scope: Scope
    namespace: str
    name: str
    dimensions: Dimensions


@dataclass(frozen=True, slots=True)
class Point:
    """The value of a metric in a period."""

    metric: Metric
    value: int

    @property
    def unit(self) -> str:
        """In CloudWatch's words."""
        return "Bytes" if self.metric.name == "BytesProcessed" else "Count"


@dataclass(frozen=True, slots=True)
class Records:
    """Interface endpoints and services by ID."""

    endpoints: Mapping[str, Endpoint]
    services: Mapping[str, EndpointService]


def points(before: Counts, after: Counts, records: Records) -> list[Point]:
    """Return the data points of a period, from the counts at its two ends. Where nothing flowed there is none."""
    found: dict[tuple[Scope, str, Dimensions], list[Traffic]] = defaultdict(list)
    for (owner, key), counted in after.items():
        flowed = _difference(before.get((owner, key)), counted)
        endpoint = records.endpoints.get(owner)
        interface = next((each for each in endpoint.interfaces if each.id == key), None) if endpoint else None
        if endpoint is None or interface is None or flowed == Traffic() or endpoint.region != endpoint.service_region:
            continue
        for place in _places(endpoint, interface, records.services.get(endpoint.service_id or "")):
            found[place].append(flowed)
    return [
        Point(Metric(scope, namespace, name, dimensions), value)
        for (scope, namespace, dimensions), parts in found.items()
        for name, value in _values(namespace, parts)
    ]


def counts_of_endpoints(records: Records) -> list[Point]:
    """Return the data points of how many endpoints are connected to each service."""
    connected = [each.service_id for each in records.endpoints.values() if each.state == AVAILABLE]
    return [
        Point(Metric(_scope(own), SERVICES, "EndpointsCount", (("Service Id", own.id),)), connected.count(own.id))
        for own in records.services.values()
    ]


def _difference(before: Traffic | None, after: Traffic) -> Traffic:
    """Return what was counted from one reading to the next; `active` is what there was at the most, as far as known."""
    if before is None or any(getattr(after, name) < getattr(before, name) for name in ("opened", "refused", "dropped")):
        before = Traffic()
    parts = ("opened", "refused", "reset", "forgotten", "sent", "received", "dropped")
    own = {name: sub(getattr(after, name), getattr(before, name)) for name in parts}
    return Traffic(active=max(before.active, after.active, min(own["opened"], 1)), **own)


def _places(
    endpoint: Endpoint, interface: EndpointInterface, service: EndpointService | None
) -> Iterator[tuple[Scope, str, Dimensions]]:
    """Yield where an interface's traffic counts: scope, namespace and dimensions."""
    own = {
        "Endpoint Type": endpoint.type,
        "Service Name": endpoint.service_name,
        "VPC Endpoint Id": endpoint.id,
        "VPC Id": endpoint.vpc_id,
    }
    scope = Scope(endpoint.account, endpoint.region)
    yield scope, ENDPOINTS, _ordered(own)
    yield scope, ENDPOINTS, _ordered({**own, "Subnet Id": interface.subnet_id})
    if service is None:
        return
    zone, balancer = {"Az": interface.zone}, {"Load Balancer Arn": interface.load_balancer or ""}
    sets = [{}, zone, {"VPC Endpoint Id": endpoint.id}]
    sets += [balancer, {**zone, **balancer}] if interface.load_balancer else []
    for each in sets:
        yield _scope(service), SERVICES, _ordered({"Service Id": service.id, **each})


def _values(namespace: str, parts: Iterable[Traffic]) -> Iterator[tuple[str, int]]:
    flowed = list(parts)
    yield "ActiveConnections", sum(each.active for each in flowed)
    yield "BytesProcessed", sum(each.sent + each.received for each in flowed)
    yield "NewConnections", sum(each.opened for each in flowed)
    resets = sum(each.reset + each.refused for each in flowed)
    if namespace == SERVICES:
        yield "RstPacketsSent", resets
    else:
        yield "PacketsDropped", sum(each.dropped for each in flowed)
        yield "RstPacketsReceived", resets


def _scope(service: EndpointService) -> Scope:
    return Scope(service.account, service.region)


def _ordered(dimensions: Mapping[str, str]) -> Dimensions:
    return tuple(sorted(dimensions.items()))
