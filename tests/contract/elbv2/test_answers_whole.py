"""Every member of Elastic Load Balancing's answers, as botocore 1.44 models them, occurs or has a reason not to."""

from __future__ import annotations

from typing import Any

import pytest

from privatelink_harness.targets.localstack.session import LocalStackSession
from tests.support.account import Account
from tests.support.load_balancing import ElbAccount
from tests.support.members import Recorder, superfluous, unexplained
from tests.support.newer import newer_client_at, query

OTHER_ACTIONS = "of actions of application load balancers, which moto answers"
TRUST_STORES = "trust stores and mutual authentication are refused"
OUTPOSTS = "of Outposts, which are left out"
IPAM = "of IPAM and customer-owned pools, which are refused"
ACTIVE = "load balancers and capacity reservations have no reason for their state"
CERTIFICATES = "botocore's model: included only when listener certificates are described"
AUTOMATIC = "of application load balancers' automatic target weights, which do not occur: no packets flow"

REASONS = {
    "AuthenticateOidcActionConfig.*": OTHER_ACTIONS,
    "AuthenticateCognitoActionConfig.*": OTHER_ACTIONS,
    "RedirectActionConfig.*": OTHER_ACTIONS,
    "FixedResponseActionConfig.*": OTHER_ACTIONS,
    "JwtValidationActionConfig.*": OTHER_ACTIONS,
    "JwtValidationActionAdditionalClaim.*": OTHER_ACTIONS,
    "Action.AuthenticateOidcConfig": OTHER_ACTIONS,
    "Action.AuthenticateCognitoConfig": OTHER_ACTIONS,
    "Action.RedirectConfig": OTHER_ACTIONS,
    "Action.FixedResponseConfig": OTHER_ACTIONS,
    "Action.JwtValidationConfig": OTHER_ACTIONS,
    "Listener.MutualAuthentication": TRUST_STORES,
    "MutualAuthenticationAttributes.*": TRUST_STORES,
    "ClientCertificateIdentityFilter.*": TRUST_STORES,
    "AvailabilityZone.OutpostId": OUTPOSTS,
    "LoadBalancer.CustomerOwnedIpv4Pool": IPAM,
    "LoadBalancer.IpamPools": IPAM,
    "IpamPools.*": IPAM,
    "LoadBalancerState.Reason": ACTIVE,
    "CapacityReservationStatus.Reason": ACTIVE,
    "CreateListener: Certificate.IsDefault": CERTIFICATES,
    "ModifyListener: Certificate.IsDefault": CERTIFICATES,
    "DescribeListeners: Certificate.IsDefault": CERTIFICATES,
    "CreateTargetGroup: TargetGroup.LoadBalancerArns": "no listener forwards to a new target group",
    "TargetGroup.TargetControlPort": "the control port is refused",
    "TargetHealthDescription.AnomalyDetection": AUTOMATIC,
    "AnomalyDetection.*": AUTOMATIC,
    "TargetHealthDescription.AdministrativeOverride": "of zonal shifts, which are not emulated",
    "AdministrativeOverride.*": "of zonal shifts, which are not emulated",
}

BY_MOTO = frozenset({"CreateRule", "DescribeRules", "ModifyRule", "SetRulePriorities", "DeleteRule"})
"""Operations on listener rules, of application load balancers only."""

NOT_ANSWERED = frozenset(
    {
        "AddTrustStoreRevocations",
        "CreateTrustStore",
        "DeleteSharedTrustStoreAssociation",
        "DeleteTrustStore",
        "DescribeTrustStoreAssociations",
        "DescribeTrustStoreRevocations",
        "DescribeTrustStores",
        "GetResourcePolicy",
        "GetTrustStoreCaCertificatesBundle",
        "GetTrustStoreRevocationContent",
        "ModifyIpPools",
        "ModifyTrustStore",
        "RemoveTrustStoreRevocations",
    }
)
"""Operations that are refused."""

