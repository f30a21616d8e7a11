"""The data plane's state, from records of the emulation's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from privatelink_localstack.dataplane.state.model import (
    ALL_PORTS,
    ALL_PROTOCOLS,
    LOCAL,
    AclEntry,
    Link,
    NetworkAcl,
    Permission,
    Route,
    Target,
)
from privatelink_localstack.kernel.durations import DEFAULTS
from privatelink_localstack.kernel.network import Subnet
from privatelink_localstack.load_balancing.listeners.model import Listener
from privatelink_localstack.load_balancing.load_balancers.model import EnabledZone, LoadBalancer, SubnetMapping
from privatelink_localstack.load_balancing.target_groups.health_check import HealthCheck
from privatelink_localstack.load_balancing.target_groups.model import TargetGroup
from privatelink_localstack.load_balancing.target_groups.target import Target as TargetRecord
from privatelink_localstack.network_acls.entries import Entry
from privatelink_localstack.privatelink.endpoints.model import Endpoint, EndpointInterface
from privatelink_localstack.traffic.facts import (
    AclFacts,
    Facts,
    GroupFacts,
    HubFacts,
    InterfaceFacts,
    LinkFacts,
    RuleFacts,
    SubnetFacts,
    TargetGroupFacts,
    VpcFacts,
)
from privatelink_localstack.traffic.reader import Reader
from privatelink_localstack.traffic.state import state

VPC = VpcFacts("vpc-1", ("10.0.0.0/16", "fd00::/56"), dns_support=True)
ENI = InterfaceFacts("eni-1", "vpc-1", "subnet-1", ("10.0.1.5", "fd00::5"), ("sg-1",))
NODE = InterfaceFacts("eni-2", "vpc-1", "subnet-1", ("10.0.1.7",))
TARGET = TargetRecord("10.0.1.9", 8080, "use1-az1")
BALANCER = LoadBalancer(
    *("nlb", "n", "network", "1", "us-east-1", "vpc-1"),
    internal=True,
    dns_name="n.example.com",
    created=datetime(2026, 1, 1, tzinfo=UTC),
    zones=(
        EnabledZone(
            Subnet("subnet-1", "vpc-1", "us-east-1a", "use1-az1", None, None),
            "10.0.1.7",
            "eni-2",
            SubnetMapping("subnet-1"),
        ),
    ),
)
GROUP = TargetGroup(
    *("tg", "t", "ip", "TCP", None, 8080, "vpc-1", "ipv4"),
    HealthCheck(
        "HTTP",
        "traffic-port",
        enabled=True,
        interval=30,
        timeout=10,
        healthy_threshold=5,
        unhealthy_threshold=2,
        path="/ready",
        matcher="200-204,301",
    ),
)


def endpoint(state: str) -> Endpoint:
    """Return an endpoint of a customer's service, with one interface."""
    own = EndpointInterface("eni-1", "subnet-1", "us-east-1a", "use1-az1", "10.0.1.5", None)
    return Endpoint(
        *("vpce-1", "Interface", "1", "us-east-1", "vpc-1", "com.amazonaws.vpce.us-east-1.vpce-svc-1", "us-east-1"),
        *("vpce-svc-1", state, 0.0, "abcdefgh", "base", "Z1", "vpce-con-1"),
        interfaces=(own,),
    )


def facts(**changes: Any) -> Facts:
    """Return a VPC with an endpoint that is available, and its load balancer."""
    made = Facts(
        vpcs=(VPC,),
        subnets=(SubnetFacts("subnet-1", "vpc-1", "use1-az1", (("10.9.0.0/16", "pcx-1"), ("pl-1", "vpce-s3"))),),
        interfaces=(ENI, NODE),
        prefix_lists={"pl-1": ("192.0.2.0/24", "198.51.100.0/24")},
        endpoints=(endpoint("available"),),
        load_balancers=(BALANCER,),
        durations=DEFAULTS,
    )
    return replace(made, **changes)


