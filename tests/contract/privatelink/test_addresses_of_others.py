"""Instances and network interfaces of the customer never get an address that an endpoint has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def subnet(mine: Any) -> str:
    """A subnet with an endpoint, on an address that another endpoint has given back."""
    vpc = mine.vpc()
    made = str(mine.subnet(vpc))
    mine.delete(mine.interface_endpoint(vpc, SubnetIds=[made])["VpcEndpointId"])
    mine.interface_endpoint(vpc, SubnetIds=[made])
    return made


def addresses(account: Any, subnet: str) -> list[str]:
    filters = [{"Name": "subnet-id", "Values": [subnet]}]
    found = account.ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"]
    return [address["PrivateIpAddress"] for each in found for address in each["PrivateIpAddresses"]]


def test_an_instance_gets_another_one(mine: Any, subnet: str) -> None:
    (image,) = mine.ec2.describe_images(
        Filters=[{"Name": "name", "Values": ["amzn-ami-hvm-2017.09.1.20171103-x86_64-gp2"]}]
    )["Images"]
    for _ in range(3):
        mine.ec2.run_instances(ImageId=image["ImageId"], MinCount=1, MaxCount=1, SubnetId=subnet)
    assert Counter(addresses(mine, subnet)) == {f"10.0.0.{number}": 1 for number in range(4, 8)}


def test_interfaces_get_others(mine: Any, subnet: str) -> None:
    create = mine.ec2.create_network_interface
    made = create(SubnetId=subnet, SecondaryPrivateIpAddressCount=2)["NetworkInterface"]["NetworkInterfaceId"]
    mine.ec2.assign_private_ip_addresses(NetworkInterfaceId=made, SecondaryPrivateIpAddressCount=2)
    mine.ec2.assign_private_ip_addresses(NetworkInterfaceId=made, PrivateIpAddresses=["10.0.0.77"])
    listed = [{"PrivateIpAddress": "10.0.0.88", "Primary": True}, {"PrivateIpAddress": "10.0.0.89", "Primary": False}]
    create(SubnetId=subnet, PrivateIpAddresses=listed)
    create(SubnetId=subnet)
    numbers = [*range(4, 11), 77, 88, 89]
    assert Counter(addresses(mine, subnet)) == {f"10.0.0.{number}": 1 for number in numbers}


def test_an_endpoints_address_can_not_be_asked_for(mine: Any, subnet: str, refused: Callable[..., str]) -> None:
    own = mine.ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    create, assign = mine.ec2.create_network_interface, mine.ec2.assign_private_ip_addresses
    met = [
        refused(create, SubnetId=subnet, PrivateIpAddress="10.0.0.4"),
        refused(create, SubnetId=subnet, PrivateIpAddresses=[{"PrivateIpAddress": "10.0.0.4", "Primary": True}]),
        refused(assign, NetworkInterfaceId=own, PrivateIpAddresses=["10.0.0.4"]),
    ]
    assert [each.partition(":")[0] for each in met] == ["InvalidIPAddress.InUse"] * 3
    assert Counter(addresses(mine, subnet)) == {"10.0.0.4": 1, "10.0.0.5": 1}
