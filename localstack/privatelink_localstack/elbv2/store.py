"""What there is, kept in moto's elbv2: load balancers, listeners, target groups, their targets and tags.

Our records ride on objects of moto's, so that what is moto's (application load balancers' listeners and rules, Auto
Scaling, the reset of LocalStack's state) goes on working with them. (moto's classes have methods for CloudFormation
that are marked abstract, though they are not: hence `ignore[abstract]`.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self, cast

from moto.elbv2.models import (
    ELBv2Backend,
    FakeAction,
    FakeListener,
    FakeLoadBalancer,
    FakeTargetGroup,
    elbv2_backends,
)

from privatelink_localstack.elbv2 import errors
from privatelink_localstack.elbv2.listener import Listener, target_groups
from privatelink_localstack.elbv2.load_balancer import LoadBalancer
from privatelink_localstack.elbv2.target_group import TargetGroup
from privatelink_localstack.elbv2.target_health import Drained, Target, read_targets
from privatelink_localstack.running import plane

LOCK = plane().lock
"""Held by every call, and by those of EC2 too: so that no address is given twice, and no service gets a load balancer
that is being deleted. All calls are short, and none waits for anything."""

FORGOTTEN = timedelta(hours=1)
"""The longest deregistration delay: after it a deregistered target is forgotten."""


class StoredLoadBalancer(FakeLoadBalancer):
    """A load balancer, as moto keeps it."""

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """Make one that moto does not keep a reference to for ever, as it does to its own."""
        return object.__new__(cls)

    def __init__(self, model: LoadBalancer) -> None:
        super().__init__(
            name=model.name,
            security_groups=list(model.security_groups),
            subnets=[],
            vpc_id=model.vpc,
            arn=model.arn,
            dns_name=model.dns_name,
            state="active",
            scheme="internal" if model.internal else "internet-facing",
            loadbalancer_type=model.type,
            ip_address_type=model.address_type,
        )
        self.model = model


class StoredListener(FakeListener):
    """A listener, as moto keeps it."""

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """Make one that moto does not keep a reference to for ever, as it does to its own."""
        return object.__new__(cls)

    def __init__(self, model: Listener) -> None:
        super().__init__(
            model.load_balancer,
            model.arn,
            model.protocol,
            cast("str", model.port),
            model.ssl_policy or "",
            model.certificates[0] if model.certificates else None,
            [FakeAction(dict(action)) for action in model.actions],
            [model.alpn] if model.alpn else [],
        )
        self.model = model
        # moto's is made from the address of an object, and would change whenever the listener does.
        arn, _, identifier = model.arn.replace(":listener/", ":listener-rule/").rpartition("/")
        self._default_rule[0].arn = f"{arn}/{identifier}/{identifier[::-1]}"


class StoredTargetGroup(FakeTargetGroup):
    """A target group with its targets, as moto keeps it. moto's Auto Scaling registers instances here."""

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """Make one that moto does not keep a reference to for ever, as it does to its own."""
        return object.__new__(cls)

    def __init__(self, model: TargetGroup, account: str, region: str) -> None:
        super().__init__(
            model.name,
            account,
            region,
            model.vpc or "",
            model.protocol,
            cast("str", model.port),
            target_type=model.target_type,
        )
        self.arn = model.arn
        self.model = model
        self.registered: dict[tuple[str, int | None], Target] = {}
        self.drained: dict[tuple[str, int | None], Drained] = {}

    def register(self, targets: list[dict[str, Any]]) -> None:
        """Register targets."""
        for target in read_targets(targets, self.model):
            self.add(target)

    def deregister(self, targets: list[dict[str, Any]]) -> None:
        """Deregister targets; one that is not there is none to care about."""
        for target in read_targets(targets, self.model):
            self.drop(target)

    def deregister_terminated_instances(self, instance_ids: list[str]) -> None:
        """Deregister instances that are gone."""
        for target in [each for each in self.registered.values() if each.id in instance_ids]:
            self.drop(target)

    def add(self, target: Target) -> None:
        """Register a target."""
        self.registered[target.key] = target
        self.drained.pop(target.key, None)

    def drop(self, target: Target) -> None:
        """Deregister a target."""
        now = datetime.now(UTC)
        self.drained = {key: each for key, each in self.drained.items() if now - each.since < FORGOTTEN}
        found = self.registered.pop(target.key, None)
        if found is not None:
            self.drained[target.key] = Drained(found, now)


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
            Elbv2Error: there is none.
        """
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

    def listener(self, arn: str) -> Listener:
        """One of a network or gateway load balancer.

        Raises:
            Elbv2Error: there is none.
        """
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
        return sorted((each.model for each in self._groups()), key=lambda group: group.name)

    def target_group(self, arn: str) -> StoredTargetGroup:
        """One, with its targets.

        Raises:
            Elbv2Error: there is none.
        """
        found = self.backend.target_groups.get(arn)
        if not isinstance(found, StoredTargetGroup):
            raise errors.target_groups_not_found()
        return found

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

    def users(self, target_group: str) -> list[str]:
        """The ARNs of the load balancers that forward to a target group, from a listener or from a rule."""
        return [
            balancer.arn
            for balancer in list(self.backend.load_balancers.values())
            if any(target_group in target_groups([action.data]) for action in _actions(balancer))
        ]

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
            Elbv2Error: there is none.
        """
        kind = arn.rpartition(":")[2].partition("/")[0]
        every = [each for balancer in self.backend.load_balancers.values() for each in balancer.listeners.values()]
        known: dict[str, tuple[Any, errors.Elbv2Error]] = {
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

    def _groups(self) -> Iterator[StoredTargetGroup]:
        return (each for each in list(self.backend.target_groups.values()) if isinstance(each, StoredTargetGroup))


def change(model: LoadBalancer, **changes: Any) -> LoadBalancer:
    """Give a load balancer with changes, and keep it."""
    changed = replace(model, **changes)
    Store(model.account, model.region).put_load_balancer(changed)
    return changed


def _actions(balancer: FakeLoadBalancer) -> Iterator[FakeAction]:
    for listener in list(balancer.listeners.values()):
        for rule in listener.rules.values():
            yield from rule.actions
