"""TLS listeners: certificates, security policies, ALPN."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from privatelink_harness.targets.localstack.session import LocalStackSession
from tests.support.load_balancing import ElbAccount
from tests.support.newer import newer_client_at
from tests.support.refusal import refusal

if TYPE_CHECKING:
    from mypy_boto3_elbv2.type_defs import CertificateTypeDef, ListenerTypeDef


@pytest.fixture
def certificates(account: LocalStackSession) -> list[str]:
    """The ARNs of three certificates."""
    acm = account.client("acm")
    names = ("a.example.com", "b.example.com", "c.example.com")
    return [str(acm.request_certificate(DomainName=name)["CertificateArn"]) for name in names]


@pytest.fixture
def listener(elb: ElbAccount, certificates: list[str]) -> ListenerTypeDef:
    """A TLS listener."""
    return elb.listener(
        elb.load_balancer_arn(),
        elb.target_group(Protocol="TLS"),
        Protocol="TLS",
        Certificates=[{"CertificateArn": certificates[0]}],
    )


def certificates_of(elb: ElbAccount, arn: str) -> list[tuple[str, bool]]:
    described = elb.elbv2.describe_listener_certificates(ListenerArn=arn)["Certificates"]
    return [(each["CertificateArn"], each["IsDefault"]) for each in described]


def test_tls_listener_has_defaults(listener: ListenerTypeDef, certificates: list[str]) -> None:
    """AWS: the API's default policy is ELBSecurityPolicy-2016-08.

    Terraform's AWS provider plans a change where the response has an ALPN policy that the configuration does not have.
    """
    assert (listener["SslPolicy"], listener["Certificates"], listener.get("AlpnPolicy")) == (
        "ELBSecurityPolicy-2016-08",
        [{"CertificateArn": certificates[0]}],
        None,
    )


def test_alpn_policy_none_is_shown(elb: ElbAccount, listener: ListenerTypeDef) -> None:
    changed = elb.elbv2.modify_listener(ListenerArn=listener["ListenerArn"], AlpnPolicy=["None"])["Listeners"][0]
    assert changed["AlpnPolicy"] == ["None"]


def test_modify_changes_policy_certificate_and_alpn(
    elb: ElbAccount, listener: ListenerTypeDef, certificates: list[str]
) -> None:
    policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"
    changed = elb.elbv2.modify_listener(
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


def test_further_certificates_are_added_and_removed(
    elb: ElbAccount, listener: ListenerTypeDef, certificates: list[str]
) -> None:
    arn, (first, second, third) = listener["ListenerArn"], certificates
    for each in (second, third):
        elb.elbv2.add_listener_certificates(ListenerArn=arn, Certificates=[{"CertificateArn": each}])
    added = certificates_of(elb, arn)
    elb.elbv2.remove_listener_certificates(ListenerArn=arn, Certificates=[{"CertificateArn": second}])
    assert (added, certificates_of(elb, arn)) == (
        [(first, True), (second, False), (third, False)],
        [(first, True), (third, False)],
    )
    call = elb.elbv2.remove_listener_certificates
    code, message = refusal(call, ListenerArn=arn, Certificates=[{"CertificateArn": first}])
    # Terraform's AWS provider looks for these words.
    assert (code, "Default certificate cannot be removed" in message) == ("OperationNotPermitted", True)


def test_default_certificate_is_listed_twice_when_added(
    elb: ElbAccount, listener: ListenerTypeDef, certificates: list[str]
) -> None:
    """AWS: if the default certificate is also in the certificate list, it appears twice in the results."""
    arn = listener["ListenerArn"]
    added: list[CertificateTypeDef] = [{"CertificateArn": certificates[0]}]
    elb.elbv2.add_listener_certificates(ListenerArn=arn, Certificates=added)
    twice = certificates_of(elb, arn)
    elb.elbv2.remove_listener_certificates(ListenerArn=arn, Certificates=added)
    assert (twice, certificates_of(elb, arn)) == (
        [(certificates[0], True), (certificates[0], False)],
        [(certificates[0], True)],
    )


def test_add_accepts_one_certificate_per_request(
    elb: ElbAccount, listener: ListenerTypeDef, certificates: list[str]
) -> None:
    """AWS: one certificate per call, and without IsDefault."""
    call, arn = elb.elbv2.add_listener_certificates, listener["ListenerArn"]
    both = [{"CertificateArn": each} for each in certificates[1:]]
    for wrong in (both, [{**both[0], "IsDefault": False}], []):
        assert refusal(call, ListenerArn=arn, Certificates=wrong).code == "ValidationError"
    assert certificates_of(elb, arn) == [(certificates[0], True)]


def test_describe_selects_security_policies(elb: ElbAccount) -> None:
    names = ["ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-2016-08"]
    described = elb.elbv2.describe_ssl_policies(Names=names)["SslPolicies"]
    assert [(each["Name"], "network" in each["SupportedLoadBalancerTypes"]) for each in described] == [
        (name, True) for name in names
    ]
    assert elb.elbv2.describe_ssl_policies(LoadBalancerType="gateway")["SslPolicies"] == []
    assert refusal(elb.elbv2.describe_ssl_policies, Names=["none"]).code == "SSLPolicyNotFound"


def test_describe_returns_pages_of_security_policies(elb: ElbAccount) -> None:
    every = {each["Name"] for each in elb.elbv2.describe_ssl_policies()["SslPolicies"]}
    first = elb.elbv2.describe_ssl_policies(PageSize=5)
    rest = elb.elbv2.describe_ssl_policies(Marker=first["NextMarker"])
    names = [each["Name"] for each in (*first["SslPolicies"], *rest["SslPolicies"])]
    assert (len(first["SslPolicies"]), sorted(every)) == (5, sorted(names))


def test_modify_rejects_unknown_policies_and_certificates(elb: ElbAccount, listener: ListenerTypeDef) -> None:
    call, arn = elb.elbv2.modify_listener, listener["ListenerArn"]
    missing = [{"CertificateArn": f"arn:aws:acm:us-east-1:{elb.account}:certificate/none"}]
    assert refusal(call, ListenerArn=arn, SslPolicy="none") == (
        "SSLPolicyNotFound",
        "SSL policy 'none' not found",
    )
    assert refusal(call, ListenerArn=arn, Certificates=missing).code == "CertificateNotFound"
    assert refusal(call, ListenerArn=arn, AlpnPolicy=["none"]).code == "ALPNPolicyNotFound"


def test_tls_listener_has_no_attributes(elb: ElbAccount, listener: ListenerTypeDef) -> None:
    """AWS: DescribeListenerAttributes is not for TLS listeners."""
    call = elb.elbv2.describe_listener_attributes
    assert refusal(call, ListenerArn=listener["ListenerArn"]).code == "InvalidConfigurationRequest"


def test_identity_filters_of_newer_clients_are_refused(elb: ElbAccount, listener: ListenerTypeDef) -> None:
    """Without them a listener would let in every client that AWS keeps out."""
    client = newer_client_at(elb.endpoint, elb.account, "elbv2")
    filters = [{"Field": "subject-cn", "Action": "accept", "MatchType": "exact", "Value": "a"}]
    request = {
        "ListenerArn": listener["ListenerArn"],
        "MutualAuthentication": {"ClientCertificateIdentityFilters": filters},
    }
    assert refusal(client.modify_listener, **request) == (
        "UnsupportedOperation",
        "Mutual authentication of TLS listeners is not emulated",
    )


def test_mutual_authentication_is_refused_in_aws_words_without_tls(elb: ElbAccount) -> None:
    listener = elb.listener(elb.load_balancer_arn(), elb.target_group())["ListenerArn"]
    error = ("ValidationError", "Mutual Authentication cannot be set for non secure listeners")
    call = elb.elbv2.modify_listener
    assert refusal(call, ListenerArn=listener, MutualAuthentication={"Mode": "verify"}) == error
