"""AWS's rules on a well-formed provider spec: what it refuses, or does not do without a word.

Each rule yields the path of what is wrong, and a message that ends with the action.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from privatelink_generator import hcl
from privatelink_generator.aws import limits
from privatelink_generator.aws.partitions import partition
from privatelink_generator.aws.policy_conditions import partition_fault
from privatelink_generator.document.suggestion import did_you_mean
from privatelink_generator.errors import Loc
from privatelink_generator.patterns.pattern import Findings
from privatelink_generator.patterns.principals import is_unit, organization_marks, unit_id
from privatelink_generator.patterns.provider import expectations, quota_rules, target_group_rules
from privatelink_generator.patterns.provider.load_balancer import PRIVATELINK_IDLE_TIMEOUT, Listener, LoadBalancer
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.patterns.provider.target_group import target_group_label

_TARGET_PROTOCOLS = {
    "TCP": {"TCP", "TCP_UDP"},
    "TLS": {"TCP", "TLS"},
    "UDP": {"UDP", "TCP_UDP"},
    "TCP_UDP": {"TCP_UDP"},
}
"""Of the target groups of a listener: Network Load Balancers guide, "Listener configuration"."""


def check(spec: ProviderSpec) -> Findings:
    """Yield every broken rule of the spec."""
    yield from check_parts(spec)
    for name, load_balancer in spec.load_balancers.items():
        for listener_name, listener in load_balancer.listeners.items():
            at: Loc = ("load_balancers", name, "listeners", listener_name)
            yield from _forward(spec, load_balancer, listener, at)
            yield from _certificates_of(spec, listener, at)
    yield from target_group_rules.check_use(spec)
    yield from _service(spec)
    yield from _principals(spec)
    yield from _across_regions(spec)
    yield from _labels(spec)
    yield from _certificates(spec)
    yield from _alarms(spec)
    yield from quota_rules.check(spec)
    yield from expectations.check(spec)


def check_parts(spec: ProviderSpec) -> Findings:
    """Yield the broken rules that are about one load balancer or one target group alone."""
    for name, load_balancer in spec.load_balancers.items():
        at: Loc = ("load_balancers", name)
        yield from _load_balancer(load_balancer, at)
        for listener_name, listener in load_balancer.listeners.items():
            yield from _listener(listener, (*at, "listeners", listener_name))
        yield from _ports(load_balancer, at)
    yield from target_group_rules.check(spec)


def _load_balancer(load_balancer: LoadBalancer, at: Loc) -> Findings:
    attribute = "enforce_security_group_inbound_rules_on_private_link_traffic"
    if (
        not load_balancer.has_security_group
        and load_balancer.enforce_security_group_inbound_rules_on_private_link_traffic
    ):
        yield (*at, attribute), "security_group is false, and there are no rules to apply; leave it out"
    tls = any(listener.protocol == "TLS" for listener in load_balancer.listeners.values())
    if load_balancer.access_logs and not tls:
        yield (*at, "access_logs"), "AWS writes logs for TLS listeners only, and there is none; leave it out"
    if (count := len(load_balancer.listeners)) > (most := limits.LISTENERS_PER_NETWORK_LOAD_BALANCER):
        yield (
            (*at, "listeners"),
            f"{count} are more than the {most} that AWS lets a load balancer have; add another one",
        )
    udp = next((name for name, each in load_balancer.listeners.items() if "UDP" in each.protocol), None)
    if udp and load_balancer.ip_address_type == "dualstack":
        yield (
            (*at, "listeners", udp, "protocol"),
            (
                "a dual-stack load balancer needs IPv6 source NAT for UDP, which the AWS provider can't set; "
                "write ip_address_type: ipv4"
            ),
        )


def _listener(listener: Listener, at: Loc) -> Findings:
    if listener.protocol == "TLS" and not listener.certificates:
        yield at, "TLS ends at this listener, and it has no certificate; add certificates: [NAME]"
    for key in ("certificates", "ssl_policy", "alpn_policy"):
        if listener.protocol != "TLS" and key in listener.model_fields_set:
            yield (*at, key), f"{key} is for protocol: TLS, and this is {listener.protocol}; leave it out"
    if listener.protocol != "TCP" and "tcp_idle_timeout_seconds" in listener.model_fields_set:
        yield (
            (*at, "tcp_idle_timeout_seconds"),
            f"AWS lets only TCP listeners choose it, and this is {listener.protocol}; leave it out",
        )


def _certificates_of(spec: ProviderSpec, listener: Listener, at: Loc) -> Findings:
    for index, name in enumerate(listener.certificates or ()):
        if name not in spec.certificates:
            near = did_you_mean(name, spec.certificates)
            yield (
                (*at, "certificates", index),
                f"{name!r} is not one of certificates{near}; add it there: certificates: {{{name}: [DOMAIN NAME]}}",
            )
        elif name in (listener.certificates or ())[:index]:
            yield (*at, "certificates", index), f"{name!r} appears twice; leave one out"


def _forward(spec: ProviderSpec, load_balancer: LoadBalancer, listener: Listener, at: Loc) -> Findings:
    for name in listener.forward:
        here = (*at, "forward")
        group = spec.target_groups.get(name)
        if group is None:
            yield here, f"{name!r} is not one of target_groups{did_you_mean(name, spec.target_groups)}"
            continue
        accepted = _TARGET_PROTOCOLS[listener.protocol]
        if group.protocol not in accepted:
            yield (
                here,
                (
                    f"a {listener.protocol} listener forwards to target groups of {' or '.join(sorted(accepted))}, "
                    f"and {name!r} is {group.protocol}"
                ),
            )
        if group.ip_address_type == "ipv6" and load_balancer.ip_address_type != "dualstack":
            yield here, f"{name!r} has IPv6 targets, which need a load balancer with ip_address_type: dualstack"
    known = [spec.target_groups[name] for name in listener.forward if name in spec.target_groups]
    if len({group.ip_address_type for group in known}) > 1:
        yield (
            (*at, "forward"),
            "AWS takes target groups of one ip_address_type for a listener, and these have both; write two listeners",
        )


def _ports(load_balancer: LoadBalancer, at: Loc) -> Findings:
    """Reject a port that two listeners want; TCP and UDP share a port as TCP_UDP."""
    taken: dict[int, tuple[str, Listener]] = {}
    for name, listener in load_balancer.listeners.items():
        first, other = taken.setdefault(listener.port, (name, listener))
        if first != name:
            both = {listener.protocol, other.protocol} == {"TCP", "UDP"}
            action = "write one listener with protocol: TCP_UDP" if both else "choose another port"
            yield (*at, "listeners", name, "port"), f"{first!r} listens on {listener.port} already; {action}"


def _service(spec: ProviderSpec) -> Findings:
    service = spec.service
    for index, name in enumerate(service.load_balancers or ()):
        if name not in spec.load_balancers:
            near = did_you_mean(name, spec.load_balancers)
            yield ("service", "load_balancers", index), f"{name!r} is not one of load_balancers{near}"
        elif name in (service.load_balancers or ())[:index]:
            yield ("service", "load_balancers", index), f"{name!r} appears twice; leave one out"
    if "ipv6" in service.supported_ip_address_types:
        for name in spec.service_load_balancers:
            load_balancer = spec.load_balancers.get(name)
            if load_balancer and load_balancer.ip_address_type != "dualstack":
                yield (
                    ("service", "supported_ip_address_types"),
                    f"ipv6 needs dual-stack load balancers; write ip_address_type: dualstack for {name!r}",
                )
    for name, consumer in service.consumers.items():
        principal = consumer.principal or name
        if principal in service.allowed_principals or (service.public and consumer.principal is None):
            continue
        if consumer.principal or consumer.state == "accepted":
            near = did_you_mean(principal, service.allowed_principals)
            yield (
                ("service", "consumers", name),
                (
                    f"{principal!r} is not one of allowed_principals{near}; without a principal it could not connect: "
                    "name another one's with {state: …, principal: NAME}"
                ),
            )


def _principals(spec: ProviderSpec) -> Findings:
    principals = spec.service.allowed_principals
    if spec.service.public and principals:
        yield ("service", "allowed_principals"), "public: true admits every account; leave one of the two out"
    owners: dict[str, str] = {}
    for name, principal in principals.items():
        account = _plain(principal)
        owner = owners.setdefault(account, name)
        if owner != name:
            yield (
                ("service", "allowed_principals", name),
                f"{principal} is the same principal as {owner!r}; leave one out",
            )
    yield from _units(spec.service.organizational_units, spec.region)
    yield from _partitions(spec)


def _units(units: Mapping[str, str], region: str | None) -> Findings:
    """Reject units of several organizations: the account that the module is applied in reads one only."""
    first: dict[int, tuple[str, str]] = {}
    for name, unit in units.items():
        here = ("service", "allowed_principals", name)
        own = partition(region).name if region else None
        if own and unit.startswith("arn:") and not unit.startswith(f"arn:{own}:"):
            yield (
                here,
                f"{unit} is in another partition than {region}, which is in {own}; write a unit of that partition",
            )
        for index, mark in enumerate(organization_marks(unit)):
            if mark is None:
                continue
            other, known = first.setdefault(index, (name, mark))
            if known != mark:
                yield (
                    here,
                    (
                        f"{unit} is of another organization than {other!r}, and the account that the module is applied "
                        "in can read one only; write the accounts instead"
                    ),
                )
                break


def _plain(principal: str) -> str:
    """Return a principal in its shortest form, for comparison."""
    if is_unit(principal):
        return unit_id(principal)
    return principal.split(":")[4] if principal.startswith("arn:") and principal.endswith(":root") else principal


def _partitions(spec: ProviderSpec) -> Findings:
    """Reject principals and Regions of another partition: an account of one is unknown in all others."""
    regions = spec.service.supported_regions or ()
    home = spec.region or next(iter(regions), None)
    if home is None:
        return
    own = partition(home).name
    for name, principal in spec.service.allowed_principals.items():
        if not is_unit(principal) and (fault := partition_fault(principal, own)):
            yield ("service", "allowed_principals", name), fault
    for index, region in enumerate(regions):
        if (other := partition(region).name) != own:
            yield (
                ("service", "supported_regions", index),
                f"{region} is in the partition {other}, and {home} in {own}; a service is in one; leave it out",
            )


def _across_regions(spec: ProviderSpec) -> Findings:
    """Reject what a service of several Regions can't have: PrivateLink guide, "Cross-Region access", considerations."""
    regions = spec.service.supported_regions
    if regions is None:
        return
    here = ("service", "supported_regions")
    if spec.region and spec.region not in regions:
        yield here, f"{spec.region}, where the service is, can't be left out; add it"
    for index, region in enumerate(regions):
        if region in regions[:index]:
            yield (*here, index), f"{region} appears twice; leave one out"
    if len(regions) < 2:
        return
    for name in spec.service_load_balancers:
        load_balancer = spec.load_balancers.get(name)
        for listener_name, listener in load_balancer.listeners.items() if load_balancer else ():
            at = ("load_balancers", name, "listeners", listener_name)
            if listener.protocol == "TCP" and listener.tcp_idle_timeout_seconds != PRIVATELINK_IDLE_TIMEOUT:
                yield (
                    (*at, "tcp_idle_timeout_seconds"),
                    "the service has consumers in other Regions, for which AWS takes 350 seconds only; leave it out",
                )
            if "UDP" in listener.protocol:
                yield (*at, "protocol"), "the service has consumers in other Regions, which UDP does not reach"


