"""CreateListener, DescribeListeners, ModifyListener, DeleteListener, and listeners' attributes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

Refusal = Callable[..., tuple[str, str]]


@pytest.fixture
def balancer(place: Any) -> str:
    """The ARN of a network load balancer."""
    return str(place.load_balancer(Name="blue")["LoadBalancerArn"])


def attributes(place: Any, arn: str) -> dict[str, str]:
    found = place.elbv2.describe_listener_attributes(ListenerArn=arn)["Attributes"]
    return {each["Key"]: each["Value"] for each in found}


@pytest.mark.parametrize("protocol", ["TCP", "UDP", "TCP_UDP"])
def test_each_protocol(place: Any, balancer: str, protocol: str) -> None:
    group = place.target_group(Protocol=protocol)
    made = place.listener(balancer, group, Protocol=protocol)
    assert re.fullmatch(rf"{balancer.replace('loadbalancer', 'listener')}/[0-9a-f]{{16}}", made["ListenerArn"])
    assert (made["LoadBalancerArn"], made["Protocol"], made["Port"]) == (balancer, protocol, 443)
    assert place.elbv2.describe_listeners(LoadBalancerArn=balancer)["Listeners"] == [made]
    assert place.elbv2.describe_listeners(ListenerArns=[made["ListenerArn"]])["Listeners"] == [made]


def test_an_action_names_its_group_in_both_ways(place: Any, balancer: str) -> None:
    group = place.target_group()
    assert place.listener(balancer, group)["DefaultActions"] == [
        {
            "Type": "forward",
            "TargetGroupArn": group,
            "ForwardConfig": {
                "TargetGroups": [{"TargetGroupArn": group, "Weight": 1}],
                "TargetGroupStickinessConfig": {"Enabled": False},
            },
        }
    ]


def test_a_rule_stands_for_the_default_action(place: Any, balancer: str) -> None:
    listener = place.listener(balancer, place.target_group())["ListenerArn"]
    rules = place.elbv2.describe_rules(ListenerArn=listener)["Rules"]
    assert [(each["Priority"], each["IsDefault"]) for each in rules] == [("default", True)]


def test_further_rules_are_for_application_load_balancers(place: Any, balancer: str, refusal: Refusal) -> None:
    """AWS: CreateRule's listener must be associated with an Application Load Balancer."""
    group = place.target_group()
    listener = place.listener(balancer, group)["ListenerArn"]
    rule = {
        "ListenerArn": listener,
        "Priority": 1,
        "Conditions": [{"Field": "path-pattern", "Values": ["/api/*"]}],
        "Actions": [{"Type": "forward", "TargetGroupArn": group}],
    }
    assert refusal(place.elbv2.create_rule, **rule)[0] == "InvalidConfigurationRequest"
    assert len(place.elbv2.describe_rules(ListenerArn=listener)["Rules"]) == 1


def test_pages(place: Any, balancer: str) -> None:
    group = place.target_group()
    ports = [place.listener(balancer, group, Port=port)["Port"] for port in (443, 444, 445)]
    pages = place.elbv2.get_paginator("describe_listeners").paginate(
        LoadBalancerArn=balancer, PaginationConfig={"PageSize": 2}
    )
    assert [[each["Port"] for each in page["Listeners"]] for page in pages] == [ports[:2], ports[2:]]


def test_creating_it_again_is_idempotent_and_its_port_is_taken(place: Any, balancer: str, refusal: Refusal) -> None:
    first, second = place.target_group(), place.target_group()
    made = place.listener(balancer, first)
    assert place.listener(balancer, first) == made
    assert refusal(place.listener, load_balancer=balancer, target_group=second) == (
        "DuplicateListener",
        f"A listener already exists on this port for this load balancer '{balancer}'",
    )


@pytest.mark.parametrize(
    ("listener", "group"),
    [("TCP", "UDP"), ("TCP", "TLS"), ("UDP", "TCP"), ("TCP_UDP", "TCP"), ("TCP", "HTTP")],
)
def test_protocols_that_do_not_go_together(
    place: Any, balancer: str, refusal: Refusal, listener: str, group: str
) -> None:
    """NLB guide: which target groups a listener's protocol can forward to."""
    arn = place.target_group(Protocol=group)
    assert refusal(place.listener, load_balancer=balancer, target_group=arn, Protocol=listener)[0] == (
        "IncompatibleProtocols"
    )


