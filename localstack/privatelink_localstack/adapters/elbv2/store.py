"""Load balancers, listeners, target groups, targets and tags in moto's elbv2, seen as `load_balancing.store.ElbStore`.

Our records ride on moto's objects (`stored`), so that moto's own parts go on working with them: listeners and listener
rules of application load balancers, Auto Scaling, and the reset of LocalStack's state.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from moto.elbv2.models import ELBv2Backend, FakeAction, FakeListener, FakeLoadBalancer, elbv2_backends

from privatelink_localstack.adapters.elbv2.stored import StoredListener, StoredLoadBalancer, StoredTargetGroup
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.load_balancing.listeners.actions import target_group_arns
from privatelink_localstack.load_balancing.listeners.model import Listener
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer
from privatelink_localstack.load_balancing.store import ListenerPort
from privatelink_localstack.load_balancing.target_groups.model import TargetGroup
from privatelink_localstack.load_balancing.target_groups.target import DeregisteredTarget, Target, TargetKey


class MotoElbStore:
    """The records of one account in one Region."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.backend: ELBv2Backend = elbv2_backends[scope.account][scope.region]

    # Load balancers

    def load_balancers(self) -> list[LoadBalancer]:
        """Return all load balancers, oldest first."""
        return [each.model for each in self._load_balancers() if isinstance(each, StoredLoadBalancer)]

    def find_load_balancer(self, arn: str) -> LoadBalancer | None:
        """Look up a load balancer."""
        stored = self.backend.load_balancers.get(arn)
        return stored.model if isinstance(stored, StoredLoadBalancer) else None

    def put_load_balancer(self, load_balancer: LoadBalancer) -> None:
        """Add or replace a load balancer."""
        stored = self.backend.load_balancers.get(load_balancer.arn)
        if isinstance(stored, StoredLoadBalancer):
            stored.model = load_balancer
        else:
            self.backend.load_balancers[load_balancer.arn] = StoredLoadBalancer(load_balancer)  # type: ignore[abstract]

    def drop_load_balancer(self, arn: str) -> None:
        """Forget a load balancer, its listeners and their tags."""
        stored = self.backend.load_balancers.pop(arn)
        for resource_arn in (arn, *stored.listeners):
            self.set_tags(resource_arn, {})

    # Listeners

    def listeners(self, load_balancer_arn: str) -> list[Listener]:
        """Return the listeners of a network or gateway load balancer, oldest first."""
        stored = self.backend.load_balancers.get(load_balancer_arn)
        listeners = stored.listeners.values() if stored else ()
        return [each.model for each in listeners if isinstance(each, StoredListener)]

    def find_listener(self, arn: str) -> Listener | None:
        """Look up a listener of a network or gateway load balancer."""
        stored = self._find_listener(arn)
        return stored.model if isinstance(stored, StoredListener) else None

    def put_listener(self, listener: Listener) -> None:
        """Add or replace a listener."""
        listeners = self.backend.load_balancers[listener.load_balancer_arn].listeners
        listeners[listener.arn] = StoredListener(listener)  # type: ignore[abstract]

    def drop_listener(self, listener: Listener) -> None:
        """Forget a listener and its tags."""
        self.backend.load_balancers[listener.load_balancer_arn].listeners.pop(listener.arn)
        self.set_tags(listener.arn, {})

    def listener_ports(self, load_balancer_arn: str) -> set[int]:
        """Return the listener ports of a load balancer of any type."""
        return {int(each.port) for each in self.backend.load_balancers[load_balancer_arn].listeners.values()}

    def find_listener_port(self, listener_arn: str) -> ListenerPort | None:
        """Look up the load balancer and the port of a listener of any type."""
        stored = self._find_listener(listener_arn)
        return None if stored is None else ListenerPort(str(stored.load_balancer_arn), int(stored.port))

    # Target groups and targets

    def target_groups(self) -> list[TargetGroup]:
        """Return all target groups, by name."""
        return sorted((each.model for each in self._target_groups()), key=lambda group: group.name)

    def find_target_group(self, arn: str) -> TargetGroup | None:
        """Look up a target group."""
        stored = self.backend.target_groups.get(arn)
        return stored.model if isinstance(stored, StoredTargetGroup) else None

    def put_target_group(self, target_group: TargetGroup) -> None:
        """Add or replace a target group; its targets stay."""
        stored = self.backend.target_groups.get(target_group.arn)
        if isinstance(stored, StoredTargetGroup):
            stored.model = target_group
        else:
            self.backend.target_groups[target_group.arn] = StoredTargetGroup(  # type: ignore[abstract]
                target_group, self.scope.account, self.scope.region
            )

    def drop_target_group(self, arn: str) -> None:
        """Forget a target group, its targets and its tags."""
        del self.backend.target_groups[arn]
        self.set_tags(arn, {})

    def target_groups_of(self, load_balancer_arn: str) -> list[TargetGroup]:
        """Return the target groups that a load balancer forwards to, from a listener or a listener rule."""
        stored = self.backend.load_balancers.get(load_balancer_arn)
        arns = {arn for action in (_actions(stored) if stored else ()) for arn in target_group_arns([action.data])}
        return [each.model for each in self._target_groups() if each.model.arn in arns]

    def load_balancers_of(self, target_group_arn: str) -> list[str]:
        """Return the ARNs of the load balancers that forward to a target group, from a listener or a listener rule."""
        return [
            load_balancer.arn
            for load_balancer in self._load_balancers()
            if any(target_group_arn in target_group_arns([action.data]) for action in _actions(load_balancer))
        ]

    def registered(self, target_group_arn: str) -> Mapping[TargetKey, Target]:
        """Return the registered targets of a target group."""
        return self._target_group(target_group_arn).registered

    def deregistered(self, target_group_arn: str) -> Mapping[TargetKey, DeregisteredTarget]:
        """Return the targets that were deregistered within the longest deregistration delay."""
        return self._target_group(target_group_arn).deregistered

    def register(self, target_group_arn: str, target: Target) -> None:
        """Register a target, or replace it."""
        self._target_group(target_group_arn).add(target)

    def deregister(self, target_group_arn: str, key: TargetKey, timer: float) -> None:
        """Deregister a target. Unknown targets are ignored."""
        self._target_group(target_group_arn).drop(key, timer)

    # Tags

    def tags(self, arn: str) -> dict[str, str]:
        """Return a resource's tags."""
        return dict(self.backend.tagging_service.get_tag_dict_for_resource(arn))

    def set_tags(self, arn: str, tags: Mapping[str, str]) -> None:
        """Replace a resource's tags."""
        self.backend.tagging_service.delete_all_tags_for_resource(arn)
        if tags:
            self.backend.tagging_service.tag_resource(arn, [{"Key": key, "Value": tags[key]} for key in tags])

    def has_resource(self, arn: str) -> bool:
        """Return whether a load balancer, target group, listener or listener rule exists, of any load balancer type."""
        listeners = [each for stored in self._load_balancers() for each in stored.listeners.values()]
        return (
            arn in self.backend.load_balancers
            or arn in self.backend.target_groups
            or any(arn == listener.arn for listener in listeners)
            or any(arn == rule.arn for listener in listeners for rule in listener.rules.values())
        )

    def _load_balancers(self) -> list[FakeLoadBalancer]:
        return list(self.backend.load_balancers.values())

    def _target_groups(self) -> list[StoredTargetGroup]:
        return [each for each in list(self.backend.target_groups.values()) if isinstance(each, StoredTargetGroup)]

    def _target_group(self, arn: str) -> StoredTargetGroup:
        stored = self.backend.target_groups[arn]
        if not isinstance(stored, StoredTargetGroup):
            raise TypeError(f"{arn}: moto created this target group by itself")
        return stored

    def _find_listener(self, arn: str) -> FakeListener | None:
        listeners = (stored.listeners.get(arn) for stored in self._load_balancers())
        return next((listener for listener in listeners if listener is not None), None)


def has_target_group(arn: str) -> bool:
    """Return whether a target group exists in any account and Region."""
    backends = [backend for regions in list(elbv2_backends.values()) for backend in list(regions.values())]
    return any(arn in backend.target_groups for backend in backends)


def _actions(load_balancer: FakeLoadBalancer) -> Iterator[FakeAction]:
    for listener in list(load_balancer.listeners.values()):
        for rule in listener.rules.values():
            yield from rule.actions