def test_routes_are_the_vpc_s_own_and_those_of_the_table_with_prefix_lists_resolved() -> None:
    routes = state(facts()).subnets["subnet-1"].routes
    assert routes == (
        Route(ip_network("10.0.0.0/16"), LOCAL),
        Route(ip_network("fd00::/56"), LOCAL),
        Route(ip_network("10.9.0.0/16"), "pcx-1"),
        Route(ip_network("192.0.2.0/24"), "vpce-s3"),
        Route(ip_network("198.51.100.0/24"), "vpce-s3"),
    )


def test_network_acls_keep_order_direction_and_ports() -> None:
    entries = (
        Entry(100, egress=False, action="allow", cidr="10.0.0.0/8", protocol="6", ports=(443, 443)),
        Entry(90, egress=True, action="deny", cidr="::/0"),
    )
    subnet = SubnetFacts("subnet-1", "vpc-1", "use1-az1", cidrs=("10.0.1.0/24",), acl="acl-1")
    found = state(facts(acls=(AclFacts("acl-1", entries),), subnets=(subnet,)))
    assert found.acls["acl-1"] == NetworkAcl(
        "acl-1",
        (AclEntry(100, allow=True, cidr=ip_network("10.0.0.0/8"), protocols=(6, 6), ports=(443, 443)),),
        (AclEntry(90, allow=False, cidr=ip_network("::/0")),),
    )
    assert (found.subnets["subnet-1"].cidrs, found.subnets["subnet-1"].acl) == ((ip_network("10.0.1.0/24"),), "acl-1")


def test_links_and_hubs_keep_their_ends_and_route_tables() -> None:
    link = LinkFacts("tgw-attach-1", ("tgw-1", "vpc-1"), {"tgw-1": "tgw-rtb-1"})
    hub = HubFacts("tgw-1", {"tgw-rtb-1": (("10.0.0.0/16", "tgw-attach-1"), ("10.1.0.0/16", "blackhole"))})
    found = state(facts(links=(link,), hubs=(hub,)))
    assert found.links["tgw-attach-1"] == Link("tgw-attach-1", ("tgw-1", "vpc-1"), {"tgw-1": "tgw-rtb-1"})
    assert found.hubs["tgw-1"].tables["tgw-rtb-1"] == (
        Route(ip_network("10.0.0.0/16"), "tgw-attach-1"),
        Route(ip_network("10.1.0.0/16"), "blackhole"),
    )


def test_target_groups_keep_what_ends_connections_and_who_is_seen() -> None:
    attributes = {
        "preserve_client_ip.enabled": "true",
        "stickiness.enabled": "true",
        "deregistration_delay.connection_termination.enabled": "true",
        "target_health_state.unhealthy.connection_termination.enabled": "true",
    }
    group = replace(GROUP, attributes=attributes)
    found = state(facts(target_groups=(TargetGroupFacts(group),))).target_groups["tg"]
    assert (found.preserve_client, found.sticky) == (True, True)
    assert (found.cuts_deregistered, found.cuts_unhealthy) == (True, True)


@pytest.mark.parametrize(
    ("own", "groups", "is_open"),
    [
        ("available", ("sg-1",), True),
        *((each, (), False) for each in ("pendingAcceptance", "pending", "rejected", "deleting", "expired")),
    ],
)
def test_only_an_available_endpoint_is_open(own: str, groups: tuple[str, ...], *, is_open: bool) -> None:
    found = state(facts(endpoints=(endpoint(own),)))
    assert (found.endpoints["vpce-1"].open, found.interfaces["eni-1"].groups) == (is_open, groups)


def test_a_load_balancer_without_groups_admits_everybody() -> None:
    assert state(facts()).interfaces["eni-2"].groups is None
    guarded = facts(
        load_balancers=(replace(BALANCER, security_groups=("sg-2",)),), interfaces=(replace(NODE, groups=("sg-2",)),)
    )
    assert state(guarded).interfaces["eni-2"].groups == ("sg-2",)


