"""Application load balancers, as targets of network ones and by themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Refusal = Callable[..., tuple[str, str]]


@pytest.fixture
def application(place: Any) -> str:
    """The ARN of an application load balancer."""
    return str(place.load_balancer(Name="web", Type="application")["LoadBalancerArn"])


def listener(place: Any, application: str, port: int = 80) -> str:
    group = place.target_group(Protocol="HTTP", Port=8080)
    return str(place.listener(application, group, Protocol="HTTP", Port=port)["ListenerArn"])


def test_names_are_of_the_form_of_application_load_balancers(place: Any, application: str) -> None:
    found = place.elbv2.describe_load_balancers(Names=["web"])["LoadBalancers"][0]
    assert ":loadbalancer/app/web/" in application
    assert found["DNSName"].startswith("internal-web-")
    assert found["DNSName"].endswith(".us-east-1.elb.amazonaws.com")
    assert (found["Type"], found["CanonicalHostedZoneId"]) == ("application", "Z35SXDOTRQ7X7K")


def test_two_zones_and_the_default_group(place: Any, application: str, refusal: Refusal) -> None:
    found = place.elbv2.describe_load_balancers(LoadBalancerArns=[application])["LoadBalancers"][0]
    filters = [{"Name": "vpc-id", "Values": [place.vpc]}, {"Name": "group-name", "Values": ["default"]}]
    default = place.ec2.describe_security_groups(Filters=filters)["SecurityGroups"][0]["GroupId"]
    assert found["SecurityGroups"] == [default]
    single = list(place.subnets[:1])
    assert refusal(place.load_balancer, Type="application", Subnets=single)[0] == "ValidationError"


def test_both_types_are_listed(place: Any, application: str) -> None:
    network = place.load_balancer()["LoadBalancerArn"]
    found = place.elbv2.describe_load_balancers()["LoadBalancers"]
    assert [each["LoadBalancerArn"] for each in found] == [application, network]


def test_its_listeners_and_rules_work(place: Any, application: str) -> None:
    arn, other = listener(place, application), place.target_group(Protocol="HTTP", Port=8081)
    rule = place.elbv2.create_rule(
        ListenerArn=arn,
        Priority=1,
        Conditions=[{"Field": "path-pattern", "Values": ["/api/*"]}],
        Actions=[{"Type": "forward", "TargetGroupArn": other}],
    )["Rules"][0]["RuleArn"]
    found = place.elbv2.describe_listeners(LoadBalancerArn=application)["Listeners"]
    assert [(each["ListenerArn"], each["Protocol"], each["Port"]) for each in found] == [(arn, "HTTP", 80)]
    groups = place.elbv2.describe_target_groups(LoadBalancerArn=application)["TargetGroups"]
    assert other in [each["TargetGroupArn"] for each in groups]
    place.elbv2.add_tags(ResourceArns=[arn, rule], Tags=[{"Key": "a", "Value": "1"}])
    tags = place.elbv2.describe_tags(ResourceArns=[rule])["TagDescriptions"][0]["Tags"]
    assert tags == [{"Key": "a", "Value": "1"}]
    place.elbv2.delete_listener(ListenerArn=arn)
    place.elbv2.delete_target_group(TargetGroupArn=other)


def test_it_can_be_a_target(place: Any, application: str) -> None:
    """AWS: one application load balancer is a group's target, on the port of one of its listeners."""
    listener(place, application)
    group = place.target_group(TargetType="alb", Port=80)
    balancer = place.load_balancer()["LoadBalancerArn"]
    place.listener(balancer, group, Port=80)
    place.elbv2.register_targets(TargetGroupArn=group, Targets=[{"Id": application}])
    found = place.elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    assert [(each["Target"], each["TargetHealth"]) for each in found] == [
        ({"Id": application, "Port": 80}, {"State": "healthy"})
    ]


def test_what_can_not_be_a_target(place: Any, application: str, refusal: Refusal) -> None:
    """The Terraform provider repeats a registration that is answered with InvalidTarget."""
    network = place.load_balancer()["LoadBalancerArn"]
    group = place.target_group(TargetType="alb", Port=80)
    call = place.elbv2.register_targets
    for target in (application, network):
        assert refusal(call, TargetGroupArn=group, Targets=[{"Id": target}])[0] == "InvalidTarget"
    listener(place, application)
    wrong = {"Id": application, "Port": 81}
    assert refusal(call, TargetGroupArn=group, Targets=[wrong])[0] == "ValidationError"


def test_while_it_is_a_target_it_stays_with_its_listener(place: Any, application: str, refusal: Refusal) -> None:
    """AWS: its listener on the target's port can't be deleted, nor can it, until it is deregistered."""
    used, other = listener(place, application), listener(place, application, 81)
    group = place.target_group(TargetType="alb", Port=80)
    place.elbv2.register_targets(TargetGroupArn=group, Targets=[{"Id": application}])
    assert refusal(place.elbv2.delete_listener, ListenerArn=used) == (
        "ResourceInUse",
        f"Listener port '80' is in use by registered target '{application}' and cannot be removed.",
    )
    assert refusal(place.elbv2.delete_load_balancer, LoadBalancerArn=application)[0] == "ResourceInUse"
    place.elbv2.delete_listener(ListenerArn=other)
    place.elbv2.deregister_targets(TargetGroupArn=group, Targets=[{"Id": application}])
    place.elbv2.delete_listener(ListenerArn=used)
    place.elbv2.delete_load_balancer(LoadBalancerArn=application)
    assert place.elbv2.describe_load_balancers()["LoadBalancers"] == []


def test_it_is_a_target_of_two_network_load_balancers(place: Any, application: str, refusal: Refusal) -> None:
    """NLB user guide: as a target of up to two, with a separate target group for each."""
    listener(place, application)
    groups = [place.target_group(TargetType="alb", Port=80) for _ in range(3)]
    for group in groups:
        place.elbv2.register_targets(TargetGroupArn=group, Targets=[{"Id": application}])
    balancers = [place.load_balancer()["LoadBalancerArn"] for _ in groups]
    for balancer, group in zip(balancers[:2], groups[:2], strict=True):
        place.listener(balancer, group, Port=80)
    code, _ = refusal(place.listener, load_balancer=balancers[2], target_group=groups[2], Port=80)
    assert code == "TooManyRegistrationsForTargetId"
