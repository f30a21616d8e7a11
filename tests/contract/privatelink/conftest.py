"""What contract tests of PrivateLink share: accounts with a network, calls until something holds, refusals as text."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.support.accounts import temporary_accounts

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance

SESSION: Any = boto3.Session()
"""Reads the models of services once for all clients: EC2's takes longer than most tests."""

PATIENCE = 20.0
"""Seconds until a state that does not come is an error."""


class Account:
    """An account that nothing but this test uses, in one Region."""

    def __init__(self, url: str, account: str, region: str = "us-east-1") -> None:
        self.url = url
        self.id = account
        self.region = region
        self.clients: dict[str, Any] = {}
        self.ec2 = self.client("ec2")
        self.root = f"arn:aws:iam::{account}:root"

    def client(self, service: str, **options: Any) -> Any:
        """Give a boto3 client; the same one for the same service."""
        if options or service not in self.clients:
            made = SESSION.client(
                service,
                endpoint_url=self.url,
                region_name=self.region,
                aws_access_key_id=self.id,
                aws_secret_access_key="localstack",  # noqa: S106 - LocalStack takes any
                **options,
            )
            if options:
                return made
            self.clients[service] = made
        return self.clients[service]

    @property
    def once(self) -> Any:
        """An EC2 client that does not try again."""
        return self.client("ec2", config=Config(retries={"total_max_attempts": 1}))

    def in_region(self, region: str) -> Account:
        """Give the same account in another Region."""
        return Account(self.url, self.id, region)

    def vpc(self, *, dns: bool = True, **options: Any) -> str:
        """Make a VPC; with both DNS attributes on."""
        vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16", **options)["Vpc"]["VpcId"]
        self.ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": dns})
        return str(vpc)

    def subnet(self, vpc: str, zone: str = "a", number: int | None = None, **options: Any) -> str:
        """Make a subnet in a zone, by its letter; its range is 10.0.<number>.0/24."""
        third = ord(zone) - ord("a") if number is None else number
        made = self.ec2.create_subnet(
            VpcId=vpc, CidrBlock=f"10.0.{third}.0/24", AvailabilityZone=f"{self.region}{zone}", **options
        )
        return str(made["Subnet"]["SubnetId"])

    def group(self, vpc: str, name: str) -> str:
        """Make a security group."""
        return str(self.ec2.create_security_group(VpcId=vpc, GroupName=name, Description=name)["GroupId"])

    def default_group(self, vpc: str) -> str:
        """Give a VPC's default security group."""
        filters = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}]
        return str(self.ec2.describe_security_groups(Filters=filters)["SecurityGroups"][0]["GroupId"])

    def interface_endpoint(self, vpc: str, service: str = "lambda", **options: Any) -> dict[str, Any]:
        """Make an interface endpoint, without private names unless they are asked for."""
        name = service if service.startswith("com.") else f"com.amazonaws.{self.region}.{service}"
        asked = {"PrivateDnsEnabled": False, **options}
        made = self.ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=name, VpcEndpointType="Interface", **asked)
        return dict(made["VpcEndpoint"])

    def gateway_endpoint(self, vpc: str, service: str = "s3", **options: Any) -> dict[str, Any]:
        """Make a gateway endpoint."""
        name = f"com.amazonaws.{self.region}.{service}"
        return dict(self.ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=name, **options)["VpcEndpoint"])

    def endpoint(self, endpoint_id: str) -> dict[str, Any]:
        """Describe an endpoint."""
        return dict(self.ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint_id])["VpcEndpoints"][0])

    def available(self, endpoint_id: str) -> dict[str, Any]:
        """Wait until an endpoint is available, and describe it."""
        return until(lambda: self.endpoint(endpoint_id), lambda each: each["State"] == "available")

    def endpoints(self, **filters: str) -> list[str]:
        """List the ids of the endpoints that filters find: `vpc_id="…"` is the filter `vpc-id`."""
        given = [{"Name": name.replace("_", "-"), "Values": [value]} for name, value in filters.items()]
        found = self.ec2.describe_vpc_endpoints(Filters=given)["VpcEndpoints"]
        return [str(each["VpcEndpointId"]) for each in found]

    def interfaces(self, endpoint_id: str) -> list[dict[str, Any]]:
        """Describe an endpoint's network interfaces."""
        given = [{"Name": "description", "Values": [f"VPC Endpoint Interface {endpoint_id}"]}]
        return list(self.ec2.describe_network_interfaces(Filters=given)["NetworkInterfaces"])

    def load_balancer(self, vpc: str, zones: str) -> str:
        """Make a network load balancer in a VPC's new subnets in zones, by their letters."""
        elbv2 = self.client("elbv2")
        subnets = [self.subnet(vpc, zone) for zone in zones]
        name = f"nlb-{secrets.token_hex(6)}"
        made = elbv2.create_load_balancer(Name=name, Type="network", Scheme="internal", Subnets=subnets)
        return str(made["LoadBalancers"][0]["LoadBalancerArn"])

    def service_of(self, balancers: list[str], *, allow: Sequence[str] = (), **options: Any) -> dict[str, Any]:
        """Make an endpoint service of load balancers, for principals."""
        create = self.ec2.create_vpc_endpoint_service_configuration
        made = create(NetworkLoadBalancerArns=balancers, **options)["ServiceConfiguration"]
        if allow:
            self.ec2.modify_vpc_endpoint_service_permissions(
                ServiceId=made["ServiceId"], AddAllowedPrincipals=list(allow)
            )
        return dict(made)

    def new_service(self, zones: str, *, allow: Sequence[str] = (), **options: Any) -> dict[str, Any]:
        """Make an endpoint service of a new load balancer in zones, by their letters."""
        return self.service_of([self.load_balancer(self.vpc(), zones)], allow=allow, **options)

    def service(self, service_id: str) -> dict[str, Any]:
        """Describe a service."""
        found = self.ec2.describe_vpc_endpoint_service_configurations(ServiceIds=[service_id])
        return dict(found["ServiceConfigurations"][0])

    def delete(self, endpoint_id: str) -> None:
        """Delete an endpoint, and wait until it is deleted or gone."""
        self.ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint_id])
        listed = "vpc-endpoint-state", "vpc-endpoint-id"
        filters = [{"Name": listed[0], "Values": ["deleting"]}, {"Name": listed[1], "Values": [endpoint_id]}]
        until(lambda: self.ec2.describe_vpc_endpoints(Filters=filters)["VpcEndpoints"], lambda found: not found)


