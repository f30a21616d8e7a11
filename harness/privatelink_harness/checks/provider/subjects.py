"""The subjects of a provider's checks: load balancers, listeners, target groups, the service, its consumers, alarms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from privatelink_generator import hcl
from privatelink_generator.errors import Loc
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.patterns.provider.resources import Pair
from privatelink_generator.patterns.provider.view import ProviderView
from privatelink_harness.checks.api import Api
from privatelink_harness.checks.placement import Placement
from privatelink_harness.checks.presence import PRESENCE, Presence
from privatelink_harness.checks.provider.alarm import ALARM
from privatelink_harness.checks.provider.evidence import Evidence
from privatelink_harness.checks.provider.facts import Described, Facts, read
from privatelink_harness.checks.provider.insight_rule import INSIGHT_RULE, InsightRule
from privatelink_harness.checks.provider.listener import LISTENER
from privatelink_harness.checks.provider.load_balancer import LOAD_BALANCER
from privatelink_harness.checks.provider.service import CONSUMER, NOTIFICATION, SERVICE, Consumer
from privatelink_harness.checks.provider.target_group import TARGET_GROUP
from privatelink_harness.checks.scope import Scope, Scopes, home
from privatelink_harness.checks.stack import StackSnapshot
from privatelink_harness.checks.subject import Subject, Table
from privatelink_harness.terraform.snapshot import Resource

SERVICE_SUBJECT = "service"
"""The subject of the service's checks."""

_INSIGHT_RULE = "aws_cloudwatch_contributor_managed_insight_rule"
_ACCEPTER = "aws_vpc_endpoint_connection_accepter"
_TYPES = ("aws_vpc_endpoint_service", "aws_lb", "aws_lb_listener", "aws_lb_target_group")


def find_subjects(spec: ProviderSpec, stack: StackSnapshot, api: Api) -> Iterator[Subject[Any]]:
    """Yield the presence of each resource of the spec and, if it exists, its checks.

    Raises:
        HarnessError: an output that tells the placement has another type; the API refuses or does not answer.
    """
    stack = replace(stack, region=spec.region or stack.region)
    scopes = Scopes.read(stack.state.resources, global_region=api.home.region)
    found = [each for each in stack.state.within(stack.module) if each.values]
    resources = tuple(each for each in found if stack.is_checked(scopes.of(each)))
    own = [each for each in resources if each.type in _TYPES]
    scope = home(scopes.all(own), api.home) or api.home
    placement = stack.expected_placement()
    vpcs = {str(each.values["vpc_id"]) for each in own if each.values.get("vpc_id")}
    ranked = {str(each.values["resource_arn"]) for each in resources if each.type == _INSIGHT_RULE}
    units = [each.id for each in spec.organizational_units]
    facts = read(api, scope, vpcs | ({placement.vpc} if placement.vpc else set()), units, ranked)
    elsewhere = stack.elsewhere(scopes.all(each for each in found if each.type in _TYPES))
    yield from _Finder(spec, stack, resources, facts, placement, scope, elsewhere).subjects()


