"""Endpoint services as their owners manage them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

ONE_KIND = (
    "InvalidParameter: exactly one of network_load_balancer_arn or gateway_load_balancer_arn is a required member"
)


def test_a_new_service_is_pending_and_then_available(mine: Any, eventually: Callable[..., Any]) -> None:
    balancer = mine.load_balancer(mine.vpc(), "ab")
    made = mine.ec2.create_vpc_endpoint_service_configuration(NetworkLoadBalancerArns=[balancer])[
        "ServiceConfiguration"
    ]
    assert made["ServiceState"] == "Pending"
    service_id = made["ServiceId"]
    assert re.fullmatch(r"vpce-svc-[0-9a-f]{17}", service_id)
    described = eventually(lambda: mine.service(service_id), lambda each: each["ServiceState"] == "Available")
    zones = mine.ec2.describe_availability_zones(ZoneNames=["us-east-1a", "us-east-1b"])["AvailabilityZones"]
    assert described == {
        "ServiceType": [{"ServiceType": "Interface"}],
        "ServiceId": service_id,
        "ServiceName": f"com.amazonaws.vpce.us-east-1.{service_id}",
        "ServiceState": "Available",
        "AvailabilityZones": ["us-east-1a", "us-east-1b"],
        "AvailabilityZoneIds": sorted(each["ZoneId"] for each in zones),
        "AcceptanceRequired": True,
        "ManagesVpcEndpoints": False,
        "NetworkLoadBalancerArns": [balancer],
        "SupportedIpAddressTypes": ["ipv4"],
        "BaseEndpointDnsNames": [f"{service_id}.us-east-1.vpce.amazonaws.com"],
        "Tags": [],
        "SupportedRegions": [{"Region": "us-east-1", "ServiceState": "Available"}],
        "RemoteAccessEnabled": False,
    }


def test_a_service_needs_one_kind_of_load_balancer(mine: Any, refused: Callable[..., str]) -> None:
    assert refused(mine.ec2.create_vpc_endpoint_service_configuration) == ONE_KIND
    made = mine.new_service("a")
    change = {"ServiceId": made["ServiceId"], "RemoveNetworkLoadBalancerArns": made["NetworkLoadBalancerArns"]}
    assert refused(mine.ec2.modify_vpc_endpoint_service_configuration, **change) == ONE_KIND


def test_a_load_balancer_must_be_there_and_free(mine: Any, refused: Callable[..., str]) -> None:
    made = mine.new_service("a")
    create = mine.ec2.create_vpc_endpoint_service_configuration
    (used,) = made["NetworkLoadBalancerArns"]
    gone = used[:-4] + "0000"
    assert f"The load balancer {used} is already associated" in refused(create, NetworkLoadBalancerArns=[used])
    assert f"The load balancer {gone} does not exist" in refused(create, NetworkLoadBalancerArns=[gone])


def test_a_load_balancer_that_is_used_can_not_be_deleted(mine: Any, refused: Callable[..., str]) -> None:
    made = mine.new_service("a")
    elbv2 = mine.client("elbv2")
    (arn,) = made["NetworkLoadBalancerArns"]
    assert refused(elbv2.delete_load_balancer, LoadBalancerArn=arn) == (
        f"ResourceInUse: Load balancer '{arn}' cannot be deleted because it is currently associated with another "
        "service"
    )
    mine.ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[made["ServiceId"]])
    assert refused(elbv2.delete_load_balancer, LoadBalancerArn=arn) == ""


def test_a_service_is_changed_in_place(mine: Any) -> None:
    made = mine.new_service("a")
    second = mine.load_balancer(mine.vpc(), "bc")
    mine.ec2.modify_vpc_endpoint_service_configuration(
        ServiceId=made["ServiceId"],
        AcceptanceRequired=False,
        AddNetworkLoadBalancerArns=[second],
        RemoveNetworkLoadBalancerArns=made["NetworkLoadBalancerArns"],
        AddSupportedRegions=["eu-west-1"],
    )
    changed = mine.service(made["ServiceId"])
    assert ([second], False, ["us-east-1b", "us-east-1c"], True) == (
        changed["NetworkLoadBalancerArns"],
        changed["AcceptanceRequired"],
        changed["AvailabilityZones"],
        changed["RemoteAccessEnabled"],
    )
    assert [each["Region"] for each in changed["SupportedRegions"]] == ["us-east-1", "eu-west-1"]


def test_ipv6_needs_dual_stack_load_balancers(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc(AmazonProvidedIpv6CidrBlock=True)
    (block,) = mine.ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["Ipv6CidrBlockAssociationSet"]
    subnet = mine.subnet(vpc, "a", Ipv6CidrBlock=block["Ipv6CidrBlock"].replace("/56", "/64"))
    elbv2 = mine.client("elbv2")
    made = elbv2.create_load_balancer(Name="n", Type="network", Scheme="internal", Subnets=[subnet])
    (arn,) = (each["LoadBalancerArn"] for each in made["LoadBalancers"])
    asked = {"NetworkLoadBalancerArns": [arn], "SupportedIpAddressTypes": ["ipv4", "ipv6"]}
    met = refused(mine.ec2.create_vpc_endpoint_service_configuration, **asked)
    assert met == f"InvalidParameter: SupportedIpAddressType ipv6 needs dualstack load balancers, {arn} is ipv4."
    elbv2.set_ip_address_type(LoadBalancerArn=arn, IpAddressType="dualstack")
    service = mine.ec2.create_vpc_endpoint_service_configuration(**asked)["ServiceConfiguration"]
    assert service["SupportedIpAddressTypes"] == ["ipv4", "ipv6"]
    change = {"ServiceId": service["ServiceId"], "AddNetworkLoadBalancerArns": [mine.load_balancer(vpc, "b")]}
    assert "needs dualstack load balancers" in refused(mine.ec2.modify_vpc_endpoint_service_configuration, **change)


def test_a_zone_that_a_load_balancer_gets_later_is_enabled_by_a_call(mine: Any) -> None:
    vpc = mine.vpc()
    balancer = mine.load_balancer(vpc, "a")
    service = mine.service_of([balancer])["ServiceId"]
    (there,) = mine.client("elbv2").describe_load_balancers(LoadBalancerArns=[balancer])["LoadBalancers"]
    subnets = [each["SubnetId"] for each in there["AvailabilityZones"]]
    mine.client("elbv2").set_subnets(LoadBalancerArn=balancer, Subnets=[*subnets, mine.subnet(vpc, "b")])
    before = mine.service(service)["AvailabilityZones"]
    mine.ec2.modify_vpc_endpoint_service_configuration(ServiceId=service)
    assert [before, mine.service(service)["AvailabilityZones"]] == [["us-east-1a"], ["us-east-1a", "us-east-1b"]]


def test_an_unknown_service_is_refused_everywhere(mine: Any, refused: Callable[..., str]) -> None:
    unknown = "vpce-svc-00000000000000000"
    expected = f"InvalidVpcEndpointServiceId.NotFound: The VpcEndpointService Id '{unknown}' does not exist"
    calls: list[tuple[str, dict[str, Any]]] = [
        ("describe_vpc_endpoint_service_configurations", {"ServiceIds": [unknown]}),
        ("modify_vpc_endpoint_service_configuration", {"ServiceId": unknown, "AcceptanceRequired": False}),
        ("describe_vpc_endpoint_service_permissions", {"ServiceId": unknown}),
        ("modify_vpc_endpoint_service_permissions", {"ServiceId": unknown, "AddAllowedPrincipals": ["*"]}),
        ("accept_vpc_endpoint_connections", {"ServiceId": unknown, "VpcEndpointIds": ["vpce-0"]}),
        ("reject_vpc_endpoint_connections", {"ServiceId": unknown, "VpcEndpointIds": ["vpce-0"]}),
        ("start_vpc_endpoint_service_private_dns_verification", {"ServiceId": unknown}),
        (
            "modify_vpc_endpoint_service_payer_responsibility",
            {"ServiceId": unknown, "PayerResponsibility": "ServiceOwner"},
        ),
    ]
    assert {expected} == {refused(getattr(mine.ec2, name), **parameters) for name, parameters in calls}
    (failed,) = mine.ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[unknown])["Unsuccessful"]
    assert failed["Error"] == {
        "Code": "InvalidVpcEndpointService.NotFound",
        "Message": f"The VpcEndpointService Id '{unknown}' does not exist",
    }


def test_nobody_manages_the_service_of_another_account(
    mine: Any, make_account: Callable[..., Any], refused: Callable[..., str]
) -> None:
    made = mine.new_service("a")
    theirs = make_account()
    met = refused(theirs.ec2.modify_vpc_endpoint_service_permissions, ServiceId=made["ServiceId"])
    assert met.startswith("InvalidVpcEndpointServiceId.NotFound: ")
    assert theirs.ec2.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"] == []


def test_a_client_token_makes_one_service(mine: Any) -> None:
    asked = {"NetworkLoadBalancerArns": [mine.load_balancer(mine.vpc(), "a")], "ClientToken": "once"}
    made = [mine.ec2.create_vpc_endpoint_service_configuration(**asked)["ServiceConfiguration"] for _ in range(2)]
    assert len({each["ServiceId"] for each in made}) == 1


@pytest.mark.parametrize(
    "options",
    [
        {"SupportedIpAddressTypes": ["ipv5"]},
        {"SupportedRegions": ["moon-1"]},
        {"PrivateDnsName": "no name"},
        {"TagSpecifications": [{"ResourceType": "vpc-endpoint", "Tags": [{"Key": "a", "Value": "b"}]}]},
    ],
)
def test_a_dry_run_finds_what_is_wrong(options: dict[str, Any], mine: Any, refused: Callable[..., str]) -> None:
    asked = {"NetworkLoadBalancerArns": [mine.load_balancer(mine.vpc(), "a")], "DryRun": True}
    create = mine.ec2.create_vpc_endpoint_service_configuration
    assert refused(create, **asked).startswith("DryRunOperation: ")
    assert refused(create, **asked, **options).startswith("InvalidParameter: ")
    assert mine.ec2.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"] == []


def test_another_request_with_the_same_token_is_refused(mine: Any, refused: Callable[..., str]) -> None:
    asked = {"NetworkLoadBalancerArns": [mine.load_balancer(mine.vpc(), "a")], "ClientToken": "once"}
    mine.ec2.create_vpc_endpoint_service_configuration(**asked)
    met = refused(mine.ec2.create_vpc_endpoint_service_configuration, **asked, AcceptanceRequired=False)
    assert met.startswith("IdempotentParameterMismatch: ")


def test_a_page_has_five_at_least(mine: Any, refused: Callable[..., str]) -> None:
    met = refused(mine.ec2.describe_vpc_endpoint_service_configurations, MaxResults=4)
    assert met == (
        "InvalidParameterValue: Value ( 4 ) for parameter maxResults is invalid. Expecting a value greater than 4."
    )


def test_load_balancers_are_added_but_not_removed_while_somebody_is_connected(
    mine: Any, refused: Callable[..., str]
) -> None:
    made = mine.new_service("a", AcceptanceRequired=False)
    mine.interface_endpoint(mine.vpc(), made["ServiceName"])
    second = mine.load_balancer(mine.vpc(), "b")
    change = mine.ec2.modify_vpc_endpoint_service_configuration
    change(ServiceId=made["ServiceId"], AddNetworkLoadBalancerArns=[second])
    met = refused(change, ServiceId=made["ServiceId"], RemoveNetworkLoadBalancerArns=[second])
    assert met == "ExistingVpcEndpointConnections: Service has existing active VPC Endpoint connections!"
    assert mine.service(made["ServiceId"])["AvailabilityZones"] == ["us-east-1a", "us-east-1b"]


def test_the_owner_may_pay(mine: Any) -> None:
    made = mine.new_service("a")
    mine.ec2.modify_vpc_endpoint_service_payer_responsibility(
        ServiceId=made["ServiceId"], PayerResponsibility="ServiceOwner"
    )
    assert mine.service(made["ServiceId"])["PayerResponsibility"] == "ServiceOwner"


def test_filters_and_tags(mine: Any) -> None:
    mine.new_service("a")
    tags = [{"ResourceType": "vpc-endpoint-service", "Tags": [{"Key": "Name", "Value": "blue"}]}]
    blue = mine.new_service("a", TagSpecifications=tags)
    for name, value in (("tag:Name", "blue"), ("service-id", blue["ServiceId"]), ("service-name", blue["ServiceName"])):
        filters = [{"Name": name, "Values": [value]}]
        found = mine.ec2.describe_vpc_endpoint_service_configurations(Filters=filters)["ServiceConfigurations"]
        assert [blue["ServiceId"]] == [each["ServiceId"] for each in found], name


def test_a_deleted_service_is_gone(mine: Any, eventually: Callable[..., Any], refused: Callable[..., str]) -> None:
    made = mine.new_service("a")
    assert mine.ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[made["ServiceId"]])["Unsuccessful"] == []
    describe = mine.ec2.describe_vpc_endpoint_service_configurations
    eventually(lambda: describe()["ServiceConfigurations"], lambda found: found == [])
    assert refused(describe, ServiceIds=[made["ServiceId"]]).startswith("InvalidVpcEndpointServiceId.NotFound: ")