def until[Value](ask: Callable[[], Value], holds: Callable[[Value], bool]) -> Value:
    """Ask until the answer holds, and give it."""
    deadline = time.monotonic() + PATIENCE
    while True:
        answer = ask()
        if holds(answer):
            return answer
        assert time.monotonic() < deadline, answer


@pytest.fixture
def eventually() -> Callable[..., Any]:
    """Asks until the answer holds: `eventually(ask, holds)`."""
    return until


@pytest.fixture
def make_account(localstack: Instance) -> Iterator[Callable[..., Account]]:
    """Makes accounts: `make_account(region="us-east-1")`."""
    with temporary_accounts(localstack.endpoint) as fresh:
        yield lambda region="us-east-1": Account(localstack.endpoint, fresh(), region)


@pytest.fixture
def own_account(own_localstack: Instance) -> Iterator[Callable[..., Account]]:
    """Makes accounts on the LocalStack that only one worker uses."""
    with temporary_accounts(own_localstack.endpoint) as fresh:
        yield lambda region="us-east-1": Account(own_localstack.endpoint, fresh(), region)


@pytest.fixture
def http() -> Callable[..., Any]:
    """Calls the API under /_privatelink/: `http(account, "PUT", "quotas", {...})`. Gives the answer, errors too."""

    def call(account: Account, method: str, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{account.url}/_privatelink/{path}", data, method=method)  # noqa: S310 - it is http
        try:
            with urlopen(request) as answer:  # noqa: S310 - as above
                return json.load(answer)
        except HTTPError as error:
            with error:
                return json.load(error)

    return call


@pytest.fixture
def mine(make_account: Callable[..., Account]) -> Account:
    """An account."""
    return make_account()


@pytest.fixture
def refused() -> Callable[..., str]:
    """Gives a refusal's code and message: `refused(client.method, **parameters)`. Empty where it is not refused."""

    def call(method: Callable[..., Any], **parameters: Any) -> str:
        try:
            method(**parameters)
        except ClientError as error:
            return f"{error.response['Error']['Code']}: {error.response['Error']['Message']}"
        return ""

    return call