@dataclass(frozen=True)
class _Finder:
    """A provider's stack, in which the resources of the spec are found by their names.

    Parameters:
        elsewhere: the hint that the stack is in another place, or "".
    """

    spec: ProviderSpec
    stack: StackSnapshot
    resources: tuple[Resource, ...]
    facts: Facts
    placement: Placement
    scope: Scope
    elsewhere: str

    def subjects(self) -> Iterator[Subject[Any]]:
        """Yield all subjects in the order of the report."""
        view, facts = ProviderView(self.spec), self.facts
        yield from self._checked(
            SERVICE_SUBJECT, self.spec.service, self._service(), facts.services, SERVICE, loc=("service",)
        )
        yield from self._consumers()
        if self.spec.service.notifications:
            notification = self._one("aws_vpc_endpoint_connection_notification", "this")
            yield from self._checked(
                "notification",
                self.spec.service.notifications,
                notification,
                facts.notifications,
                NOTIFICATION,
                loc=("service", "notifications"),
            )
        for name, load_balancer in self.spec.load_balancers.items():
            resource = self._one("aws_lb", hcl.label(name), name)
            loc: Loc = ("load_balancers", name)
            yield from self._checked(name, load_balancer, resource, facts.load_balancers, LOAD_BALANCER, loc=loc)
        for port in view.ports:
            resource = self._one("aws_lb_listener", port.label, f"{port.load_balancer}/{port.name}")
            name = f"{port.load_balancer}, listener {port.name}"
            loc = ("load_balancers", port.load_balancer, "listeners", port.name)
            yield from self._checked(name, port.listener, resource, facts.listeners, LISTENER, loc=loc)
        for pair in view.pairs:
            resource = self._target_group(pair)
            name = f"{pair.load_balancer}, target group {pair.target_group}"
            loc = ("target_groups", pair.target_group)
            yield from self._checked(name, pair.group, resource, facts.target_groups, TARGET_GROUP, loc=loc)
        yield from self._alarms()
        yield from self._insight_rules()

    def _one(self, resource_type: str, name: str, key: str | None = None) -> Resource | None:
        """Return the resource of a name; of a general module, the instance with a key."""
        of_key = self.spec.general and key is not None
        wanted = ("this", key) if of_key else (name, None)
        found = (each for each in self.resources if each.type == resource_type)
        return next((each for each in found if (each.name, each.key if of_key else None) == wanted), None)

    def _target_group(self, pair: Pair) -> Resource | None:
        return self._one("aws_lb_target_group", pair.label, f"{pair.load_balancer}/{pair.target_group}")

    def _service(self) -> Resource | None:
        """Return the service; a hand-written module that has one only may name it in any way."""
        services = [each for each in self.resources if each.type == "aws_vpc_endpoint_service"]
        return services[0] if len(services) == 1 else self._one("aws_vpc_endpoint_service", "this")

    def _checked(
        self,
        name: str,
        model: object,
        resource: Resource | None,
        known: Mapping[str, Described],
        table: Table[Evidence[Any]],
        *,
        loc: Loc,
    ) -> Iterator[Subject[Any]]:
        described = known.get(resource.id) if resource else None
        elsewhere = "" if resource else self.elsewhere
        yield Subject(name, Presence(self.stack, resource, described, elsewhere=elsewhere), PRESENCE, loc=loc)
        if resource is not None and described is not None:
            evidence: Evidence[Any] = Evidence(
                plan=self.stack.planned(resource),
                state=resource,
                spec=self.spec,
                model=model,
                described=described,
                facts=self.facts,
                placement=self.placement,
                resources=self.resources,
                names=self._names(),
                region=self.scope.region,
                planned_resources=self._planned(),
            )
            yield Subject(name, evidence, table, loc=loc)

    def _planned(self) -> tuple[Resource, ...] | None:
        return tuple(self.stack.plan.within(self.stack.module)) if self.stack.plan else None

    def _names(self) -> dict[str, str]:
        """Return the names of load balancers and target groups in the spec, by ARN."""
        balancers = ((self._one("aws_lb", hcl.label(name), name), name) for name in self.spec.load_balancers)
        groups = ((self._target_group(pair), pair.target_group) for pair in ProviderView(self.spec).pairs)
        return {resource.id: name for resource, name in (*balancers, *groups) if resource}

    def _consumers(self) -> Iterator[Subject[Any]]:
        """Yield the consumers whose endpoints the state or the root module's outputs name."""
        accepted = {
            str(each.key): str(each.values["vpc_endpoint_id"]) for each in self.resources if each.type == _ACCEPTER
        }
        outputs = self.stack.state.outputs.get("consumer_endpoint_ids")
        given = outputs if isinstance(outputs, Mapping) else {}
        for name, expected in self.spec.service.consumers.items():
            endpoint = accepted.get(name) or given.get(name)
            if endpoint is None:
                continue
            planned = self._planned()
            consumer = Consumer(
                expected.state,
                self.facts.connections.get(endpoint),
                self.facts.endpoints.get(endpoint),
                name in accepted,
                None if planned is None else any((each.type, each.key) == (_ACCEPTER, name) for each in planned),
            )
            yield Subject(f"consumer {name}", consumer, CONSUMER, loc=("service", "consumers", name))

    def _alarms(self) -> Iterator[Subject[Any]]:
        for name, alarm in self.spec.alarms.by_name.items():
            found = [each for each in self.resources if (each.type, each.name) == ("aws_cloudwatch_metric_alarm", name)]
            title, loc = f"alarm {name.replace('_', ' ')}", ("alarms", name)
            if not found:
                yield Subject(title, Presence(self.stack, None, None), PRESENCE, loc=loc)
            for resource in found:
                suffix = f" of {resource.key}" if isinstance(resource.key, str) else ""
                yield from self._checked(f"{title}{suffix}", alarm, resource, self.facts.alarms, ALARM, loc=loc)

    def _insight_rules(self) -> Iterator[Subject[Any]]:
        found = {str(each.key): each.values for each in self.resources if each.type == _INSIGHT_RULE}
        for metric in self.spec.contributor_insights or ():
            values = found.get(metric, {})
            known = self.facts.insights.get((str(values.get("resource_arn")), str(values.get("template_name"))))
            rule = InsightRule(values.get("state"), known)
            yield Subject(f"ranking by {metric}", rule, INSIGHT_RULE, loc=("contributor_insights",))
