"""TLS listeners: certificates, security policies, ALPN."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Refusal = Callable[..., tuple[str, str]]


@pytest.fixture
def certificates(account: Any) -> list[str]:
    """The ARNs of three certificates."""
    acm = account.client("acm")
    names = ("a.example.com", "b.example.com", "c.example.com")
    return [str(acm.request_certificate(DomainName=name)["CertificateArn"]) for name in names]


@pytest.fixture
def listener(place: Any, certificates: list[str]) -> Any:
    """A TLS listener."""
    balancer = place.load_balancer()["LoadBalancerArn"]
    group = place.target_group(Protocol="TLS")
    given = [{"CertificateArn": certificates[0]}]
    return place.listener(balancer, group, Protocol="TLS", Certificates=given)


def shown(place: Any, arn: str) -> list[tuple[str, bool]]:
    found = place.elbv2.describe_listener_certificates(ListenerArn=arn)["Certificates"]
    return [(each["CertificateArn"], each["IsDefault"]) for each in found]


def test_defaults(listener: Any, certificates: list[str]) -> None:
    """AWS: the API's default policy is ELBSecurityPolicy-2016-08.

    The Terraform provider plans a change where the answer has an ALPN policy that the configuration does not have.
    """
    assert (listener["SslPolicy"], listener["Certificates"], listener.get("AlpnPolicy")) == (
        "ELBSecurityPolicy-2016-08",
        [{"CertificateArn": certificates[0]}],
        None,
    )


def test_the_alpn_policy_none_is_one_too(place: Any, listener: Any) -> None:
    changed = place.elbv2.modify_listener(ListenerArn=listener["ListenerArn"], AlpnPolicy=["None"])["Listeners"][0]
    assert changed["AlpnPolicy"] == ["None"]


def test_policy_certificate_and_alpn_are_changed(place: Any, listener: Any, certificates: list[str]) -> None:
    policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"
    changed = place.elbv2.modify_listener(
        ListenerArn=listener["ListenerArn"],
        SslPolicy=policy,
        Certificates=[{"CertificateArn": certificates[1]}],
        AlpnPolicy=["HTTP2Preferred"],
    )["Listeners"][0]
    assert (changed["SslPolicy"], changed["Certificates"], changed["AlpnPolicy"]) == (
        policy,
        [{"CertificateArn": certificates[1]}],
        ["HTTP2Preferred"],
    )


def test_further_certificates(place: Any, listener: Any, certificates: list[str], refusal: Refusal) -> None:
    arn, (first, second, third) = listener["ListenerArn"], certificates
    for each in (second, third):
        place.elbv2.add_listener_certificates(ListenerArn=arn, Certificates=[{"CertificateArn": each}])
    added = shown(place, arn)
    place.elbv2.remove_listener_certificates(ListenerArn=arn, Certificates=[{"CertificateArn": second}])
    assert (added, shown(place, arn)) == (
        [(first, True), (second, False), (third, False)],
        [(first, True), (third, False)],
    )
    call = place.elbv2.remove_listener_certificates
    code, message = refusal(call, ListenerArn=arn, Certificates=[{"CertificateArn": first}])
    # The Terraform provider looks for these words.
    assert (code, "Default certificate cannot be removed" in message) == ("OperationNotPermitted", True)


def test_the_default_certificate_among_the_others(place: Any, listener: Any, certificates: list[str]) -> None:
    """AWS: if the default certificate is also in the certificate list, it appears twice in the results."""
    arn, given = listener["ListenerArn"], [{"CertificateArn": certificates[0]}]
    place.elbv2.add_listener_certificates(ListenerArn=arn, Certificates=given)
    twice = shown(place, arn)
    place.elbv2.remove_listener_certificates(ListenerArn=arn, Certificates=given)
    assert (twice, shown(place, arn)) == (
        [(certificates[0], True), (certificates[0], False)],
        [(certificates[0], True)],
    )


def test_one_certificate_a_call(place: Any, listener: Any, certificates: list[str], refusal: Refusal) -> None:
    """AWS: one certificate per call, and without IsDefault."""
    call, arn = place.elbv2.add_listener_certificates, listener["ListenerArn"]
    both = [{"CertificateArn": each} for each in certificates[1:]]
    for wrong in (both, [{**both[0], "IsDefault": False}], []):
        assert refusal(call, ListenerArn=arn, Certificates=wrong)[0] == "ValidationError"
    assert shown(place, arn) == [(certificates[0], True)]


def test_security_policies(place: Any, refusal: Refusal) -> None:
    names = ["ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-2016-08"]
    found = place.elbv2.describe_ssl_policies(Names=names)["SslPolicies"]
    assert [(each["Name"], "network" in each["SupportedLoadBalancerTypes"]) for each in found] == [
        (name, True) for name in names
    ]
    assert place.elbv2.describe_ssl_policies(LoadBalancerType="gateway")["SslPolicies"] == []
    assert refusal(place.elbv2.describe_ssl_policies, Names=["none"])[0] == "SSLPolicyNotFound"


def test_security_policies_come_in_pages(place: Any) -> None:
    every = {each["Name"] for each in place.elbv2.describe_ssl_policies()["SslPolicies"]}
    first = place.elbv2.describe_ssl_policies(PageSize=5)
    rest = place.elbv2.describe_ssl_policies(Marker=first["NextMarker"])
    found = [each["Name"] for each in (*first["SslPolicies"], *rest["SslPolicies"])]
    assert (len(first["SslPolicies"]), sorted(every)) == (5, sorted(found))


def test_what_is_not_there_is_refused(place: Any, listener: Any, refusal: Refusal) -> None:
    call, arn = place.elbv2.modify_listener, listener["ListenerArn"]
    missing = [{"CertificateArn": f"arn:aws:acm:us-east-1:{place.account}:certificate/none"}]
    assert refusal(call, ListenerArn=arn, SslPolicy="none") == (
        "SSLPolicyNotFound",
        "SSL policy 'none' not found",
    )
    assert refusal(call, ListenerArn=arn, Certificates=missing)[0] == "CertificateNotFound"
    assert refusal(call, ListenerArn=arn, AlpnPolicy=["none"])[0] == "ALPNPolicyNotFound"


def test_tls_listeners_have_no_attributes(place: Any, listener: Any, refusal: Refusal) -> None:
    """AWS: DescribeListenerAttributes is not for TLS listeners."""
    call = place.elbv2.describe_listener_attributes
    assert refusal(call, ListenerArn=listener["ListenerArn"])[0] == "InvalidConfigurationRequest"