@pytest.mark.parametrize(
    ("rule", "permission"),
    [
        (
            RuleFacts("tcp", (443, 443), cidr="10.0.0.7/16"),
            Permission((6, 6), (443, 443), (ip_network("10.0.0.0/16"),)),
        ),
        (RuleFacts("-1", None, group="sg-2"), Permission(ALL_PROTOCOLS, ALL_PORTS, groups=("sg-2",))),
        (RuleFacts("icmp", (-1, -1), cidr="::/0"), Permission((1, 1), ALL_PORTS, (ip_network("::/0"),))),
        (RuleFacts("50", None, prefix_list="pl-1"), Permission((50, 50), ALL_PORTS, prefix_lists=("pl-1",))),
    ],
)
def test_rules_of_groups_keep_protocol_ports_and_peer(rule: RuleFacts, permission: Permission) -> None:
    found = state(facts(groups=(GroupFacts("sg-1", ingress=(rule,)),)))
    assert found.groups["sg-1"].ingress == (permission,)


@pytest.mark.parametrize(
    ("protocol", "attributes", "seconds"),
    [
        ("TCP", {}, 3.5),
        ("TCP", {"tcp.idle_timeout.seconds": "60"}, 0.6),
        ("UDP", {}, 1.2),
    ],
)
def test_idle_timeouts_are_scaled(protocol: str, attributes: dict[str, str], seconds: float) -> None:
    listener = Listener(
        "l", "nlb", protocol, 443, ({"Type": "forward", "TargetGroupArn": "tg"},), attributes=attributes
    )
    found = state(facts(listeners=(listener,), durations={**DEFAULTS, "traffic.second": 0.01}))
    assert found.listeners["l"].idle_timeout == pytest.approx(seconds)
    assert found.listeners["l"].target_group == "tg"


def test_a_listener_s_target_groups_keep_their_weights() -> None:
    tuples = [{"TargetGroupArn": "blue", "Weight": 0}, {"TargetGroupArn": "green", "Weight": 1}]
    forward = {"Type": "forward", "ForwardConfig": {"TargetGroups": tuples}}
    found = state(facts(listeners=(Listener("l", "nlb", "TCP", 443, (forward,)),)))
    assert found.listeners["l"].weights == {"blue": 0, "green": 1}


def test_matcher_keeps_its_ranges() -> None:
    assert state(facts(target_groups=(TargetGroupFacts(GROUP),))).target_groups["tg"].check.codes == (
        (200, 204),
        (301, 301),
    )


def test_targets_keep_their_zone_and_drain() -> None:
    draining = replace(TARGET, id="10.0.1.10", zone=None)
    function = replace(TARGET, id="arn:aws:lambda:us-east-1:1:function:f", port=None)
    found = state(facts(target_groups=(TargetGroupFacts(GROUP, (TARGET, function), (draining,)),)))
    assert found.target_groups["tg"].targets == (
        Target(ip_address("10.0.1.9"), 8080, "use1-az1"),
        Target(ip_address("10.0.1.10"), 8080, None, draining=True),
    )


def test_health_checks_have_their_intervals_scaled() -> None:
    found = state(facts(target_groups=(TargetGroupFacts(GROUP),), durations={**DEFAULTS, "health_check.second": 0.5}))
    check = found.target_groups["tg"].check
    assert (check.protocol, check.path, check.port, check.interval, check.timeout) == ("HTTP", "/ready", None, 15, 5)
    assert (check.healthy_threshold, check.unhealthy_threshold) == (5, 2)


def test_health_checks_have_a_second_however_fast_time_goes() -> None:
    found = state(facts(target_groups=(TargetGroupFacts(GROUP),), durations={**DEFAULTS, "health_check.second": 0.01}))
    check = found.target_groups["tg"].check
    assert (check.interval, check.timeout) == (0.3, 1)


def test_record_that_cannot_be_read_is_left_out_and_no_other() -> None:
    subnet = SubnetFacts("subnet-1", "vpc-1", "use1-az1", cidrs=("None",))
    good = replace(subnet, id="subnet-2", cidrs=("10.0.2.0/24",))
    check = replace(GROUP.health_check, port="any")
    groups = (TargetGroupFacts(replace(GROUP, health_check=check)), TargetGroupFacts(replace(GROUP, arn="tg-2")))
    reader = Reader()
    found = state(facts(subnets=(subnet, good), target_groups=groups), reader)

    assert (set(found.subnets), set(found.target_groups), set(found.vpcs)) == ({"subnet-2"}, {"tg-2"}, {"vpc-1"})
    assert {key: type(each) for key, each in reader.left_out.items()} == {"subnet-1": ValueError, "tg": ValueError}
