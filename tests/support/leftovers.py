"""What a killed run may leave: a resource of every type in one account, with the run's tags where it takes any."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from privatelink_harness.orphans.tags import RunTags
from privatelink_harness.terraform.snapshot import Resource
from tests.support.account import Account
from tests.support.transit_gateways import equals, transit_gateway
from tests.support.until import until

TRUST, POLICY = (
    json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", **whom}]})
    for whom in ({"Principal": {"Service": "ec2.amazonaws.com"}}, {"Resource": "*"})
)
"""Policies of a role: who may take it, and what it may do."""

NAME = "left"


@dataclass
class Leftovers:
    """The way to make them, in the order in which one needs the other.

    Parameters:
        kinds: the types of those that were made.
    """

    account: Account
    run: RunTags
    kinds: set[str] = field(default_factory=set)

    def make(self) -> None:
        """Make one of every type."""
        vpc = self.network()
        self.connections(vpc)
        self.names(vpc)
        self.links(vpc)
        self.rest()

    def network(self) -> str:
        """Make a VPC with what lies in it; return its ID."""
        ec2: Any = self.account.ec2
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", **self._tagged("vpc", "VPC"))["Vpc"]["VpcId"]
        ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
        self.subnets = [
            ec2.create_subnet(
                VpcId=vpc,
                CidrBlock=f"10.0.{number}.0/24",
                AvailabilityZone=f"us-east-1{zone}",
                **self._tagged("subnet", "subnet"),
            )["Subnet"]["SubnetId"]
            for number, zone in enumerate("ab")
        ]
        first, second = (self._group(vpc, name) for name in ("first", "second"))
        for group, other in ((first, second), (second, first)):
            ec2.authorize_security_group_ingress(
                GroupId=group,
                IpPermissions=[
                    {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 2, "UserIdGroupPairs": [{"GroupId": other}]}
                ],
            )
        default = self.account.default_group(vpc)
        ec2.authorize_security_group_ingress(
            GroupId=default,
            IpPermissions=[{"IpProtocol": "tcp", "FromPort": 3, "ToPort": 3, "IpRanges": [{"CidrIp": "10.9.0.0/16"}]}],
            **self._tagged("security-group-rule", "security group rule"),
        )
        self.groups = [first, second]
        table = ec2.create_route_table(VpcId=vpc, **self._tagged("route-table", "route table"))["RouteTable"]
        ec2.associate_route_table(RouteTableId=table["RouteTableId"], SubnetId=self.subnets[0])
        ec2.create_network_acl(VpcId=vpc, **self._tagged("network-acl", "network ACL"))
        gateway = ec2.create_internet_gateway(**self._tagged("internet-gateway", "internet gateway"))
        ec2.attach_internet_gateway(InternetGatewayId=gateway["InternetGateway"]["InternetGatewayId"], VpcId=vpc)
        ec2.create_egress_only_internet_gateway(
            VpcId=vpc, **self._tagged("egress-only-internet-gateway", "egress-only internet gateway")
        )
        address = ec2.allocate_address(Domain="vpc", **self._tagged("elastic-ip", "Elastic IP address"))
        ec2.create_nat_gateway(
            SubnetId=self.subnets[0], AllocationId=address["AllocationId"], **self._tagged("natgateway", "NAT gateway")
        )
        ec2.create_network_interface(SubnetId=self.subnets[1], **self._tagged("network-interface", "network interface"))
        options = ec2.create_dhcp_options(
            DhcpConfigurations=[{"Key": "domain-name", "Values": ["example.com"]}],
        )["DhcpOptions"]["DhcpOptionsId"]
        # LocalStack drops the tags with which they are created.
        ec2.create_tags(Resources=[options], Tags=self._tags("DHCP option set"))
        ec2.associate_dhcp_options(DhcpOptionsId=options, VpcId=vpc)
        ec2.create_managed_prefix_list(
            PrefixListName=NAME,
            MaxEntries=1,
            AddressFamily="IPv4",
            **self._tagged("prefix-list", "managed prefix list"),
        )
        ec2.run_instances(
            ImageId=ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"],
            MinCount=1,
            MaxCount=1,
            SubnetId=self.subnets[1],
            **self._tagged("instance", "instance"),
        )
        return str(vpc)

    def connections(self, vpc: str) -> None:
        """Make endpoints, a service with a connection of a foreign account, and what it stands on."""
        ec2: Any = self.account.ec2
        elbv2: Any = self.account.elbv2
        tags = self._tags("load balancer", "target group", "listener")
        balancer = elbv2.create_load_balancer(
            Name=NAME, Type="network", Scheme="internal", Subnets=self.subnets, Tags=tags
        )["LoadBalancers"][0]["LoadBalancerArn"]
        group = elbv2.create_target_group(Name=NAME, Protocol="TCP", Port=443, VpcId=vpc, TargetType="ip", Tags=tags)[
            "TargetGroups"
        ][0]["TargetGroupArn"]
        elbv2.create_listener(
            LoadBalancerArn=balancer,
            Protocol="TCP",
            Port=443,
            DefaultActions=[{"Type": "forward", "TargetGroupArn": group}],
        )
        service = ec2.create_vpc_endpoint_service_configuration(
            NetworkLoadBalancerArns=[balancer],
            AcceptanceRequired=False,
            **self._tagged("vpc-endpoint-service", "endpoint service"),
        )["ServiceConfiguration"]
        self.service = service["ServiceId"]
        ec2.create_vpc_endpoint(
            VpcId=vpc,
            ServiceName=service["ServiceName"],
            VpcEndpointType="Interface",
            PrivateDnsEnabled=False,
            SubnetIds=self.subnets,
            **self._tagged("vpc-endpoint", "endpoint"),
        )
        ec2.create_vpc_endpoint(
            VpcId=vpc,
            ServiceName="com.amazonaws.us-east-1.lambda",
            VpcEndpointType="Interface",
            PrivateDnsEnabled=True,
            SubnetIds=self.subnets,
            SecurityGroupIds=self.groups,
        )
        self.topic = self.account.client("sns").create_topic(Name=NAME, Tags=self._tags("topic"))["TopicArn"]
        ec2.create_vpc_endpoint_connection_notification(
            ServiceId=self.service, ConnectionNotificationArn=self.topic, ConnectionEvents=["Accept"]
        )
        self.kinds.add("connection notification")
        cloudwatch = self.account.client("cloudwatch")
        arn = f"arn:aws:ec2:us-east-1:{self.account.id}:vpc-endpoint-service/{self.service}"
        cloudwatch.put_managed_insight_rules(
            ManagedRules=[{"TemplateName": "VpcEndpointService-BytesByEndpointId-v1", "ResourceARN": arn}]
        )
        cloudwatch.put_dashboard(DashboardName=NAME, DashboardBody=dashboard(self.service))
        self.kinds |= {"Contributor Insights rule", "dashboard"}

    def names(self, vpc: str) -> None:
        """Make Resolver endpoints and rules, a Profile, and private hosted zones."""
        resolver, profiles = self.account.client("route53resolver"), self.account.client("route53profiles")
        endpoint = resolver.create_resolver_endpoint(
            CreatorRequestId=NAME,
            Direction="OUTBOUND",
            SecurityGroupIds=self.groups[:1],
            IpAddresses=[{"SubnetId": subnet} for subnet in self.subnets],
            Tags=self._tags("Resolver endpoint"),
        )["ResolverEndpoint"]["Id"]
        until(
            lambda: resolver.get_resolver_endpoint(ResolverEndpointId=endpoint)["ResolverEndpoint"]["Status"],
            equals("OPERATIONAL"),
        )
        rule = resolver.create_resolver_rule(
            CreatorRequestId=NAME,
            RuleType="FORWARD",
            DomainName="example.org",
            TargetIps=[{"Ip": "192.168.0.2"}],
            ResolverEndpointId=endpoint,
            Tags=self._tags("Resolver rule"),
        )["ResolverRule"]
        resolver.associate_resolver_rule(ResolverRuleId=rule["Id"], VPCId=vpc)
        profile = profiles.create_profile(Name=NAME, ClientToken=NAME, Tags=self._tags("Profile"))["Profile"]["Id"]
        profiles.associate_profile(ProfileId=profile, ResourceId=vpc, Name=NAME)
        profiles.associate_resource_to_profile(ProfileId=profile, ResourceArn=rule["Arn"], Name=NAME)
        route53 = self.account.client("route53")
        zone = route53.create_hosted_zone(
            Name="left.example", CallerReference=NAME, VPC={"VPCRegion": "us-east-1", "VPCId": vpc}
        )["HostedZone"]["Id"].removeprefix("/hostedzone/")
        route53.change_tags_for_resource(ResourceType="hostedzone", ResourceId=zone, AddTags=self._tags("hosted zone"))
        record = {"Name": "a.left.example", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "10.0.0.9"}]}
        route53.change_resource_record_sets(
            HostedZoneId=zone, ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}
        )
        self.kinds |= {"Resolver rule association", "Profile association", "Profile resource association"}
        self.kinds |= {"hosted zone association"}

    def links(self, vpc: str) -> None:
        """Make what leads to other networks: transit gateways, peering, VPN, Direct Connect, a share."""
        ec2: Any = self.account.ec2
        first, second = (transit_gateway(self.account) for _ in range(2))
        ec2.create_tags(Resources=[first, second], Tags=self._tags("transit gateway"))
        ec2.create_transit_gateway_peering_attachment(
            TransitGatewayId=first,
            PeerTransitGatewayId=second,
            PeerAccountId=self.account.id,
            PeerRegion="us-east-1",
            **self._tagged("transit-gateway-attachment", "transit gateway peering attachment"),
        )
        ec2.create_transit_gateway_route_table(
            TransitGatewayId=first, **self._tagged("transit-gateway-route-table", "transit gateway route table")
        )
        ec2.create_transit_gateway_vpc_attachment(
            TransitGatewayId=first,
            VpcId=vpc,
            SubnetIds=self.subnets[:1],
            **self._tagged("transit-gateway-attachment", "transit gateway attachment"),
        )
        other = ec2.create_vpc(CidrBlock="10.1.0.0/16", **self._tagged("vpc", "VPC"))["Vpc"]["VpcId"]
        ec2.create_vpc_peering_connection(
            VpcId=vpc, PeerVpcId=other, **self._tagged("vpc-peering-connection", "VPC peering connection")
        )
        device = ec2.create_customer_gateway(
            Type="ipsec.1",
            BgpAsn=65010,
            IpAddress="198.51.100.7",
            **self._tagged("customer-gateway", "customer gateway"),
        )["CustomerGateway"]["CustomerGatewayId"]
        gateway = ec2.create_vpn_gateway(Type="ipsec.1", **self._tagged("vpn-gateway", "VPN gateway"))["VpnGateway"]
        ec2.attach_vpn_gateway(VpnGatewayId=gateway["VpnGatewayId"], VpcId=vpc)
        ec2.create_vpn_connection(
            Type="ipsec.1",
            CustomerGatewayId=device,
            VpnGatewayId=gateway["VpnGatewayId"],
            **self._tagged("vpn-connection", "VPN connection"),
        )
        direct = self.account.client("directconnect")
        tags = [{"key": each["Key"], "value": each["Value"]} for each in self._tags("Direct Connect gateway")]
        made = direct.create_direct_connect_gateway(directConnectGatewayName=NAME, tags=tags)["directConnectGateway"]
        direct.create_direct_connect_gateway_association_proposal(
            directConnectGatewayId=made["directConnectGatewayId"],
            directConnectGatewayOwnerAccount=self.account.id,
            gatewayId=gateway["VpnGatewayId"],
        )
        self.kinds.add("Direct Connect gateway association proposal")
        tags = [{"key": each["Key"], "value": each["Value"]} for each in self._tags("resource share")]
        self.account.client("ram").create_resource_share(name=NAME, tags=tags)

    def rest(self) -> None:
        """Make what stands beside the network."""
        iam, cloudwatch = self.account.client("iam"), self.account.client("cloudwatch")
        iam.create_role(RoleName=NAME, AssumeRolePolicyDocument=TRUST, Tags=self._tags("role"))
        iam.put_role_policy(RoleName=NAME, PolicyName=NAME, PolicyDocument=POLICY)
        iam.create_instance_profile(InstanceProfileName=NAME, Tags=self._tags("instance profile"))
        iam.add_role_to_instance_profile(InstanceProfileName=NAME, RoleName=NAME)
        iam.create_user(UserName=NAME, Tags=self._tags("user"))
        iam.put_user_policy(UserName=NAME, PolicyName=NAME, PolicyDocument=POLICY)
        cloudwatch.put_metric_alarm(**alarm(NAME), Tags=self._tags("alarm"))
        cloudwatch.put_composite_alarm(
            AlarmName=f"{NAME}-all", AlarmRule=f'ALARM("{NAME}")', Tags=self._tags("composite alarm")
        )
        tags = {each["Key"]: each["Value"] for each in self._tags("log group")}
        self.account.client("logs").create_log_group(logGroupName=NAME, tags=tags)
        self.account.client("acm").request_certificate(DomainName="left.example", Tags=self._tags("certificate"))
        s3 = self.account.client("s3")
        bucket = f"{NAME}-{self.account.id}"
        s3.create_bucket(Bucket=bucket)
        s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": self._tags("bucket")})
        s3.put_object(Bucket=bucket, Key=NAME, Body=b"")

    def _group(self, vpc: str, name: str) -> str:
        ec2: Any = self.account.ec2
        tags = self._tagged("security-group", "security group")
        return str(ec2.create_security_group(VpcId=vpc, GroupName=name, Description=name, **tags)["GroupId"])

    def _tags(self, *kinds: str) -> list[Any]:
        self.kinds |= set(kinds)
        return listed(self.run)

    def _tagged(self, resource_type: str, kind: str) -> dict[str, Any]:
        """Return the tags of an EC2 resource at its creation."""
        specification = [{"ResourceType": resource_type, "Tags": self._tags(kind)}]
        return {"TagSpecifications": specification}


def listed(run: RunTags) -> list[Any]:
    """Return a run's tags as most APIs take them."""
    return [{"Key": key, "Value": value} for key, value in run.values.items()]


def dashboard(*services: str) -> str:
    """Return the text of a dashboard that shows these endpoint services."""
    metrics = [["AWS/PrivateLinkServices", "BytesProcessed", "Service Id", service] for service in services]
    return json.dumps({"widgets": [{"type": "metric", "properties": {"metrics": metrics, "region": "us-east-1"}}]})


def alarm(name: str) -> dict[str, Any]:
    """Return the arguments of an alarm."""
    return {
        "AlarmName": name,
        "MetricName": "BytesProcessed",
        "Namespace": "AWS/PrivateLinkServices",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "Statistic": "Sum",
    }


def resource(kind: str, identity: str, **values: Any) -> Resource:
    """Return a resource of a state, in Ireland."""
    arn = f"arn:aws:ec2:eu-west-1:444455556666:{kind}/{identity}"
    return Resource("", kind, "this", None, {"id": identity, "arn": arn, **values})