def _labels(spec: ProviderSpec) -> Findings:
    """Reject names that would be one resource: a hyphen becomes an underscore, and parts are joined by one."""
    owners: defaultdict[str, dict[str, Loc]] = defaultdict(dict)
    for name, load_balancer in spec.load_balancers.items():
        at: Loc = ("load_balancers", name)
        yield from _label(owners["aws_lb"], name, hcl.label(name), at)
        for listener in load_balancer.listeners:
            label = f"{hcl.label(name)}_{hcl.label(listener)}"
            yield from _label(owners["aws_lb_listener"], f"{name}.{listener}", label, (*at, "listeners", listener))
        groups = dict.fromkeys(group for listener in load_balancer.listeners.values() for group in listener.forward)
        for group in groups:
            label = target_group_label(name, group, spec.target_groups.get(group))
            yield from _label(owners["aws_lb_target_group"], f"{name}.{group}", label, at)
    for group in spec.target_groups:
        yield from _label(owners["target_groups"], group, hcl.label(group), ("target_groups", group))


def _label(owners: dict[str, Loc], name: str, label: str, at: Loc) -> Findings:
    if owners.setdefault(label, at) != at:
        yield at, f"{name} would be the same resource, {label}, as another one; rename it"


def _certificates(spec: ProviderSpec) -> Findings:
    used = {
        name
        for load_balancer in spec.load_balancers.values()
        for listener in load_balancer.listeners.values()
        for name in listener.certificates or ()
    }
    for name in spec.certificates:
        if name not in used:
            yield ("certificates", name), f"no listener has the certificate {name!r}; leave it out, or name it in one"


def _alarms(spec: ProviderSpec) -> Findings:
    for name, alarm in spec.alarms.by_name.items():
        if alarm.datapoints and alarm.datapoints > alarm.minutes:
            yield (
                ("alarms", name, "datapoints"),
                f"{alarm.datapoints} of {alarm.minutes} minutes can't be above; write {alarm.minutes} or less",
            )
    if spec.alarms.blocked_flows and not any(each.has_security_group for each in spec.load_balancers.values()):
        yield ("alarms", "blocked_flows"), "no load balancer has a security group, so that none refuses; leave it out"
