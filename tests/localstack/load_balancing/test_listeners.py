"""Listeners of network and gateway load balancers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from privatelink_localstack.kernel.quotas import LOAD_BALANCING
from privatelink_localstack.load_balancing.listeners.certificates import with_certificates, without_certificates
from privatelink_localstack.load_balancing.listeners.checks import ListenerContext, check_listener
from privatelink_localstack.load_balancing.listeners.create import existing_or_checked
from privatelink_localstack.load_balancing.listeners.model import Listener, ListenerSettings
from privatelink_localstack.load_balancing.listeners.settings import changed_listener, new_listener
from privatelink_localstack.load_balancing.listeners.ssl_policy import DEFAULT_POLICY
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer
from privatelink_localstack.load_balancing.target_groups.create import new_target_group
from privatelink_localstack.load_balancing.target_groups.model import CreateTargetGroup, TargetGroup
from tests.support.refusal import refusal, refusal_code

NETWORK = LoadBalancer(
    arn="lb",
    name="blue",
    type="network",
    account="123456789012",
    region="us-east-1",
    vpc_id="vpc-1",
    internal=True,
    dns_name="blue",
    created=datetime(2026, 5, 4, tzinfo=UTC),
    zones=(),
)
DUAL_STACK = replace(NETWORK, address_type="dualstack")
GATEWAY = replace(NETWORK, type="gateway")


def target_group(protocol: str) -> TargetGroup:
    """Return a target group whose ARN is its protocol."""
    port = 6081 if protocol == "GENEVE" else 443
    request = CreateTargetGroup(name="erp", target_type="ip", protocol=protocol, port=port, vpc_id="vpc-1")
    return new_target_group(request, protocol)


TARGET_GROUPS = {
    protocol: target_group(protocol) for protocol in ("TCP", "TLS", "UDP", "TCP_UDP", "HTTP", "GENEVE", "QUIC")
}

CONTEXT = ListenerContext(
    load_balancer=NETWORK,
    others=[],
    find_target_group=TARGET_GROUPS.get,
    load_balancers_of=lambda _: (),
    has_certificate=lambda arn: arn.startswith("cert"),
    has_ssl_policy=lambda name: name.startswith("ELBSecurityPolicy-"),
    quotas=LOAD_BALANCING,
)


def create(target_group: str = "TCP", context: ListenerContext = CONTEXT, **settings: Any) -> Listener:
    """Create a listener, by default for TCP on port 443."""
    actions = ({"Type": "forward", "TargetGroupArn": target_group},)
    members = {"protocol": "TCP", "port": 443, "actions": actions, **settings}
    return existing_or_checked(new_listener(context.load_balancer, ListenerSettings(**members), "arn"), context)


def code(**settings: Any) -> str:
    """Return the code of the refusal to create a listener."""
    return refusal(create, **settings).code


TLS: dict[str, Any] = {"protocol": "TLS", "certificates": ({"CertificateArn": "cert-1"},)}


@pytest.mark.parametrize(
    ("protocol", "compatible"),
    [("TCP", {"TCP", "TCP_UDP"}), ("TLS", {"TCP", "TLS"}), ("UDP", {"UDP", "TCP_UDP"}), ("TCP_UDP", {"TCP_UDP"})],
)
def test_protocol_forwards_to_compatible_target_groups(protocol: str, compatible: set[str]) -> None:
    settings = TLS if protocol == "TLS" else {"protocol": protocol}
    codes = {arn: refusal_code(create, target_group=arn, **settings) for arn in TARGET_GROUPS}
    assert codes == {arn: None if arn in compatible else "IncompatibleProtocols" for arn in TARGET_GROUPS}


def with_target_group(load_balancer: LoadBalancer = NETWORK, protocol: str = "TCP", **changes: Any) -> ListenerContext:
    """Return a context where every ARN is that of one target group."""
    changed = replace(TARGET_GROUPS[protocol], **changes)
    return replace(CONTEXT, load_balancer=load_balancer, find_target_group=lambda _: changed)


def test_target_group_belongs_to_one_load_balancer() -> None:
    used = replace(CONTEXT, load_balancers_of=lambda _: ("lb", "other"))
    assert code(context=used) == "TargetGroupAssociationLimit"
    assert create(context=replace(CONTEXT, load_balancers_of=lambda _: ("lb",))).port == 443


def test_target_group_of_another_vpc_is_rejected() -> None:
    assert refusal(create, context=with_target_group(vpc_id="vpc-2")) == (
        "InvalidConfigurationRequest",
        "The following target groups are in a different VPC than load balancer 'lb': TCP",
    )


def test_application_load_balancer_is_reached_over_tcp() -> None:
    context = with_target_group(target_type="alb")
    assert create(context=context).protocol == "TCP"
    assert code(context=context, **TLS) == "IncompatibleProtocols"


def test_ipv6_target_group_needs_dual_stack() -> None:
    assert code(context=with_target_group(address_type="ipv6")) == "InvalidConfigurationRequest"
    assert create(context=with_target_group(DUAL_STACK, address_type="ipv6")).protocol == "TCP"


def test_create_returns_an_equal_listener_and_rejects_its_port_otherwise() -> None:
    first = replace(create(), arn="first", attributes={"tcp.idle_timeout.seconds": "60"})
    context = replace(CONTEXT, others=[first])
    assert create(context=context) == first
    assert code(context=context, target_group="TCP_UDP") == "DuplicateListener"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"protocol": None}, "ValidationError"),
        ({"port": None}, "ValidationError"),
        ({"port": 65536}, "ValidationError"),
        ({"protocol": "HTTPS"}, "ValidationError"),
        ({"alpn_policy": ("HTTP1Only",)}, "ValidationError"),
        ({"actions": ()}, "ValidationError"),
        ({"actions": ({"Type": "forward"},)}, "ValidationError"),
        ({"actions": ({"Type": "redirect"},)}, "InvalidLoadBalancerAction"),
        ({"actions": ({"Type": "dance"},)}, "ValidationError"),
        ({"actions": ({"Type": "forward", "TargetGroupArn": "none"},)}, "TargetGroupNotFound"),
        ({"protocol": "TLS"}, "ValidationError"),
        ({**TLS, "certificates": ({"CertificateArn": "none"},)}, "CertificateNotFound"),
        ({**TLS, "certificates": TLS["certificates"] * 2}, "ValidationError"),
        ({**TLS, "ssl_policy": "none"}, "SSLPolicyNotFound"),
        ({**TLS, "alpn_policy": ("none",)}, "ALPNPolicyNotFound"),
        ({**TLS, "alpn_policy": ("HTTP1Only", "HTTP2Only")}, "ValidationError"),
        ({**TLS, "certificates": ({"CertificateArn": "cert-1", "IsDefault": True},)}, "ValidationError"),
        ({**TLS, "mutual_authentication": "verify"}, "UnsupportedOperation"),
        ({"mutual_authentication": "verify"}, "ValidationError"),
    ],
)
def test_create_rejects_settings(settings: dict[str, Any], expected: str) -> None:
    assert code(**settings) == expected


def test_tls_listener_has_a_default_policy_and_no_attributes() -> None:
    listener = create(**TLS, alpn_policy=("HTTP2Only",))
    assert (listener.ssl_policy, listener.certificate, listener.alpn_policy, listener.attributes) == (
        DEFAULT_POLICY,
        "cert-1",
        "HTTP2Only",
        {},
    )


def test_alpn_policy_none_differs_from_no_alpn_policy() -> None:
    assert (create(**TLS, alpn_policy=("None",)).alpn_policy, create(**TLS).alpn_policy) == ("None", None)


def test_dual_stack_udp_needs_source_nat_prefixes_and_ipv6_targets() -> None:
    udp: dict[str, Any] = {"target_group": "UDP", "protocol": "UDP"}
    with_prefixes = replace(DUAL_STACK, source_nat_prefix="on")
    for load_balancer in (DUAL_STACK, with_prefixes):
        assert code(context=replace(CONTEXT, load_balancer=load_balancer), **udp) == "InvalidConfigurationRequest"
    assert create(context=replace(CONTEXT, load_balancer=DUAL_STACK)).protocol == "TCP"
    assert create(context=with_target_group(with_prefixes, "UDP", address_type="ipv6"), **udp).protocol == "UDP"


QUIC: dict[str, Any] = {"target_group": "QUIC", "protocol": "QUIC"}
UDP: dict[str, Any] = {"target_group": "UDP", "protocol": "UDP", "port": 53}


@pytest.mark.parametrize(
    ("changes", "settings"),
    [
        ({"load_balancer": replace(NETWORK, security_groups=("sg-1",))}, QUIC),
        ({"load_balancer": replace(DUAL_STACK, source_nat_prefix="on")}, QUIC),
        ({"others": [create(**UDP)]}, QUIC),
        ({"others": [create(**QUIC)]}, {**QUIC, "port": 444}),
        ({"others": [create(**QUIC)]}, UDP),
    ],
)
def test_quic_listener_is_alone_without_security_groups_and_dual_stack(
    changes: dict[str, Any], settings: dict[str, Any]
) -> None:
    """AWS: one listener, none for UDP beside it, no security groups, no dual-stack."""
    assert code(context=replace(CONTEXT, **changes), **settings) == "InvalidConfigurationRequest"


def test_quic_listener_has_tcp_listeners_beside_it() -> None:
    assert create(context=replace(CONTEXT, others=[create(**QUIC)]), port=80).protocol == "TCP"


def test_listeners_are_as_many_as_the_quota() -> None:
    others = [replace(create(), arn=f"arn-{port}", port=port) for port in range(1, 51)]
    assert create(context=replace(CONTEXT, others=others[1:])).port == 443
    assert code(context=replace(CONTEXT, others=others)) == "TooManyListeners"


def test_gateway_listener_has_no_protocol_and_port_in_the_request() -> None:
    context = replace(CONTEXT, load_balancer=GATEWAY)
    listener = create(context=context, target_group="GENEVE", protocol=None, port=None)
    assert (listener.protocol, listener.port) == ("GENEVE", 6081)
    assert code(context=context, target_group="GENEVE", port=None) == "ValidationError"


def modify(listener: Listener, **settings: Any) -> Listener:
    changed = changed_listener(NETWORK, listener, ListenerSettings(**settings))
    check_listener(changed, CONTEXT)
    return changed


def test_modify_keeps_what_the_request_does_not_name() -> None:
    listener = create(**TLS, alpn_policy=("HTTP2Only",), ssl_policy="ELBSecurityPolicy-2016-08")
    assert modify(listener, port=444) == replace(listener, port=444)
    assert modify(listener, alpn_policy=("None",)) == replace(listener, alpn_policy="None")


def test_modify_drops_the_settings_of_another_protocol() -> None:
    tcp = modify(create(**TLS, alpn_policy=("HTTP2Only",)), protocol="TCP")
    assert tcp == create()
    assert modify(tcp, **TLS).ssl_policy == DEFAULT_POLICY
    assert refusal(modify, tcp, protocol="TLS").message == "A certificate must be specified for TLS listeners"


def test_modify_replaces_the_default_certificate_only() -> None:
    listener = with_certificates(create(**TLS), ["cert-2", "cert-3", "cert-2"], CONTEXT)
    assert (listener.certificate, listener.certificates) == ("cert-1", ("cert-2", "cert-3"))
    replaced = modify(listener, certificates=({"CertificateArn": "cert-2"},))
    assert (replaced.certificate, replaced.certificates) == ("cert-2", ("cert-2", "cert-3"))
    assert without_certificates(listener, ["cert-2", "none"]).certificates == ("cert-3",)


def test_default_certificate_is_removed_from_the_further_ones_only() -> None:
    listener = create(**TLS)
    assert refusal(without_certificates, listener, ["cert-1"]) == (
        "OperationNotPermitted",
        "Default certificate cannot be removed from the listener",
    )
    assert without_certificates(with_certificates(listener, ["cert-1"], CONTEXT), ["cert-1"]) == listener


@pytest.mark.parametrize(
    ("settings", "arns", "expected"),
    [
        ({}, ["cert-2"], "InvalidConfigurationRequest"),
        (TLS, ["none"], "CertificateNotFound"),
        (TLS, [f"cert-{number}" for number in range(26)], "TooManyCertificates"),
    ],
)
def test_add_rejects_certificates(settings: dict[str, Any], arns: list[str], expected: str) -> None:
    assert refusal(with_certificates, create(**settings), arns, CONTEXT).code == expected


def test_certificates_of_all_listeners_count() -> None:
    other = replace(create(**TLS), arn="other", certificates=tuple(f"cert-{number}" for number in range(24)))
    context = replace(CONTEXT, others=[other])
    assert with_certificates(create(**TLS), ["cert-2"], context).certificates == ("cert-2",)
    refused = refusal(with_certificates, create(**TLS), ["cert-2", "cert-3"], context)
    assert "certificates per load balancer '25'" in refused.message
