"""The view of the provider pattern: what its templates see beside the spec."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from privatelink_generator.aws.ports import PortRange
from privatelink_generator.patterns.principals import ORGANIZATIONAL_UNIT
from privatelink_generator.patterns.provider.load_balancer import LoadBalancer
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.patterns.provider.resources import Balancer, Pair, Port
from privatelink_generator.patterns.provider.target_group import TargetGroup
from privatelink_generator.patterns.provider.variables import Variables, stays_fixed
from privatelink_generator.patterns.security_group import (
    IngressRule,
    RuleBlock,
    default_groups,
    ingress_blocks,
    named_groups,
    open_ports,
    transports,
)


@dataclass(frozen=True)
class ProviderView:
    """The spec as Terraform's values and HCL expressions.

    Parameters:
        zone_letters: the last letters of the example's zones.
    """

    spec: ProviderSpec
    zone_letters: tuple[str, ...] = ("a", "b")

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

    def target_ports(self, name: str) -> list[str]:
        """Return strings of HCL, as PROTOCOL/PORT, for the ports of a target group and of its health check."""
        settings = next(pair.settings for pair in self.pairs if pair.target_group == name)
        group, check = self.spec.target_groups[name], settings.within("health_check")
        port, checked = settings["port"], check["port"]
        if settings.variable:
            texts = [f"${{{port}}}", f'${{{checked} == "traffic-port" ? {port} : {checked}}}']
        else:
            texts = [port, port if group.health_check.port == "traffic-port" else checked]
        ports = [*(f'"{protocol}/{texts[0]}"' for protocol in transports(group.protocol)), f'"tcp/{texts[1]}"']
        return list(dict.fromkeys(ports))

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
    def checked_by_http(self) -> list[str]:
        """Names of the target groups that are checked by HTTP or HTTPS."""
        groups = self.spec.target_groups.items()
        return [name for name, group in groups if group.health_check.protocol != "TCP"]

    @cached_property
    def instances(self) -> dict[str, TargetGroup]:
        """Target groups whose instances the module registers."""
        return self._registered("instance")

    @cached_property
    def application(self) -> dict[str, TargetGroup]:
        """Target groups whose Application Load Balancer the module registers."""
        return self._registered("alb")

    @cached_property
    def stand_ins(self) -> dict[str, TargetGroup]:
        """Target groups whose targets the example makes, with a security group that lets load balancers in."""
        return self.instances | self.application

    @cached_property
    def stand_in_ports(self) -> list[tuple[str, int]]:
        """Protocol and port of everything that load balancers open to the example's targets."""
        opened = set[tuple[str, int]]()
        for group in self.stand_ins.values():
            checked = group.health_check.port
            opened |= {(protocol, group.port) for protocol in transports(group.protocol)}
            opened.add(("tcp", group.port if checked == "traffic-port" else checked))
        return sorted(opened)

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
    def needed_inputs(self) -> list[str]:
        """Variables that the caller must set though they have a default: what goes with them has another one."""
        notifications = self.spec.service.notifications
        given = notifications is not None and notifications.topic == "given" and self.spec.opens("notifications")
        return ["verification_zone_id"] * self.record_zone + ["topic_arn"] * given

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

    @property
    def stays_fixed(self) -> list[str]:
        """What the caller of an open module can't set, a sentence each."""
        return stays_fixed(self.spec) if self.spec.open or self.spec.general else []

    @cached_property
    def variables(self) -> Variables:
        """What the caller of an open or general module may set."""
        return Variables(self.spec)

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
    def has_ipv6_targets(self) -> bool:
        """Whether a target group of the spec has targets by IPv6."""
        return any(each.ip_address_type == "ipv6" for each in self.spec.target_groups.values())

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
