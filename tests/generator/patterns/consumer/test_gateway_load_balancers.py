"""Gateway Load Balancer endpoints: what a spec may say of them, and what its module holds."""

from __future__ import annotations

import pytest

from privatelink_generator.render.module import render
from tests.support.odd_specs import INSPECTION
from tests.support.specs import HEAD, consumer_spec, faults, notes

SERVICE = "com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc1231981ab"


def _text(keys: str, *, service: str = f"service_name: {SERVICE}", more: str = "") -> str:
    return f"{HEAD}endpoints: {{e: {{type: gateway-load-balancer, {service}{keys}}}}}\n{more}"


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (", routes: {a: [§10.0.0.1/24]}", 'endpoints.e.routes.a.0: "10.0.0.1/24" is not a CIDR'),
        (", routes: {a: [§pl-0a1b2c3d]}", 'endpoints.e.routes.a.0: "pl-0a1b2c3d" is not a CIDR'),
        (", routes: {a: §[]}", "endpoints.e.routes.a is empty; write at least one"),
        (", routes: {a: [0.0.0.0/0, §0.0.0.0/0]}", "0.0.0.0/0 is named twice; write it once"),
        (", routes: {a: [§'::/0']}", "ip_address_type is ipv4; write ip_address_type: dualstack for ::/0"),
        (", auto_accept: §true, acceptance_required: false", "connections wait for nothing"),
        (", §policy: []", "'policy' is not a key of type gateway-load-balancer"),
    ],
)
def test_endpoint_is_refused(keys: str, expected: str) -> None:
    (found,) = faults(_text(keys))

    assert found.startswith(f"§{expected}")


def test_service_of_aws_is_refused() -> None:
    (found,) = faults(_text("", service="service_name: §com.amazonaws.us-east-1.lambda"))

    assert found.startswith("§AWS has no services of its own behind Gateway Load Balancers")


def test_service_of_another_region_is_refused() -> None:
    (found,) = faults(_text("", service=f"service_name: §{SERVICE}", more="region: eu-west-1\n"))

    assert "no such endpoint crosses Regions" in found


def test_general_module_is_refused() -> None:
    assert any("make another spec for this one" in each for each in faults(_text("", more="general: true\n")))


def test_endpoint_without_routes_is_noted() -> None:
    assert notes(_text(", routes: {a: [0.0.0.0/0]}")) == []
    assert [each.split(": ", 1)[1].split(":")[0] for each in notes(_text(""))] == ["no route leads to this endpoint"]


def test_endpoint_counts_towards_the_quota_of_interface_endpoints() -> None:
    firewall = f"e: {{type: gateway-load-balancer, service_name: {SERVICE}}}"
    text = f"{HEAD}quotas: {{interface_endpoints_per_vpc: 1}}\nendpoints: {{{firewall}, l: {{service: lambda}}}}\n"

    assert any("interface_endpoints_per_vpc" in each for each in faults(text))


def test_stand_in_is_of_the_endpoints_type() -> None:
    services = consumer_spec(INSPECTION).foreign_services

    assert [(each.endpoint_type, each.acceptance_required, each.own_account) for each in services] == [
        ("GatewayLoadBalancer", True, False),
        ("GatewayLoadBalancer", True, True),
    ]


def test_module_has_a_route_for_each_destination() -> None:
    files = render(consumer_spec(INSPECTION), source="s.yaml").files

    assert 'workloads = ["0.0.0.0/0", "::/0"]' in files["gateway-load-balancer-endpoints.tf"]
    assert "length(aws_route.gateway_load_balancer) == 3" in files["tests/endpoints.tftest.hcl"]
    assert "firewall | workloads | 0.0.0.0/0, ::/0" in files["README.md"]