REQUIRED = (
    "Name",
    "TrustStoreArn",
    "ResourceArn",
    "LoadBalancerArn",
    "RevocationId",
    "RevocationIds__member__1",
    "CaCertificatesBundleS3Bucket",
    "CaCertificatesBundleS3Key",
)
"""The parameters that one of them or another requires, which LocalStack checks first."""


@pytest.fixture
def certificates(account: LocalStackSession) -> list[str]:
    """The ARNs of two certificates."""
    acm = account.client("acm")
    return [str(acm.request_certificate(DomainName=f"{name}.example.com")["CertificateArn"]) for name in "ab"]


def load_balancers(elb: ElbAccount, client: Any) -> str:
    """Create load balancers with every kind of address, call every operation about them, and return one's ARN."""
    blocks = elb.add_ipv6_to_subnets()
    group = elb.security_group()
    internal = client.create_load_balancer(
        Name="internal",
        Type="network",
        Scheme="internal",
        IpAddressType="dualstack",
        EnablePrefixForIpv6SourceNat="on",
        SecurityGroups=[group],
        SubnetMappings=[
            {
                "SubnetId": elb.subnets[0],
                "PrivateIPv4Address": "10.0.0.20",
                "IPv6Address": blocks[0].replace("/64", "99"),
                "SourceNatIpv6Prefix": "auto_assigned",
            }
        ],
    )["LoadBalancers"][0]["LoadBalancerArn"]
    allocation = elb.ec2.allocate_address(Domain="vpc")["AllocationId"]
    public = client.create_load_balancer(
        Name="public", Type="network", SubnetMappings=[{"SubnetId": elb.subnets[0], "AllocationId": allocation}]
    )["LoadBalancers"][0]["LoadBalancerArn"]
    client.describe_load_balancers()
    client.describe_load_balancers(PageSize=1)
    client.describe_load_balancer_attributes(LoadBalancerArn=internal)
    change = {"Key": "load_balancing.cross_zone.enabled", "Value": "true"}
    client.modify_load_balancer_attributes(LoadBalancerArn=internal, Attributes=[change])
    client.set_security_groups(LoadBalancerArn=internal, SecurityGroups=[group])
    client.set_ip_address_type(LoadBalancerArn=public, IpAddressType="ipv4")
    client.set_subnets(
        LoadBalancerArn=internal,
        IpAddressType="dualstack",
        EnablePrefixForIpv6SourceNat="on",
        SubnetMappings=[
            {
                "SubnetId": elb.subnets[0],
                "PrivateIPv4Address": "10.0.0.20",
                "IPv6Address": blocks[0].replace("/64", "99"),
                "SourceNatIpv6Prefix": "auto_assigned",
            }
        ],
    )
    client.set_subnets(
        LoadBalancerArn=public, SubnetMappings=[{"SubnetId": elb.subnets[0], "AllocationId": allocation}]
    )
    client.modify_capacity_reservation(LoadBalancerArn=public, MinimumLoadBalancerCapacity={"CapacityUnits": 5500})
    client.describe_capacity_reservation(LoadBalancerArn=public)
    client.add_tags(ResourceArns=[public], Tags=[{"Key": "Name", "Value": "one"}])
    client.describe_tags(ResourceArns=[public])
    client.describe_account_limits()
    client.describe_account_limits(PageSize=1)
    client.describe_ssl_policies()
    client.describe_ssl_policies(PageSize=1)
    return str(public)


