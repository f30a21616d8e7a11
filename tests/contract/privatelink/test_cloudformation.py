"""Stacks of LocalStack's CloudFormation, with the resource types that it has."""

from __future__ import annotations

import json
from typing import Any

from tests.support.account import Account, state
from tests.support.refusal import refusal
from tests.support.until import until

NAME = "network"
POLICY = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}


def ref(resource: str) -> dict[str, str]:
    return {"Ref": resource}


def template() -> dict[str, Any]:
    """Return a template of a VPC with DNS attributes, an endpoint with private DNS, and a gateway endpoint."""
    types: dict[str, tuple[str, dict[str, Any]]] = {
        "Vpc": ("VPC", {"CidrBlock": "10.0.0.0/16", "EnableDnsSupport": True, "EnableDnsHostnames": "true"}),
        "Subnet": ("Subnet", {"VpcId": ref("Vpc"), "CidrBlock": "10.0.0.0/24", "AvailabilityZone": "us-east-1a"}),
        "Group": ("SecurityGroup", {"VpcId": ref("Vpc"), "GroupDescription": "clients"}),
        "Table": ("RouteTable", {"VpcId": ref("Vpc")}),
        "Lambda": (
            "VPCEndpoint",
            {
                "VpcId": ref("Vpc"),
                "VpcEndpointType": "Interface",
                "ServiceName": {"Fn::Sub": "com.amazonaws.${AWS::Region}.lambda"},
                "PrivateDnsEnabled": True,
                "SubnetIds": [ref("Subnet")],
                "SecurityGroupIds": [ref("Group")],
            },
        ),
        "S3": (
            "VPCEndpoint",
            {
                "VpcId": ref("Vpc"),
                "ServiceName": {"Fn::Sub": "com.amazonaws.${AWS::Region}.s3"},
                "RouteTableIds": [ref("Table")],
                "PolicyDocument": POLICY,
            },
        ),
    }
    outputs = {
        "DnsEntries": {"Value": {"Fn::Join": [",", {"Fn::GetAtt": ["Lambda", "DnsEntries"]}]}},
        **{name: {"Value": ref(name)} for name in ("Vpc", "Lambda", "S3", "Table", "Group")},
    }
    resources = {name: {"Type": f"AWS::EC2::{kind}", "Properties": values} for name, (kind, values) in types.items()}
    return {"Resources": resources, "Outputs": outputs}


def finished(account: Account) -> dict[str, Any]:
    """Wait until the stack does not change any more, and describe it."""
    describe = account.client("cloudformation").describe_stacks
    return until(
        lambda: describe(StackName=NAME)["Stacks"][0],
        lambda stack: not stack["StackStatus"].endswith("IN_PROGRESS"),
    )


def outputs(stack: dict[str, Any]) -> dict[str, str]:
    return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}


def tags(endpoint: Any) -> dict[str, str]:
    return {each["Key"]: each["Value"] for each in endpoint["Tags"]}


def create(account: Account, body: dict[str, Any]) -> dict[str, Any]:
    account.client("cloudformation").create_stack(StackName=NAME, TemplateBody=json.dumps(body))
    return finished(account)


def update(account: Account, body: dict[str, Any]) -> str:
    account.client("cloudformation").update_stack(StackName=NAME, TemplateBody=json.dumps(body))
    return str(finished(account)["StackStatus"])


def delete(account: Account) -> None:
    """Delete the stack, and wait until it is gone."""
    client = account.client("cloudformation")
    arn = client.describe_stacks(StackName=NAME)["Stacks"][0]["StackId"]
    client.delete_stack(StackName=NAME)
    final = until(
        lambda: client.describe_stacks(StackName=arn)["Stacks"][0]["StackStatus"],
        lambda status: not status.endswith("IN_PROGRESS"),
    )
    assert final == "DELETE_COMPLETE"


def live(account: Account) -> list[str]:
    """Return the IDs of the endpoints that are not deleted."""
    endpoints = account.ec2.describe_vpc_endpoints()["VpcEndpoints"]
    return [each["VpcEndpointId"] for each in endpoints if state(each) != "deleted"]


def test_stack_with_endpoints_is_created_and_deleted(mine: Account) -> None:
    stack = create(mine, template())
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    values = outputs(stack)
    endpoint, gateway = mine.endpoint(values["Lambda"]), mine.endpoint(values["S3"])
    assert (endpoint["PrivateDnsEnabled"], [each["GroupId"] for each in endpoint["Groups"]]) == (
        True,
        [values["Group"]],
    )
    assert values["DnsEntries"].split(",") == [
        f"{each['HostedZoneId']}:{each['DnsName']}" for each in endpoint["DnsEntries"]
    ]
    assert (gateway["RouteTableIds"], json.loads(gateway["PolicyDocument"])) == ([values["Table"]], POLICY)
    delete(mine)
    assert refusal(mine.ec2.describe_vpcs, VpcIds=[values["Vpc"]]).code == "InvalidVpcID.NotFound"
    assert live(mine) == []


