"""The records of one account in one Region, as the rules read and write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple, Protocol

from privatelink_localstack.load_balancing.listeners.model import Listener
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer
from privatelink_localstack.load_balancing.target_groups.model import TargetGroup
from privatelink_localstack.load_balancing.target_groups.target import DeregisteredTarget, Target, TargetKey


class ListenerPort(NamedTuple):
    """The load balancer and the port of a listener."""

    load_balancer_arn: str
    port: int


class ElbStore(Protocol):
    """Load balancers of every type, listeners of network and gateway load balancers, target groups, targets and tags.

    Listeners of application load balancers are kept elsewhere; methods that count them say so.
    """

    def load_balancers(self) -> Sequence[LoadBalancer]:
        """Return all load balancers, oldest first."""

    def find_load_balancer(self, arn: str) -> LoadBalancer | None:
        """Look up a load balancer."""

    def put_load_balancer(self, load_balancer: LoadBalancer) -> None:
        """Add or replace a load balancer."""

    def drop_load_balancer(self, arn: str) -> None:
        """Forget a load balancer, its listeners and their tags."""

    def listeners(self, load_balancer_arn: str) -> Sequence[Listener]:
        """Return the listeners of a network or gateway load balancer, oldest first."""

    def find_listener(self, arn: str) -> Listener | None:
        """Look up a listener of a network or gateway load balancer."""

    def put_listener(self, listener: Listener) -> None:
        """Add or replace a listener."""

    def drop_listener(self, listener: Listener) -> None:
        """Forget a listener and its tags."""

    def listener_ports(self, load_balancer_arn: str) -> AbstractSet[int]:
        """Return the listener ports of a load balancer of any type."""

    def find_listener_port(self, listener_arn: str) -> ListenerPort | None:
        """Look up the load balancer and the port of a listener of any type."""

    def target_groups(self) -> Sequence[TargetGroup]:
        """Return all target groups, by name."""

    def find_target_group(self, arn: str) -> TargetGroup | None:
        """Look up a target group."""

    def put_target_group(self, target_group: TargetGroup) -> None:
        """Add or replace a target group; its targets stay."""

    def drop_target_group(self, arn: str) -> None:
        """Forget a target group, its targets and its tags."""

    def target_groups_of(self, load_balancer_arn: str) -> Sequence[TargetGroup]:
        """Return the target groups that a load balancer forwards to, from a listener or a listener rule."""

    def load_balancers_of(self, target_group_arn: str) -> Sequence[str]:
        """Return the ARNs of the load balancers that forward to a target group, from a listener or a listener rule."""

    def registered(self, target_group_arn: str) -> Mapping[TargetKey, Target]:
        """Return the registered targets of a target group."""

    def deregistered(self, target_group_arn: str) -> Mapping[TargetKey, DeregisteredTarget]:
        """Return the targets that were deregistered within the longest deregistration delay."""

    def register(self, target_group_arn: str, target: Target) -> None:
        """Register a target, or replace it."""

    def deregister(self, target_group_arn: str, key: TargetKey, timer: float) -> None:
        """Deregister a target. Unknown targets are ignored."""

    def tags(self, arn: str) -> Mapping[str, str]:
        """Return a resource's tags."""

    def set_tags(self, arn: str, tags: Mapping[str, str]) -> None:
        """Replace a resource's tags."""

    def has_resource(self, arn: str) -> bool:
        """Return whether a load balancer, target group, listener or listener rule exists, of any load balancer type."""
