"""An account of a test's own in one Region, and what tests of PrivateLink create in it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import boto3
from botocore.config import Config

from tests.support.http import call_http
from tests.support.until import until

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_ec2.type_defs import (
        FilterTypeDef,
        NetworkInterfaceTypeDef,
        ServiceConfigurationTypeDef,
        VpcEndpointTypeDef,
    )
    from mypy_boto3_elbv2 import ElasticLoadBalancingv2Client

SESSION: Any = boto3.Session()
"""The session of all clients: it reads EC2's model once, which takes longer than most tests."""

PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov", "eusc-": "aws-eusc", "us-iso-": "aws-iso"}
"""The partitions other than `aws` that tests use, by the prefix of their Regions."""


def filters(values: Mapping[str, str]) -> list[FilterTypeDef]:
    """Return EC2's `Filters`, of one value each."""
    return [{"Name": name, "Values": [value]} for name, value in values.items()]


def state(endpoint: VpcEndpointTypeDef) -> str:
    """Return an endpoint's state as AWS spells it, such as `pendingAcceptance`: the stubs capitalize it."""
    return endpoint["State"]


class Account:
    """An account that only one test uses, in one Region.

    Parameters:
        url: of the LocalStack.
        account: 12 digits.
    """

    def __init__(self, url: str, account: str, region: str = "us-east-1") -> None:
        self.url = url
        self.id = account
        self.region = region
        self.clients: dict[str, Any] = {}
        self.ec2: EC2Client = self.client("ec2")
        self.partition = next((name for prefix, name in PARTITIONS.items() if region.startswith(prefix)), "aws")
        self.root = f"arn:{self.partition}:iam::{account}:root"

    def client(self, service: str, **options: Any) -> Any:
        """Return a boto3 client; without options always the same one for a service."""
        if options or service not in self.clients:
            client = SESSION.client(
                service,
                endpoint_url=self.url,
                region_name=self.region,
                aws_access_key_id=self.id,
                aws_secret_access_key="localstack",  # noqa: S106 - LocalStack takes any
                **options,
            )
            if options:
                return client
            self.clients[service] = client
        return self.clients[service]

    @property
    def elbv2(self) -> ElasticLoadBalancingv2Client:
        """The client of Elastic Load Balancing."""
        return cast("ElasticLoadBalancingv2Client", self.client("elbv2"))

    @property
    def impatient_ec2(self) -> EC2Client:
        """A new EC2 client that does not retry."""
        return cast("EC2Client", self.client("ec2", config=Config(retries={"total_max_attempts": 1})))

    def http(self, method: str, path: str, body: object = None) -> Any:
        """Call the HTTP API of the emulation, and return the body of the response, of an error too.

        Parameters:
            path: relative to `/_privatelink/`.
        """
        return call_http(method, f"{self.url}/_privatelink/{path}", body)

    def in_region(self, region: str) -> Account:
        """Return the same account in another Region."""
        return Account(self.url, self.id, region)

    def vpc(self, *, dns: bool = True, **options: Any) -> str:
        """Create a VPC, 10.0.0.0/16, and return its ID.

        Parameters:
            dns: value of `enableDnsHostnames`; `enableDnsSupport` is on.
        """
        vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16", **options)["Vpc"]["VpcId"]
        self.ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": dns})
        return vpc

    def ipv6_block(self, vpc: str) -> str:
        """Return the IPv6 CIDR block of a VPC that was created with one."""
        (block,) = self.ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["Ipv6CidrBlockAssociationSet"]
        return block["Ipv6CidrBlock"]

    def subnet(self, vpc: str, zone: str = "a", number: int | None = None, **options: Any) -> str:
        """Create a subnet, 10.0.<number>.0/24, in a zone by its letter, and return its ID."""
        third = ord(zone) - ord("a") if number is None else number
        return self.ec2.create_subnet(
            VpcId=vpc, CidrBlock=f"10.0.{third}.0/24", AvailabilityZone=f"{self.region}{zone}", **options
        )["Subnet"]["SubnetId"]

    def group(self, vpc: str, name: str) -> str:
        """Create a security group and return its ID."""
        return self.ec2.create_security_group(VpcId=vpc, GroupName=name, Description=name)["GroupId"]

    def default_group(self, vpc: str) -> str:
        """Return the ID of a VPC's default security group."""
        default = filters({"vpc-id": vpc, "group-name": "default"})
        return self.ec2.describe_security_groups(Filters=default)["SecurityGroups"][0]["GroupId"]

    def route_table(self, vpc: str) -> str:
        """Create a route table and return its ID."""
        return self.ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]

    def interface_endpoint(self, vpc: str, service: str = "lambda", **options: Any) -> VpcEndpointTypeDef:
        """Create an interface endpoint, by default without private DNS.

        Parameters:
            service: name, or the last part of the name of one of AWS's services.
        """
        name = service if service.count(".") > 1 else f"com.amazonaws.{self.region}.{service}"
        parameters = {"PrivateDnsEnabled": False, **options}
        return self.ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=name, VpcEndpointType="Interface", **parameters)[
            "VpcEndpoint"
        ]

    def interface_endpoint_id(self, vpc: str, service: str = "lambda", **options: Any) -> str:
        """Create an interface endpoint and return its ID."""
        return self.interface_endpoint(vpc, service, **options)["VpcEndpointId"]

    def gateway_endpoint(self, vpc: str, service: str = "s3", **options: Any) -> VpcEndpointTypeDef:
        """Create a gateway endpoint."""
        name = f"com.amazonaws.{self.region}.{service}"
        return self.ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=name, **options)["VpcEndpoint"]

    def endpoint(self, endpoint_id: str) -> VpcEndpointTypeDef:
        """Describe an endpoint."""
        return self.ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint_id])["VpcEndpoints"][0]

    def available(self, endpoint_id: str) -> VpcEndpointTypeDef:
        """Wait until an endpoint is available, and describe it."""
        return until(lambda: self.endpoint(endpoint_id), lambda endpoint: state(endpoint) == "available")

    def endpoints(self) -> list[str]:
        """Return the IDs of all endpoints, oldest first."""
        return [endpoint["VpcEndpointId"] for endpoint in self.ec2.describe_vpc_endpoints()["VpcEndpoints"]]

    def interfaces(self, endpoint_id: str) -> list[NetworkInterfaceTypeDef]:
        """Describe an endpoint's network interfaces."""
        description = filters({"description": f"VPC Endpoint Interface {endpoint_id}"})
        return self.ec2.describe_network_interfaces(Filters=description)["NetworkInterfaces"]

    def load_balancer(self, vpc: str, zones: str) -> str:
        """Create a network load balancer in new subnets in zones, by their letters, and return its ARN."""
        subnets = [self.subnet(vpc, zone) for zone in zones]
        name = f"nlb-{secrets.token_hex(6)}"
        response = self.elbv2.create_load_balancer(Name=name, Type="network", Scheme="internal", Subnets=subnets)
        return response["LoadBalancers"][0]["LoadBalancerArn"]

    def gateway_load_balancer(self, subnet: str) -> str:
        """Create a gateway load balancer in a subnet and return its ARN."""
        response = self.elbv2.create_load_balancer(Name="inspection", Type="gateway", Subnets=[subnet])
        return response["LoadBalancers"][0]["LoadBalancerArn"]

    def service_of(
        self, load_balancers: list[str], *, allow: Sequence[str] = (), **options: Any
    ) -> ServiceConfigurationTypeDef:
        """Create an endpoint service with load balancers and allowed principals."""
        create = self.ec2.create_vpc_endpoint_service_configuration
        service = create(NetworkLoadBalancerArns=load_balancers, **options)["ServiceConfiguration"]
        if allow:
            self.ec2.modify_vpc_endpoint_service_permissions(
                ServiceId=service["ServiceId"], AddAllowedPrincipals=list(allow)
            )
        return service

    def new_service(self, zones: str, *, allow: Sequence[str] = (), **options: Any) -> ServiceConfigurationTypeDef:
        """Create an endpoint service with a new load balancer in zones, by their letters."""
        return self.service_of([self.load_balancer(self.vpc(), zones)], allow=allow, **options)

    def service(self, service_id: str) -> ServiceConfigurationTypeDef:
        """Describe a service."""
        response = self.ec2.describe_vpc_endpoint_service_configurations(ServiceIds=[service_id])
        return response["ServiceConfigurations"][0]

    def delete(self, endpoint_id: str) -> None:
        """Delete an endpoint, and wait until it is deleted or gone."""
        self.ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint_id])
        deleting = filters({"vpc-endpoint-state": "deleting", "vpc-endpoint-id": endpoint_id})
        until(
            lambda: self.ec2.describe_vpc_endpoints(Filters=deleting)["VpcEndpoints"],
            lambda endpoints: not endpoints,
        )


MakeAccount = Callable[..., Account]
"""The fixture `make_account`: `make_account(region="us-east-1")`."""
