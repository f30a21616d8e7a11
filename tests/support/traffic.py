"""A service in one account and an endpoint in another, made with boto3, between which traffic flows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.runtime.traffic import TrafficStatus, open_traffic
from tests.support.account import Account, state
from tests.support.until import until

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import IpPermissionTypeDef

PORT, TARGET_PORT = 443, 8080
TARGET_ADDRESS = "10.0.0.9"


@dataclass(frozen=True, slots=True)
class Link:
    """A consumer's VPC and a provider's, both 10.0.0.0/16, with an endpoint that is available.

    Parameters:
        client, stranger: network interfaces of the consumer's, of which the endpoint's group admits the first.
        target: the provider's network interface behind the load balancer.
        group: the endpoint's security group.
        admitted: the rule of the endpoint's group.
        name: the endpoint's regional name.
    """

    consumer: Account
    provider: Account
    client: str
    stranger: str
    target: str
    target_group: str
    load_balancer: str
    listener: str
    service: str
    endpoint: str
    name: str
    group: str
    admitted: IpPermissionTypeDef

    def close_group(self) -> None:
        """Remove the rule of the endpoint's group."""
        self.consumer.ec2.revoke_security_group_ingress(GroupId=self.group, IpPermissions=[self.admitted])

    def open_group(self) -> None:
        """Add the rule of the endpoint's group."""
        self.consumer.ec2.authorize_security_group_ingress(GroupId=self.group, IpPermissions=[self.admitted])

    def reject(self) -> None:
        """Reject the connection."""
        self.provider.ec2.reject_vpc_endpoint_connections(ServiceId=self.service, VpcEndpointIds=[self.endpoint])

    def accept(self) -> None:
        """Accept the connection."""
        self.provider.ec2.accept_vpc_endpoint_connections(ServiceId=self.service, VpcEndpointIds=[self.endpoint])


def link(consumer: Account, provider: Account) -> Link:
    """Make a service and an endpoint, and wait until it is available."""
    vpc, far = consumer.vpc(), provider.vpc()
    subnet, far_subnet = consumer.subnet(vpc), provider.subnet(far)
    clients, group, targets = (
        consumer.group(vpc, "clients"),
        consumer.group(vpc, "endpoint"),
        provider.group(far, "targets"),
    )
    admitted: IpPermissionTypeDef = {
        "IpProtocol": "tcp",
        "FromPort": PORT,
        "ToPort": PORT,
        "UserIdGroupPairs": [{"GroupId": clients}],
    }
    consumer.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[admitted])
    provider.ec2.authorize_security_group_ingress(
        GroupId=targets, IpProtocol="tcp", FromPort=TARGET_PORT, ToPort=TARGET_PORT, CidrIp="10.0.0.0/16"
    )
    target = _interface(provider, far_subnet, targets, TARGET_ADDRESS)
    balancer = provider.elbv2.create_load_balancer(
        Name="link", Type="network", Scheme="internal", Subnets=[far_subnet]
    )["LoadBalancers"][0]["LoadBalancerArn"]
    target_group = provider.elbv2.create_target_group(
        Name="link", TargetType="ip", Protocol="TCP", Port=TARGET_PORT, VpcId=far
    )["TargetGroups"][0]["TargetGroupArn"]
    provider.elbv2.register_targets(TargetGroupArn=target_group, Targets=[{"Id": TARGET_ADDRESS}])
    listener = provider.elbv2.create_listener(
        LoadBalancerArn=balancer,
        Protocol="TCP",
        Port=PORT,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": target_group}],
    )["Listeners"][0]["ListenerArn"]
    service = provider.ec2.create_vpc_endpoint_service_configuration(
        NetworkLoadBalancerArns=[balancer], AcceptanceRequired=False
    )["ServiceConfiguration"]
    provider.ec2.modify_vpc_endpoint_service_permissions(
        ServiceId=service["ServiceId"], AddAllowedPrincipals=[consumer.root]
    )
    endpoint = consumer.interface_endpoint(vpc, service["ServiceName"], SubnetIds=[subnet], SecurityGroupIds=[group])
    made = Link(
        consumer,
        provider,
        _interface(consumer, subnet, clients),
        _interface(consumer, subnet, consumer.default_group(vpc)),
        target,
        target_group,
        balancer,
        listener,
        service["ServiceId"],
        endpoint["VpcEndpointId"],
        endpoint["DnsEntries"][0]["DnsName"],
        group,
        admitted,
    )
    available(made)
    return made


def available(made: Link, wanted: str = "available") -> None:
    """Wait until the endpoint has a state."""
    until(
        lambda: made.consumer.ec2.describe_vpc_endpoints(VpcEndpointIds=[made.endpoint])["VpcEndpoints"][0],
        lambda endpoint: state(endpoint) == wanted,
    )


@contextmanager
def plane(url: str) -> Iterator[Client]:
    """Connect to the data plane of a LocalStack."""
    status = open_traffic(url)
    assert status.socket is not None, status
    with Client(status.socket) as client:
        yield client


def in_force(url: str) -> TrafficStatus:
    """Return the status of a LocalStack's data plane when all changes so far are in force."""
    return open_traffic(url)


def _interface(account: Account, subnet: str, group: str, *address: str) -> str:
    options = {"PrivateIpAddress": address[0]} if address else {}
    interface = account.ec2.create_network_interface(SubnetId=subnet, Groups=[group], **options)  # type: ignore[arg-type]
    return interface["NetworkInterface"]["NetworkInterfaceId"]
