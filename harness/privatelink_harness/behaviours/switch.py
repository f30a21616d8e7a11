"""Trial: blue and green change places by the module's variables, while its load balancers are watched."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from privatelink_generator import hcl
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.patterns.provider.view import ProviderView
from privatelink_harness.behaviours.behaviour import Outcome, Stage
from privatelink_harness.behaviours.deletion import LIVE
from privatelink_harness.behaviours.place import provider_of
from privatelink_harness.behaviours.topology import SERVICE, Placed, Topology, short
from privatelink_harness.checks.check import Sources
from privatelink_harness.checks.property import Property

if TYPE_CHECKING:
    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.terraform.events import PlannedChange

_LOOK = 0.1
"""Seconds between two looks at the load balancers while Terraform applies."""

_REPLACING = frozenset({"create", "delete", "replace"})


@dataclass(frozen=True, slots=True)
class Look:
    """What the API said at one moment.

    Parameters:
        load_balancers: ARNs of the service's.
        weights: of target groups by ARN, for each listener that has several.
        connections: states by endpoint.
    """

    load_balancers: frozenset[str]
    weights: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    connections: Mapping[str, str] = field(default_factory=dict)

    @property
    def serves(self) -> bool:
        """Whether the service has a load balancer, and each listener a target group with a share."""
        return bool(self.load_balancers) and all(sum(each.values()) > 0 for each in self.weights.values())


@dataclass(frozen=True, slots=True)
class Plan:
    """The switch of a service.

    Parameters:
        arguments: of the module's call.
        moves: what changes, for the report.
    """

    arguments: Mapping[str, Any]
    moves: str


def plan_switch(spec: ProviderSpec, *, is_connected: bool) -> Plan | None:
    """Return the switch that a spec allows; None where it has no second version.

    AWS refuses to take a load balancer away while consumers are connected: weights move live traffic.

    Parameters:
        is_connected: whether the service has live connections.
    """
    if spec.general:
        return None
    weighted = {
        port.label: dict(zip(map(hcl.label, shares), reversed(shares.values()), strict=True))
        for port in ProviderView(spec).ports
        if len(shares := port.listener.forward) > 1 and len(set(shares.values())) > 1
    }
    arguments: dict[str, Any] = {"weights": weighted} if weighted else {}
    balancers = sorted(spec.service_load_balancers)
    if len(balancers) > 1 and not is_connected:
        arguments["active_load_balancers"] = balancers[1:]
    return Plan(arguments, " and ".join(arguments).replace("_", " ")) if arguments else None


def switch(stage: Stage, topology: Topology, spec: Spec | None) -> Iterator[Outcome]:
    """Try each service with two versions; what it leaves is put back by the next apply without the arguments."""
    for service in topology.of(SERVICE):
        own = provider_of(spec, service.resource) if spec else None
        if own is not None:
            yield from _tried(stage, topology, service, own)


def _tried(stage: Stage, topology: Topology, service: Placed, spec: ProviderSpec) -> Iterator[Outcome]:
    module = Topology(tuple(each for each in topology.placed if each.resource.module == service.resource.module))
    looks = [look(stage, module, service)]
    planned = plan_switch(spec, is_connected=bool(LIVE & set(looks[0].connections.values())))
    if planned is None:
        return
    with stage.calling(service.resource.module, planned.arguments) as is_known:
        if not is_known:
            return
        found = stage.plan()
        with watched(stage, module, service, looks):
            stage.apply()
    looks.append(look(stage, module, service))
    yield outcome(stage, service, planned, found, looks)


def outcome(
    stage: Stage, service: Placed, planned: Plan, changes: Iterable[PlannedChange], looks: Sequence[Look]
) -> Outcome:
    """Return what came of the switch.

    Parameters:
        changes: that Terraform planned.
        looks: the first one before, the last one after, the rest meanwhile.
    """
    first, last = looks[0], looks[-1]
    expected = {"switched": True, "replaced": "none", "without a load balancer": "never", "connections": "as before"}
    replaced = sorted(short_of(each) for each in changes if each.action in _REPLACING)
    idle = sum(not each.serves for each in looks)
    found = {
        "switched": (first.load_balancers, first.weights) != (last.load_balancers, last.weights),
        "replaced": ", ".join(replaced) or "none",
        "without a load balancer": f"{idle} of {len(looks)} looks" if idle else "never",
        "connections": "as before" if all(each.connections == first.connections for each in looks) else "changed",
    }
    note = f"{planned.moves}; seen {len(looks)} times"
    sources = Sources(spec=expected, api=found, note=note, hint=note)
    return Outcome(short(service.resource), Property.SWITCH, sources, service.account(stage), service.resource)


def short_of(change: PlannedChange) -> str:
    """Return the address of a planned change."""
    return f"{change.resource}: {change.action}"


def look(stage: Stage, topology: Topology, service: Placed) -> Look:
    """Look at the service, its listeners with several target groups, and its connections."""
    ec2, elbv2 = service.client(stage), service.client(stage, "elbv2")
    described = ec2.describe_vpc_endpoint_service_configurations(ServiceIds=[service.id])["ServiceConfigurations"][0]
    filters = [{"Name": "service-id", "Values": [service.id]}]
    connections = ec2.describe_vpc_endpoint_connections(Filters=filters)["VpcEndpointConnections"]
    listeners = [str(each.values["arn"]) for each in topology.of("aws_lb_listener") if _several(each.values)]
    listed = elbv2.describe_listeners(ListenerArns=listeners)["Listeners"] if listeners else []
    return Look(
        frozenset(described["NetworkLoadBalancerArns"]),
        {each["ListenerArn"]: _weights(each) for each in listed},
        {each["VpcEndpointId"]: each["VpcEndpointState"] for each in connections},
    )


@contextmanager
def watched(stage: Stage, topology: Topology, service: Placed, looks: list[Look]) -> Iterator[None]:
    """Look again and again for as long as the context lasts; raise what a look raised."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_LOOK):
            looks.append(look(stage, topology, service))

    with ThreadPoolExecutor(1, "privatelink-watch") as pool:
        watching = pool.submit(watch)
        try:
            yield
        finally:
            ended.set()
        watching.result()


def _several(listener: Mapping[str, Any]) -> bool:
    blocks = [forward for action in listener["default_action"] for forward in action.get("forward") or ()]
    return any(len(each["target_group"]) > 1 for each in blocks)


def _weights(listener: Mapping[str, Any]) -> dict[str, int]:
    groups = listener["DefaultActions"][0]["ForwardConfig"]["TargetGroups"]
    return {each["TargetGroupArn"]: each["Weight"] for each in groups}
