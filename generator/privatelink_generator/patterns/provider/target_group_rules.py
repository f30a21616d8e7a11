"""AWS's rules on target groups: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-attributes.html."""

from __future__ import annotations

import ipaddress

from privatelink_generator.errors import Loc
from privatelink_generator.patterns.pattern import Findings
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.patterns.provider.target_group import HealthCheck, TargetGroup

_OUTSIDE = tuple(
    ipaddress.ip_network(cidr) for cidr in ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16")
)
"""Where targets outside of the VPC may be: Network Load Balancers guide, "Target type"."""


def check(spec: ProviderSpec) -> Findings:
    """Yield the broken rules that are about one target group alone."""
    for name, group in spec.target_groups.items():
        at: Loc = ("target_groups", name)
        yield from _attributes(group, at)
        yield from _targets(group, at)
        yield from _health_check(group, group.health_check, (*at, "health_check"))


def check_use(spec: ProviderSpec) -> Findings:
    """Reject target groups that no listener forwards to."""
    used = {
        name
        for load_balancer in spec.load_balancers.values()
        for listener in load_balancer.listeners.values()
        for name in listener.forward
    }
    # A misspelt name is one fault, not two.
    all_known = used <= set(spec.target_groups)
    for name in spec.target_groups:
        if all_known and name not in used:
            message = f"no listener forwards to {name!r}; name it in a listener's forward, or leave it out"
            yield ("target_groups", name), message


def _attributes(group: TargetGroup, at: Loc) -> Findings:
    if group.target_type == "alb":
        yield from _alb(group, at)
    if group.stickiness and (group.protocol == "TLS" or group.target_type == "alb"):
        what = "TLS" if group.protocol == "TLS" else "an Application Load Balancer"
        yield (*at, "stickiness"), f"AWS has no stickiness for {what}; leave it out"
    if group.preserve_client_ip is False and "UDP" in group.protocol:
        yield (*at, "preserve_client_ip"), f"AWS always preserves it for {group.protocol}; leave it out"
    if group.connection_termination is False and "UDP" in group.protocol:
        # The AWS provider sends no false when it creates one, and its next plan finds AWS's true.
        yield (
            (*at, "connection_termination"),
            f"AWS turns it on for {group.protocol}, and the AWS provider can't turn it off; leave it out",
        )
    if group.ip_address_type == "ipv6" and group.target_type != "ip":
        yield (*at, "ip_address_type"), f"targets of type {group.target_type} are found by IPv4; leave it out"


def _alb(group: TargetGroup, at: Loc) -> Findings:
    if group.protocol != "TCP":
        yield (*at, "protocol"), "an Application Load Balancer is reached by TCP; write protocol: TCP"
    if group.proxy_protocol_v2:
        yield (
            (*at, "proxy_protocol_v2"),
            "an Application Load Balancer does not read Proxy Protocol; leave it out, or use targets of type ip",
        )
    if group.preserve_client_ip is False:
        yield (*at, "preserve_client_ip"), "AWS always preserves it for an Application Load Balancer; leave it out"
    for key in ("connection_termination", "deregistration_delay"):
        if key in group.model_fields_set:
            yield (*at, key), "the AWS provider sends it for no Application Load Balancer; leave it out"
    if group.health_check.protocol == "TCP":
        yield (
            (*at, "health_check"),
            "an Application Load Balancer is checked by HTTP or HTTPS; write health_check: {protocol: HTTPS}",
        )


def _targets(group: TargetGroup, at: Loc) -> Findings:
    if group.targets and group.registered_by == "others":
        yield (*at, "targets"), "registered_by is others: the module registers nothing; leave one of the two out"
    if group.targets and group.target_type != "ip":
        yield (
            (*at, "targets"),
            f"addresses are for target_type: ip; what this one has ({group.target_type}) is passed in a variable",
        )
    owners: dict[tuple[str, int | None], str] = {}
    for name, target in group.targets.items():
        here = (*at, "targets", name)
        address = ipaddress.ip_address(target.address)
        if f"ipv{address.version}" != group.ip_address_type:
            yield (*here, "address"), f"{address} is not {group.ip_address_type}, the target group's ip_address_type"
        elif target.outside_vpc and address.version == 4 and not any(address in network for network in _OUTSIDE):
            networks = ", ".join(str(network) for network in _OUTSIDE)
            yield (*here, "address"), f"{address} is none of those that AWS takes outside of the VPC: {networks}"
        owner = owners.setdefault((target.address, target.port), name)
        if owner != name:
            yield here, f"{address} on this port is {owner!r} already; leave one out"


def _health_check(group: TargetGroup, check: HealthCheck, at: Loc) -> Findings:
    for key in ("path", "matcher"):
        if check.protocol == "TCP" and getattr(check, key) is not None:
            yield (*at, key), f"{key} is for protocol: HTTP and HTTPS; write one of them, or leave {key} out"
    if check.timeout is not None and check.timeout > check.interval:
        yield (*at, "timeout"), f"{check.timeout} s are longer than the interval of {check.interval} s; make it shorter"
    if group.target_type == "alb" and check.port != "traffic-port" and check.port != group.port:
        yield (*at, "port"), "an Application Load Balancer is checked on its own port; leave port out"
