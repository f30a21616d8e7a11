"""Quotas of load balancers: DescribeAccountLimits, and /_privatelink/quotas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.load_balancing import ElbAccount
from tests.support.refusal import refusal

if TYPE_CHECKING:
    from mypy_boto3_elbv2.type_defs import LoadBalancerAttributeTypeDef, TargetDescriptionTypeDef

IN_ZONE = "targets-per-availability-zone-per-network-load-balancer"


def limits(elb: ElbAccount) -> dict[str, str]:
    return {each["Name"]: each["Max"] for each in elb.elbv2.describe_account_limits()["Limits"]}


def set_quotas(elb: ElbAccount, **quotas: int) -> None:
    """Set quotas."""
    limits_by_name = {name.replace("_", "-"): value for name, value in quotas.items()}
    response = elb.http("PUT", "quotas", limits_by_name)
    assert limits_by_name.items() <= response.items()


def test_account_limits_have_aws_defaults(elb: ElbAccount) -> None:
    """NLB user guide, "Quotas for your Network Load Balancers"."""
    maxima = limits(elb)
    names = (
        "network-load-balancers",
        "listeners-per-network-load-balancer",
        "certificates-per-network-load-balancer",
        "network-load-balancer-enis-per-vpc",
        "targets-per-network-load-balancer",
        IN_ZONE,
        "target-groups",
        "targets-per-target-group",
    )
    assert [maxima[name] for name in names] == ["50", "50", "25", "1200", "3000", "500", "3000", "1000"]


def test_account_limits_are_paged(elb: ElbAccount) -> None:
    first = elb.elbv2.describe_account_limits(PageSize=3)
    second = elb.elbv2.describe_account_limits(PageSize=400, Marker=first["NextMarker"])
    names = [each["Name"] for each in (*first["Limits"], *second["Limits"])]
    assert (len(first["Limits"]), "NextMarker" in second, names) == (3, False, list(limits(elb)))


def test_account_limits_show_changed_quotas(own_elb: ElbAccount) -> None:
    set_quotas(own_elb, target_groups=7)
    assert limits(own_elb)["target-groups"] == "7"


def test_quota_of_load_balancers_applies_per_type(own_elb: ElbAccount) -> None:
    """Each type has a quota of its own; what is there already is no new one."""
    set_quotas(own_elb, network_load_balancers=1)
    own_elb.load_balancer(Name="blue")
    assert refusal(own_elb.load_balancer, Name="green") == (
        "TooManyLoadBalancers",
        "The maximum number of load balancers has been reached",
    )
    own_elb.load_balancer(Name="blue")
    own_elb.load_balancer(Name="web", Type="application")
    set_quotas(own_elb, network_load_balancers=2)
    own_elb.load_balancer(Name="green")
    assert len(own_elb.elbv2.describe_load_balancers()["LoadBalancers"]) == 3


def test_quota_of_interfaces_applies_per_vpc(own_elb: ElbAccount) -> None:
    set_quotas(own_elb, network_load_balancer_enis_per_vpc=3)
    arn = own_elb.load_balancer_arn()
    assert refusal(own_elb.load_balancer).code == "TooManyLoadBalancers"
    own_elb.load_balancer(Subnets=[own_elb.subnets[0]])
    call = own_elb.elbv2.set_subnets
    assert refusal(call, LoadBalancerArn=arn, Subnets=list(own_elb.subnets)).code == "TooManyLoadBalancers"
    assert len(own_elb.interfaces(arn)) == 2


def test_quota_of_listeners_applies_per_load_balancer(own_elb: ElbAccount) -> None:
    set_quotas(own_elb, listeners_per_network_load_balancer=1, listeners_per_application_load_balancer=0)
    arn, group = own_elb.load_balancer_arn(), own_elb.target_group()
    own_elb.listener(arn, group)
    call = {"load_balancer": arn, "target_group": group}
    assert refusal(own_elb.listener, **call, Port=444) == (
        "TooManyListeners",
        f"The maximum number of listeners per load balancer '1' has been reached on load balancer '{arn}'",
    )
    own_elb.listener(arn, group)
    application = own_elb.load_balancer_arn(Type="application")
    http = {"load_balancer": application, "target_group": own_elb.target_group(Protocol="HTTP"), "Protocol": "HTTP"}
    assert refusal(own_elb.listener, **http).code == "TooManyListeners"


def test_quota_of_target_groups_applies_per_region(own_elb: ElbAccount) -> None:
    set_quotas(own_elb, target_groups=1)
    own_elb.target_group(Name="blue")
    assert refusal(own_elb.target_group, Name="green").code == "TooManyTargetGroups"
    own_elb.target_group(Name="blue")
    assert len(own_elb.elbv2.describe_target_groups()["TargetGroups"]) == 1


def addresses(count: int) -> list[TargetDescriptionTypeDef]:
    return [{"Id": f"10.0.0.{100 + number}"} for number in range(count)]


def test_quota_of_targets_applies_per_target_group(own_elb: ElbAccount) -> None:
    set_quotas(own_elb, targets_per_target_group=2)
    group, call = own_elb.target_group(), own_elb.elbv2.register_targets
    call(TargetGroupArn=group, Targets=addresses(2))
    call(TargetGroupArn=group, Targets=addresses(2))
    assert refusal(call, TargetGroupArn=group, Targets=addresses(3)).code == "TooManyTargets"
    assert len(own_elb.health(group)) == 2


def test_quota_of_targets_applies_per_load_balancer(own_elb: ElbAccount) -> None:
    """They count in each target group; when they are registered, and when a listener forwards to them."""
    set_quotas(own_elb, targets_per_network_load_balancer=3)
    arn = own_elb.load_balancer_arn()
    first, second = own_elb.target_group(), own_elb.target_group()
    own_elb.listener(arn, first)
    call = own_elb.elbv2.register_targets
    call(TargetGroupArn=first, Targets=addresses(2))
    call(TargetGroupArn=second, Targets=addresses(2))
    forward: dict[str, Any] = {"load_balancer": arn, "target_group": second, "Port": 444}
    expected = (
        "TooManyTargets",
        f"The maximum number of targets per load balancer '3' has been reached on load balancer '{arn}'",
    )
    assert refusal(own_elb.listener, **forward) == expected
    own_elb.elbv2.deregister_targets(TargetGroupArn=second, Targets=addresses(1))
    own_elb.listener(**forward)
    assert refusal(call, TargetGroupArn=first, Targets=addresses(3)) == expected


def test_quota_of_targets_applies_per_zone(own_elb: ElbAccount) -> None:
    """With cross-zone load balancing, as many in all zones together."""
    own_elb.http("PUT", "quotas", {IN_ZONE: 2})
    arn, group = own_elb.load_balancer_arn(), own_elb.target_group()
    own_elb.listener(arn, group)
    call = own_elb.elbv2.register_targets
    call(TargetGroupArn=group, Targets=[*addresses(2), {"Id": "10.0.1.9"}])
    assert refusal(call, TargetGroupArn=group, Targets=addresses(3)).code == "TooManyTargets"
    cross_zone: LoadBalancerAttributeTypeDef = {"Key": "load_balancing.cross_zone.enabled", "Value": "true"}
    own_elb.elbv2.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=[cross_zone])
    assert refusal(call, TargetGroupArn=group, Targets=[{"Id": "10.0.1.10"}]).code == "TooManyTargets"


def test_quota_of_target_groups_applies_per_action(own_elb: ElbAccount) -> None:
    set_quotas(own_elb, target_groups_per_action_on_network_load_balancer=1)
    arn, group = own_elb.load_balancer_arn(), own_elb.target_group()
    both = [{"TargetGroupArn": group}, {"TargetGroupArn": own_elb.target_group()}]
    code, _ = refusal(
        own_elb.elbv2.create_listener,
        LoadBalancerArn=arn,
        Protocol="TCP",
        Port=443,
        DefaultActions=[{"Type": "forward", "ForwardConfig": {"TargetGroups": both}}],
    )
    assert code == "TooManyUniqueTargetGroupsPerLoadBalancer"
