"""CreateListener, DescribeListeners, ModifyListener, DeleteListener, and listeners' attributes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.load_balancing import ElbAccount
from tests.support.refusal import refusal

if TYPE_CHECKING:
    from mypy_boto3_elbv2.type_defs import ActionTypeDef, TargetGroupTupleTypeDef


@pytest.fixture
def load_balancer(elb: ElbAccount) -> str:
    """The ARN of a network load balancer."""
    return str(elb.load_balancer_arn(Name="blue"))


def attributes(elb: ElbAccount, arn: str) -> dict[str, str]:
    described = elb.elbv2.describe_listener_attributes(ListenerArn=arn)["Attributes"]
    return {each["Key"]: each["Value"] for each in described}


@pytest.mark.parametrize("protocol", ["TCP", "UDP", "TCP_UDP"])
def test_listener_has_any_network_protocol(elb: ElbAccount, load_balancer: str, protocol: str) -> None:
    group = elb.target_group(Protocol=protocol)
    listener = elb.listener(load_balancer, group, Protocol=protocol)
    assert re.fullmatch(rf"{load_balancer.replace('loadbalancer', 'listener')}/[0-9a-f]{{16}}", listener["ListenerArn"])
    assert (listener["LoadBalancerArn"], listener["Protocol"], listener["Port"]) == (load_balancer, protocol, 443)
    assert elb.elbv2.describe_listeners(LoadBalancerArn=load_balancer)["Listeners"] == [listener]
    assert elb.elbv2.describe_listeners(ListenerArns=[listener["ListenerArn"]])["Listeners"] == [listener]


def test_action_names_its_target_group_in_both_ways(elb: ElbAccount, load_balancer: str) -> None:
    group = elb.target_group()
    assert elb.listener(load_balancer, group)["DefaultActions"] == [
        {
            "Type": "forward",
            "Order": 1,
            "TargetGroupArn": group,
            "ForwardConfig": {
                "TargetGroups": [{"TargetGroupArn": group, "Weight": 1}],
                "TargetGroupStickinessConfig": {"Enabled": False},
            },
        }
    ]


def test_listener_has_a_default_rule(elb: ElbAccount, load_balancer: str) -> None:
    listener = elb.listener(load_balancer, elb.target_group())["ListenerArn"]
    rules = elb.elbv2.describe_rules(ListenerArn=listener)["Rules"]
    assert [(each["Priority"], each["IsDefault"]) for each in rules] == [("default", True)]


def test_create_rule_rejects_network_load_balancers(elb: ElbAccount, load_balancer: str) -> None:
    """AWS has rules of network load balancers since botocore 1.44; the emulation refuses them."""
    group = elb.target_group()
    listener = elb.listener(load_balancer, group)["ListenerArn"]
    rule = {
        "ListenerArn": listener,
        "Priority": 1,
        "Conditions": [{"Field": "path-pattern", "Values": ["/api/*"]}],
        "Actions": [{"Type": "forward", "TargetGroupArn": group}],
    }
    assert refusal(elb.elbv2.create_rule, **rule).code == "UnsupportedOperation"
    assert len(elb.elbv2.describe_rules(ListenerArn=listener)["Rules"]) == 1


def test_describe_returns_pages(elb: ElbAccount, load_balancer: str) -> None:
    group = elb.target_group()
    ports = [elb.listener(load_balancer, group, Port=port)["Port"] for port in (443, 444, 445)]
    pages = elb.elbv2.get_paginator("describe_listeners").paginate(
        LoadBalancerArn=load_balancer, PaginationConfig={"PageSize": 2}
    )
    assert [[each["Port"] for each in page["Listeners"]] for page in pages] == [ports[:2], ports[2:]]


def test_create_is_idempotent_and_rejects_a_used_port(elb: ElbAccount, load_balancer: str) -> None:
    first, second = elb.target_group(), elb.target_group()
    listener = elb.listener(load_balancer, first)
    assert elb.listener(load_balancer, first) == listener
    assert refusal(elb.listener, load_balancer=load_balancer, target_group=second) == (
        "DuplicateListener",
        f"A listener already exists on this port for this load balancer '{load_balancer}'",
    )


@pytest.mark.parametrize(
    ("listener", "group"),
    [("TCP", "UDP"), ("TCP", "TLS"), ("UDP", "TCP"), ("TCP_UDP", "TCP"), ("TCP", "HTTP")],
)
def test_create_rejects_incompatible_protocols(elb: ElbAccount, load_balancer: str, listener: str, group: str) -> None:
    """NLB guide: which target groups a listener's protocol can forward to."""
    arn = elb.target_group(Protocol=group)
    assert refusal(elb.listener, load_balancer=load_balancer, target_group=arn, Protocol=listener).code == (
        "IncompatibleProtocols"
    )


