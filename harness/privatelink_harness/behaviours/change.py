"""Changes outside of Terraform: each is noticed by the next plan, and put right by the next apply."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from privatelink_harness.behaviours.acceptance import ACCEPTED
from privatelink_harness.behaviours.behaviour import Behaviour, Outcome, Stage
from privatelink_harness.behaviours.sides import Sides, consumer_side, owner_side, until
from privatelink_harness.behaviours.topology import ENDPOINT, SERVICE, Placed, Topology, short
from privatelink_harness.checks import policy
from privatelink_harness.checks.check import Sources, show
from privatelink_harness.checks.property import Property

_GONE = frozenset({"none", "deleted"})

_DRIFTED = "changed outside of Terraform"


@dataclass(frozen=True, slots=True)
class Change:
    """A change outside of Terraform, which the next apply puts right.

    Parameters:
        address: of the resource that changes.
        action: that Terraform must plan.
        make: makes the change, and waits until the API shows it.
        read: returns what the API says of the resource now, in whichever account; with the resource as it is in the
            state by then.
        before: what it said before.
    """

    address: str
    about: Property
    action: str
    placed: Placed
    make: Callable[[], None]
    read: Callable[[Placed], object]
    before: object

    def outcome(self, stage: Stage, planned: str, after: object) -> Outcome:
        """Return what came of the change.

        Parameters:
            planned: Terraform's action; "nothing" where the plan did not notice.
            after: what the API says after the apply.
        """
        expected = {"plan": self.action, "after the apply": show(self.before)}
        found = {"plan": planned, "after the apply": show(after)}
        sources = Sources(spec=expected, api=found)
        resource = self.placed.resource
        return Outcome(short(resource), self.about, sources, self.placed.account(stage), resource)


def changes(stage: Stage, topology: Topology, chosen: frozenset[Behaviour]) -> list[Change]:
    """Return the changes to make: an endpoint is deleted; services and the other endpoints are changed."""
    found: list[Change] = []
    deleted = _deletable(stage, topology) if Behaviour.DELETED_ENDPOINT in chosen else None
    if deleted:
        found.append(_deletion(stage, topology, deleted))
    if Behaviour.DRIFT in chosen:
        found += _drift(stage, topology, deleted)
    return found


def _deletable(stage: Stage, topology: Topology) -> Placed | None:
    """Return the endpoint to delete: one of a link whose state says something, or any that is available."""
    for link in topology.links:
        if sides_of(stage, topology, link.endpoint) == ACCEPTED:
            return link.endpoint
    return next((each for each in topology.of(ENDPOINT) if consumer_side(stage, each) == "available"), None)


def sides_of(stage: Stage, topology: Topology, endpoint: Placed) -> Sides:
    """Return an endpoint's state on both sides; without a service in the stack, its own for both."""
    own = consumer_side(stage, endpoint)
    service = next((link.service for link in topology.links if link.endpoint.id == endpoint.id), None)
    return Sides(owner_side(stage, service, endpoint.id) if service else own, own)


def _deletion(stage: Stage, topology: Topology, endpoint: Placed) -> Change:
    services = {link.endpoint.id: link.service for link in topology.links}
    service = services.get(endpoint.id)

    def read(now: Placed) -> object:
        own = consumer_side(stage, now)
        return {"owner": owner_side(stage, service, now.id), "consumer": own} if service else {"state": own}

    def make() -> None:
        endpoint.client(stage).delete_vpc_endpoints(VpcEndpointIds=[endpoint.id])
        until(lambda: consumer_side(stage, endpoint), lambda state: state in _GONE)

    address = endpoint.resource.address
    return Change(address, Property.DELETED_ENDPOINT, "create", endpoint, make, read, read(endpoint))


def _drift(stage: Stage, topology: Topology, deleted: Placed | None) -> Iterator[Change]:
    endpoints = [each for each in topology.of(ENDPOINT) if deleted is None or each.id != deleted.id]
    for service in topology.of(SERVICE):
        yield _acceptance(stage, service)
    for endpoint in endpoints:
        yield _policy(stage, endpoint) if _has_policy(endpoint) else _tag(stage, endpoint)
    if not endpoints:
        yield from (_tag(stage, group) for group in topology.of("aws_security_group")[:1])


def _acceptance(stage: Stage, service: Placed) -> Change:
    def read(now: Placed) -> object:
        described = now.client(stage).describe_vpc_endpoint_service_configurations(ServiceIds=[now.id])
        return described["ServiceConfigurations"][0]["AcceptanceRequired"]

    before = read(service)

    def make() -> None:
        service.client(stage).modify_vpc_endpoint_service_configuration(
            ServiceId=service.id, AcceptanceRequired=not before
        )
        until(lambda: read(service), lambda value: value != before)

    return Change(service.resource.address, Property.DRIFT, "update", service, make, read, before)


def _has_policy(endpoint: Placed) -> bool:
    """Return whether an endpoint has another policy than AWS's default, which allows everything."""
    stated = str(endpoint.values.get("policy") or "")
    return bool(stated) and policy.meaning(stated) != policy.meaning(_EVERYTHING)


_EVERYTHING = json.dumps({"Statement": [{"Action": "*", "Effect": "Allow", "Principal": "*", "Resource": "*"}]})
"""AWS's default policy of an endpoint. PrivateLink guide, "Control access using endpoint policies"."""


def _policy(stage: Stage, endpoint: Placed) -> Change:
    def read(now: Placed) -> object:
        described = now.client(stage).describe_vpc_endpoints(VpcEndpointIds=[now.id])["VpcEndpoints"][0]
        return policy.meaning(described["PolicyDocument"])

    before = read(endpoint)

    def make() -> None:
        endpoint.client(stage).modify_vpc_endpoint(VpcEndpointId=endpoint.id, ResetPolicy=True)
        until(lambda: read(endpoint), lambda value: value != before)

    return Change(endpoint.resource.address, Property.DRIFT, "update", endpoint, make, read, before)


def _tag(stage: Stage, tagged: Placed) -> Change:
    key = next(iter(tagged.values.get("tags") or {}), "Name")

    def read(now: Placed) -> object:
        filters = [{"Name": "resource-id", "Values": [now.id]}, {"Name": "key", "Values": [key]}]
        found: Any = now.client(stage).describe_tags(Filters=filters)["Tags"]
        return f"{key} = {found[0]['Value'] if found else 'none'}"

    before = read(tagged)

    def make() -> None:
        tagged.client(stage).create_tags(Resources=[tagged.id], Tags=[{"Key": key, "Value": _DRIFTED}])
        until(lambda: read(tagged), lambda value: value != before)

    return Change(tagged.resource.address, Property.DRIFT, "update", tagged, make, read, before)
