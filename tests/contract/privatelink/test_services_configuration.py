"""Endpoint service configurations."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support.account import Account, MakeAccount, filters
from tests.support.refusal import refusal, refusal_code
from tests.support.until import until

ONE_TYPE = (
    "InvalidParameter",
    "exactly one of network_load_balancer_arn or gateway_load_balancer_arn is a required member",
)


def test_new_service_is_pending_and_then_available(mine: Account) -> None:
    balancer = mine.load_balancer(mine.vpc(), "ab")
    service = mine.ec2.create_vpc_endpoint_service_configuration(NetworkLoadBalancerArns=[balancer])[
        "ServiceConfiguration"
    ]
    assert service["ServiceState"] == "Pending"
    service_id = service["ServiceId"]
    assert re.fullmatch(r"vpce-svc-[0-9a-f]{17}", service_id)
    described = until(lambda: mine.service(service_id), lambda each: each["ServiceState"] == "Available")
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


def test_service_requires_load_balancers_of_one_type(mine: Account) -> None:
    assert refusal(mine.ec2.create_vpc_endpoint_service_configuration) == ONE_TYPE
    service = mine.new_service("a")
    change: dict[str, Any] = {
        "ServiceId": service["ServiceId"],
        "RemoveNetworkLoadBalancerArns": service["NetworkLoadBalancerArns"],
    }
    assert refusal(mine.ec2.modify_vpc_endpoint_service_configuration, **change) == ONE_TYPE


def test_create_rejects_unknown_and_used_load_balancers(mine: Account) -> None:
    service = mine.new_service("a")
    create = mine.ec2.create_vpc_endpoint_service_configuration
    (used,) = service["NetworkLoadBalancerArns"]
    gone = used[:-4] + "0000"
    assert f"The load balancer {used} is already associated" in refusal(create, NetworkLoadBalancerArns=[used]).message
    assert f"The load balancer {gone} does not exist" in refusal(create, NetworkLoadBalancerArns=[gone]).message


def test_used_load_balancer_cannot_be_deleted(mine: Account) -> None:
    service = mine.new_service("a")
    (arn,) = service["NetworkLoadBalancerArns"]
    assert refusal(mine.elbv2.delete_load_balancer, LoadBalancerArn=arn) == (
        "ResourceInUse",
        f"Load balancer '{arn}' cannot be deleted because it is currently associated with another service",
    )
    mine.ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[service["ServiceId"]])
    assert refusal_code(mine.elbv2.delete_load_balancer, LoadBalancerArn=arn) is None


def test_modify_changes_a_service_in_place(mine: Account) -> None:
    service = mine.new_service("a")
    second = mine.load_balancer(mine.vpc(), "bc")
    mine.ec2.modify_vpc_endpoint_service_configuration(
        ServiceId=service["ServiceId"],
        AcceptanceRequired=False,
        AddNetworkLoadBalancerArns=[second],
        RemoveNetworkLoadBalancerArns=service["NetworkLoadBalancerArns"],
        AddSupportedRegions=["eu-west-1"],
    )
    changed = mine.service(service["ServiceId"])
    assert ([second], False, ["us-east-1b", "us-east-1c"], True) == (
        changed["NetworkLoadBalancerArns"],
        changed["AcceptanceRequired"],
        changed["AvailabilityZones"],
        changed["RemoteAccessEnabled"],
    )
    assert [each["Region"] for each in changed["SupportedRegions"]] == ["us-east-1", "eu-west-1"]


def test_ipv6_requires_dual_stack_load_balancers(mine: Account) -> None:
    vpc = mine.vpc(AmazonProvidedIpv6CidrBlock=True)
    subnet = mine.subnet(vpc, "a", Ipv6CidrBlock=mine.ipv6_block(vpc).replace("/56", "/64"))
    response = mine.elbv2.create_load_balancer(Name="n", Type="network", Scheme="internal", Subnets=[subnet])
    (arn,) = (each["LoadBalancerArn"] for each in response["LoadBalancers"])
    parameters: dict[str, Any] = {"NetworkLoadBalancerArns": [arn], "SupportedIpAddressTypes": ["ipv4", "ipv6"]}
    error = refusal(mine.ec2.create_vpc_endpoint_service_configuration, **parameters)
    assert error == ("InvalidParameter", f"SupportedIpAddressType ipv6 needs dualstack load balancers, {arn} is ipv4.")
    mine.elbv2.set_ip_address_type(LoadBalancerArn=arn, IpAddressType="dualstack")
    service = mine.ec2.create_vpc_endpoint_service_configuration(**parameters)["ServiceConfiguration"]
    assert service["SupportedIpAddressTypes"] == ["ipv4", "ipv6"]
    change: dict[str, Any] = {
        "ServiceId": service["ServiceId"],
        "AddNetworkLoadBalancerArns": [mine.load_balancer(vpc, "b")],
    }
    error = refusal(mine.ec2.modify_vpc_endpoint_service_configuration, **change)
    assert "needs dualstack load balancers" in error.message


def test_later_zone_of_a_load_balancer_is_enabled_by_the_next_modification(mine: Account) -> None:
    vpc = mine.vpc()
    balancer = mine.load_balancer(vpc, "a")
    service = mine.service_of([balancer])["ServiceId"]
    (described,) = mine.elbv2.describe_load_balancers(LoadBalancerArns=[balancer])["LoadBalancers"]
    subnets = [each["SubnetId"] for each in described["AvailabilityZones"]]
    mine.elbv2.set_subnets(LoadBalancerArn=balancer, Subnets=[*subnets, mine.subnet(vpc, "b")])
    before = mine.service(service)["AvailabilityZones"]
    mine.ec2.modify_vpc_endpoint_service_configuration(ServiceId=service)
    assert [before, mine.service(service)["AvailabilityZones"]] == [["us-east-1a"], ["us-east-1a", "us-east-1b"]]


def test_all_operations_reject_an_unknown_service_id(mine: Account) -> None:
    unknown = "vpce-svc-00000000000000000"
    expected = ("InvalidVpcEndpointServiceId.NotFound", f"The VpcEndpointService Id '{unknown}' does not exist")
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
    assert {expected} == {refusal(getattr(mine.ec2, name), **parameters) for name, parameters in calls}
    (failed,) = mine.ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[unknown])["Unsuccessful"]
    assert failed["Error"] == {
        "Code": "InvalidVpcEndpointService.NotFound",
        "Message": f"The VpcEndpointService Id '{unknown}' does not exist",
    }


def test_service_is_unknown_to_other_accounts(mine: Account, make_account: MakeAccount) -> None:
    service = mine.new_service("a")
    theirs = make_account()
    error = refusal(theirs.ec2.modify_vpc_endpoint_service_permissions, ServiceId=service["ServiceId"])
    assert error.code == "InvalidVpcEndpointServiceId.NotFound"
    assert theirs.ec2.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"] == []


def test_client_token_creates_one_service(mine: Account) -> None:
    parameters: dict[str, Any] = {
        "NetworkLoadBalancerArns": [mine.load_balancer(mine.vpc(), "a")],
        "ClientToken": "once",
    }
    services = [
        mine.ec2.create_vpc_endpoint_service_configuration(**parameters)["ServiceConfiguration"] for _ in range(2)
    ]
    assert len({each["ServiceId"] for each in services}) == 1


@pytest.mark.parametrize(
    "options",
    [
        {"SupportedIpAddressTypes": ["ipv5"]},
        {"SupportedRegions": ["moon-1"]},
        {"SupportedRegions": ["cn-north-1"]},
        {"SupportedRegions": ["eu-west-1"]},
        {"PrivateDnsName": "no name"},
        {"TagSpecifications": [{"ResourceType": "vpc-endpoint", "Tags": [{"Key": "a", "Value": "b"}]}]},
    ],
)
def test_dry_run_checks_the_parameters(options: dict[str, Any], mine: Account) -> None:
    parameters: dict[str, Any] = {"NetworkLoadBalancerArns": [mine.load_balancer(mine.vpc(), "a")], "DryRun": True}
    create = mine.ec2.create_vpc_endpoint_service_configuration
    assert refusal(create, **parameters).code == "DryRunOperation"
    assert refusal(create, **parameters, **options).code == "InvalidParameter"
    assert mine.ec2.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"] == []


def test_create_rejects_another_request_with_the_same_client_token(mine: Account) -> None:
    parameters: dict[str, Any] = {
        "NetworkLoadBalancerArns": [mine.load_balancer(mine.vpc(), "a")],
        "ClientToken": "once",
    }
    mine.ec2.create_vpc_endpoint_service_configuration(**parameters)
    error = refusal(mine.ec2.create_vpc_endpoint_service_configuration, **parameters, AcceptanceRequired=False)
    assert error.code == "IdempotentParameterMismatch"


def test_page_has_at_least_5_services(mine: Account) -> None:
    error = refusal(mine.ec2.describe_vpc_endpoint_service_configurations, MaxResults=4)
    assert error == (
        "InvalidParameterValue",
        "Value ( 4 ) for parameter maxResults is invalid. Expecting a value greater than 4.",
    )


def test_load_balancer_of_a_service_with_connections_cannot_be_removed(mine: Account) -> None:
    service = mine.new_service("a", AcceptanceRequired=False)
    mine.interface_endpoint(mine.vpc(), service["ServiceName"])
    second = mine.load_balancer(mine.vpc(), "b")
    change = mine.ec2.modify_vpc_endpoint_service_configuration
    change(ServiceId=service["ServiceId"], AddNetworkLoadBalancerArns=[second])
    error = refusal(change, ServiceId=service["ServiceId"], RemoveNetworkLoadBalancerArns=[second])
    assert error == ("ExistingVpcEndpointConnections", "Service has existing active VPC Endpoint connections!")
    assert mine.service(service["ServiceId"])["AvailabilityZones"] == ["us-east-1a", "us-east-1b"]


def test_service_owner_can_become_the_payer(mine: Account) -> None:
    service = mine.new_service("a")
    mine.ec2.modify_vpc_endpoint_service_payer_responsibility(
        ServiceId=service["ServiceId"], PayerResponsibility="ServiceOwner"
    )
    assert mine.service(service["ServiceId"])["PayerResponsibility"] == "ServiceOwner"


def test_filter_finds_services_by_tag_id_and_name(mine: Account) -> None:
    mine.new_service("a")
    tags = [{"ResourceType": "vpc-endpoint-service", "Tags": [{"Key": "Name", "Value": "blue"}]}]
    blue = mine.new_service("a", TagSpecifications=tags)
    for name, value in (("tag:Name", "blue"), ("service-id", blue["ServiceId"]), ("service-name", blue["ServiceName"])):
        selection = filters({name: value})
        services = mine.ec2.describe_vpc_endpoint_service_configurations(Filters=selection)["ServiceConfigurations"]
        assert [blue["ServiceId"]] == [each["ServiceId"] for each in services], name


def test_deleted_service_is_gone(mine: Account) -> None:
    service = mine.new_service("a")
    assert mine.ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[service["ServiceId"]])["Unsuccessful"] == []
    describe = mine.ec2.describe_vpc_endpoint_service_configurations
    until(lambda: describe()["ServiceConfigurations"], lambda services: services == [])
    assert refusal(describe, ServiceIds=[service["ServiceId"]]).code == "InvalidVpcEndpointServiceId.NotFound"