def test_target_group_belongs_to_one_load_balancer(elb: ElbAccount, load_balancer: str) -> None:
    """AWS: a target group can be used by one load balancer only; by several of its listeners."""
    group, other = elb.target_group(), elb.load_balancer_arn()
    elb.listener(load_balancer, group)
    elb.listener(load_balancer, group, Port=444)
    assert refusal(elb.listener, load_balancer=other, target_group=group) == (
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
def test_create_rejects_settings(elb: ElbAccount, load_balancer: str, settings: dict[str, Any], code: str) -> None:
    group = elb.target_group()
    assert refusal(elb.listener, load_balancer=load_balancer, target_group=group, **settings).code == code
    assert elb.elbv2.describe_listeners(LoadBalancerArn=load_balancer)["Listeners"] == []


def test_create_rejects_unknown_target_groups(elb: ElbAccount, load_balancer: str) -> None:
    missing = elb.target_group()
    elb.elbv2.delete_target_group(TargetGroupArn=missing)
    error = ("TargetGroupNotFound", f"Target group '{missing}' not found")
    assert refusal(elb.listener, load_balancer=load_balancer, target_group=missing) == error


def test_idle_timeout_is_an_attribute_of_tcp_listeners(elb: ElbAccount, load_balancer: str) -> None:
    """AWS: 350 seconds, from 60 to 6000 if it is changed; of TCP only."""
    key = "tcp.idle_timeout.seconds"
    tcp = elb.listener(load_balancer, elb.target_group())["ListenerArn"]
    udp = elb.listener(load_balancer, elb.target_group(Protocol="UDP"), Protocol="UDP", Port=53)["ListenerArn"]
    before = attributes(elb, tcp)
    modify = elb.elbv2.modify_listener_attributes
    modify(ListenerArn=tcp, Attributes=[{"Key": key, "Value": "600"}])
    assert (before, attributes(elb, tcp), attributes(elb, udp)) == ({key: "350"}, {key: "600"}, {})
    for arn, wrong in ((tcp, {"Key": key, "Value": "59"}), (udp, {"Key": key, "Value": "600"})):
        assert refusal(modify, ListenerArn=arn, Attributes=[wrong]).code in {
            "ValidationError",
            "InvalidConfigurationRequest",
        }


def test_modify_changes_port_protocol_and_target_group(elb: ElbAccount, load_balancer: str) -> None:
    tcp, udp = elb.target_group(), elb.target_group(Protocol="TCP_UDP", Port=53)
    arn = elb.listener(load_balancer, tcp)["ListenerArn"]
    elb.elbv2.modify_listener(
        ListenerArn=arn,
        Protocol="UDP",
        Port=53,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": udp}],
    )
    described = elb.elbv2.describe_listeners(ListenerArns=[arn])["Listeners"][0]
    assert (described["Protocol"], described["Port"], described["DefaultActions"][0]["TargetGroupArn"]) == (
        "UDP",
        53,
        udp,
    )
    groups = elb.elbv2.describe_target_groups(LoadBalancerArn=load_balancer)["TargetGroups"]
    assert [each["TargetGroupArn"] for each in groups] == [udp]


def test_rejected_modify_changes_nothing(elb: ElbAccount, load_balancer: str) -> None:
    listener = elb.listener(load_balancer, elb.target_group())
    call = elb.elbv2.modify_listener
    assert refusal(call, ListenerArn=listener["ListenerArn"], Protocol="UDP").code == "IncompatibleProtocols"
    assert refusal(call, ListenerArn=listener["ListenerArn"], Protocol="TLS").code == "ValidationError"
    assert elb.elbv2.describe_listeners(LoadBalancerArn=load_balancer)["Listeners"] == [listener]


def test_deleted_listener_is_unknown(elb: ElbAccount, load_balancer: str) -> None:
    arn = elb.listener(load_balancer, elb.target_group())["ListenerArn"]
    elb.elbv2.delete_listener(ListenerArn=arn)
    for call in (elb.elbv2.delete_listener, elb.elbv2.describe_listener_attributes):
        assert refusal(call, ListenerArn=arn) == ("ListenerNotFound", f"Listener '{arn}' not found")


def weighted(*groups: str, weight: int = 1) -> list[ActionTypeDef]:
    tuples: list[TargetGroupTupleTypeDef] = [{"TargetGroupArn": group, "Weight": weight} for group in groups]
    return [{"Type": "forward", "ForwardConfig": {"TargetGroups": tuples}}]


def test_listener_forwards_to_weighted_target_groups(elb: ElbAccount, load_balancer: str) -> None:
    """AWS: a listener of a network load balancer forwards to several target groups by their weights, 0 to 999."""
    blue, green = elb.target_group(), elb.target_group()
    listener = elb.listener(load_balancer, blue)["ListenerArn"]
    actions = weighted(blue, green, weight=999)
    changed = elb.elbv2.modify_listener(ListenerArn=listener, DefaultActions=actions)["Listeners"][0]
    weights = changed["DefaultActions"][0]["ForwardConfig"]["TargetGroups"]
    assert [(each["TargetGroupArn"], each["Weight"]) for each in weights] == [(blue, 999), (green, 999)]
    groups = elb.elbv2.describe_target_groups(LoadBalancerArn=load_balancer)["TargetGroups"]
    assert sorted([blue, green]) == sorted(each["TargetGroupArn"] for each in groups)


def test_modify_rejects_weights_and_duplicate_target_groups(elb: ElbAccount, load_balancer: str) -> None:
    group = elb.target_group()
    listener = elb.listener(load_balancer, group)["ListenerArn"]
    for wrong in (weighted(group, weight=1000), weighted(group, group), [*weighted(group), *weighted(group)]):
        call = elb.elbv2.modify_listener
        assert refusal(call, ListenerArn=listener, DefaultActions=wrong).code == "ValidationError"


def test_target_group_moves_to_another_load_balancer(elb: ElbAccount, load_balancer: str) -> None:
    group, other = elb.target_group(), elb.target_group()
    green = elb.load_balancer_arn()
    listener = elb.listener(load_balancer, group)["ListenerArn"]
    assert refusal(elb.listener, load_balancer=green, target_group=group).code == "TargetGroupAssociationLimit"
    elb.elbv2.modify_listener(ListenerArn=listener, DefaultActions=weighted(other))
    elb.listener(green, group)
    described = elb.elbv2.describe_target_groups(TargetGroupArns=[group])["TargetGroups"][0]
    assert described["LoadBalancerArns"] == [green]


def test_create_rejects_target_groups_of_another_vpc(elb: ElbAccount, load_balancer: str) -> None:
    """AWS: a load balancer forwards to target groups of its own VPC."""
    vpc = elb.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    group = elb.target_group(VpcId=vpc)
    assert refusal(elb.listener, load_balancer=load_balancer, target_group=group) == (
        "InvalidConfigurationRequest",
        f"The following target groups are in a different VPC than load balancer '{load_balancer}': {group}",
    )


def test_ipv6_target_group_needs_a_dual_stack_load_balancer(elb: ElbAccount, load_balancer: str) -> None:
    """NLB user guide: IPv6 target groups can only be associated with dualstack load balancers."""
    elb.add_ipv6_to_subnets()
    group = elb.target_group(IpAddressType="ipv6")
    assert refusal(elb.listener, load_balancer=load_balancer, target_group=group).code == "InvalidConfigurationRequest"
    dual_stack = elb.load_balancer_arn(IpAddressType="dualstack")
    assert elb.listener(dual_stack, group)["Protocol"] == "TCP"


@pytest.mark.parametrize("call", ["delete_listener", "describe_listener_attributes", "describe_listener_certificates"])
def test_operation_rejects_malformed_arns(elb: ElbAccount, call: str) -> None:
    assert refusal(getattr(elb.elbv2, call), ListenerArn="blue") == (
        "ValidationError",
        "'blue' is not a valid listener ARN",
    )