def target_groups(elb: ElbAccount, client: Any) -> list[str]:
    """Create target groups of several protocols, call every operation about them, and return the ARNs over TCP."""
    settings = {"TargetType": "ip", "VpcId": elb.vpc, "Port": 443}

    def create(name: str, **others: Any) -> str:
        created = client.create_target_group(Name=name, **{**settings, **others})["TargetGroups"][0]
        return str(created["TargetGroupArn"])

    over_tcp = [create("tcp-1", Protocol="TCP"), create("tcp-2", Protocol="TCP")]
    http = create("http", Protocol="HTTP")
    grpc = create("grpc", Protocol="HTTP", ProtocolVersion="GRPC")
    quic = create("quic", Protocol="QUIC", TargetType="instance")
    for arn in (*over_tcp, http, grpc):
        client.modify_target_group(TargetGroupArn=arn, HealthCheckIntervalSeconds=60)
    client.describe_target_group_attributes(TargetGroupArn=http)
    change = {"Key": "deregistration_delay.timeout_seconds", "Value": "1"}
    client.modify_target_group_attributes(TargetGroupArn=http, Attributes=[change])
    image = elb.ec2.describe_images()["Images"][0]["ImageId"]
    instance = elb.ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, SubnetId=elb.subnets[0])["Instances"][0]
    quic_target = {"Id": instance["InstanceId"], "QuicServerId": "0x0123456789abcdef"}
    client.register_targets(TargetGroupArn=quic, Targets=[quic_target])
    client.register_targets(TargetGroupArn=over_tcp[0], Targets=[{"Id": "10.0.0.30"}])
    client.describe_target_health(TargetGroupArn=quic)
    client.describe_target_health(TargetGroupArn=over_tcp[0])
    return over_tcp


def listeners(client: Any, load_balancer: str, groups: list[str], certificates: list[str]) -> None:
    """Create listeners over TCP and TLS, and call every operation about them."""
    weighted = {
        "Type": "forward",
        "Order": 1,
        "ForwardConfig": {
            "TargetGroups": [{"TargetGroupArn": arn, "Weight": 2} for arn in groups],
            "TargetGroupStickinessConfig": {"Enabled": True, "DurationSeconds": 60},
        },
    }
    tls = {
        "Protocol": "TLS",
        "Certificates": [{"CertificateArn": certificates[0]}],
        "AlpnPolicy": ["HTTP2Preferred"],
    }
    forward = {"Type": "forward", "TargetGroupArn": groups[0]}
    tcp = client.create_listener(LoadBalancerArn=load_balancer, Protocol="TCP", Port=80, DefaultActions=[weighted])
    secure = client.create_listener(LoadBalancerArn=load_balancer, Port=443, DefaultActions=[forward], **tls)
    tcp_arn, secure_arn = (each["Listeners"][0]["ListenerArn"] for each in (tcp, secure))
    client.modify_listener(ListenerArn=tcp_arn, Port=81)
    client.modify_listener(ListenerArn=secure_arn, Port=444)
    client.describe_listeners(LoadBalancerArn=load_balancer)
    client.describe_listeners(LoadBalancerArn=load_balancer, PageSize=1)
    client.describe_listener_attributes(ListenerArn=tcp_arn)
    change = {"Key": "tcp.idle_timeout.seconds", "Value": "60"}
    client.modify_listener_attributes(ListenerArn=tcp_arn, Attributes=[change])
    client.add_listener_certificates(ListenerArn=secure_arn, Certificates=[{"CertificateArn": certificates[1]}])
    client.describe_listener_certificates(ListenerArn=secure_arn)
    client.describe_listener_certificates(ListenerArn=secure_arn, PageSize=1)
    client.describe_target_groups()
    client.describe_target_groups(PageSize=1)
    client.modify_target_group(TargetGroupArn=groups[0], HealthCheckIntervalSeconds=30)


def test_every_member_of_an_answer_occurs_or_has_a_reason(elb: ElbAccount, certificates: list[str]) -> None:
    client = newer_client_at(elb.endpoint, elb.account, "elbv2")
    recorder = Recorder(client)

    load_balancer = load_balancers(elb, client)
    listeners(client, load_balancer, target_groups(elb, client), certificates)

    model = client.meta.service_model
    operations = set(model.operation_names) - NOT_ANSWERED - BY_MOTO
    missing = {each: recorder.missing(model.operation_model(each)) for each in operations}
    assert unexplained(missing, REASONS) == {}
    assert superfluous(missing, REASONS) == set()


@pytest.mark.parametrize("operation", sorted(NOT_ANSWERED))
def test_other_operations_are_refused_at_once(elb: ElbAccount, operation: str) -> None:
    reply = query(Account(elb.endpoint, elb.account), "elasticloadbalancing", operation, **dict.fromkeys(REQUIRED, "1"))

    assert (reply.status, reply.code) == (400, "UnsupportedOperation")
