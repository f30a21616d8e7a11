"""The view of the provider pattern: what its templates see beside the spec."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from privatelink_generator import hcl
from privatelink_generator.aws.ports import PortRange
from privatelink_generator.patterns.principals import ORGANIZATIONAL_UNIT
from privatelink_generator.patterns.provider.load_balancer import Listener, LoadBalancer
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.patterns.provider.target_group import TargetGroup, abbreviation, target_group_label
from privatelink_generator.patterns.security_group import (
    IngressRule,
    RuleBlock,
    default_groups,
    ingress_blocks,
    named_groups,
    open_ports,
    transports,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A target group of one load balancer: the resource, and what it is made from."""

    load_balancer: str
    target_group: str
    group: TargetGroup

    @property
    def label(self) -> str:
        """The resource's name."""
        return target_group_label(self.load_balancer, self.target_group, self.group)

    @property
    def name(self) -> str:
        """The key of outputs and tags."""
        return f"{self.load_balancer}-{self.target_group}"

    @property
    def prefix(self) -> str:
        """Six characters at most, which is what AWS leaves of `name_prefix` for target groups."""
        return f"{abbreviation(self.load_balancer, 1)}{abbreviation(self.target_group, 4)}-"


@dataclass(frozen=True, slots=True)
class Port:
    """A listener with its load balancer."""

    load_balancer: str
    name: str
    listener: Listener

    @property
    def label(self) -> str:
        """The resource's name."""
        return f"{hcl.label(self.load_balancer)}_{hcl.label(self.name)}"


@dataclass(frozen=True)
class ProviderView:
    """The spec as Terraform's values and HCL expressions.

    Parameters:
        zone_letters: the last letters of the example's zones.
    """

    spec: ProviderSpec
    zone_letters: tuple[str, ...] = ("a", "b")

    @cached_property
    def secondary_addresses(self) -> bool:
        """Whether a load balancer has more than one address in each subnet."""
        return any(each.secondary_ips_auto_assigned_per_subnet for each in self.spec.load_balancers.values())

    @property
    def organizational_unit(self) -> str:
        """The regular expression of an organizational unit among the principals."""
        return ORGANIZATIONAL_UNIT

    @cached_property
    def ports(self) -> list[Port]:
        """Every listener."""
        return [
            Port(name, listener_name, listener)
            for name, load_balancer in self.spec.load_balancers.items()
            for listener_name, listener in load_balancer.listeners.items()
        ]

    @cached_property
    def pairs(self) -> list[Pair]:
        """Every target group of every load balancer."""
        groups = self.spec.target_groups
        return [Pair(balancer, group, groups[group]) for balancer, group in self.spec.pairs]

    def pair(self, load_balancer: str, target_group: str) -> Pair:
        """Return a load balancer's target group."""
        return Pair(load_balancer, target_group, self.spec.target_groups[target_group])

    def prefix(self, load_balancer: str) -> str:
        """Return `name_prefix` of a load balancer: six characters at most."""
        return f"{abbreviation(load_balancer, 5)}-"

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
