"""Changes of a service whose consumer is connected: each by variables, in one apply, with an empty plan after it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from privatelink_generator.load import loads
from privatelink_generator.render.module import render
from privatelink_harness.errors import HarnessError
from privatelink_harness.stacks.directory import VARIABLES as VARIABLES_FILE
from privatelink_harness.stacks.directory import write_files, write_variables

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks
    from privatelink_harness.terraform.cli import PlanResult

SPEC = """
version: 1
pattern: provider
name: changing
open: true
load_balancers:
  main: {listeners: {https: {port: 443, forward: {v1: 100, v2: 0}}}}
  next: {listeners: {https: {port: 443, forward: v2}}}
target_groups:
  v1: {port: 8443, targets: {a: {address: 10.0.0.21}}}
  v2: {port: 8443, targets: {a: {address: 10.0.0.22}}}
service:
  allowed_principals: {orders: root, others: "222222222222"}
  load_balancers: [main]
  consumers: {orders: {state: accepted, availability_zone_ids: [use1-az1, use1-az2, use1-az4, use1-az6]}}
  private_dns_name: {name: a.example.com}
"""

ROOT_MODULE = """
variable "zones" { type = number }
variable "weights" { type = map(number) }
variable "suspended" { type = set(string) }
variable "principals" { type = map(string) }
variable "private_dns_name" { type = string }
variable "load_balancers" { type = set(string) }
variable "consumer_zones" { type = set(string) }
variable "settings" { type = any }

data "aws_region" "current" {}

locals {
  zones = { for index, letter in slice(["a", "b"], 0, var.zones) : "${data.aws_region.current.id}${letter}" => index }
}

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "this" {
  for_each = local.zones

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 8, each.value)
}

resource "aws_route53_zone" "public" {
  name          = "example.com"
  force_destroy = true
}

module "service" {
  source = "./service"

  vpc_id                = aws_vpc.this.id
  subnet_ids            = { for zone, subnet in aws_subnet.this : zone => subnet.id }
  weights               = { main_https = var.weights }
  suspended_consumers   = var.suspended
  allowed_principals    = var.principals
  private_dns_name      = var.private_dns_name
  verification_zone_id  = var.private_dns_name == null ? null : aws_route53_zone.public.zone_id
  active_load_balancers = var.load_balancers
  consumer_zone_ids     = { orders = var.consumer_zones }
  consumer_endpoint_ids = { orders = aws_vpc_endpoint.orders.id }

  load_balancers = try(var.settings.load_balancers, {})
  target_groups  = try(var.settings.target_groups, {})
  alarms         = try(var.settings.alarms, {})
  notifications  = try(var.settings.notifications, null)
}

resource "aws_vpc" "consumer" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "consumer" {
  vpc_id            = aws_vpc.consumer.id
  availability_zone = "${data.aws_region.current.id}a"
  cidr_block        = cidrsubnet(aws_vpc.consumer.cidr_block, 8, 0)
}

resource "aws_vpc_endpoint" "orders" {
  vpc_id            = aws_vpc.consumer.id
  vpc_endpoint_type = "Interface"
  service_name      = module.service.service_name
  subnet_ids        = [aws_subnet.consumer.id]
}

output "service_id" { value = module.service.service_id }
output "service_name" { value = module.service.service_name }
output "endpoint_id" { value = aws_vpc_endpoint.orders.id }
"""

PRINCIPALS = {"orders": "root", "others": "222222222222"}
VARIABLES: dict[str, Any] = {
    "zones": 1,
    "weights": {"v1": 100, "v2": 0},
    "suspended": [],
    "principals": PRINCIPALS,
    "private_dns_name": "a.example.com",
    "load_balancers": ["main"],
    "consumer_zones": ["use1-az1", "use1-az2", "use1-az4", "use1-az6"],
    "settings": {},
}


@pytest.fixture(scope="module")
def stack(privatelink: Stacks, tmp_path_factory: pytest.TempPathFactory) -> AppliedStack:
    """A service with a connected consumer, from a generated module."""
    root = tmp_path_factory.mktemp("changing")
    write_files(root / "service", dict(render(loads(SPEC), source="changing.yaml").files))
    (root / "main.tf").write_text(ROOT_MODULE)
    return privatelink.apply(root, variables=VARIABLES)


@pytest.fixture(autouse=True)
def same_start(stack: AppliedStack) -> None:
    """Take back what the last test changed; the one that adds a zone comes last, as a service keeps its zones."""
    applied = json.loads((stack.stack.directory / VARIABLES_FILE).read_text(encoding="utf-8"))
    if applied != VARIABLES:
        change(stack)


def change(stack: AppliedStack, **variables: Any) -> PlanResult:
    """Apply other values of variables; return the plan."""
    write_variables(stack.stack.directory, VARIABLES | variables)
    plan = stack.stack.plan()
    stack.stack.apply()
    return plan


def changes(plan: PlanResult) -> set[tuple[str, str]]:
    """Return what a plan does to which resource of the module, but for what it reads."""
    written = [each for each in plan.changes if each.action != "read"]
    return {(each.resource.text.removeprefix("module.service."), each.action) for each in written}


def warnings(plan: PlanResult) -> list[str]:
    """Return what the module's checks say in a plan."""
    return [each.detail for each in plan.diagnostics]


