"""Listeners of network and gateway load balancers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from privatelink_localstack.elbv2 import listener
from privatelink_localstack.elbv2.errors import Elbv2Error
from privatelink_localstack.elbv2.listener import Group, Listener, Surroundings

GROUPS = {
    protocol: Group(protocol, "ip", frozenset()) for protocol in ("TCP", "TLS", "UDP", "TCP_UDP", "HTTP", "GENEVE")
}

AROUND = Surroundings(
    kind="network",
    dual_stack=False,
    others=[],
    group=GROUPS.get,
    has_certificate=lambda arn: arn.startswith("cert"),
    has_policy=lambda name: name.startswith("ELBSecurityPolicy-"),
)


def create(group: str = "TCP", around: Surroundings = AROUND, **settings: Any) -> Listener:
    request = {"LoadBalancerArn": "lb", "Protocol": "TCP", "Port": 443, **settings}
    actions = [{"Type": "forward", "TargetGroupArn": group}]
    return listener.create({"DefaultActions": actions, **request}, "arn", around)


def code(**settings: Any) -> str:
    with pytest.raises(Elbv2Error) as caught:
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
        except Elbv2Error as error:
            assert error.code == "IncompatibleProtocols"  # noqa: PT017 - which ones are refused is the result
    assert taken == groups


def test_a_group_of_another_load_balancer() -> None:
    used = replace(AROUND, group=lambda _: Group("TCP", "ip", frozenset({"lb", "other"})))
    own = replace(AROUND, group=lambda _: Group("TCP", "ip", frozenset({"lb"})))
    assert code(around=used) == "TargetGroupAssociationLimit"
    assert create(around=own).port == 443


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
    ],
)
def test_what_is_not_taken(settings: dict[str, Any], expected: str) -> None:
    assert code(**settings) == expected


def test_tls() -> None:
    made = create(**TLS, AlpnPolicy=["HTTP2Only"])
    assert (made.ssl_policy, made.certificates, made.alpn) == (listener.DEFAULT_POLICY, ("cert-1",), "HTTP2Only")
    assert (made.attributes, create(**TLS, AlpnPolicy=["None"]).alpn) == ({}, None)


def test_datagrams_and_dual_stack() -> None:
    around = replace(AROUND, dual_stack=True)
    assert code(around=around, group="UDP", Protocol="UDP") == "InvalidConfigurationRequest"
    assert create(around=around).protocol == "TCP"


def test_gateway_listeners_have_no_choice() -> None:
    around = replace(AROUND, kind="gateway")
    made = create(around=around, group="GENEVE", Protocol=None, Port=None)
    assert (made.protocol, made.port) == ("GENEVE", 6081)
    assert code(around=around, group="GENEVE", Port=None) == "ValidationError"


def modify(found: Listener, **request: Any) -> Listener:
    return listener.modify(found, request, AROUND)


def test_what_is_not_named_stays() -> None:
    found = create(**TLS, AlpnPolicy=["HTTP2Only"], SslPolicy="ELBSecurityPolicy-2016-08")
    assert modify(found, Port=444) == replace(found, port=444)
    assert modify(found, AlpnPolicy=["None"]) == replace(found, alpn=None)


def test_another_protocol_takes_its_settings_along() -> None:
    found = create(**TLS, AlpnPolicy=["HTTP2Only"])
    tcp = modify(found, Protocol="TCP")
    assert tcp == create()
    assert modify(tcp, **TLS).ssl_policy == listener.DEFAULT_POLICY
    with pytest.raises(Elbv2Error, match="must be specified for TLS"):
        modify(tcp, Protocol="TLS")


def test_the_default_certificate_is_replaced_and_others_stay() -> None:
    found = listener.add_certificates(create(**TLS), ["cert-2", "cert-3", "cert-2"], AROUND.has_certificate)
    assert found.certificates == ("cert-1", "cert-2", "cert-3")
    assert modify(found, Certificates=[{"CertificateArn": "cert-4"}]).certificates == ("cert-4", "cert-2", "cert-3")
    assert listener.remove_certificates(found, ["cert-2", "none"]).certificates == ("cert-1", "cert-3")


def test_certificates_that_are_not_taken() -> None:
    found = create(**TLS)
    many = [f"cert-{number}" for number in range(2, 28)]
    for wrong, arns, expected in (
        (create(), ["cert-2"], "InvalidConfigurationRequest"),
        (found, ["none"], "CertificateNotFound"),
        (found, many, "TooManyCertificates"),
    ):
        with pytest.raises(Elbv2Error) as caught:
            listener.add_certificates(wrong, arns, AROUND.has_certificate)
        assert caught.value.code == expected


def test_actions() -> None:
    weighted = {"Type": "forward", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": "a", "Weight": 3}]}}
    assert listener.target_groups([weighted]) == ["a"]
    shown = listener.normalize([weighted])[0]
    assert (shown["TargetGroupArn"], shown["ForwardConfig"]["TargetGroups"]) == (
        "a",
        [{"TargetGroupArn": "a", "Weight": 3}],
    )
    both = {"Type": "forward", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": each} for each in "ab"]}}
    assert "TargetGroupArn" not in listener.normalize([both])[0]
    assert listener.target_groups([both]) == ["a", "b"]
    assert listener.normalize([{"Type": "redirect"}]) == ({"Type": "redirect"},)
