"""What tests of elbv2 on LocalStack share: an account of the test's own, with a VPC, and clients for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv6Network
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from botocore.exceptions import ClientError

from privatelink_harness.targets.localstack.session import LocalStackSession
from tests.support.accounts import temporary_accounts

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance

REGION = "us-east-1"


@dataclass(frozen=True)
class Place:
    """An account with a VPC, 10.0.0.0/16, an internet gateway and a subnet, 10.0.<n>.0/24, in each of three zones.

    Parameters:
        account: 12 digits.
        endpoint: URL of the LocalStack.
        ec2, elbv2: clients.
        vpc: its id.
        subnets: ids, of the zones a, b and c.
        made: names that were given.
    """

    account: str
    endpoint: str
    ec2: Any
    elbv2: Any
    vpc: str
    subnets: tuple[str, str, str]
    made: list[str] = field(default_factory=list)

    def name(self) -> str:
        """A name that nothing here has."""
        self.made.append(f"n{len(self.made)}")
        return self.made[-1]

    def load_balancer(self, **settings: Any) -> dict[str, Any]:
        """Make a load balancer: an internal network one in the zones a and b, if nothing else is said."""
        if "SubnetMappings" not in settings:
            settings = {"Subnets": list(self.subnets[:2]), **settings}
        settings = {"Name": self.name(), "Type": "network", "Scheme": "internal", **settings}
        made: dict[str, Any] = self.elbv2.create_load_balancer(**settings)["LoadBalancers"][0]
        return made

    def target_group(self, **settings: Any) -> str:
        """Make a target group, of addresses over TCP if nothing else is said, and give its ARN."""
        settings = {
            "Name": self.name(),
            "TargetType": "ip",
            "Protocol": "TCP",
            "Port": 443,
            "VpcId": self.vpc,
            **settings,
        }
        return str(self.elbv2.create_target_group(**settings)["TargetGroups"][0]["TargetGroupArn"])

    def listener(self, load_balancer: str, target_group: str, **settings: Any) -> dict[str, Any]:
        """Make a listener, for TCP on port 443 if nothing else is said."""
        settings = {"Protocol": "TCP", "Port": 443, **settings}
        actions = [{"Type": "forward", "TargetGroupArn": target_group}]
        answer = self.elbv2.create_listener(LoadBalancerArn=load_balancer, DefaultActions=actions, **settings)
        made: dict[str, Any] = answer["Listeners"][0]
        return made

    def dual_stack_subnets(self) -> tuple[str, str]:
        """Give the first two subnets IPv6 addresses, and give their ranges."""
        self.ec2.associate_vpc_cidr_block(VpcId=self.vpc, AmazonProvidedIpv6CidrBlock=True)
        vpc = self.ec2.describe_vpcs(VpcIds=[self.vpc])["Vpcs"][0]
        network = IPv6Network(vpc["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"])
        first, second, *_ = (str(each) for each in network.subnets(new_prefix=64))
        for subnet, block in zip(self.subnets, (first, second), strict=False):
            self.ec2.associate_subnet_cidr_block(SubnetId=subnet, Ipv6CidrBlock=block)
        return first, second

    def health(self, target_group: str) -> list[tuple[str, str, str | None]]:
        """The targets of a group: id, state and reason."""
        found = self.elbv2.describe_target_health(TargetGroupArn=target_group)["TargetHealthDescriptions"]
        return [
            (each["Target"]["Id"], each["TargetHealth"]["State"], each["TargetHealth"].get("Reason")) for each in found
        ]

    def http(self, method: str, path: str, body: object = None) -> Any:
        """Call LocalStack's own API, a relative path under `/_privatelink/`, and give the answer, an error's too."""
        data = None if body is None else json.dumps(body).encode()
        url = f"{self.endpoint}{path}" if path.startswith("/") else f"{self.endpoint}/_privatelink/{path}"
        request = Request(url, data, method=method)  # noqa: S310 - it is http
        try:
            with urlopen(request) as answer:  # noqa: S310 - as above
                return json.load(answer)
        except HTTPError as error:
            with error:
                return json.load(error)

    def security_group(self) -> str:
        """Make a security group and give its id."""
        name = self.name()
        return str(self.ec2.create_security_group(GroupName=name, Description=name, VpcId=self.vpc)["GroupId"])

    def interfaces(self, load_balancer: str) -> list[dict[str, Any]]:
        """A load balancer's network interfaces, by zone."""
        description = f"ELB {load_balancer.partition('loadbalancer/')[2]}"
        filters = [{"Name": "description", "Values": [description]}]
        found = self.ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"]
        return sorted(found, key=lambda each: str(each["AvailabilityZone"]))


type MakePlace = Callable[[LocalStackSession], Place]
type Refusal = Callable[..., tuple[str, str]]


@pytest.fixture(scope="session")
def make_place() -> MakePlace:
    """Makes a place in an account."""

    def make(account: LocalStackSession) -> Place:
        ec2, elbv2 = account.client("ec2"), account.client("elbv2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
        subnets = [
            ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"{REGION}{zone}")
            for number, zone in enumerate("abc")
        ]
        first, second, third = (each["Subnet"]["SubnetId"] for each in subnets)
        return Place(account.account, account.endpoint, ec2, elbv2, vpc, (first, second, third))

    return make


@pytest.fixture
def place(account: LocalStackSession, make_place: MakePlace) -> Place:
    """A place that nothing but the test uses."""
    return make_place(account)


@pytest.fixture
def own_place(own_localstack: Instance, make_place: MakePlace) -> Iterator[Place]:
    """A place on that LocalStack, whose settings are forgotten afterwards."""
    with temporary_accounts(own_localstack.endpoint) as fresh:
        made = make_place(LocalStackSession(own_localstack.endpoint, fresh()))
        yield made
        made.http("POST", "reset")


@pytest.fixture(scope="session")
def refusal() -> Refusal:
    """Makes a call that must be refused with a status of 4xx, and gives the error's code and message."""

    def call(operation: Callable[..., Any], **arguments: Any) -> tuple[str, str]:
        with pytest.raises(ClientError) as caught:
            operation(**arguments)
        response = caught.value.response
        assert 400 <= response["ResponseMetadata"]["HTTPStatusCode"] < 500
        return response["Error"]["Code"], response["Error"]["Message"]

    return call