def test_endpoints_of_a_stack_are_updated_in_place(mine: Account) -> None:
    body = template()
    values = outputs(create(mine, body))
    body["Resources"]["Lambda"]["Properties"]["PrivateDnsEnabled"] = "false"
    body["Resources"]["S3"]["Properties"]["RouteTableIds"] = []
    del body["Resources"]["S3"]["Properties"]["PolicyDocument"]
    assert update(mine, body) == "UPDATE_COMPLETE"
    endpoint, gateway = mine.endpoint(values["Lambda"]), mine.endpoint(values["S3"])
    assert (endpoint["PrivateDnsEnabled"], gateway.get("RouteTableIds")) == (False, [])
    assert json.loads(gateway["PolicyDocument"])["Statement"][0]["Action"] == "*"
    assert mine.endpoints() == [values["Lambda"], values["S3"]]


def test_addresses_dns_options_and_tags_of_an_endpoint_are_those_of_the_template(mine: Account) -> None:
    body = template()
    properties = body["Resources"]["Lambda"]["Properties"]
    properties |= {
        "ServiceName": {"Fn::Sub": "com.amazonaws.${AWS::Region}.s3"},
        "IpAddressType": "not-specified",
        "DnsOptions": {"DnsRecordIpType": "ipv4", "PrivateDnsOnlyForInboundResolverEndpoint": "OnlyInboundResolver"},
        "Tags": [{"Key": "team", "Value": "blue"}, {"Key": "stage", "Value": "test"}],
    }
    body["Resources"]["Lambda"]["DependsOn"] = ["S3"]
    created = mine.endpoint(outputs(create(mine, body))["Lambda"])
    assert (created["IpAddressType"], created["DnsOptions"]) == (
        "ipv4",
        {"DnsRecordIpType": "ipv4", "PrivateDnsOnlyForInboundResolverEndpoint": True},
    )
    assert tags(created) == {"team": "blue", "stage": "test"}
    properties["DnsOptions"] = {"PrivateDnsOnlyForInboundResolverEndpoint": "AllResolvers"}
    properties["Tags"] = [{"Key": "team", "Value": "green"}]
    assert update(mine, body) == "UPDATE_COMPLETE"
    updated = mine.endpoint(created["VpcEndpointId"])
    assert updated["DnsOptions"]["PrivateDnsOnlyForInboundResolverEndpoint"] is False
    assert tags(updated) == {"team": "green"}
    delete(mine)


def test_endpoint_across_regions_is_created(mine: Account) -> None:
    body = template()
    body["Resources"]["Lambda"]["Properties"] |= {
        "ServiceName": "com.amazonaws.eu-west-1.lambda",
        "ServiceRegion": "eu-west-1",
    }
    endpoint = mine.endpoint(outputs(create(mine, body))["Lambda"])
    assert endpoint["ServiceRegion"] == "eu-west-1"
    delete(mine)


def test_dns_attributes_and_tags_of_a_vpc_are_updated(mine: Account) -> None:
    body = template()
    del body["Resources"]["Lambda"], body["Outputs"]["Lambda"], body["Outputs"]["DnsEntries"]
    vpc = outputs(create(mine, body))["Vpc"]
    body["Resources"]["Vpc"]["Properties"] = {"CidrBlock": "10.0.0.0/16", "Tags": [{"Key": "team", "Value": "blue"}]}
    assert update(mine, body) == "UPDATE_COMPLETE"
    attribute = mine.ec2.describe_vpc_attribute
    hostnames = attribute(VpcId=vpc, Attribute="enableDnsHostnames")["EnableDnsHostnames"]
    support = attribute(VpcId=vpc, Attribute="enableDnsSupport")["EnableDnsSupport"]
    assert (hostnames, support) == ({"Value": False}, {"Value": True})
    assert {"Key": "team", "Value": "blue"} in mine.ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["Tags"]


def test_endpoint_that_awaits_acceptance_is_created(mine: Account) -> None:
    service = mine.new_service("a", AcceptanceRequired=True)
    body = template()
    body["Resources"]["Lambda"]["Properties"] |= {
        "ServiceName": service["ServiceName"],
        "PrivateDnsEnabled": False,
    }
    stack = create(mine, body)
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    assert state(mine.endpoint(outputs(stack)["Lambda"])) == "pendingAcceptance"
    delete(mine)


def test_refused_endpoint_fails_its_stack_and_leaves_nothing(mine: Account) -> None:
    body = template()
    body["Resources"]["Vpc"]["Properties"]["EnableDnsHostnames"] = False
    # LocalStack cannot delete a route table that it has not created yet.
    body["Resources"]["Lambda"]["DependsOn"] = ["S3"]
    assert create(mine, body)["StackStatus"] in {"CREATE_FAILED", "ROLLBACK_COMPLETE"}
    (event, *_) = (
        each
        for each in mine.client("cloudformation").describe_stack_events(StackName=NAME)["StackEvents"]
        if (each["LogicalResourceId"], each["ResourceStatus"]) == ("Lambda", "CREATE_FAILED")
    )
    assert "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames" in event["ResourceStatusReason"]
    delete(mine)
    assert live(mine) == []
