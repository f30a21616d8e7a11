"""Every member of EC2's answers about PrivateLink, as botocore 1.44 models them, occurs or has a reason not to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.account import Account, MakeAccount
from tests.support.members import Recorder, superfluous, unexplained
from tests.support.newer import newer_client, query
from tests.support.until import until

LATTICE = "of Resource, ServiceNetwork and Tunnel endpoints, which are not emulated"
NEW = "a new resource has none yet"

REASONS = {
    "DnsOptions.PrivateDnsPreference": LATTICE,
    "DnsOptions.PrivateDnsSpecifiedDomains": LATTICE,
    "VpcEndpoint.Ipv4Prefixes": LATTICE,
    "VpcEndpoint.Ipv6Prefixes": LATTICE,
    "VpcEndpoint.ServiceNetworkArn": LATTICE,
    "VpcEndpoint.ResourceConfigurationArn": LATTICE,
    "SubnetIpPrefixes.*": LATTICE,
    "VpcEndpointConnection.TransitGatewayAttachmentId": "no transit gateway attachment connects to a service",
    "VpcEndpointConnection.TransitGatewayAttachmentOwner": "no transit gateway attachment connects to a service",
    "CreateVpcEndpoint: VpcEndpoint.LastError": NEW,
    "CreateVpcEndpoint: VpcEndpoint.FailureReason": NEW,
    "CreateVpcEndpoint: LastError.Code": NEW,
    "CreateVpcEndpoint: LastError.Message": NEW,
    "CreateVpcEndpoint: VpcEndpoint.PayerResponsibilities": NEW,
    "CreateVpcEndpoint: PayerResponsibilityEntry.Scope": NEW,
    "CreateVpcEndpoint: PayerResponsibilityEntry.PayerResponsibilityType": NEW,
    "CreateVpcEndpointServiceConfiguration: ServiceConfiguration.PayerResponsibility": NEW,
}

NOT_ANSWERED = {"DescribeVpcEndpointAssociations": LATTICE}
"""Operations that are refused, with the reason."""

TAG = {"Key": "Name", "Value": "one"}
UNKNOWN = "0123456789abcdef0"


def tags(resource_type: str) -> list[dict[str, Any]]:
    """Return the `TagSpecifications` of a new resource."""
    return [{"ResourceType": resource_type, "Tags": [TAG]}]


def services(mine: Account, ec2: Any, principal: str) -> dict[str, Any]:
    """Create services of both load balancer types, call every operation about them, and return the first."""
    create = ec2.create_vpc_endpoint_service_configuration
    network = mine.load_balancer(mine.vpc(), "ab")
    first: dict[str, Any] = create(
        NetworkLoadBalancerArns=[network],
        PrivateDnsName="api.example.com",
        SupportedRegions=["us-east-1"],
        ClientToken="first",
        TagSpecifications=tags("vpc-endpoint-service"),
    )["ServiceConfiguration"]
    gateway = mine.gateway_load_balancer(mine.subnet(mine.vpc(), "a"))
    create(GatewayLoadBalancerArns=[gateway], AcceptanceRequired=False)
    service = first["ServiceId"]
    ec2.modify_vpc_endpoint_service_configuration(ServiceId=service, AcceptanceRequired=True)
    ec2.modify_vpc_endpoint_service_permissions(ServiceId=service, AddAllowedPrincipals=[principal, mine.root])
    (permission, _) = ec2.describe_vpc_endpoint_service_permissions(ServiceId=service)["AllowedPrincipals"]
    ec2.create_tags(Resources=[permission["ServicePermissionId"]], Tags=[TAG])
    ec2.describe_vpc_endpoint_service_permissions(ServiceId=service)
    ec2.describe_vpc_endpoint_service_permissions(ServiceId=service, MaxResults=1)
    ec2.modify_vpc_endpoint_service_payer_responsibility(ServiceId=service, PayerResponsibility="ServiceOwner")
    ec2.start_vpc_endpoint_service_private_dns_verification(ServiceId=service)
    ec2.describe_vpc_endpoint_services()
    ec2.describe_vpc_endpoint_services(MaxResults=1)
    for _ in range(4):
        create(NetworkLoadBalancerArns=[mine.load_balancer(mine.vpc(), "a")])
    ec2.describe_vpc_endpoint_service_configurations()
    ec2.describe_vpc_endpoint_service_configurations(MaxResults=5)
    return first


def endpoints(theirs: Account, ec2: Any, service: str) -> list[str]:
    """Create endpoints of all types, and return the IDs of two connections to a service."""
    vpc = theirs.vpc()
    common = {"VpcId": vpc, "VpcEndpointType": "Interface", "SubnetIds": [theirs.subnet(vpc, "a")]}
    connections = [ec2.create_vpc_endpoint(ServiceName=service, **common)["VpcEndpoint"]["VpcEndpointId"]]
    connections += [theirs.interface_endpoint_id(theirs.vpc(), service)]
    table = theirs.route_table(vpc)
    ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3", RouteTableIds=[table])
    options = {"DnsRecordIpType": "ipv4", "PrivateDnsOnlyForInboundResolverEndpoint": True}
    ec2.create_vpc_endpoint(
        ServiceName="com.amazonaws.us-east-1.s3",
        PrivateDnsEnabled=True,
        DnsOptions=options,
        ClientToken="s3",
        TagSpecifications=tags("vpc-endpoint"),
        **common,
    )
    ec2.modify_vpc_endpoint(VpcEndpointId=connections[0], AddSubnetIds=[theirs.subnet(vpc, "b")])
    return connections


def failed_endpoint(account: Account, ec2: Any) -> None:
    """Create an endpoint that fails, and describe it."""
    fault = {"operation": "CreateVpcEndpoint", "account": account.id, "message": "No room."}
    account.http("POST", "faults", fault)
    endpoint_id = account.interface_endpoint_id(account.vpc())
    until(
        lambda: ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint_id])["VpcEndpoints"][0],
        lambda endpoint: endpoint["State"] == "failed",
    )


def connections(mine: Account, ec2: Any, service: str, endpoint_ids: list[str]) -> None:
    """Call every operation about connections and notifications."""
    topic = f"arn:aws:sns:us-east-1:{mine.id}:connections"
    created = ec2.create_vpc_endpoint_connection_notification(
        ServiceId=service, ConnectionNotificationArn=topic, ConnectionEvents=["Accept"], ClientToken="accept"
    )["ConnectionNotification"]
    ec2.create_vpc_endpoint_connection_notification(
        VpcEndpointId=mine.interface_endpoint_id(mine.vpc()),
        ConnectionNotificationArn=topic,
        ConnectionEvents=["Accept"],
    )
    ec2.describe_vpc_endpoint_connection_notifications(MaxResults=1)
    ec2.describe_vpc_endpoint_connection_notifications()
    ec2.modify_vpc_endpoint_connection_notification(
        ConnectionNotificationId=created["ConnectionNotificationId"], ConnectionEvents=["Reject"]
    )
    ec2.delete_vpc_endpoint_connection_notifications(ConnectionNotificationIds=[f"vpce-nfn-{UNKNOWN}"])
    unknown = f"vpce-{UNKNOWN}"
    ec2.accept_vpc_endpoint_connections(ServiceId=service, VpcEndpointIds=[endpoint_ids[0], unknown])
    ec2.reject_vpc_endpoint_connections(ServiceId=service, VpcEndpointIds=[unknown])
    ec2.modify_vpc_endpoint_payer_responsibility(
        ServiceId=service,
        VpcEndpointId=endpoint_ids[0],
        PayerResponsibility="vpc-endpoint-service-account",
        Scope="vpc-endpoint-charges",
    )
    (connection, *_) = ec2.describe_vpc_endpoint_connections()["VpcEndpointConnections"]
    ec2.create_tags(Resources=[connection["VpcEndpointConnectionId"]], Tags=[TAG])
    ec2.describe_vpc_endpoint_connections()
    ec2.describe_vpc_endpoint_connections(MaxResults=1)
    ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[f"vpce-svc-{UNKNOWN}"])


def gateway_load_balancer_endpoint(mine: Account, ec2: Any) -> None:
    """Connect to the service with gateway load balancers."""
    every = ec2.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"]
    (service,) = [each for each in every if each["ServiceType"][0]["ServiceType"] == "GatewayLoadBalancer"]
    vpc = mine.vpc()
    ec2.create_vpc_endpoint(
        VpcId=vpc,
        ServiceName=service["ServiceName"],
        VpcEndpointType="GatewayLoadBalancer",
        SubnetIds=[mine.subnet(vpc, "a")],
    )


def test_every_member_of_an_answer_occurs_or_has_a_reason(make_account: MakeAccount) -> None:
    mine, theirs = make_account(), make_account()
    ours, consumer = newer_client(mine, "ec2"), newer_client(theirs, "ec2")
    recorder = Recorder(ours, consumer)

    service = services(mine, ours, theirs.root)
    gateway_load_balancer_endpoint(mine, ours)
    endpoint_ids = endpoints(theirs, consumer, service["ServiceName"])
    connections(mine, ours, service["ServiceId"], endpoint_ids)
    failed_endpoint(theirs, consumer)
    consumer.describe_vpc_endpoints()
    consumer.describe_vpc_endpoints(MaxResults=1)
    consumer.describe_prefix_lists()
    consumer.describe_prefix_lists(MaxResults=1)
    consumer.delete_vpc_endpoints(VpcEndpointIds=[f"vpce-{UNKNOWN}"])

    model = ours.meta.service_model
    operations = [each for each in model.operation_names if "VpcEndpoint" in each or each == "DescribePrefixLists"]
    missing = {each: recorder.missing(model.operation_model(each)) for each in operations if each not in NOT_ANSWERED}
    assert unexplained(missing, REASONS) == {}
    assert superfluous(missing, REASONS) == set()


@pytest.mark.parametrize("operation", sorted(NOT_ANSWERED))
def test_other_operations_are_refused_at_once(mine: Account, operation: str) -> None:
    reply = query(mine, "ec2", operation)

    assert (reply.status, reply.code) == (400, "UnsupportedOperation")
