"""What AWS would refuse of a provider spec is refused at its place, with the way out."""

from __future__ import annotations

import pytest

from privatelink_generator.load import loads
from tests.support.provider_specs import GROUP, HEAD, SMALL, balancer, service
from tests.support.specs import faults


def test_small_spec_has_no_faults() -> None:
    assert faults(SMALL) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            balancer("{port: 443, forward: §appi}"),
            "§'appi' is not one of target_groups; did you mean 'api'?",
        ),
        (
            balancer("§{port: 443, protocol: TLS, forward: api}"),
            "§TLS ends at this listener, and it has no certificate; add certificates: [NAME]",
        ),
        (
            balancer("{port: 443, forward: api, alpn_policy: §HTTP2Only}"),
            "§alpn_policy is for protocol: TLS, and this is TCP; leave it out",
        ),
        (
            balancer("{port: 443, protocol: TLS, forward: api, certificates: [§web]}"),
            "§'web' is not one of certificates; add it there: certificates: {web: [DOMAIN NAME]}",
        ),
        (
            balancer(
                "{port: 443, protocol: TLS, forward: api, certificates: [a], tcp_idle_timeout_seconds: §400}",
                "certificates: {a: [a.example.com]}\n",
            ),
            "§AWS lets only TCP listeners choose it, and this is TLS; leave it out",
        ),
        (
            balancer("{port: 443, protocol: UDP, forward: §api}"),
            "§a UDP listener forwards to target groups of TCP_UDP or UDP, and 'api' is TCP",
        ),
        (
            (
                f"{HEAD}load_balancers: {{blue: {{ip_address_type: dualstack, listeners: "
                "{https: {port: 443, forward: §{api: 1, six: 1}}}}}\n"
                "target_groups: {api: {port: 8443}, six: {port: 8443, ip_address_type: ipv6}}\n"
            ),
            "§AWS takes target groups of one ip_address_type for a listener, and these have both; write two listeners",
        ),
        (
            balancer("{port: 443, §forward: {api: 0}}"),
            (
                "§load_balancers.blue.listeners.https.forward has no weight above 0, and no target group would get a "
                "connection; give one a weight"
            ),
        ),
        (
            balancer("{port: 443, forward: api}, again: {port: §443, forward: api}"),
            "§'https' listens on 443 already; choose another port",
        ),
        (
            balancer("{port: 443, forward: api}", "    access_logs: §{bucket: logs}\n"),
            "§AWS writes logs for TLS listeners only, and there is none; leave it out",
        ),
        (
            balancer("{port: 443, forward: api}", "    security_group: §true\n"),
            (
                "§load_balancers.blue.security_group: true is not a security group; write {} for one without further "
                "sources, or false for none"
            ),
        ),
        (
            balancer(
                "{port: 443, forward: api}",
                "    security_group: false\n    enforce_security_group_inbound_rules_on_private_link_traffic: §true\n",
            ),
            "§security_group is false, and there are no rules to apply; leave it out",
        ),
    ],
)
def test_load_balancer_is_refused(text: str, message: str) -> None:
    assert faults(text) == [message]


def test_tcp_and_udp_on_one_port_are_one_listener() -> None:
    text = (
        f"{HEAD}load_balancers: {{blue: {{listeners: {{t: {{port: 53, forward: a}}, "
        "u: {port: §53, protocol: UDP, forward: b}}}}\n"
        "target_groups: {a: {port: 53}, b: {port: 53, protocol: UDP}}\n"
    )

    assert faults(text) == ["§'t' listens on 53 already; write one listener with protocol: TCP_UDP"]


def test_names_of_one_resource_are_refused() -> None:
    text = (
        f"{HEAD}{GROUP}load_balancers:\n"
        "  a: {listeners: {b-c: {port: 1, forward: api}}}\n"
        "  a-b: {listeners: {c: §{port: 1, forward: api}}}\n"
    )

    assert faults(text) == ["§a-b.c would be the same resource, a_b_c, as another one; rename it"]


def test_unused_certificate_is_refused() -> None:
    text = f"{SMALL}certificates: {{old: §[old.example.com]}}\n"

    assert faults(text) == ["§no listener has the certificate 'old'; leave it out, or name it in one"]


def test_name_in_a_list_appears_once() -> None:
    tls = "{port: 443, protocol: TLS, forward: api, certificates: [a, §a]}"

    assert faults(balancer(tls, "certificates: {a: [a.example.com]}\n")) == ["§'a' appears twice; leave one out"]
    assert faults(service("load_balancers: [blue, §blue]")) == ["§'blue' appears twice; leave one out"]
    assert faults(service("supported_regions: [eu-west-1, §eu-west-1]")) == ["§eu-west-1 appears twice; leave one out"]


@pytest.mark.parametrize(
    "name",
    [
        "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
        "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        "ELBSecurityPolicy-FS-1-2-Res-2020-10",
        "ELBSecurityPolicy-2016-08",
    ],
)
def test_security_policies_of_aws_are_accepted(name: str) -> None:
    tls = f"{{port: 443, protocol: TLS, forward: api, certificates: [a], ssl_policy: {name}}}"

    assert faults(balancer(tls, "certificates: {a: [a.example.com]}\n")) == []


def test_security_policy_that_aws_does_not_have_is_refused() -> None:
    tls = "{port: 443, protocol: TLS, forward: api, certificates: [a], ssl_policy: §ELBSecurityPolicy-TLS14-2030-01}"

    assert faults(balancer(tls, "certificates: {a: [a.example.com]}\n")) == [
        (
            '§load_balancers.blue.listeners.https.ssl_policy: "ELBSecurityPolicy-TLS14-2030-01" is not a security '
            "policy of AWS's, such as ELBSecurityPolicy-TLS13-1-2-2021-06"
        )
    ]


def test_faults_inside_a_security_group_stand_alone() -> None:
    text = balancer("{port: 443, forward: api}", "    security_group: {ingress: [{from: §vcp}]}\n")

    assert [fault.partition(": ")[0] for fault in faults(text)] == [
        "§load_balancers.blue.security_group.ingress.0.from"
    ]


def test_alarm_that_can_never_go_off_is_refused() -> None:
    text = f"{SMALL}alarms: {{resets: {{above: 1, minutes: 3, datapoints: §4}}}}\n"

    assert faults(text) == ["§4 of 3 minutes can't be above; write 3 or less"]


def test_all_faults_are_told_at_once() -> None:
    text = service("load_balancers: [bleu], consumers: {orders: accepted}")

    assert len(faults(text)) == 2


def test_forward_by_name_has_all_of_the_weight() -> None:
    spec = loads(SMALL)

    assert spec.load_balancers["blue"].listeners["https"].forward == {"api": 100}  # type: ignore[attr-defined]
