"""Addresses of instances and unmanaged interfaces differ from those of endpoints."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.support.account import Account, filters
from tests.support.refusal import refusal


@pytest.fixture
def subnet(mine: Account) -> str:
    """A subnet with an endpoint, on an address that another endpoint has released."""
    vpc = mine.vpc()
    subnet_id = mine.subnet(vpc)
    mine.delete(mine.interface_endpoint_id(vpc, SubnetIds=[subnet_id]))
    mine.interface_endpoint(vpc, SubnetIds=[subnet_id])
    return subnet_id


def addresses(account: Account, subnet: str) -> list[str]:
    """Return the addresses of all interfaces in a subnet."""
    selection = filters({"subnet-id": subnet})
    interfaces = account.ec2.describe_network_interfaces(Filters=selection)["NetworkInterfaces"]
    return [address["PrivateIpAddress"] for each in interfaces for address in each["PrivateIpAddresses"]]


def test_run_instances_assigns_no_address_of_an_endpoint(mine: Account, subnet: str) -> None:
    (image,) = mine.ec2.describe_images(Filters=filters({"name": "amzn-ami-hvm-2017.09.1.20171103-x86_64-gp2"}))[
        "Images"
    ]
    for _ in range(3):
        mine.ec2.run_instances(ImageId=image["ImageId"], MinCount=1, MaxCount=1, SubnetId=subnet)
    assert Counter(addresses(mine, subnet)) == {f"10.0.0.{number}": 1 for number in range(4, 8)}


def test_create_network_interface_assigns_no_address_of_an_endpoint(mine: Account, subnet: str) -> None:
    create = mine.ec2.create_network_interface
    subnet_id = create(SubnetId=subnet, SecondaryPrivateIpAddressCount=2)["NetworkInterface"]["NetworkInterfaceId"]
    mine.ec2.assign_private_ip_addresses(NetworkInterfaceId=subnet_id, SecondaryPrivateIpAddressCount=2)
    mine.ec2.assign_private_ip_addresses(NetworkInterfaceId=subnet_id, PrivateIpAddresses=["10.0.0.77"])
    create(
        SubnetId=subnet,
        PrivateIpAddresses=[
            {"PrivateIpAddress": "10.0.0.88", "Primary": True},
            {"PrivateIpAddress": "10.0.0.89", "Primary": False},
        ],
    )
    create(SubnetId=subnet)
    numbers = [*range(4, 11), 77, 88, 89]
    assert Counter(addresses(mine, subnet)) == {f"10.0.0.{number}": 1 for number in numbers}


def test_address_of_an_endpoint_is_in_use(mine: Account, subnet: str) -> None:
    own = mine.ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    create, assign = mine.ec2.create_network_interface, mine.ec2.assign_private_ip_addresses
    errors = [
        refusal(create, SubnetId=subnet, PrivateIpAddress="10.0.0.4"),
        refusal(create, SubnetId=subnet, PrivateIpAddresses=[{"PrivateIpAddress": "10.0.0.4", "Primary": True}]),
        refusal(assign, NetworkInterfaceId=own, PrivateIpAddresses=["10.0.0.4"]),
    ]
    assert [each.code for each in errors] == ["InvalidIPAddress.InUse"] * 3
    assert Counter(addresses(mine, subnet)) == {"10.0.0.4": 1, "10.0.0.5": 1}
