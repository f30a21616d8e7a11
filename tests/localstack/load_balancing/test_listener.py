"""Listeners of network and gateway load balancers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.quotas import LOAD_BALANCING
from privatelink_localstack.load_balancing.listeners import model
from privatelink_localstack.load_balancing.listeners.action import Group
from privatelink_localstack.load_balancing.listeners.model import Listener, Surroundings

GROUPS = {
    protocol: Group(protocol, "ip", frozenset(), "vpc-1")
    for protocol in ("TCP", "TLS", "UDP", "TCP_UDP", "HTTP", "GENEVE", "QUIC")
}

AROUND = Surroundings(
    kind="network",
    vpc="vpc-1",
    address_type="ipv4",
    source_nat_prefix=False,
    security_groups=False,
    others=[],
    group=GROUPS.get,
    has_certificate=lambda arn: arn.startswith("cert"),
    has_policy=lambda name: name.startswith("ELBSecurityPolicy-"),
    quotas=LOAD_BALANCING,
)


def create(group: str = "TCP", around: Surroundings = AROUND, **settings: Any) -> Listener:
    request = {"LoadBalancerArn": "lb", "Protocol": "TCP", "Port": 443, **settings}
    actions = [{"Type": "forward", "TargetGroupArn": group}]
    return model.create({"DefaultActions": actions, **request}, "arn", around)


def code(**settings: Any) -> str:
    with pytest.raises(AwsError) as caught:
        create(**settings)
    return caught.value.code


TLS: dict[str, Any] = {"Protocol": "TLS", "Certificates": [{"CertificateArn": "cert-1"}]}


@pytest.mark.parametrize(
    ("protocol", "groups"),
    [("TCP", {"TCP", "TCP_UDP"}), ("TLS", {"TCP", "TLS"}), ("UDP", {"UDP", "TCP_UDP"}), ("TCP_UDP", {"TCP_UDP"})],
)
def test_what_a_protocol_forwards_to(protocol: str, groups: set[str]) -> None:
    settings = TLS if protocol == "TLS" else {"Protocol": protocol}
    taken = set()
    for group in GROUPS:
        try:
            create(group=group, **settings)
            taken.add(group)
        except AwsError as error:
            assert error.code == "IncompatibleProtocols"  # noqa: PT017 - which ones are refused is the result
    assert taken == groups


def with_group(group: Group, **settings: Any) -> Surroundings:
    """Surroundings where every target group is like one."""
    return replace(AROUND, group=lambda _: group, **settings)


def test_a_group_of_another_load_balancer() -> None:
    used = with_group(replace(GROUPS["TCP"], users=frozenset({"lb", "other"})))
    own = with_group(replace(GROUPS["TCP"], users=frozenset({"lb"})))
    assert code(around=used) == "TargetGroupAssociationLimit"
    assert create(around=own).port == 443


def test_a_group_of_another_vpc() -> None:
    with pytest.raises(AwsError, match=r": Target group 'TCP' is in a different VPC than load balancer 'lb'$"):
        create(around=with_group(replace(GROUPS["TCP"], vpc="vpc-2")))


def test_application_load_balancers_are_reached_over_tcp() -> None:
    around = with_group(replace(GROUPS["TCP"], target_type="alb"))
    assert create(around=around).protocol == "TCP"
    assert code(around=around, **TLS) == "IncompatibleProtocols"


def test_ipv6_groups_need_dual_stack() -> None:
    ipv6 = replace(GROUPS["TCP"], address_type="ipv6")
    assert code(around=with_group(ipv6)) == "InvalidConfigurationRequest"
    assert create(around=with_group(ipv6, address_type="dualstack")).protocol == "TCP"


def test_an_equal_one_is_given_and_a_taken_port_refused() -> None:
    first = replace(create(), arn="first", attributes={"tcp.idle_timeout.seconds": "60"})
    around = replace(AROUND, others=[first])
    assert create(around=around) == first
    assert code(around=around, group="TCP_UDP") == "DuplicateListener"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"Protocol": None}, "ValidationError"),
        ({"Port": None}, "ValidationError"),
        ({"Port": 65536}, "ValidationError"),
        ({"Protocol": "HTTPS"}, "ValidationError"),
        ({"AlpnPolicy": ["HTTP1Only"]}, "ValidationError"),
        ({"DefaultActions": []}, "ValidationError"),
        ({"DefaultActions": [{"Type": "forward"}]}, "ValidationError"),
        ({"DefaultActions": [{"Type": "redirect"}]}, "InvalidLoadBalancerAction"),
        ({"DefaultActions": [{"Type": "dance"}]}, "ValidationError"),
        ({"DefaultActions": [{"Type": "forward", "TargetGroupArn": "none"}]}, "TargetGroupNotFound"),
        ({"Protocol": "TLS"}, "ValidationError"),
        ({**TLS, "Certificates": [{"CertificateArn": "none"}]}, "CertificateNotFound"),
        ({**TLS, "Certificates": TLS["Certificates"] * 2}, "ValidationError"),
        ({**TLS, "SslPolicy": "none"}, "SSLPolicyNotFound"),
        ({**TLS, "AlpnPolicy": ["none"]}, "ALPNPolicyNotFound"),
        ({**TLS, "AlpnPolicy": ["HTTP1Only", "HTTP2Only"]}, "ValidationError"),
        ({**TLS, "Certificates": [{"CertificateArn": "cert-1", "IsDefault": True}]}, "ValidationError"),
        ({**TLS, "MutualAuthentication": {"Mode": "verify"}}, "InvalidConfigurationRequest"),
    ],
)
def test_what_is_not_taken(settings: dict[str, Any], expected: str) -> None:
    assert code(**settings) == expected


def test_tls() -> None:
    made = create(**TLS, AlpnPolicy=["HTTP2Only"])
    assert (made.ssl_policy, made.certificate, made.alpn) == (model.DEFAULT_POLICY, "cert-1", "HTTP2Only")
    assert (made.attributes, create(**TLS, AlpnPolicy=["None"]).alpn, create(**TLS).alpn) == ({}, "None", None)


def test_datagrams_and_dual_stack() -> None:
    """AWS: with IPv6 prefixes for source NAT, and to targets with IPv6 addresses."""
    udp: dict[str, Any] = {"group": "UDP", "Protocol": "UDP"}
    around = replace(AROUND, address_type="dualstack")
    ipv6 = with_group(replace(GROUPS["UDP"], address_type="ipv6"), address_type="dualstack", source_nat_prefix=True)
    assert code(around=around, **udp) == "InvalidConfigurationRequest"
    assert code(around=replace(around, source_nat_prefix=True), **udp) == "InvalidConfigurationRequest"
    assert (create(around=around).protocol, create(around=ipv6, **udp).protocol) == ("TCP", "UDP")


def test_quic() -> None:
    """AWS: one listener, none for UDP beside it, no security groups, no dual-stack."""
    quic: dict[str, Any] = {"group": "QUIC", "Protocol": "QUIC"}
    made = create(**quic)
    udp = replace(AROUND, others=[create(group="UDP", Protocol="UDP", Port=53)])
    for around, settings in (
        (replace(AROUND, security_groups=True), quic),
        (replace(AROUND, address_type="dualstack", source_nat_prefix=True), quic),
        (udp, quic),
        (replace(AROUND, others=[made]), {**quic, "Port": 444}),
        (replace(AROUND, others=[made]), {"group": "UDP", "Protocol": "UDP", "Port": 53}),
    ):
        assert code(around=around, **settings) == "InvalidConfigurationRequest"
    assert create(around=replace(AROUND, others=[made]), Port=80).protocol == "TCP"


def test_as_many_listeners_as_the_quota_says() -> None:
    others = [replace(create(), arn=f"arn-{port}", port=port) for port in range(1, 51)]
    assert create(around=replace(AROUND, others=others[1:])).port == 443
    assert code(around=replace(AROUND, others=others)) == "TooManyListeners"


def test_gateway_listeners_have_no_choice() -> None:
    around = replace(AROUND, kind="gateway")
    made = create(around=around, group="GENEVE", Protocol=None, Port=None)
    assert (made.protocol, made.port) == ("GENEVE", 6081)
    assert code(around=around, group="GENEVE", Port=None) == "ValidationError"


def modify(found: Listener, **request: Any) -> Listener:
    return model.modify(found, request, AROUND)


def test_what_is_not_named_stays() -> None:
    found = create(**TLS, AlpnPolicy=["HTTP2Only"], SslPolicy="ELBSecurityPolicy-2016-08")
    assert modify(found, Port=444) == replace(found, port=444)
    assert modify(found, AlpnPolicy=["None"]) == replace(found, alpn="None")


def test_another_protocol_takes_its_settings_along() -> None:
    found = create(**TLS, AlpnPolicy=["HTTP2Only"])
    tcp = modify(found, Protocol="TCP")
    assert tcp == create()
    assert modify(tcp, **TLS).ssl_policy == model.DEFAULT_POLICY
    with pytest.raises(AwsError, match="must be specified for TLS"):
        modify(tcp, Protocol="TLS")


def test_the_default_certificate_is_replaced_and_others_stay() -> None:
    found = model.add_certificates(create(**TLS), ["cert-2", "cert-3", "cert-2"], AROUND)
    assert (found.certificate, found.certificates) == ("cert-1", ("cert-2", "cert-3"))
    replaced = modify(found, Certificates=[{"CertificateArn": "cert-2"}])
    assert (replaced.certificate, replaced.certificates) == ("cert-2", ("cert-2", "cert-3"))
    assert model.remove_certificates(found, ["cert-2", "none"]).certificates == ("cert-3",)


def test_the_default_certificate_stays_unless_it_is_among_the_others_too() -> None:
    found = create(**TLS)
    with pytest.raises(AwsError, match="Default certificate cannot be removed"):
        model.remove_certificates(found, ["cert-1"])
    both = model.add_certificates(found, ["cert-1"], AROUND)
    assert model.remove_certificates(both, ["cert-1"]) == found


def test_certificates_that_are_not_taken() -> None:
    found = create(**TLS)
    many = [f"cert-{number}" for number in range(26)]
    for wrong, arns, expected in (
        (create(), ["cert-2"], "InvalidConfigurationRequest"),
        (found, ["none"], "CertificateNotFound"),
        (found, many, "TooManyCertificates"),
    ):
        with pytest.raises(AwsError) as caught:
            model.add_certificates(wrong, arns, AROUND)
        assert caught.value.code == expected


def test_certificates_count_for_all_listeners_of_a_load_balancer() -> None:
    other = replace(create(**TLS), arn="other", certificates=tuple(f"cert-{number}" for number in range(24)))
    around = replace(AROUND, others=[other])
    assert model.add_certificates(create(**TLS), ["cert-2"], around).certificates == ("cert-2",)
    with pytest.raises(AwsError, match="certificates per load balancer '25'"):
        model.add_certificates(create(**TLS), ["cert-2", "cert-3"], around)
