"""Blue and green versions of a service behind one endpoint: new connections move, open ones live."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from privatelink_localstack.dataplane.client import Client
from tests.support.account import Account
from tests.support.echo import read, serving
from tests.support.traffic import PORT, TARGET_ADDRESS, TARGET_PORT, Link, in_force

if TYPE_CHECKING:
    from mypy_boto3_elbv2.type_defs import TargetGroupTupleTypeDef

MANY = 12
"""Connections of which each of two versions with equal weights gets some: 1 in 4,096 times one gets none."""


def _answer(version: bytes, connection: socket.socket, _: tuple[str, int]) -> None:
    while connection.recv(1 << 10):
        connection.sendall(version)


@contextmanager
def _two_versions(plane: Client, linked: Link, green: str) -> Iterator[None]:
    """Serve the old version behind the link's target, and the new one behind another interface."""
    blue_program, green_program = (partial(_answer, each) for each in (b"blue ", b"green"))
    with (
        serving(plane.listen(linked.target, TARGET_PORT), blue_program),
        serving(plane.listen(green, TARGET_PORT), green_program),
    ):
        yield


def _green_interface(linked: Link) -> tuple[str, str]:
    """Return a second interface like the target's, and its address."""
    provider = linked.provider
    (target,) = provider.ec2.describe_network_interfaces(NetworkInterfaceIds=[linked.target])["NetworkInterfaces"]
    made = provider.ec2.create_network_interface(
        SubnetId=target["SubnetId"], Groups=[each["GroupId"] for each in target["Groups"]]
    )["NetworkInterface"]
    return made["NetworkInterfaceId"], made["PrivateIpAddress"]


def _green_group(provider: Account, vpc: str, address: str) -> str:
    group = provider.elbv2.create_target_group(
        Name="green", TargetType="ip", Protocol="TCP", Port=TARGET_PORT, VpcId=vpc
    )["TargetGroups"][0]["TargetGroupArn"]
    provider.elbv2.register_targets(TargetGroupArn=group, Targets=[{"Id": address}])
    return group


def _vpc(linked: Link) -> str:
    (group,) = linked.provider.elbv2.describe_target_groups(TargetGroupArns=[linked.target_group])["TargetGroups"]
    return group["VpcId"]


def _weigh(linked: Link, blue: int, green: int, green_group: str) -> None:
    weights: list[TargetGroupTupleTypeDef] = [
        {"TargetGroupArn": linked.target_group, "Weight": blue},
        {"TargetGroupArn": green_group, "Weight": green},
    ]
    linked.provider.elbv2.modify_listener(
        ListenerArn=linked.listener,
        DefaultActions=[{"Type": "forward", "ForwardConfig": {"TargetGroups": weights}}],
    )


def _ask(connection: socket.socket) -> bytes:
    connection.sendall(b"?")
    return read(connection, 5).strip()


def _versions(plane: Client, linked: Link) -> set[bytes]:
    """Return which versions new connections reach."""
    found = set()
    for _ in range(MANY):
        with plane.connect(linked.client, linked.name, PORT) as connection:
            found.add(_ask(connection))
    return found


def test_weights_move_new_connections_and_open_ones_live(linked: Link, plane: Client) -> None:
    green, address = _green_interface(linked)
    group = _green_group(linked.provider, _vpc(linked), address)

    with _two_versions(plane, linked, green), plane.connect(linked.client, linked.name, PORT) as old:
        assert _ask(old) == b"blue"
        _weigh(linked, 1, 1, group)
        assert _versions(plane, linked) == {b"blue", b"green"}
        _weigh(linked, 0, 1, group)
        assert _versions(plane, linked) == {b"green"}
        assert _ask(old) == b"blue"


def test_load_balancers_of_one_service_take_turns_and_open_connections_live(linked: Link, plane: Client) -> None:
    green, address = _green_interface(linked)
    provider = linked.provider
    group = _green_group(provider, _vpc(linked), address)
    (first,) = provider.elbv2.describe_load_balancers(LoadBalancerArns=[linked.load_balancer])["LoadBalancers"]
    balancer = provider.elbv2.create_load_balancer(
        Name="green", Type="network", Scheme="internal", Subnets=[first["AvailabilityZones"][0]["SubnetId"]]
    )["LoadBalancers"][0]["LoadBalancerArn"]
    provider.elbv2.create_listener(
        LoadBalancerArn=balancer,
        Protocol="TCP",
        Port=PORT,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": group}],
    )

    with _two_versions(plane, linked, green), plane.connect(linked.client, linked.name, PORT) as old:
        assert _ask(old) == b"blue"
        provider.ec2.modify_vpc_endpoint_service_configuration(
            ServiceId=linked.service, AddNetworkLoadBalancerArns=[balancer]
        )
        in_force(linked.consumer.url)
        assert _versions(plane, linked) == {b"blue", b"green"}
        # AWS lets nobody remove a load balancer from a service with endpoints: its targets go instead.
        provider.elbv2.deregister_targets(TargetGroupArn=linked.target_group, Targets=[{"Id": TARGET_ADDRESS}])
        in_force(linked.consumer.url)
        assert _versions(plane, linked) == {b"green"}
        assert _ask(old) == b"blue"


def test_instance_sees_clients_of_the_load_balancer_and_never_those_of_an_endpoint(linked: Link, plane: Client) -> None:
    provider, vpc = linked.provider, _vpc(linked)
    (target,) = provider.ec2.describe_network_interfaces(NetworkInterfaceIds=[linked.target])["NetworkInterfaces"]
    place = {"SubnetId": target["SubnetId"], "SecurityGroupIds": [target["Groups"][0]["GroupId"]]}
    instance = provider.ec2.run_instances(ImageId="ami-12345678", MinCount=1, MaxCount=1, **place)["Instances"][0]  # type: ignore[arg-type]
    group = provider.elbv2.create_target_group(
        Name="instances", TargetType="instance", Protocol="TCP", Port=TARGET_PORT, VpcId=vpc
    )["TargetGroups"][0]["TargetGroupArn"]
    provider.elbv2.register_targets(TargetGroupArn=group, Targets=[{"Id": instance["InstanceId"]}])
    provider.elbv2.modify_listener(
        ListenerArn=linked.listener, DefaultActions=[{"Type": "forward", "TargetGroupArn": group}]
    )
    client = provider.ec2.create_network_interface(SubnetId=target["SubnetId"])["NetworkInterface"]
    (node,) = provider.ec2.describe_network_interfaces(
        Filters=[{"Name": "interface-type", "Values": ["network_load_balancer"]}]
    )["NetworkInterfaces"]
    in_force(linked.consumer.url)
    seen = []

    def note(connection: socket.socket, peer: tuple[str, int]) -> None:
        connection.recv(1)
        connection.sendall(peer[0].ljust(15).encode())

    with serving(plane.listen(instance["NetworkInterfaces"][0]["NetworkInterfaceId"], TARGET_PORT), note):
        for source, host in (
            (client["NetworkInterfaceId"], node["PrivateIpAddress"]),
            (linked.client, linked.name),
        ):
            with plane.connect(source, host, PORT) as connection:
                connection.sendall(b"?")
                seen.append(read(connection, 15).decode().strip())

    assert seen == [client["PrivateIpAddress"], node["PrivateIpAddress"]]
