"""Load balancers, listeners and target groups as moto's elbv2 keeps them: moto's objects, with our records on them.

(moto's classes have methods for CloudFormation that are marked abstract, though they are not: hence `ignore[abstract]`
where these are made.)
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Self, cast

from moto.elbv2.models import FakeAction, FakeListener, FakeLoadBalancer, FakeTargetGroup

from privatelink_localstack.load_balancing.listeners.model import Listener
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer
from privatelink_localstack.load_balancing.target_groups.health import Drained
from privatelink_localstack.load_balancing.target_groups.model import TargetGroup
from privatelink_localstack.load_balancing.target_groups.target import Target, read_targets

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
            model.certificate,
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
