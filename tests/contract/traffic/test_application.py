"""An Application Load Balancer behind the network load balancer of a service, made with boto3."""

from __future__ import annotations

import http.client
import socket

from privatelink_localstack.dataplane.client import Client
from tests.support.account import Account
from tests.support.echo import read, serving
from tests.support.traffic import PORT, TARGET_ADDRESS, TARGET_PORT, Link
from tests.support.until import until

PATIENCE = 60.0


def _page(connection: socket.socket, _: tuple[str, int]) -> None:
    """Answer each request with what it says about where it comes from."""
    data = b""
    while byte := read(connection, 1):
        data += byte
        if data.endswith(b"\r\n\r\n"):
            seen = b"\n".join(each for each in data.split(b"\r\n") if each.startswith(b"X-Forwarded-For"))
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(seen), seen))
            data = b""


def _application(provider: Account, linked: Link) -> tuple[str, str]:
    """Return the ARNs of an Application Load Balancer and of its target group, which has the link's target."""
    (network,) = provider.elbv2.describe_load_balancers(LoadBalancerArns=[linked.load_balancer])["LoadBalancers"]
    vpc, subnet = network["VpcId"], network["AvailabilityZones"][0]["SubnetId"]
    second = provider.ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.77.0/24", AvailabilityZone="us-east-1b")["Subnet"]
    group = provider.group(vpc, "web")
    for port in (PORT, TARGET_PORT):
        provider.ec2.authorize_security_group_ingress(
            GroupId=group, IpProtocol="tcp", FromPort=port, ToPort=port, CidrIp="10.0.0.0/16"
        )
    arn = provider.elbv2.create_load_balancer(
        Name="web", Type="application", Scheme="internal", Subnets=[subnet, second["SubnetId"]], SecurityGroups=[group]
    )["LoadBalancers"][0]["LoadBalancerArn"]
    targets = provider.elbv2.create_target_group(
        Name="web", TargetType="ip", Protocol="HTTP", Port=TARGET_PORT, VpcId=vpc
    )["TargetGroups"][0]["TargetGroupArn"]
    provider.elbv2.register_targets(TargetGroupArn=targets, Targets=[{"Id": TARGET_ADDRESS}])
    listener = provider.elbv2.create_listener(
        LoadBalancerArn=arn,
        Protocol="HTTP",
        Port=PORT,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": targets}],
    )["Listeners"][0]["ListenerArn"]
    provider.elbv2.create_rule(
        ListenerArn=listener,
        Priority=5,
        Conditions=[{"Field": "path-pattern", "Values": ["/health"]}],
        Actions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "204"}}],
    )
    return arn, targets


def _put_behind(provider: Account, linked: Link, application: str) -> str:
    """Forward from the network load balancer to the application load balancer; return the target group's ARN."""
    (old,) = provider.elbv2.describe_target_groups(TargetGroupArns=[linked.target_group])["TargetGroups"]
    group = provider.elbv2.create_target_group(
        Name="albs",
        TargetType="alb",
        Protocol="TCP",
        Port=PORT,
        VpcId=old["VpcId"],
        HealthCheckProtocol="HTTP",
        HealthCheckPath="/health",
    )["TargetGroups"][0]["TargetGroupArn"]
    provider.elbv2.register_targets(TargetGroupArn=group, Targets=[{"Id": application, "Port": PORT}])
    provider.elbv2.modify_listener(
        ListenerArn=linked.listener, DefaultActions=[{"Type": "forward", "TargetGroupArn": group}]
    )
    return group


def _state(provider: Account, group: str) -> str:
    (found,) = provider.elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    return found["TargetHealth"]["State"]


def test_requests_go_through_both_load_balancers_and_both_check_their_targets(linked: Link, plane: Client) -> None:
    provider = linked.provider
    application, web = _application(provider, linked)
    albs = _put_behind(provider, linked, application)
    provider.http("PUT", "durations", {"health_check.second": 0.05})

    with serving(plane.listen(linked.target, TARGET_PORT), _page):
        until(lambda: [_state(provider, each) for each in (albs, web)], lambda found: found == ["healthy"] * 2)
        client = http.client.HTTPConnection(linked.name, PORT)
        client.sock = plane.connect(linked.client, linked.name, PORT)
        client.sock.settimeout(PATIENCE)
        client.request("GET", "/orders")
        response = client.getresponse()
        seen = response.read().decode()
        client.request("GET", "/health")
        status = client.getresponse().status
        client.close()
    # One of its own rules answers the network load balancer's check, whatever the targets are.
    until(lambda: [_state(provider, each) for each in (albs, web)], lambda found: found == ["healthy", "unhealthy"])

    (node,) = provider.ec2.describe_network_interfaces(
        Filters=[{"Name": "interface-type", "Values": ["network_load_balancer"]}]
    )["NetworkInterfaces"]
    assert (response.status, seen, status) == (200, f"X-Forwarded-For: {node['PrivateIpAddress']}", 204)