def test_a_group_belongs_to_one_load_balancer(place: Any, balancer: str, refusal: Refusal) -> None:
    """AWS: a target group can be used by one load balancer only; by several of its listeners."""
    group, other = place.target_group(), place.load_balancer()["LoadBalancerArn"]
    place.listener(balancer, group)
    place.listener(balancer, group, Port=444)
    assert refusal(place.listener, load_balancer=other, target_group=group) == (
        "TargetGroupAssociationLimit",
        f"The following target groups cannot be associated with more than one load balancer: {group}",
    )


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"Protocol": "HTTP"}, "ValidationError"),
        ({"SslPolicy": "ELBSecurityPolicy-2016-08"}, "ValidationError"),
        ({"Certificates": [{"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/x"}]}, "ValidationError"),
        ({"Protocol": "TLS"}, "ValidationError"),
        (
            {"Protocol": "TLS", "Certificates": [{"CertificateArn": "arn:aws:acm:us-east-1:1:certificate/x"}]},
            "CertificateNotFound",
        ),
    ],
)
def test_what_aws_refuses(place: Any, balancer: str, refusal: Refusal, settings: dict[str, Any], code: str) -> None:
    group = place.target_group()
    assert refusal(place.listener, load_balancer=balancer, target_group=group, **settings)[0] == code
    assert place.elbv2.describe_listeners(LoadBalancerArn=balancer)["Listeners"] == []


def test_a_group_that_is_not_there(place: Any, balancer: str, refusal: Refusal) -> None:
    missing = place.target_group()
    place.elbv2.delete_target_group(TargetGroupArn=missing)
    error = ("TargetGroupNotFound", f"Target group '{missing}' not found")
    assert refusal(place.listener, load_balancer=balancer, target_group=missing) == error


def test_idle_timeout(place: Any, balancer: str, refusal: Refusal) -> None:
    """AWS: 350 seconds, from 60 to 6000 if it is changed; of TCP only."""
    key = "tcp.idle_timeout.seconds"
    tcp = place.listener(balancer, place.target_group())["ListenerArn"]
    udp = place.listener(balancer, place.target_group(Protocol="UDP"), Protocol="UDP", Port=53)["ListenerArn"]
    before = attributes(place, tcp)
    modify = place.elbv2.modify_listener_attributes
    modify(ListenerArn=tcp, Attributes=[{"Key": key, "Value": "600"}])
    assert (before, attributes(place, tcp), attributes(place, udp)) == ({key: "350"}, {key: "600"}, {})
    for arn, wrong in ((tcp, {"Key": key, "Value": "59"}), (udp, {"Key": key, "Value": "600"})):
        assert refusal(modify, ListenerArn=arn, Attributes=[wrong])[0] in {
            "ValidationError",
            "InvalidConfigurationRequest",
        }


def test_port_protocol_and_group_are_changed_in_place(place: Any, balancer: str) -> None:
    tcp, udp = place.target_group(), place.target_group(Protocol="TCP_UDP", Port=53)
    arn = place.listener(balancer, tcp)["ListenerArn"]
    place.elbv2.modify_listener(
        ListenerArn=arn,
        Protocol="UDP",
        Port=53,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": udp}],
    )
    found = place.elbv2.describe_listeners(ListenerArns=[arn])["Listeners"][0]
    assert (found["Protocol"], found["Port"], found["DefaultActions"][0]["TargetGroupArn"]) == ("UDP", 53, udp)
    groups = place.elbv2.describe_target_groups(LoadBalancerArn=balancer)["TargetGroups"]
    assert [each["TargetGroupArn"] for each in groups] == [udp]


def test_a_change_to_what_does_not_fit_changes_nothing(place: Any, balancer: str, refusal: Refusal) -> None:
    made = place.listener(balancer, place.target_group())
    call = place.elbv2.modify_listener
    assert refusal(call, ListenerArn=made["ListenerArn"], Protocol="UDP")[0] == "IncompatibleProtocols"
    assert refusal(call, ListenerArn=made["ListenerArn"], Protocol="TLS")[0] == "ValidationError"
    assert place.elbv2.describe_listeners(LoadBalancerArn=balancer)["Listeners"] == [made]


