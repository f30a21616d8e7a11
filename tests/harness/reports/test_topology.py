"""What stands where, from a state."""

from __future__ import annotations

from typing import Any

from privatelink_harness.reports.topology import Node, Place, Service, Subnet, TargetGroup, topology
from privatelink_harness.terraform.snapshot import Resource, Snapshot

ARN = "arn:aws:ec2:eu-west-1:222222222222"
BALANCER = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:loadbalancer/net/web/1"
GROUP = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:targetgroup/web/1"
AWS = 'provider["registry.terraform.io/hashicorp/aws"]'


def resource(kind: str, provider: str = AWS, key: str | None = None, **values: Any) -> Resource:
    return Resource("", kind, "this", key, values, provider)


def places(*resources: Resource) -> tuple[Place, ...]:
    return topology(Snapshot(resources, {})).places


VPC = resource("aws_vpc", id="vpc-1", arn=f"{ARN}:vpc/vpc-1", cidr_block="10.0.0.0/16", tags_all={"Name": "core"})
SUBNETS = [
    resource(
        "aws_subnet",
        id=f"subnet-{zone}",
        vpc_id="vpc-1",
        cidr_block="10.0.1.0/24",
        availability_zone=f"eu-west-1{zone}",
    )
    for zone in "ba"
]


def test_vpc_has_its_subnets_by_zone() -> None:
    [place] = places(VPC, *SUBNETS)
    [vpc] = place.vpcs
    assert (place.account, place.region, vpc.id, vpc.name, vpc.cidr) == (
        *("222222222222", "eu-west-1"),
        *("vpc-1", "core", "10.0.0.0/16"),
    )
    assert vpc.subnets == (
        Subnet("subnet-a", "", "10.0.1.0/24", "eu-west-1a"),
        Subnet("subnet-b", "", "10.0.1.0/24", "eu-west-1b"),
    )


def test_endpoint_is_in_its_subnets() -> None:
    endpoint = resource(
        "aws_vpc_endpoint",
        key="lambda",
        id="vpce-1",
        vpc_id="vpc-1",
        vpc_endpoint_type="Interface",
        service_name="com.amazonaws.eu-west-1.lambda",
        state="available",
        subnet_ids=["subnet-a"],
    )
    service = "com.amazonaws.eu-west-1.lambda"
    assert places(VPC, *SUBNETS, endpoint)[0].vpcs[0].nodes == (
        Node("interface", "vpce-1", "lambda", service, "available", ("subnet-a",), service),
    )


def test_vpc_and_subnets_that_another_stack_made_are_drawn_by_their_ids() -> None:
    endpoint = resource("aws_vpc_endpoint", id="vpce-1", vpc_id="vpc-9", subnet_ids=["subnet-9"])
    [vpc] = places(endpoint)[0].vpcs
    assert (vpc.id, vpc.name, vpc.subnets) == ("vpc-9", "", (Subnet("subnet-9"),))


def test_load_balancer_leads_to_its_target_groups() -> None:
    [vpc] = places(
        VPC,
        *SUBNETS,
        resource("aws_lb", id=BALANCER, name="web", internal=True, load_balancer_type="network", subnets=["subnet-a"]),
        resource("aws_lb_listener", load_balancer_arn=BALANCER, default_action=[{"target_group_arn": GROUP}]),
        resource("aws_lb_target_group", id=GROUP, name="web", protocol="TCP", port=443),
        resource("aws_lb_target_group_attachment", target_group_arn=GROUP, target_id="10.0.1.9", port=8443),
    )[0].vpcs
    group = TargetGroup(GROUP, "web", "TCP 443", ("10.0.1.9:8443",))
    assert vpc.nodes == (
        Node("load-balancer", BALANCER, "web", "network, internal", "", ("subnet-a",), target_groups=(group,)),
    )


def test_service_stands_in_its_account() -> None:
    service = resource(
        "aws_vpc_endpoint_service",
        id="vpce-svc-1",
        arn=f"{ARN}:vpc-endpoint-service/vpce-svc-1",
        service_name="com.amazonaws.vpce.eu-west-1.vpce-svc-1",
        network_load_balancer_arns=[BALANCER],
        acceptance_required=True,
    )
    assert places(service)[0].services == (
        Service("vpce-svc-1", "com.amazonaws.vpce.eu-west-1.vpce-svc-1", (BALANCER,), needs_acceptance=True),
    )


def test_accounts_are_apart_and_have_their_aliases() -> None:
    other = resource("aws_vpc", f"{AWS}.provider", id="vpc-2", arn="arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-2")
    assert [(place.account, place.alias, [vpc.id for vpc in place.vpcs]) for place in places(VPC, other)] == [
        ("222222222222", "", ["vpc-1"]),
        ("111122223333", "provider", ["vpc-2"]),
    ]


def test_attachments_are_told() -> None:
    [vpc] = places(
        VPC,
        resource("aws_ec2_transit_gateway_vpc_attachment", vpc_id="vpc-1"),
        resource("aws_vpc_peering_connection", vpc_id="vpc-8", peer_vpc_id="vpc-1"),
    )[0].vpcs
    assert vpc.joins == ("transit gateway", "peering")


def test_stack_without_networks_has_no_places() -> None:
    assert places(resource("aws_iam_role", id="app", arn="arn:aws:iam::222222222222:role/app")) == ()
