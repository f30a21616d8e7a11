"""The variables of open and general modules: their defaults, and the spec's values as their callers write them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from privatelink_generator.aws.ports import PortRange
from privatelink_generator.patterns.base import Model
from privatelink_generator.patterns.provider.load_balancer import Listener, LoadBalancer
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.patterns.provider.target_group import TargetGroup
from privatelink_generator.patterns.security_group import ingress_blocks

_ANY = PortRange(1, 1)
"""Stands for the ports of rules whose sources alone are asked."""


class Defaults:
    """Settings of a load balancer, a listener and a target group that say nothing themselves."""

    def __getitem__(self, name: str) -> object:
        """Return the default of a key of a spec."""
        models = (LoadBalancer, Listener, TargetGroup)
        field = next(model.model_fields[name] for model in models if name in model.model_fields)
        return field.get_default(call_default_factory=True, validated_data={})


@dataclass(frozen=True)
class Variables:
    """What the caller of a module may set."""

    spec: ProviderSpec

    def ingress_default(self, name: str) -> list[dict[str, object]]:
        """Return the rules of a load balancer's security group as an open module's variable has them.

        Rules without ports are for those of the listeners, which the caller may move.
        """
        rules: list[dict[str, object]] = []
        ingress = self.spec.load_balancers[name].group.ingress
        for (protocol, ports), same in groupby(ingress, lambda rule: (rule.protocol, rule.ports)):
            sources = ingress_blocks(same, lambda _: [_ANY])[0]
            rule: dict[str, object] = {"protocol": protocol} if protocol != "tcp" else {}
            rule |= {"ports": [str(port) for port in ports]} if ports else {}
            rule |= {"vpc": True} if sources.vpc else {}
            lists = {
                "cidr_blocks": sources.cidrs,
                "ipv6_cidr_blocks": sources.ipv6_cidrs,
                "prefix_list_ids": sources.prefix_lists,
                "security_groups": sources.groups,
            }
            rules.append(rule | {key: list(values) for key, values in lists.items() if values})
        return rules

    @staticmethod
    def said(model: Model, keys: Iterable[str]) -> dict[str, object]:
        """Return those of an entry's keys that the spec says, with their values."""
        return {key: getattr(model, key) for key in keys if key in model.model_fields_set}

    @cached_property
    def said_alarms(self) -> dict[str, dict[str, object]]:
        """The spec's alarms as it says them."""
        return {name: alarm.model_dump(exclude_defaults=True) for name, alarm in self.spec.alarms.by_name.items()}

    @cached_property
    def named_principals(self) -> dict[str, str]:
        """The principals that are no units; everybody, if the service is public."""
        service = self.spec.service
        if service.public:
            return {"everybody": "*"}
        return {
            name: each for name, each in service.allowed_principals.items() if name not in service.organizational_units
        }

    def test_targets(self, name: str) -> dict[str, dict[str, object]]:
        """Return targets of a target group for a general module's tests: the spec's own, or one of nobody."""
        group = self.spec.target_groups[name]
        ids = {
            "ip": "2001:db8::20" if group.ip_address_type == "ipv6" else "10.0.0.20",
            "instance": "i-0123456789abcdef0",
            "alb": "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/0123456789abcdef",
        }
        return self.general_targets(name) or {"a": {"id": ids[group.target_type]}}

    def general_targets(self, name: str) -> dict[str, dict[str, object]]:
        """Return the spec's own targets of a target group as a general module's variable has them."""
        targets = self.spec.target_groups[name].targets
        return {
            key: {"id": each.address, **each.model_dump(exclude={"address"}, exclude_defaults=True)}
            for key, each in targets.items()
        }

    @cached_property
    def principals_default(self) -> dict[str, str]:
        """The default of the variable allowed_principals."""
        service = self.spec.service
        if self.spec.general:
            return {}
        return {"everybody": "*"} if service.public else service.allowed_principals

    @cached_property
    def notifications_default(self) -> dict[str, object] | None:
        """The default of an open module's variable notifications."""
        notifications = self.spec.service.notifications
        if notifications is None or self.spec.general:
            return None
        own = {} if notifications.topic == "own" else {"create_topic": False}
        return {"events": sorted(notifications.events), **own}

    @cached_property
    def alarms_default(self) -> dict[str, dict[str, object]]:
        """The default of an open module's variable alarms."""
        return {} if self.spec.general else self.said_alarms

    @cached_property
    def defaults(self) -> Defaults:
        """The defaults of specs, for the variables of a general module."""
        return Defaults()


def stays_fixed(spec: ProviderSpec) -> list[str]:
    """Return what the caller of an open module can't set, a sentence each."""
    secondary = any(each.secondary_ips_auto_assigned_per_subnet for each in spec.load_balancers.values())
    kept = {
        "Load balancers, listeners and target groups, and which forwards to which, are those of the spec; "
        "`modules/provider/endpoint-service` takes any.": not spec.general,
        "Listeners and target groups keep their protocols, and target groups the addresses, instances or load "
        "balancers that are their targets.": not spec.general,
        "Health checks of TCP stay ones of TCP, and those of HTTP or HTTPS one of these: the AWS provider keeps path "
        "and matcher of a check that becomes one of TCP, and then refuses them.": not spec.general,
        "A target group whose health check becomes one of TCP needs another name: the AWS provider keeps path and "
        "matcher, and then refuses the plan.": spec.general,
        "Whether a load balancer has a security group is the spec's: AWS can't change it.": not spec.general,
        "Load balancers have one address in each subnet; more need version 6 of the AWS provider and a spec with "
        "`secondary_ips_auto_assigned_per_subnet`.": not secondary,
        "There are no Contributor Insights rules; they need version 5.89 of the AWS provider and a spec with "
        "`contributor_insights`.": not spec.contributor_insights,
    }
    return [sentence for sentence, stays in kept.items() if stays]