def test_a_deleted_listener_is_gone(place: Any, balancer: str, refusal: Refusal) -> None:
    arn = place.listener(balancer, place.target_group())["ListenerArn"]
    place.elbv2.delete_listener(ListenerArn=arn)
    for call in (place.elbv2.delete_listener, place.elbv2.describe_listener_attributes):
        assert refusal(call, ListenerArn=arn) == ("ListenerNotFound", f"Listener '{arn}' not found")


def weighted(*groups: str, **weights: int) -> list[dict[str, Any]]:
    tuples = [{"TargetGroupArn": group, **({"Weight": weights["each"]} if weights else {})} for group in groups]
    return [{"Type": "forward", "ForwardConfig": {"TargetGroups": tuples}}]


def test_blue_and_green_behind_one_listener(place: Any, balancer: str) -> None:
    """AWS: a listener of a network load balancer forwards to several target groups by their weights, 0 to 999."""
    blue, green = place.target_group(), place.target_group()
    listener = place.listener(balancer, blue)["ListenerArn"]
    actions = weighted(blue, green, each=999)
    changed = place.elbv2.modify_listener(ListenerArn=listener, DefaultActions=actions)["Listeners"][0]
    found = changed["DefaultActions"][0]["ForwardConfig"]["TargetGroups"]
    assert [(each["TargetGroupArn"], each["Weight"]) for each in found] == [(blue, 999), (green, 999)]
    groups = place.elbv2.describe_target_groups(LoadBalancerArn=balancer)["TargetGroups"]
    assert sorted([blue, green]) == sorted(each["TargetGroupArn"] for each in groups)


def test_weights_and_groups_that_are_refused(place: Any, balancer: str, refusal: Refusal) -> None:
    group = place.target_group()
    listener = place.listener(balancer, group)["ListenerArn"]
    for wrong in (weighted(group, each=1000), weighted(group, group), [*weighted(group), *weighted(group)]):
        call = place.elbv2.modify_listener
        assert refusal(call, ListenerArn=listener, DefaultActions=wrong)[0] == "ValidationError"


def test_a_target_group_moves_from_one_load_balancer_to_another(place: Any, balancer: str, refusal: Refusal) -> None:
    group, other = place.target_group(), place.target_group()
    green = place.load_balancer()["LoadBalancerArn"]
    listener = place.listener(balancer, group)["ListenerArn"]
    assert refusal(place.listener, load_balancer=green, target_group=group)[0] == "TargetGroupAssociationLimit"
    place.elbv2.modify_listener(ListenerArn=listener, DefaultActions=weighted(other))
    place.listener(green, group)
    found = place.elbv2.describe_target_groups(TargetGroupArns=[group])["TargetGroups"][0]
    assert found["LoadBalancerArns"] == [green]


def test_target_groups_of_another_vpc_are_refused(place: Any, balancer: str, refusal: Refusal) -> None:
    """AWS: a load balancer forwards to target groups of its own VPC."""
    vpc = place.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    group = place.target_group(VpcId=vpc)
    assert refusal(place.listener, load_balancer=balancer, target_group=group) == (
        "InvalidConfigurationRequest",
        f"Target group '{group}' is in a different VPC than load balancer '{balancer}'",
    )


def test_ipv6_target_groups_need_a_dual_stack_load_balancer(place: Any, balancer: str, refusal: Refusal) -> None:
    """NLB user guide: IPv6 target groups can only be associated with dualstack load balancers."""
    place.dual_stack_subnets()
    group = place.target_group(IpAddressType="ipv6")
    assert refusal(place.listener, load_balancer=balancer, target_group=group)[0] == "InvalidConfigurationRequest"
    dual_stack = place.load_balancer(IpAddressType="dualstack")["LoadBalancerArn"]
    assert place.listener(dual_stack, group)["Protocol"] == "TCP"


@pytest.mark.parametrize("call", ["delete_listener", "describe_listener_attributes", "describe_listener_certificates"])
def test_what_is_no_arn_is_refused(place: Any, refusal: Refusal, call: str) -> None:
    assert refusal(getattr(place.elbv2, call), ListenerArn="blue") == (
        "ValidationError",
        "'blue' is not a valid listener ARN",
    )
