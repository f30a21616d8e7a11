"""What there is, kept in moto's elbv2: load balancers, listeners, target groups, their targets and tags.

Our records ride on objects of moto's (`stored`), so that what is moto's (application load balancers' listeners and
rules, Auto Scaling, the reset of LocalStack's state) goes on working with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from moto.elbv2.models import ELBv2Backend, FakeAction, FakeLoadBalancer, elbv2_backends

from privatelink_localstack.adapters.elbv2.stored import StoredListener, StoredLoadBalancer, StoredTargetGroup
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing import errors
from privatelink_localstack.load_balancing.listeners.action import target_groups
from privatelink_localstack.load_balancing.listeners.model import Listener
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer
from privatelink_localstack.load_balancing.names import check_arn
from privatelink_localstack.load_balancing.target_groups.model import TargetGroup
from privatelink_localstack.wiring import plane

LOCK = plane().lock
"""Held by every call, and by those of EC2 too: so that no address is given twice, and no service gets a load balancer
that is being deleted. All calls are short, and none waits for anything."""


class Store:
    """What an account has in a Region.

    Parameters:
        account: 12 digits.
        region: of AWS.
    """

    def __init__(self, account: str, region: str) -> None:
        self.account = account
        self.region = region
        self.backend: ELBv2Backend = elbv2_backends[account][region]

    # Load balancers

    def load_balancers(self) -> list[LoadBalancer]:
        """All of them, oldest first."""
        return [
            each.model for each in list(self.backend.load_balancers.values()) if isinstance(each, StoredLoadBalancer)
        ]

    def find_load_balancer(self, arn: str) -> LoadBalancer | None:
        """One, or None where there is none."""
        found = self.backend.load_balancers.get(arn)
        return found.model if isinstance(found, StoredLoadBalancer) else None

    def load_balancer(self, arn: str) -> LoadBalancer:
        """One.

        Raises:
            AwsError: there is none.
        """
        check_arn(arn, "loadbalancer")
        found = self.find_load_balancer(arn)
        if found is None:
            raise errors.load_balancer_not_found(arn)
        return found

    def put_load_balancer(self, model: LoadBalancer) -> None:
        """Keep a load balancer, new or changed."""
        found = self.backend.load_balancers.get(model.arn)
        if isinstance(found, StoredLoadBalancer):
            found.model = model
        else:
            self.backend.load_balancers[model.arn] = StoredLoadBalancer(model)  # type: ignore[abstract]

    def drop_load_balancer(self, arn: str) -> None:
        """Forget a load balancer, its listeners and all their tags."""
        found = self.backend.load_balancers.pop(arn)
        for each in (arn, *found.listeners):
            self.set_tags(each, {})

    # Listeners

    def listeners(self, load_balancer: str) -> list[Listener]:
        """Those of a network or gateway load balancer, oldest first."""
        found = self.backend.load_balancers.get(load_balancer)
        return [each.model for each in (found.listeners if found else {}).values() if isinstance(each, StoredListener)]

    def ports(self, load_balancer: str) -> set[int]:
        """The ports that a load balancer of any type listens on."""
        return {int(each.port) for each in self.backend.load_balancers[load_balancer].listeners.values()}

    def address(self, listener: str) -> tuple[str, int] | None:
        """The load balancer and the port of a listener of any type; None where there is none."""
        for balancer in list(self.backend.load_balancers.values()):
            if listener in balancer.listeners:
                return str(balancer.arn), int(balancer.listeners[listener].port)
        return None

    def listener(self, arn: str) -> Listener:
        """One of a network or gateway load balancer.

        Raises:
            AwsError: there is none.
        """
        check_arn(arn, "listener")
        for balancer in self.backend.load_balancers.values():
            found = balancer.listeners.get(arn)
            if isinstance(found, StoredListener):
                return found.model
        raise errors.listener_not_found(arn)

    def put_listener(self, model: Listener) -> None:
        """Keep a listener, new or changed."""
        self.backend.load_balancers[model.load_balancer].listeners[model.arn] = StoredListener(model)  # type: ignore[abstract]

    def drop_listener(self, model: Listener) -> None:
        """Forget a listener, and its tags."""
        self.backend.load_balancers[model.load_balancer].listeners.pop(model.arn)
        self.set_tags(model.arn, {})

    # Target groups

    def target_groups(self) -> list[TargetGroup]:
        """All of them, by name."""
        return sorted((each.model for each in self.stored_target_groups()), key=lambda group: group.name)

    def target_group(self, arn: str) -> StoredTargetGroup:
        """One, with its targets.

        Raises:
            AwsError: there is none.
        """
        check_arn(arn, "targetgroup")
        found = self.find_target_group(arn)
        if found is None:
            raise errors.target_groups_not_found()
        return found

    def find_target_group(self, arn: str) -> StoredTargetGroup | None:
        """One, with its targets, or None where there is none."""
        found = self.backend.target_groups.get(arn)
        return found if isinstance(found, StoredTargetGroup) else None

    def put_target_group(self, model: TargetGroup) -> None:
        """Keep a target group, new or changed."""
        found = self.backend.target_groups.get(model.arn)
        if isinstance(found, StoredTargetGroup):
            found.model = model
        else:
            self.backend.target_groups[model.arn] = StoredTargetGroup(model, self.account, self.region)  # type: ignore[abstract]

    def drop_target_group(self, arn: str) -> None:
        """Forget a target group, its targets and tags."""
        del self.backend.target_groups[arn]
        self.set_tags(arn, {})

    def stored_target_groups(self) -> list[StoredTargetGroup]:
        """All of them, with their targets."""
        return [each for each in list(self.backend.target_groups.values()) if isinstance(each, StoredTargetGroup)]

    def forwarded(self, load_balancer: str) -> list[StoredTargetGroup]:
        """The target groups that a load balancer forwards to, from a listener or from a rule."""
        found = self.backend.load_balancers.get(load_balancer)
        arns = {arn for action in (_actions(found) if found else ()) for arn in target_groups([action.data])}
        return [each for each in self.stored_target_groups() if each.model.arn in arns]

    def users(self, target_group: str) -> list[str]:
        """The ARNs of the load balancers that forward to a target group, from a listener or from a rule."""
        return [
            balancer.arn
            for balancer in list(self.backend.load_balancers.values())
            if any(target_group in target_groups([action.data]) for action in _actions(balancer))
        ]

    def is_target(self, load_balancer: str) -> bool:
        """Whether an application load balancer is registered with a target group."""
        return any(
            load_balancer == each.id for group in self.stored_target_groups() for each in group.registered.values()
        )

    # Tags

    def tags(self, arn: str) -> dict[str, str]:
        """A resource's tags."""
        return dict(self.backend.tagging_service.get_tag_dict_for_resource(arn))

    def set_tags(self, arn: str, tags: Mapping[str, str]) -> None:
        """Give a resource other tags."""
        self.backend.tagging_service.delete_all_tags_for_resource(arn)
        if tags:
            self.backend.tagging_service.tag_resource(arn, [{"Key": key, "Value": tags[key]} for key in tags])

    def check_taggable(self, arn: str) -> None:
        """Check that there is a resource.

        Raises:
            AwsError: there is none.
        """
        kind = arn.rpartition(":")[2].partition("/")[0]
        every = [each for balancer in self.backend.load_balancers.values() for each in balancer.listeners.values()]
        known: dict[str, tuple[Any, AwsError]] = {
            "loadbalancer": (self.backend.load_balancers, errors.load_balancer_not_found(arn)),
            "targetgroup": (self.backend.target_groups, errors.target_groups_not_found()),
            "listener": ({each.arn for each in every}, errors.listener_not_found(arn)),
            "listener-rule": (
                {rule.arn for each in every for rule in each.rules.values()},
                errors.rule_not_found(arn),
            ),
        }
        if kind not in known:
            raise errors.invalid(f"'{arn}' is not a valid load balancer ARN")
        found, missing = known[kind]
        if arn not in found:
            raise missing


def has_target_group(arn: str) -> bool:
    """Whether there is a target group with an ARN, whoever's it is and wherever."""
    every = [backend for regions in list(elbv2_backends.values()) for backend in list(regions.values())]
    return any(arn in backend.target_groups for backend in every)


def change(model: LoadBalancer, **changes: Any) -> LoadBalancer:
    """Give a load balancer with changes, and keep it."""
    changed = replace(model, **changes)
    Store(model.account, model.region).put_load_balancer(changed)
    return changed


def _actions(balancer: FakeLoadBalancer) -> Iterator[FakeAction]:
    for listener in list(balancer.listeners.values()):
        for rule in listener.rules.values():
            yield from rule.actions
