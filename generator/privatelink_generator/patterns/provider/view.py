"""The view of the provider pattern: what its templates see beside the spec."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from privatelink_generator import hcl
from privatelink_generator.aws.ports import PortRange
from privatelink_generator.patterns.base import Model
from privatelink_generator.patterns.principals import ORGANIZATIONAL_UNIT
from privatelink_generator.patterns.provider.load_balancer import Listener, LoadBalancer
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.patterns.provider.resources import Balancer, Pair, Port, Settings
from privatelink_generator.patterns.provider.target_group import TargetGroup
from privatelink_generator.patterns.security_group import (
    IngressRule,
    RuleBlock,
    default_groups,
    ingress_blocks,
    named_groups,
    open_ports,
    transports,
)


class Defaults:
    """Settings of a load balancer, a listener and a target group that say nothing themselves."""

    def __getitem__(self, name: str) -> object:
        """Return the default of a key of a spec."""
        models = (LoadBalancer, Listener, TargetGroup)
        field = next(model.model_fields[name] for model in models if name in model.model_fields)
        return field.get_default(call_default_factory=True, validated_data={})


@dataclass(frozen=True)
class ProviderView:
    """The spec as Terraform's values and HCL expressions.

    Parameters:
        zone_letters: the last letters of the example's zones.
    """

    spec: ProviderSpec
    zone_letters: tuple[str, ...] = ("a", "b")

    @cached_property
    def adapts(self) -> bool:
        """Whether rules of security groups follow from what the caller says of load balancers and target groups."""
        return self.spec.opens("load_balancers") or self.spec.opens("target_groups")

    @cached_property
    def has_groups(self) -> bool:
        """Whether a load balancer has, or may get, a security group."""
        return self.spec.general or bool(self.grouped)

    @cached_property
    def has_private_dns_name(self) -> bool:
        """Whether the service has, or may get, a private DNS name."""
        return self.spec.opens("private_dns_name") or self.spec.service.private_dns_name is not None

    @cached_property
    def has_consumer_zones(self) -> bool:
        """Whether the module is told the zones of consumers."""
        return self.spec.opens("consumer_endpoint_ids") or bool(self.consumer_zones)

    @property
    def load_balancer_map(self) -> str:
        """HCL of the load balancers by name."""
        return "aws_lb.this" if self.spec.general else "local.load_balancers"

    @property
    def target_group_map(self) -> str:
        """HCL of the target groups by load balancer and name."""
        return "aws_lb_target_group.this" if self.spec.general else "local.target_groups"

    @property
    def target_group_key(self) -> str:
        """A target group's load balancer and name with a hyphen, inside of an HCL string."""
        return '${replace(each.key, "/", "-")}' if self.spec.general else "${each.key}"

    @cached_property
    def secondary_addresses(self) -> bool:
        """Whether a load balancer has more than one address in each subnet."""
        return any(each.secondary_ips_auto_assigned_per_subnet for each in self.spec.load_balancers.values())

    @property
    def organizational_unit(self) -> str:
        """The regular expression of an organizational unit among the principals."""
        return ORGANIZATIONAL_UNIT

    @cached_property
    def balancers(self) -> list[Balancer]:
        """Every load balancer; of a general module, one resource for all."""
        if self.spec.general:
            return [Balancer.general()]
        is_open = self.spec.opens("load_balancers")
        return [Balancer.of(name, each, is_open=is_open) for name, each in self.spec.load_balancers.items()]

    @cached_property
    def ports(self) -> list[Port]:
        """Every listener."""
        return [
            Port(name, listener_name, listener, self.spec.opens("load_balancers"))
            for name, load_balancer in self.spec.load_balancers.items()
            for listener_name, listener in load_balancer.listeners.items()
        ]

    @cached_property
    def pairs(self) -> list[Pair]:
        """Every target group of every load balancer."""
        return [self.pair(balancer, group) for balancer, group in self.spec.pairs]

    def pair(self, load_balancer: str, target_group: str) -> Pair:
        """Return a load balancer's target group."""
        group = self.spec.target_groups[target_group]
        return Pair(load_balancer, target_group, group, self.spec.opens("target_groups"))

    def target_group(self, name: str) -> Settings:
        """Return the settings of a target group, which are the same behind each load balancer."""
        return next(pair.settings for pair in self.pairs if pair.target_group == name)

    def groups_behind(self, load_balancer: str) -> list[str]:
        """Return the names of the target groups that a load balancer forwards to."""
        return [pair.target_group for pair in self.pairs if pair.load_balancer == load_balancer]

    def address_types_behind(self, load_balancer: str) -> set[str]:
        """Return the `ip_address_type` of the targets of a load balancer."""
        return {self.spec.target_groups[name].ip_address_type for name in self.groups_behind(load_balancer)}

    def listening(self, load_balancer: str, protocol: str) -> list[Port]:
        """Return the listeners of a load balancer that rules for tcp or udp are about."""
        own = [port for port in self.ports if port.load_balancer == load_balancer]
        return [port for port in own if protocol in transports(port.listener.protocol)]

    def of_protocol(self, *protocols: str) -> list[Port]:
        """Return the listeners with one of these protocols."""
        return [port for port in self.ports if port.listener.protocol in protocols]

    @cached_property
    def weighted(self) -> list[Port]:
        """Listeners with several target groups: the caller can move their weights."""
        return [port for port in self.ports if len(port.listener.forward) > 1]

    @cached_property
    def addressed(self) -> dict[str, TargetGroup]:
        """Target groups whose addresses the module registers."""
        return self._registered("ip")

    @cached_property
    def instances(self) -> dict[str, TargetGroup]:
        """Target groups whose instances the module registers."""
        return self._registered("instance")

    @cached_property
    def application(self) -> dict[str, TargetGroup]:
        """Target groups whose Application Load Balancer the module registers."""
        return self._registered("alb")

    def _registered(self, target_type: str) -> dict[str, TargetGroup]:
        return {
            name: group
            for name, group in self.spec.target_groups.items()
            if group.target_type == target_type and group.registered_by == "module"
        }

    @cached_property
    def fixed_targets(self) -> dict[str, dict[str, dict[str, object]]]:
        """The spec's own addresses, by target group and name."""
        return {
            name: {key: target.model_dump(exclude_defaults=True) for key, target in group.targets.items()}
            for name, group in self.addressed.items()
            if group.targets
        }

    @cached_property
    def log_buckets(self) -> dict[str, str | None]:
        """The buckets of load balancers' access logs; None where the caller passes one."""
        balancers = self.spec.load_balancers.items()
        return {name: each.access_logs.bucket for name, each in balancers if each.access_logs}

    @cached_property
    def grouped(self) -> dict[str, LoadBalancer]:
        """Load balancers with a security group."""
        return {name: each for name, each in self.spec.load_balancers.items() if each.has_security_group}

    def ingress(self, name: str) -> list[RuleBlock]:
        """Return the `ingress` blocks of a load balancer's security group, one for each protocol and range of ports."""
        load_balancer = self.spec.load_balancers[name]
        listening = {
            (protocol, listener.port)
            for listener in load_balancer.listeners.values()
            for protocol in transports(listener.protocol)
        }

        def ports(rule: IngressRule) -> list[PortRange]:
            named = rule.ports or sorted(port for protocol, port in listening if protocol == rule.protocol)
            return [PortRange.parse(port) for port in named]

        return ingress_blocks(load_balancer.group.ingress, ports)

    def open_ports(self, name: str) -> set[int]:
        """Return the ports that a load balancer opens to all addresses, of those that a linter asks for."""
        return open_ports(self.ingress(name))

    def egress(self, name: str) -> list[RuleBlock]:
        """Return the `egress` blocks of a load balancer's security group: targets' ports, and those of their checks."""
        ports: dict[tuple[str, int], None] = {}
        for pair in self.pairs:
            if pair.load_balancer != name:
                continue
            group, check = pair.group, pair.group.health_check
            for target in (group.port, *(target.port for target in group.targets.values() if target.port)):
                ports.update(dict.fromkeys((protocol, target) for protocol in transports(group.protocol)))
            ports["tcp", group.port if check.port == "traffic-port" else check.port] = None
        return [RuleBlock(protocol, PortRange.parse(port)) for protocol, port in ports]

    @cached_property
    def source_groups(self) -> list[str]:
        """Security groups that rules name."""
        return named_groups(block for name in self.grouped for block in self.ingress(name))

    def ingress_default(self, name: str) -> list[dict[str, object]]:
        """Return the rules of a load balancer's security group as an open module's variable has them.

        Rules without ports are for those of the listeners, which the caller may move.
        """
        rules: list[dict[str, object]] = []
        for ports, group in groupby(self.spec.load_balancers[name].group.ingress, lambda rule: (rule.protocol, rule.ports)):
            sources = ingress_blocks([rule.model_copy(update={"ports": (1,)}) for rule in group], lambda _: [PortRange(1, 1)])[0]
            protocol, named = ports
            rule: dict[str, object] = {"protocol": protocol} if protocol != "tcp" else {}
            rule |= {"ports": [str(port) for port in named]} if named else {}
            rule |= {"vpc": True} if sources.vpc else {}
            lists = {
                "cidr_blocks": sources.cidrs,
                "ipv6_cidr_blocks": sources.ipv6_cidrs,
                "prefix_list_ids": sources.prefix_lists,
                "security_groups": sources.groups,
            }
            rules.append(rule | {key: list(values) for key, values in lists.items() if values})
        return rules

    default_groups = staticmethod(default_groups)

    @cached_property
    def suspended(self) -> list[str]:
        """Names of the suspended consumers."""
        return [name for name, each in self.spec.service.consumers.items() if each.state == "suspended"]

    @cached_property
    def consumer_zones(self) -> dict[str, list[str]]:
        """IDs of the zones that known consumers can connect in, where the spec tells them."""
        consumers = self.spec.service.consumers
        return {
            name: sorted(each.availability_zone_ids) for name, each in consumers.items() if each.availability_zone_ids
        }

    @staticmethod
    def rule_protocols(group: TargetGroup) -> list[str]:
        """Return the protocols of security group rules for a target group."""
        return list(transports(group.protocol))

    @cached_property
    def record_zone(self) -> bool:
        """Whether the module writes the TXT record that verifies the private DNS name."""
        name = self.spec.service.private_dns_name
        return name is not None and name.zone == "given"

    @cached_property
    def topic(self) -> str | None:
        """The topic's ARN as HCL; None without notifications."""
        if self.spec.service.notifications is None:
            return None
        own = self.spec.service.notifications.topic == "own"
        return "aws_sns_topic.connections.arn" if own else "var.topic_arn"

    @cached_property
    def service_ports(self) -> list[str]:
        """Ports that consumers connect to, with their protocols."""
        ports = (port.listener for port in self.ports if port.load_balancer in self.spec.service_load_balancers)
        return list(dict.fromkeys(f"{listener.port} ({listener.protocol})" for listener in ports))

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
        return {name: each for name, each in service.allowed_principals.items() if name not in service.organizational_units}

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
    def tagged(self) -> list[str]:
        """The kinds of resources that have tags."""
        kinds = {
            "load_balancer": True,
            "listener": True,
            "target_group": True,
            "security_group": self.has_groups,
            "service": True,
            "topic": self.spec.opens("notifications") or self.topic == "aws_sns_topic.connections.arn",
            "alarm": self.spec.opens("alarms") or bool(self.spec.alarms.by_name),
            "contributor_insights": bool(self.spec.contributor_insights),
        }
        return [kind for kind, exists in kinds.items() if exists]

    @cached_property
    def defaults(self) -> Defaults:
        """The defaults of specs, for the variables of a general module."""
        return Defaults()

    @cached_property
    def billed(self) -> list[str]:
        """What AWS bills the service's owner for beside what price lists have."""
        spec = self.spec
        certain = {
            "public IPv4 addresses of load balancers by the hour": self.internet_facing,
            "traffic to targets of other zones": any(
                each.enable_cross_zone_load_balancing for each in spec.load_balancers.values()
            ),
            "access logs in S3": bool(self.log_buckets),
        }
        return [item for item, billed in certain.items() if billed]

    @cached_property
    def alarm_count(self) -> int:
        """How many alarms the module makes: some watch each target group or load balancer apart."""
        watched = {
            "unhealthy_targets": len(self.pairs),
            "port_allocation_errors": len(self.spec.load_balancers),
            "blocked_flows": len(self.grouped),
        }
        return sum(watched.get(name, 1) for name in self.spec.alarms.by_name)

    @cached_property
    def several_regions(self) -> bool:
        """Whether consumers of other Regions may connect by default."""
        return len(self.spec.service.supported_regions or ()) > 1

    @cached_property
    def dualstack(self) -> bool:
        """Whether a load balancer needs IPv6 in its subnets."""
        return any(each.ip_address_type == "dualstack" for each in self.spec.load_balancers.values())

    @cached_property
    def internet_facing(self) -> bool:
        """Whether a load balancer needs an internet gateway."""
        return any(not each.internal for each in self.spec.load_balancers.values())

    @cached_property
    def zones(self) -> list[str]:
        """Zones of the example's subnets."""
        return [f"{self.example_region}{letter}" for letter in self.zone_letters]

    @cached_property
    def example_region(self) -> str:
        """The Region where the example is applied by default."""
        regions = self.spec.service.supported_regions or ()
        if self.spec.region is None and regions and self.spec.example_region not in regions:
            return regions[0]
        return self.spec.example_region

    @cached_property
    def hosted_zone(self) -> str:
        """The domain of the example's public hosted zone: the parent of the private DNS name."""
        name = self.spec.service.private_dns_name
        return name.name.removeprefix("*.").partition(".")[2] if name else ""