def state_of_connection(stack: AppliedStack) -> str:
    """Return the state of the consumer's connection, as the service's owner sees it."""
    (connection,) = stack.client("ec2").describe_vpc_endpoint_connections()["VpcEndpointConnections"]
    return str(connection["VpcEndpointState"])


def test_weights_move_one_listener_in_place(stack: AppliedStack) -> None:
    plan = change(stack, weights={"v1": 20, "v2": 80})

    assert changes(plan) == {("aws_lb_listener.main_https", "update")}
    assert not stack.stack.plan_again().has_changes
    assert state_of_connection(stack) == "available"


def test_settings_of_the_caller_change_in_place(stack: AppliedStack) -> None:
    ingress = [{"vpc": True, "cidr_blocks": ["10.1.0.0/16"]}, {"cidr_blocks": ["10.2.0.0/16"], "ports": ["443"]}]
    listeners = {"https": {"port": 444, "tcp_idle_timeout_seconds": 600}}
    settings = {
        "load_balancers": {"main": {"enable_zonal_shift": True, "ingress": ingress, "listeners": listeners}},
        "target_groups": {"v2": {"proxy_protocol_v2": True, "health_check": {"interval": 10}}},
        "alarms": {"resets": {"above": 5, "minutes": 3}},
        "notifications": {"events": ["Connect"]},
    }
    plan = change(stack, settings=settings)

    assert changes(plan) == {
        ("aws_lb.main", "update"),
        ("aws_lb_listener.main_https", "update"),
        ("aws_security_group.main", "update"),
        ("aws_lb_target_group.main_v2_checked_by_tcp", "update"),
        ("aws_lb_target_group.next_v2_checked_by_tcp", "update"),
        ("aws_cloudwatch_metric_alarm.resets[0]", "create"),
        ("aws_sns_topic.connections[0]", "create"),
        ("aws_sns_topic_policy.connections[0]", "create"),
        ("aws_vpc_endpoint_connection_notification.this[0]", "create"),
    }
    assert not stack.stack.plan_again().has_changes
    assert state_of_connection(stack) == "available"


def test_consumer_is_suspended_and_resumed(stack: AppliedStack) -> None:
    accepter = 'aws_vpc_endpoint_connection_accepter.this["orders"]'

    assert changes(change(stack, suspended=["orders"])) == {(accepter, "delete")}
    assert state_of_connection(stack) == "rejected"
    assert not stack.stack.plan_again().has_changes

    assert changes(change(stack)) == {(accepter, "create")}
    assert state_of_connection(stack) == "available"
    assert not stack.stack.plan_again().has_changes


def test_removed_principal_keeps_its_connection(stack: AppliedStack) -> None:
    plan = change(stack, principals={"others": "222222222222"})

    assert changes(plan) == {('aws_vpc_endpoint_service_allowed_principal.this["orders"]', "delete")}
    assert state_of_connection(stack) == "available"
    assert not stack.stack.plan_again().has_changes


def configuration(stack: AppliedStack) -> dict[str, Any]:
    """Return the service, as its owner sees it."""
    found = stack.client("ec2").describe_vpc_endpoint_service_configurations(ServiceIds=[stack.outputs["service_id"]])
    return dict(found["ServiceConfigurations"][0])


def verified(stack: AppliedStack) -> tuple[str | None, str | None]:
    """Return the private DNS name and the state of its verification."""
    service = configuration(stack)
    return service.get("PrivateDnsName"), service.get("PrivateDnsNameConfiguration", {}).get("State")


def test_private_dns_name_is_renamed_in_one_apply(stack: AppliedStack) -> None:
    change(stack, private_dns_name="b.example.com")

    assert verified(stack) == ("b.example.com", "verified")
    assert not stack.stack.plan_again().has_changes


