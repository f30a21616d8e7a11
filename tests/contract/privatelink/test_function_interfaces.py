"""Network interfaces of Lambda functions in VPCs, as EC2 shows them, and what they keep from being deleted."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support.account import Account, filters
from tests.support.functions import Functions
from tests.support.refusal import refusal


class Network:
    """A VPC with a subnet and a security group, and the functions of its account."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.functions = Functions(account)
        self.vpc = account.vpc()
        self.subnet = account.subnet(self.vpc, "a")
        self.group = account.group(self.vpc, "functions")
        self.inside: dict[str, Any] = {"VpcConfig": {"SubnetIds": [self.subnet], "SecurityGroupIds": [self.group]}}

    def interfaces(self) -> list[Any]:
        """Return the interfaces of functions."""
        wanted = filters({"interface-type": "lambda"})
        return list(self.account.ec2.describe_network_interfaces(Filters=wanted)["NetworkInterfaces"])


@pytest.fixture
def network(mine: Account) -> Network:
    """The network of an account."""
    return Network(mine)


def test_interface_is_lambdas(network: Network) -> None:
    network.functions.create("orders", **network.inside)
    (found,) = network.interfaces()
    assert re.fullmatch(r"AWS Lambda VPC ENI-orders-[0-9a-f-]{36}", found["Description"])
    assert {name: found[name] for name in ("InterfaceType", "RequesterManaged", "Status", "SubnetId", "VpcId")} == {
        "InterfaceType": "lambda",
        "RequesterManaged": True,
        "Status": "in-use",
        "SubnetId": network.subnet,
        "VpcId": network.vpc,
    }
    assert [each["GroupId"] for each in found["Groups"]] == [network.group]
    assert found["Attachment"]["Status"] == "attached"
    vpc = network.functions.client.get_function_configuration(FunctionName="orders")["VpcConfig"]
    assert vpc["VpcId"] == network.vpc


def test_functions_share_an_interface_until_the_last_is_deleted(network: Network) -> None:
    for name in ("orders", "payments"):
        network.functions.create(name, **network.inside)
    assert len(network.interfaces()) == 1
    network.functions.client.delete_function(FunctionName="orders")
    assert len(network.interfaces()) == 1
    network.functions.client.delete_function(FunctionName="payments")
    assert network.interfaces() == []


def test_version_keeps_the_interface_of_its_configuration(network: Network) -> None:
    network.functions.create("orders", **network.inside)
    network.functions.client.publish_version(FunctionName="orders")
    network.functions.client.update_function_configuration(
        FunctionName="orders", VpcConfig={"SubnetIds": [], "SecurityGroupIds": []}
    )
    network.functions.await_state("orders", "LastUpdateStatus", "Successful")
    assert len(network.interfaces()) == 1
    network.functions.client.delete_function(FunctionName="orders", Qualifier="1")
    assert network.interfaces() == []


def test_subnet_and_group_of_a_function_cannot_be_deleted(network: Network) -> None:
    network.functions.create("orders", **network.inside)
    ec2 = network.account.ec2
    assert refusal(ec2.delete_security_group, GroupId=network.group).code == "DependencyViolation"
    assert refusal(ec2.delete_subnet, SubnetId=network.subnet).code == "DependencyViolation"
    network.functions.client.delete_function(FunctionName="orders")
    ec2.delete_security_group(GroupId=network.group)
    ec2.delete_subnet(SubnetId=network.subnet)


def test_unknown_subnet_is_refused(network: Network) -> None:
    vpc = {"SubnetIds": ["subnet-00000000000000000"], "SecurityGroupIds": [network.group]}
    message = (
        "Error occurred while DescribeSubnets. EC2 Error Code: InvalidSubnetID.NotFound. "
        "EC2 Error Message: The subnet ID 'subnet-00000000000000000' does not exist"
    )
    refused = refusal(network.functions.create, "orders", VpcConfig=vpc)
    assert refused == ("InvalidParameterValueException", message)


def test_subnets_without_groups_are_refused(network: Network) -> None:
    vpc = {"SubnetIds": [network.subnet], "SecurityGroupIds": []}
    assert refusal(network.functions.create, "orders", VpcConfig=vpc) == (
        "InvalidParameterValueException",
        "SubnetIds and SecurityIds must coexist or be both empty list.",
    )


def test_refused_function_leaves_no_interface(network: Network) -> None:
    network.functions.create("orders")
    refused = refusal(network.functions.create, "orders", **network.inside)
    assert (refused.code, network.interfaces()) == ("ResourceConflictException", [])
