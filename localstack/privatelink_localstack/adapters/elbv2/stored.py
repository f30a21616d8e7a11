"""Moto's load balancers, listeners and target groups, each with our record on it.

Moto's classes seem abstract to type checkers, because methods for CloudFormation are marked so. Hence
`ignore[abstract]` where these are created.
"""

from __future__ import annotations

import time
from typing import Any, Self, cast

from moto.elbv2.models import FakeAction, FakeListener, FakeLoadBalancer, FakeTargetGroup

from privatelink_localstack.adapters.elbv2.requests import targets
from privatelink_localstack.load_balancing.listeners.model import Listener
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer
from privatelink_localstack.load_balancing.target_groups.model import TargetGroup
from privatelink_localstack.load_balancing.target_groups.target import (
    DeregisteredTarget,
    Target,
    TargetKey,
    completed,
)

MAX_DEREGISTRATION_DELAY = 60 * 60
"""After it, a deregistered target is forgotten."""


class StoredLoadBalancer(FakeLoadBalancer):
    """A load balancer in moto's store."""

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """Create an object that moto does not list among its instances, which it would never drop from there."""
        return object.__new__(cls)

    def __init__(self, model: LoadBalancer) -> None:
        super().__init__(
            name=model.name,
            security_groups=list(model.security_groups),
            subnets=[],
            vpc_id=model.vpc_id,
            arn=model.arn,
            dns_name=model.dns_name,
            state="active",
            scheme="internal" if model.internal else "internet-facing",
            loadbalancer_type=model.type,
            ip_address_type=model.address_type,
        )
        self.model = model


class StoredListener(FakeListener):
    """A listener in moto's store."""

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """Create an object that moto does not list among its instances, which it would never drop from there."""
        return object.__new__(cls)

    def __init__(self, model: Listener) -> None:
        super().__init__(
            model.load_balancer_arn,
            model.arn,
            model.protocol,
            cast("str", model.port),
            model.ssl_policy or "",
            model.certificate,
            [FakeAction(dict(action)) for action in model.actions],
            [model.alpn_policy] if model.alpn_policy else [],
        )
        self.model = model
        # Moto derives the ARN from the address of an object, so that it would change with every change of the listener.
        arn, _, identifier = model.arn.replace(":listener/", ":listener-rule/").rpartition("/")
        self._default_rule[0].arn = f"{arn}/{identifier}/{identifier[::-1]}"


class StoredTargetGroup(FakeTargetGroup):
    """A target group with its targets, in moto's store. Moto's Auto Scaling registers instances here."""

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """Create an object that moto does not list among its instances, which it would never drop from there."""
        return object.__new__(cls)

    def __init__(self, model: TargetGroup, account: str, region: str) -> None:
        super().__init__(
            model.name,
            account,
            region,
            model.vpc_id or "",
            model.protocol,
            cast("str", model.port),
            target_type=model.target_type,
        )
        self.arn = model.arn
        self.model = model
        self.registered: dict[TargetKey, Target] = {}
        self.deregistered: dict[TargetKey, DeregisteredTarget] = {}

    def register(self, targets_: list[dict[str, Any]]) -> None:
        """Register targets in the API's form."""
        for target in targets(targets_):
            self.add(completed(target, self.model))

    def deregister(self, targets_: list[dict[str, Any]]) -> None:
        """Deregister targets in the API's form. Unknown targets are ignored."""
        for target in targets(targets_):
            self.drop(completed(target, self.model).key, time.monotonic())

    def deregister_terminated_instances(self, instance_ids: list[str]) -> None:
        """Deregister terminated instances."""
        for target in [each for each in self.registered.values() if each.id in instance_ids]:
            self.drop(target.key, time.monotonic())

    def add(self, target: Target) -> None:
        """Register a target, or replace it."""
        self.registered[target.key] = target
        self.deregistered.pop(target.key, None)

    def drop(self, key: TargetKey, timer: float) -> None:
        """Deregister a target. Unknown targets are ignored."""
        self.deregistered = {
            key: target
            for key, target in self.deregistered.items()
            if timer - target.deregistered < MAX_DEREGISTRATION_DELAY
        }
        target = self.registered.pop(key, None)
        if target is not None:
            self.deregistered[key] = DeregisteredTarget(target, timer)
