"""What AWS would refuse of a provider spec is refused at its place, with the way out."""

from __future__ import annotations

import pytest

from privatelink_generator.load import loads
from tests.support.specs import faults

HEAD = "version: 1\npattern: provider\nname: payments\n"
BALANCER = "load_balancers: {blue: {listeners: {https: {port: 443, forward: api}}}}\n"
GROUP = "target_groups: {api: {port: 8443}}\n"
SMALL = HEAD + BALANCER + GROUP


def balancer(listener: str, settings: str = "") -> str:
    """Return a spec with one listener and settings of its load balancer."""
    return f"{HEAD}{GROUP}load_balancers:\n  blue:\n    listeners: {{https: {listener}}}\n{settings}"


def group(settings: str) -> str:
    """Return a spec with settings of its target group."""
    return f"{HEAD}{BALANCER}target_groups: {{api: {{port: 8443, {settings}}}}}\n"


def service(settings: str, more: str = "") -> str:
    """Return a spec with settings of its service."""
    return f"{SMALL}service: {{{settings}}}\n{more}"


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


UNIT = "arn:aws:organizations::111122223333:ou/o-exampleorgid/ou-abcd-12345678"


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


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("load_balancers: [§bleu]", "§'bleu' is not one of load_balancers; did you mean 'blue'?"),
        (
            "consumers: {orders: §accepted}",
            (
                "§'orders' is not one of allowed_principals; without a principal it could not connect: "
                "name another one's with {state: …, principal: NAME}"
            ),
        ),
        (
            'public: true, allowed_principals: §{a: "111122223333"}',
            "§public: true admits every account; leave one of the two out",
        ),
        (
            'allowed_principals: {a: "111122223333", b: §"arn:aws:iam::111122223333:root"}',
            "§arn:aws:iam::111122223333:root is the same principal as 'a'; leave one out",
        ),
        (
            f"allowed_principals: {{a: ou-abcd-12345678, b: §'{UNIT}'}}",
            f"§{UNIT} is the same principal as 'a'; leave one out",
        ),
        (
            "allowed_principals: {a: ou-abcd-12345678, b: §r-wxyz}",
            (
                "§r-wxyz is of another organization than 'a', and the account that the module is applied in can read "
                "one only; write the accounts instead"
            ),
        ),
        (
            "allowed_principals: {a: §ou-abcd}",
            (
                '§service.allowed_principals.a: "ou-abcd" is not a principal of an endpoint service; write a 12-digit '
                "account id, the ARN of an account's root, of a role or of a user, an organizational unit such as "
                "ou-abcd-12345678, or, for the account that the module is applied in, root, role/NAME or user/NAME"
            ),
        ),
        (
            'allowed_principals: {a: §"*"}',
            '§service.allowed_principals.a: "*" is everybody; write public: true instead of principals',
        ),
        (
            'allowed_principals: {a: §"arn:aws:iam::111122223333:role/team/batch"}',
            (
                '§service.allowed_principals.a: "arn:aws:iam::111122223333:role/team/batch" has a path, which AWS does '
                "not take here; end it with role/batch"
            ),
        ),
        (
            "supported_ip_address_types: §[ipv4, ipv6]",
            "§ipv6 needs dual-stack load balancers; write ip_address_type: dualstack for 'blue'",
        ),
        (
            "private_dns_name: {name: §Payments.example.com}",
            (
                '§service.private_dns_name.name: "Payments.example.com" is not a domain name in lower case, such as '
                "payments.example.com or *.payments.example.com"
            ),
        ),
    ],
)
def test_service_is_refused(settings: str, message: str) -> None:
    assert faults(service(settings)) == [message]


def test_unit_of_another_partition_is_refused() -> None:
    text = service(f"allowed_principals: {{retail: §'{UNIT}'}}", "region: us-gov-west-1\n")

    assert faults(text) == [
        f"§{UNIT} is in another partition than us-gov-west-1, which is in aws-us-gov; write a unit of that partition"
    ]


def test_units_of_one_organization_are_read_by_the_module() -> None:
    text = service(
        "allowed_principals: {all: r-abcd, shops: ou-abcd-12345678, "
        "stores: 'arn:aws:organizations::111122223333:ou/o-exampleorgid/ou-abcd-87654321'}"
    )

    assert faults(text) == []


CHINESE = "arn:aws-cn:iam::111122223333:role/batch"


@pytest.mark.parametrize(
    ("settings", "more", "message"),
    [
        (
            f"allowed_principals: {{batch: §'{CHINESE}'}}",
            "region: eu-west-1\n",
            f"§{CHINESE!r} is of the partition aws-cn, and nothing there is known in aws; write arn:aws:…",
        ),
        (
            f"allowed_principals: {{batch: §'{CHINESE}'}}, supported_regions: [eu-west-1]",
            "",
            f"§{CHINESE!r} is of the partition aws-cn, and nothing there is known in aws; write arn:aws:…",
        ),
        (
            "supported_regions: [eu-west-1, §cn-north-1]",
            "",
            "§cn-north-1 is in the partition aws-cn, and eu-west-1 in aws; a service is in one; leave it out",
        ),
        (
            "allowed_principals: {batch: §'arn:aws-mars:iam::111122223333:root'}",
            "",
            (
                "§service.allowed_principals.batch: \"arn:aws-mars:iam::111122223333:root\" has 'aws-mars' where the "
                "partition stands, which is none of AWS's; write arn:aws:…"
            ),
        ),
    ],
)
def test_other_partitions_are_refused(settings: str, more: str, message: str) -> None:
    assert faults(service(settings, more)) == [message]


def test_principals_of_the_regions_partition_are_taken() -> None:
    assert faults(service(f"allowed_principals: {{batch: '{CHINESE}'}}", "region: cn-north-1\n")) == []
    assert faults(service(f"allowed_principals: {{batch: '{CHINESE}'}}")) == []


def test_consumers_zones_are_ids() -> None:
    text = "public: true, consumers: {{orders: {{state: accepted, availability_zone_ids: [{}]}}}}"

    assert faults(service(text.format("use1-az1, apne1-az4, usw2-lax1-az1"))) == []
    assert [each.partition(" is not ")[2] for each in faults(service(text.format("us-east-1a")))] == [
        "the ID of an Availability Zone, such as use1-az1"
    ]


def test_consumers_may_share_a_principal() -> None:
    text = service(
        'allowed_principals: {orders: "111122223333"}, '
        "consumers: {orders: accepted, archive: {state: accepted, principal: orders}, old: suspended}"
    )

    assert faults(text) == []


def test_own_region_stays_supported() -> None:
    text = service("supported_regions: §[eu-west-1, us-east-1]", "region: eu-central-1\n")

    assert faults(text) == ["§eu-central-1, where the service is, can't be left out; add it"]


def test_service_of_several_regions_keeps_the_idle_timeout() -> None:
    text = (
        f"{HEAD}{GROUP}load_balancers: {{blue: {{listeners: {{https: {{port: 443, forward: api, "
        "tcp_idle_timeout_seconds: §400}}}}\nservice: {supported_regions: [eu-west-1, us-east-1]}\n"
    )

    assert faults(text) == [
        "§the service has consumers in other Regions, for which AWS takes 350 seconds only; leave it out"
    ]


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
