"""Quotas of load balancers: DescribeAccountLimits, and /_privatelink/quotas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Refusal = Callable[..., tuple[str, str]]

IN_ZONE = "targets-per-availability-zone-per-network-load-balancer"


def limits(place: Any) -> dict[str, str]:
    return {each["Name"]: each["Max"] for each in place.elbv2.describe_account_limits()["Limits"]}


def limit(place: Any, **quotas: int) -> None:
    """Set quotas."""
    given = {name.replace("_", "-"): value for name, value in quotas.items()}
    answer = place.http("PUT", "quotas", given)
    assert given.items() <= answer.items()


def test_what_aws_starts_with(place: Any) -> None:
    """NLB user guide, "Quotas for your Network Load Balancers"."""
    found = limits(place)
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
    assert [found[name] for name in names] == ["50", "50", "25", "1200", "3000", "500", "3000", "1000"]


def test_pages(place: Any) -> None:
    first = place.elbv2.describe_account_limits(PageSize=3)
    second = place.elbv2.describe_account_limits(PageSize=400, Marker=first["NextMarker"])
    names = [each["Name"] for each in (*first["Limits"], *second["Limits"])]
    assert (len(first["Limits"]), "NextMarker" in second, names) == (3, False, list(limits(place)))


def test_what_is_set_is_shown(own_place: Any) -> None:
    limit(own_place, target_groups=7)
    assert limits(own_place)["target-groups"] == "7"


def test_load_balancers(own_place: Any, refusal: Refusal) -> None:
    """Each type has a quota of its own; what is there already is no new one."""
    limit(own_place, network_load_balancers=1)
    own_place.load_balancer(Name="blue")
    assert refusal(own_place.load_balancer, Name="green") == (
        "TooManyLoadBalancers",
        "The maximum number of load balancers has been reached",
    )
    own_place.load_balancer(Name="blue")
    own_place.load_balancer(Name="web", Type="application")
    limit(own_place, network_load_balancers=2)
    own_place.load_balancer(Name="green")
    assert len(own_place.elbv2.describe_load_balancers()["LoadBalancers"]) == 3


def test_interfaces_in_a_vpc(own_place: Any, refusal: Refusal) -> None:
    limit(own_place, network_load_balancer_enis_per_vpc=3)
    made = own_place.load_balancer()["LoadBalancerArn"]
    assert refusal(own_place.load_balancer)[0] == "TooManyLoadBalancers"
    own_place.load_balancer(Subnets=[own_place.subnets[0]])
    call = own_place.elbv2.set_subnets
    assert refusal(call, LoadBalancerArn=made, Subnets=list(own_place.subnets))[0] == "TooManyLoadBalancers"
    assert len(own_place.interfaces(made)) == 2


def test_listeners(own_place: Any, refusal: Refusal) -> None:
    limit(own_place, listeners_per_network_load_balancer=1, listeners_per_application_load_balancer=0)
    made, group = own_place.load_balancer()["LoadBalancerArn"], own_place.target_group()
    own_place.listener(made, group)
    call = {"load_balancer": made, "target_group": group}
    assert refusal(own_place.listener, **call, Port=444) == (
        "TooManyListeners",
        f"The maximum number of listeners per load balancer '1' has been reached on load balancer '{made}'",
    )
    own_place.listener(made, group)
    application = own_place.load_balancer(Type="application")["LoadBalancerArn"]
    http = {"load_balancer": application, "target_group": own_place.target_group(Protocol="HTTP"), "Protocol": "HTTP"}
    assert refusal(own_place.listener, **http)[0] == "TooManyListeners"


def test_target_groups(own_place: Any, refusal: Refusal) -> None:
    limit(own_place, target_groups=1)
    own_place.target_group(Name="blue")
    assert refusal(own_place.target_group, Name="green")[0] == "TooManyTargetGroups"
    own_place.target_group(Name="blue")
    assert len(own_place.elbv2.describe_target_groups()["TargetGroups"]) == 1


def addresses(count: int) -> list[dict[str, str]]:
    return [{"Id": f"10.0.0.{100 + number}"} for number in range(count)]


def test_targets_of_a_group(own_place: Any, refusal: Refusal) -> None:
    limit(own_place, targets_per_target_group=2)
    group, call = own_place.target_group(), own_place.elbv2.register_targets
    call(TargetGroupArn=group, Targets=addresses(2))
    call(TargetGroupArn=group, Targets=addresses(2))
    assert refusal(call, TargetGroupArn=group, Targets=addresses(3))[0] == "TooManyTargets"
    assert len(own_place.health(group)) == 2


def test_targets_of_a_load_balancer(own_place: Any, refusal: Refusal) -> None:
    """They count in each target group; when they are registered, and when a listener forwards to them."""
    limit(own_place, targets_per_network_load_balancer=3)
    made = own_place.load_balancer()["LoadBalancerArn"]
    first, second = own_place.target_group(), own_place.target_group()
    own_place.listener(made, first)
    call = own_place.elbv2.register_targets
    call(TargetGroupArn=first, Targets=addresses(2))
    call(TargetGroupArn=second, Targets=addresses(2))
    forward = {"load_balancer": made, "target_group": second, "Port": 444}
    expected = (
        "TooManyTargets",
        f"The maximum number of targets per load balancer '3' has been reached on load balancer '{made}'",
    )
    assert refusal(own_place.listener, **forward) == expected
    own_place.elbv2.deregister_targets(TargetGroupArn=second, Targets=addresses(1))
    own_place.listener(**forward)
    assert refusal(call, TargetGroupArn=first, Targets=addresses(3)) == expected


def test_targets_in_a_zone(own_place: Any, refusal: Refusal) -> None:
    """With cross-zone load balancing, as many in all zones together."""
    own_place.http("PUT", "quotas", {IN_ZONE: 2})
    made, group = own_place.load_balancer()["LoadBalancerArn"], own_place.target_group()
    own_place.listener(made, group)
    call = own_place.elbv2.register_targets
    call(TargetGroupArn=group, Targets=[*addresses(2), {"Id": "10.0.1.9"}])
    assert refusal(call, TargetGroupArn=group, Targets=addresses(3))[0] == "TooManyTargets"
    cross_zone = {"Key": "load_balancing.cross_zone.enabled", "Value": "true"}
    own_place.elbv2.modify_load_balancer_attributes(LoadBalancerArn=made, Attributes=[cross_zone])
    assert refusal(call, TargetGroupArn=group, Targets=[{"Id": "10.0.1.10"}])[0] == "TooManyTargets"


def test_target_groups_of_an_action(own_place: Any, refusal: Refusal) -> None:
    limit(own_place, target_groups_per_action_on_network_load_balancer=1)
    made, group = own_place.load_balancer()["LoadBalancerArn"], own_place.target_group()
    both = [{"TargetGroupArn": group}, {"TargetGroupArn": own_place.target_group()}]
    code, _ = refusal(
        own_place.elbv2.create_listener,
        LoadBalancerArn=made,
        Protocol="TCP",
        Port=443,
        DefaultActions=[{"Type": "forward", "ForwardConfig": {"TargetGroups": both}}],
    )
    assert code == "TooManyUniqueTargetGroupsPerLoadBalancer"
