"""An account of a test's own with a VPC, and what tests of load balancing create in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv6Network
from typing import TYPE_CHECKING, Any

from tests.support.http import call_http

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_ec2.type_defs import NetworkInterfaceTypeDef
    from mypy_boto3_elbv2 import ElasticLoadBalancingv2Client
    from mypy_boto3_elbv2.type_defs import ListenerTypeDef, LoadBalancerTypeDef

    from privatelink_harness.targets.localstack.session import LocalStackSession

REGION = "us-east-1"


@dataclass(frozen=True)
class ElbAccount:
    """An account with a VPC, 10.0.0.0/16, an internet gateway, and a subnet, 10.0.<n>.0/24, in each of three zones.

    Parameters:
        account: 12 digits.
        endpoint: URL of the LocalStack.
        subnets: IDs, in the zones a, b and c.
        names: Names that resources have here.
    """

    account: str
    endpoint: str
    ec2: EC2Client
    elbv2: ElasticLoadBalancingv2Client
    vpc: str
    subnets: tuple[str, str, str]
    names: list[str] = field(default_factory=list)

    def new_name(self) -> str:
        """Return a name that no resource here has."""
        self.names.append(f"n{len(self.names)}")
        return self.names[-1]

    def load_balancer(self, **settings: Any) -> LoadBalancerTypeDef:
        """Create a load balancer; by default an internal network load balancer in the zones a and b."""
        if "SubnetMappings" not in settings:
            settings = {"Subnets": list(self.subnets[:2]), **settings}
        settings = {"Name": self.new_name(), "Type": "network", "Scheme": "internal", **settings}
        return self.elbv2.create_load_balancer(**settings)["LoadBalancers"][0]

    def load_balancer_arn(self, **settings: Any) -> str:
        """Create a load balancer and return its ARN."""
        return self.load_balancer(**settings)["LoadBalancerArn"]

    def describe(self, load_balancer_arn: str) -> LoadBalancerTypeDef:
        """Describe a load balancer."""
        return self.elbv2.describe_load_balancers(LoadBalancerArns=[load_balancer_arn])["LoadBalancers"][0]

    def target_group(self, **settings: Any) -> str:
        """Create a target group, by default of IP addresses over TCP, and return its ARN."""
        settings = {
            "Name": self.new_name(),
            "TargetType": "ip",
            "Protocol": "TCP",
            "Port": 443,
            "VpcId": self.vpc,
            **settings,
        }
        return self.elbv2.create_target_group(**settings)["TargetGroups"][0]["TargetGroupArn"]

    def listener(self, load_balancer: str, target_group: str, **settings: Any) -> ListenerTypeDef:
        """Create a listener, by default for TCP on port 443."""
        settings = {"Protocol": "TCP", "Port": 443, **settings}
        return self.elbv2.create_listener(
            LoadBalancerArn=load_balancer,
            DefaultActions=[{"Type": "forward", "TargetGroupArn": target_group}],
            **settings,
        )["Listeners"][0]

    def add_ipv6_to_subnets(self) -> tuple[str, str]:
        """Give the first two subnets IPv6 ranges, and return these."""
        self.ec2.associate_vpc_cidr_block(VpcId=self.vpc, AmazonProvidedIpv6CidrBlock=True)
        vpc = self.ec2.describe_vpcs(VpcIds=[self.vpc])["Vpcs"][0]
        network = IPv6Network(vpc["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"])
        first, second, *_ = (str(block) for block in network.subnets(new_prefix=64))
        for subnet, block in zip(self.subnets, (first, second), strict=False):
            self.ec2.associate_subnet_cidr_block(SubnetId=subnet, Ipv6CidrBlock=block)
        return first, second

    def subnet(self, number: int, zone: str = "a", vpc: str | None = None) -> str:
        """Create another subnet, <VPC>.<number>.0/24, in a zone by its letter, and return its ID."""
        vpc_id = vpc or self.vpc
        prefix = self.ec2.describe_vpcs(VpcIds=[vpc_id])["Vpcs"][0]["CidrBlock"].removesuffix(".0.0/16")
        created = self.ec2.create_subnet(
            VpcId=vpc_id, CidrBlock=f"{prefix}.{number}.0/24", AvailabilityZone=f"{REGION}{zone}"
        )
        return created["Subnet"]["SubnetId"]

    def other_vpc(self) -> str:
        """Create a VPC, 10.9.0.0/16, without an internet gateway, and return its ID."""
        return self.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]

    def security_group(self) -> str:
        """Create a security group and return its ID."""
        name = self.new_name()
        return self.ec2.create_security_group(GroupName=name, Description=name, VpcId=self.vpc)["GroupId"]

    def interfaces(self, load_balancer_arn: str) -> list[NetworkInterfaceTypeDef]:
        """Return a load balancer's network interfaces, by zone."""
        description = f"ELB {load_balancer_arn.partition('loadbalancer/')[2]}"
        response = self.ec2.describe_network_interfaces(Filters=[{"Name": "description", "Values": [description]}])
        return sorted(response["NetworkInterfaces"], key=lambda interface: interface["AvailabilityZone"])

    def register(self, target_group: str, *targets: Any) -> None:
        """Register targets."""
        self.elbv2.register_targets(TargetGroupArn=target_group, Targets=targets)

    def health(self, target_group: str) -> list[tuple[str, str, str | None]]:
        """Return ID, state and reason of a target group's targets."""
        described = self.elbv2.describe_target_health(TargetGroupArn=target_group)["TargetHealthDescriptions"]
        return [
            (each["Target"]["Id"], each["TargetHealth"]["State"], each["TargetHealth"].get("Reason"))
            for each in described
        ]

    def http(self, method: str, path: str, body: object = None) -> Any:
        """Call LocalStack's HTTP API and return the body of the response, of an error too.

        Parameters:
            path: Absolute, or relative to `/_privatelink/`.
        """
        url = f"{self.endpoint}{path}" if path.startswith("/") else f"{self.endpoint}/_privatelink/{path}"
        return call_http(method, url, body)


def new_elb_account(session: LocalStackSession) -> ElbAccount:
    """Create the VPC of a test's account."""
    ec2, elbv2 = session.client("ec2"), session.client("elbv2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"{REGION}{zone}")
        for number, zone in enumerate("abc")
    ]
    first, second, third = (subnet["Subnet"]["SubnetId"] for subnet in subnets)
    return ElbAccount(session.account, session.endpoint, ec2, elbv2, vpc, (first, second, third))
