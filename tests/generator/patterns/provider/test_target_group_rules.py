"""What AWS would refuse of target groups is refused at its place, with the way out."""

from __future__ import annotations

import pytest

from tests.support.provider_specs import BALANCER, HEAD, group
from tests.support.specs import faults


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            "target_type: alb, health_check: {protocol: HTTP}, proxy_protocol_v2: §true",
            "§an Application Load Balancer does not read Proxy Protocol; leave it out, or use targets of type ip",
        ),
        (
            "target_type: alb, health_check: §{}",
            "§an Application Load Balancer is checked by HTTP or HTTPS; write health_check: {protocol: HTTPS}",
        ),
        (
            "target_type: alb, health_check: {protocol: HTTP}, stickiness: §true",
            "§AWS has no stickiness for an Application Load Balancer; leave it out",
        ),
        (
            "target_type: alb, health_check: {protocol: HTTP}, deregistration_delay: §60",
            "§the AWS provider sends it for no Application Load Balancer; leave it out",
        ),
        (
            "target_type: alb, health_check: {protocol: HTTP}, connection_termination: §true",
            "§the AWS provider sends it for no Application Load Balancer; leave it out",
        ),
        (
            "registered_by: others, targets: §{a: {address: 10.0.0.4}}",
            "§registered_by is others: the module registers nothing; leave one of the two out",
        ),
        (
            "target_type: instance, targets: §{a: {address: 10.0.0.4}}",
            "§addresses are for target_type: ip; what this one has (instance) is passed in a variable",
        ),
        (
            "targets: {a: {address: §8.8.8.8, outside_vpc: true}}",
            (
                "§8.8.8.8 is none of those that AWS takes outside of the VPC: 10.0.0.0/8, 100.64.0.0/10, "
                "172.16.0.0/12, 192.168.0.0/16"
            ),
        ),
        (
            'targets: {a: {address: §"fd00::4"}}',
            "§fd00::4 is not ipv4, the target group's ip_address_type",
        ),
        (
            "targets: {a: {address: 10.0.0.4}, b: §{address: 10.0.0.4}}",
            "§10.0.0.4 on this port is 'a' already; leave one out",
        ),
        (
            "targets: {a: {address: §ten}}",
            '§target_groups.api.targets.a.address: "ten" is not an IP address',
        ),
        (
            "health_check: {path: §/healthz}",
            "§path is for protocol: HTTP and HTTPS; write one of them, or leave path out",
        ),
        (
            "health_check: {interval: 5, timeout: §10}",
            "§10 s are longer than the interval of 5 s; make it shorter",
        ),
        (
            "health_check: {port: §web}",
            '§target_groups.api.health_check.port: "web" is not a port, nor traffic-port, the port of the target group',
        ),
    ],
)
def test_target_group_is_refused(settings: str, message: str) -> None:
    assert faults(group(settings)) == [message]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("preserve_client_ip: §false", "§AWS always preserves it for UDP; leave it out"),
        (
            "connection_termination: §false",
            "§AWS turns it on for UDP, and the AWS provider can't turn it off; leave it out",
        ),
    ],
)
def test_setting_that_udp_always_has_is_refused(settings: str, message: str) -> None:
    text = (
        f"{HEAD}load_balancers: {{blue: {{listeners: {{dns: {{port: 53, protocol: UDP, forward: dns}}}}}}}}\n"
        f"target_groups: {{dns: {{port: 53, protocol: UDP, {settings}}}}}\n"
    )

    assert faults(text) == [message]


def test_unused_target_group_is_refused() -> None:
    text = f"{HEAD}{BALANCER}target_groups: {{api: {{port: 8443}}, old: §{{port: 1}}}}\n"

    assert faults(text) == ["§no listener forwards to 'old'; name it in a listener's forward, or leave it out"]
