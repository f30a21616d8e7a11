"""Application load balancers, as targets of network ones and by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.load_balancing import ElbAccount
from tests.support.refusal import refusal

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import FilterTypeDef


@pytest.fixture
def application(elb: ElbAccount) -> str:
    """The ARN of an application load balancer."""
    return str(elb.load_balancer_arn(Name="web", Type="application"))


def listener(elb: ElbAccount, application: str, port: int = 80) -> str:
    group = elb.target_group(Protocol="HTTP", Port=8080)
    return str(elb.listener(application, group, Protocol="HTTP", Port=port)["ListenerArn"])


def test_application_load_balancer_has_names_of_its_type(elb: ElbAccount, application: str) -> None:
    described = elb.elbv2.describe_load_balancers(Names=["web"])["LoadBalancers"][0]
    assert ":loadbalancer/app/web/" in application
    assert described["DNSName"].startswith("internal-web-")
    assert described["DNSName"].endswith(".us-east-1.elb.amazonaws.com")
    assert (described["Type"], described["CanonicalHostedZoneId"]) == ("application", "Z35SXDOTRQ7X7K")


def test_application_load_balancer_needs_two_zones_and_has_the_default_group(elb: ElbAccount, application: str) -> None:
    described = elb.elbv2.describe_load_balancers(LoadBalancerArns=[application])["LoadBalancers"][0]
    filters: list[FilterTypeDef] = [
        {"Name": "vpc-id", "Values": [elb.vpc]},
        {"Name": "group-name", "Values": ["default"]},
    ]
    default = elb.ec2.describe_security_groups(Filters=filters)["SecurityGroups"][0]["GroupId"]
    assert described["SecurityGroups"] == [default]
    single = list(elb.subnets[:1])
    assert refusal(elb.load_balancer, Type="application", Subnets=single).code == "ValidationError"


def test_describe_lists_every_type(elb: ElbAccount, application: str) -> None:
    network = elb.load_balancer_arn()
    described = elb.elbv2.describe_load_balancers()["LoadBalancers"]
    assert [each["LoadBalancerArn"] for each in described] == [application, network]


def test_application_load_balancer_has_listeners_and_rules(elb: ElbAccount, application: str) -> None:
    arn, other = listener(elb, application), elb.target_group(Protocol="HTTP", Port=8081)
    rule = elb.elbv2.create_rule(
        ListenerArn=arn,
        Priority=1,
        Conditions=[{"Field": "path-pattern", "Values": ["/api/*"]}],
        Actions=[{"Type": "forward", "TargetGroupArn": other}],
    )["Rules"][0]["RuleArn"]
    described = elb.elbv2.describe_listeners(LoadBalancerArn=application)["Listeners"]
    assert [(each["ListenerArn"], each["Protocol"], each["Port"]) for each in described] == [(arn, "HTTP", 80)]
    groups = elb.elbv2.describe_target_groups(LoadBalancerArn=application)["TargetGroups"]
    assert other in [each["TargetGroupArn"] for each in groups]
    elb.elbv2.add_tags(ResourceArns=[arn, rule], Tags=[{"Key": "a", "Value": "1"}])
    tags = elb.elbv2.describe_tags(ResourceArns=[rule])["TagDescriptions"][0]["Tags"]
    assert tags == [{"Key": "a", "Value": "1"}]
    elb.elbv2.delete_listener(ListenerArn=arn)
    elb.elbv2.delete_target_group(TargetGroupArn=other)


def test_application_load_balancer_is_a_target(elb: ElbAccount, application: str) -> None:
    """AWS: one application load balancer is a group's target, on the port of one of its listeners."""
    listener(elb, application)
    group = elb.target_group(TargetType="alb", Port=80)
    balancer = elb.load_balancer_arn()
    elb.listener(balancer, group, Port=80)
    elb.elbv2.register_targets(TargetGroupArn=group, Targets=[{"Id": application}])
    described = elb.elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    assert [(each["Target"], each["TargetHealth"]) for each in described] == [
        ({"Id": application, "Port": 80}, {"State": "healthy"})
    ]


def test_register_rejects_load_balancers_without_a_matching_listener(elb: ElbAccount, application: str) -> None:
    """Terraform's AWS provider repeats a registration that is answered with InvalidTarget."""
    network = elb.load_balancer_arn()
    group = elb.target_group(TargetType="alb", Port=80)
    call = elb.elbv2.register_targets
    for target in (application, network):
        assert refusal(call, TargetGroupArn=group, Targets=[{"Id": target}]).code == "InvalidTarget"
    listener(elb, application)
    wrong = {"Id": application, "Port": 81}
    assert refusal(call, TargetGroupArn=group, Targets=[wrong]).code == "ValidationError"


def test_registered_application_load_balancer_and_its_listener_cannot_be_deleted(
    elb: ElbAccount, application: str
) -> None:
    """AWS: its listener on the target's port can't be deleted, nor can it, until it is deregistered."""
    used, other = listener(elb, application), listener(elb, application, 81)
    group = elb.target_group(TargetType="alb", Port=80)
    elb.elbv2.register_targets(TargetGroupArn=group, Targets=[{"Id": application}])
    assert refusal(elb.elbv2.delete_listener, ListenerArn=used) == (
        "ResourceInUse",
        f"Listener port '80' is in use by registered target '{application}' and cannot be removed.",
    )
    assert refusal(elb.elbv2.delete_load_balancer, LoadBalancerArn=application).code == "ResourceInUse"
    elb.elbv2.delete_listener(ListenerArn=other)
    elb.elbv2.deregister_targets(TargetGroupArn=group, Targets=[{"Id": application}])
    elb.elbv2.delete_listener(ListenerArn=used)
    elb.elbv2.delete_load_balancer(LoadBalancerArn=application)
    assert elb.elbv2.describe_load_balancers()["LoadBalancers"] == []


def test_application_load_balancer_is_a_target_of_two_network_load_balancers(elb: ElbAccount, application: str) -> None:
    """NLB user guide: as a target of up to two, with a separate target group for each."""
    listener(elb, application)
    groups = [elb.target_group(TargetType="alb", Port=80) for _ in range(3)]
    for group in groups:
        elb.elbv2.register_targets(TargetGroupArn=group, Targets=[{"Id": application}])
    balancers = [elb.load_balancer_arn() for _ in groups]
    for balancer, group in zip(balancers[:2], groups[:2], strict=True):
        elb.listener(balancer, group, Port=80)
    code, _ = refusal(elb.listener, load_balancer=balancers[2], target_group=groups[2], Port=80)
    assert code == "TooManyRegistrationsForTargetId"