def test_private_dns_name_is_removed_with_the_printed_command_and_added_in_one_apply(stack: AppliedStack) -> None:
    # AWS keeps the name while a consumer is connected.
    change(stack, private_dns_name=None, suspended=["orders"])
    told = warnings(stack.stack.plan_again())
    service = stack.outputs["service_id"]
    assert told == [
        (
            "The service still has the private DNS name a.example.com. Remove it while no consumer is connected: "
            f"aws ec2 modify-vpc-endpoint-service-configuration --service-id {service} --remove-private-dns-name"
        )
    ]

    stack.client("ec2").modify_vpc_endpoint_service_configuration(ServiceId=service, RemovePrivateDnsName=True)
    plan = stack.stack.plan_again()
    assert (warnings(plan), plan.has_changes, verified(stack)) == ([], False, (None, None))

    change(stack)
    assert verified(stack) == ("a.example.com", "verified")
    assert not stack.stack.plan_again().has_changes


def test_load_balancer_is_replaced_while_nobody_is_connected(stack: AppliedStack) -> None:
    service = "aws_vpc_endpoint_service.this"
    assert (service, "update") in changes(change(stack, load_balancers=["main", "next"]))
    assert state_of_connection(stack) == "available"
    with pytest.raises(HarnessError, match="ExistingVpcEndpointConnections"):
        change(stack, load_balancers=["next"])

    change(stack, load_balancers=["main", "next"], suspended=["orders"])
    change(stack, load_balancers=["next"], suspended=["orders"])
    change(stack, load_balancers=["next"])
    assert [arn.split("/")[2].partition("-")[0] for arn in configuration(stack)["NetworkLoadBalancerArns"]] == ["next"]
    assert state_of_connection(stack) == "available"
    assert not stack.stack.plan_again().has_changes
    change(stack, load_balancers=["main", "next"], suspended=["orders"])


def test_consumer_without_a_zone_in_common_is_told(stack: AppliedStack) -> None:
    own = stack.client("ec2").describe_availability_zones(ZoneNames=["us-east-1a"])["AvailabilityZones"][0]["ZoneId"]
    plan = change(stack, consumer_zones=["use1-az3"])

    assert changes(plan) == set()
    assert warnings(plan) == [
        (
            f"The load balancers are in {own}, where these consumers can't connect: orders (use1-az3). Add a subnet in "
            "one of their zones to subnet_ids."
        )
    ]


def test_rejection_by_hand_is_told(stack: AppliedStack) -> None:
    ec2, service, endpoint = stack.client("ec2"), stack.outputs["service_id"], stack.outputs["endpoint_id"]
    ec2.reject_vpc_endpoint_connections(ServiceId=service, VpcEndpointIds=[endpoint])
    try:
        told = warnings(stack.stack.plan_again())
    finally:
        ec2.accept_vpc_endpoint_connections(ServiceId=service, VpcEndpointIds=[endpoint])

    assert [text.partition(".")[0] for text in told] == ["Not available: orders (rejected)"]
    assert warnings(stack.stack.plan_again()) == []


def test_refused_destroy_keeps_targets_and_listeners(stack: AppliedStack) -> None:
    ec2, elb, service = stack.client("ec2"), stack.client("elbv2"), stack.outputs["service_id"]
    # Of nobody's Terraform: a VPC of the stack's own would keep its destroy waiting.
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    endpoint = ec2.create_vpc_endpoint(
        VpcId=vpc, VpcEndpointType="Interface", ServiceName=stack.outputs["service_name"]
    )["VpcEndpoint"]["VpcEndpointId"]
    ec2.accept_vpc_endpoint_connections(ServiceId=service, VpcEndpointIds=[endpoint])
    try:
        with pytest.raises(HarnessError, match="ExistingVpcEndpointConnections"):
            stack.stack.destroy()

        groups = elb.describe_target_groups()["TargetGroups"]
        targets = [elb.describe_target_health(TargetGroupArn=each["TargetGroupArn"]) for each in groups]
        assert [len(each["TargetHealthDescriptions"]) for each in targets] == [1, 1, 1]
        arns = [each["LoadBalancerArn"] for each in elb.describe_load_balancers()["LoadBalancers"]]
        assert [len(elb.describe_listeners(LoadBalancerArn=arn)["Listeners"]) for arn in arns] == [1, 1]
    finally:
        ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])


def test_zone_that_is_added_later_is_told(stack: AppliedStack) -> None:
    change(stack, zones=2)
    ec2, service = stack.client("ec2"), configuration(stack)
    (told,) = warnings(stack.stack.plan_again())
    (arn,) = service["NetworkLoadBalancerArns"]
    assert service["AvailabilityZones"] == ["us-east-1a"]
    assert told.endswith(
        f"aws ec2 modify-vpc-endpoint-service-configuration --service-id {service['ServiceId']} "
        f"--add-network-load-balancer-arns {arn}"
    )

    ec2.modify_vpc_endpoint_service_configuration(ServiceId=service["ServiceId"], AddNetworkLoadBalancerArns=[arn])
    assert configuration(stack)["AvailabilityZones"] == ["us-east-1a", "us-east-1b"]
    assert warnings(stack.stack.plan_again()) == []
