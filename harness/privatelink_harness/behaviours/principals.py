"""Trial: a consumer's account is taken off the principals. Its connection stays, and a new one is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from privatelink_harness.behaviours.acceptance import ACCEPTED
from privatelink_harness.behaviours.behaviour import Outcome, Stage
from privatelink_harness.behaviours.sides import Sides, at_rest, until
from privatelink_harness.behaviours.topology import Link, Topology
from privatelink_harness.checks.api import pages
from privatelink_harness.checks.check import Sources
from privatelink_harness.checks.property import Property

REFUSED = "refused"

_UNKNOWN = "InvalidServiceName"
"""The error for a service that the account does not see. PrivateLink guide, "Manage permissions": the service's name
is unknown to accounts that may not connect."""

_SEEN_AGAIN = 60.0
"""Seconds that AWS may take to know of a principal that was taken away or added."""


def principals(stage: Stage, topology: Topology) -> Iterator[Outcome]:
    """Try one link of each service and each other account that is connected to it."""
    tried: set[tuple[str, str]] = set()
    for link in topology.links:
        key = (link.service.id, link.endpoint.scope.account)
        is_foreign = link.endpoint.scope.account != link.service.scope.account
        if is_foreign and key not in tried and at_rest(stage, link) == ACCEPTED:
            tried.add(key)
            yield from _tried(stage, link)


def admitting(arns: Iterable[str], account: str) -> list[str]:
    """Return the principals that let an account connect."""
    return sorted(arn for arn in arns if arn == "*" or f":{account}:" in arn)


def _tried(stage: Stage, link: Link) -> Iterator[Outcome]:
    ec2, service = link.service.client(stage), link.service.id
    removed = admitting(_allowed(ec2, service), link.endpoint.scope.account)
    if not removed:
        return
    try:
        ec2.modify_vpc_endpoint_service_permissions(ServiceId=service, RemoveAllowedPrincipals=removed)
        until(lambda: set(removed) & set(_allowed(ec2, service)), lambda left: not left, limit=_SEEN_AGAIN)
        answer, seen = _new_endpoint(stage, link), at_rest(stage, link)
    finally:
        with stage.patient():
            ec2.modify_vpc_endpoint_service_permissions(ServiceId=service, AddAllowedPrincipals=removed)
            until(lambda: set(removed) - set(_allowed(ec2, service)), lambda missing: not missing, limit=_SEEN_AGAIN)
    yield from outcomes(stage, link, answer, seen)


def outcomes(stage: Stage, link: Link, answer: str, seen: Sides) -> Iterator[Outcome]:
    """Yield the owner's row, and the consumer's.

    Parameters:
        answer: to the request for a new endpoint.
        seen: the connection while the principal was away.
    """
    expected = {"connection": "available", "new endpoint": REFUSED}
    found = {"connection": seen.owner, "new endpoint": answer}
    about = Property.PRINCIPAL_REMOVED
    service, endpoint = link.service, link.endpoint
    sources = Sources(spec=expected, api=found)
    yield Outcome(link.name, about, sources, service.account(stage), service.resource)
    sources = Sources(spec="available", api=seen.consumer)
    yield Outcome(link.name, about, sources, endpoint.account(stage), endpoint.resource)


def _allowed(ec2: Any, service: str) -> list[str]:
    operation = "describe_vpc_endpoint_service_permissions"
    return [each["Principal"] for each in pages(ec2, operation, "AllowedPrincipals", ServiceId=service)]


def _new_endpoint(stage: Stage, link: Link) -> str:
    """Ask for another endpoint of the consumer, which must be refused; one that is made is deleted at once."""
    from botocore.exceptions import ClientError

    ec2, values = link.endpoint.client(stage), link.endpoint.values
    request = {
        "VpcEndpointType": values["vpc_endpoint_type"],
        "VpcId": values["vpc_id"],
        "ServiceName": values["service_name"],
        "TagSpecifications": [{"ResourceType": "vpc-endpoint", "Tags": tags(values)}],
    }
    if region := values.get("service_region"):
        request["ServiceRegion"] = region
    try:
        made = ec2.create_vpc_endpoint(**request)["VpcEndpoint"]["VpcEndpointId"]
    except ClientError as error:
        code = str(error.response["Error"]["Code"])
        return REFUSED if code == _UNKNOWN else f"refused with {code}"
    ec2.delete_vpc_endpoints(VpcEndpointIds=[made])
    return "made"


def tags(values: Any) -> list[dict[str, str]]:
    """Return the tags of the endpoint in the state, by which a sweep finds what is like it."""
    return [{"Key": key, "Value": value} for key, value in (values.get("tags_all") or {}).items()]
