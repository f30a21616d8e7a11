"""Interface endpoints of AWS's services as the data plane has them."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from ipaddress import IPv4Address

from privatelink_localstack.dataplane.state.model import Address, AwsEndpoint, Certificate, Tls
from privatelink_localstack.privatelink.endpoints.model import Endpoint
from privatelink_localstack.privatelink.endpoints.states import AVAILABLE
from privatelink_localstack.privatelink.names import endpoint_names
from privatelink_localstack.traffic.balancing import SECOND

IDLE_TIMEOUT = 350.0
"""Seconds (PrivateLink guide, "Considerations": the time-out of an endpoint's idle connections is fixed)."""
_HTTP = frozenset({"application-autoscaling", "autoscaling", "dynamodb", "ec2", "monitoring", "s3", "sns", "sqs"})
"""Services that answer on port 80 too (AWS General Reference, "Service endpoints and quotas")."""
_HTTPS_PORT, _HTTP_PORT = 443, 80
_ALPN = ("http/1.1",)
_SUBDOMAINS = ("bucket", "accesspoint", "control")
"""What stands before an endpoint's name of S3 (S3 guide, "AWS PrivateLink for Amazon S3")."""
_SOURCES, _MOST = int(IPv4Address("127.64.0.0")), (1 << 22) - 2


def endpoint(record: Endpoint, edge: int, durations: Mapping[str, float]) -> AwsEndpoint:
    """Return an interface endpoint.

    Parameters:
        edge: LocalStack's port.
    """
    return AwsEndpoint(
        record.id,
        record.vpc_id,
        tuple(each.id for each in record.interfaces),
        source(record.id),
        edge,
        tls(_certified(record)),
        plain_ports=plain_ports(record.service_name),
        open=record.state == AVAILABLE,
        idle_timeout=IDLE_TIMEOUT * durations[SECOND],
    )


def tls(names: tuple[str, ...]) -> Tls:
    """Return how a service of AWS's with these names speaks TLS."""
    return Tls((Certificate(names),), _ALPN)


def source(key: str) -> Address:
    """Return the address from which the connections of an endpoint reach LocalStack.

    It is for people who read logs: where two share one, LocalStack still tells them apart, by their ports.
    """
    number = int.from_bytes(blake2b(key.encode(), digest_size=8).digest())
    return IPv4Address(_SOURCES + 1 + number % _MOST)


def plain_ports(service_name: str) -> tuple[int, ...]:
    """Return the ports where a service answers without TLS."""
    return (_HTTP_PORT,) if service_name.rpartition(".")[2] in _HTTP else ()


def _certified(record: Endpoint) -> tuple[str, ...]:
    """Return the names of an endpoint's certificate: the service's own, and the endpoint's."""
    zones = tuple(each.zone for each in record.interfaces)
    own = endpoint_names(record.id, record.suffix, record.base_name, zones, wildcard=record.wildcard)
    deeper = (
        f"*.{label}.{name.removeprefix('*.')}" for name in own for label in (_SUBDOMAINS if record.wildcard else ())
    )
    return (*record.private_names, *own, *deeper)
