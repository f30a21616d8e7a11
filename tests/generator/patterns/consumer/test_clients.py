"""Clients in other VPCs: who may connect, and what the example makes of them."""

from __future__ import annotations

import pytest

from privatelink_generator.patterns.consumer.view import ConsumerView
from privatelink_generator.render.module import render
from tests.support.specs import HEAD, consumer_spec, faults, notes

GROUP = "111122223333/sg-0a1b2c3d4e5f67890"


def _text(clients: str, *, endpoints: str = "{sqs: {service: sqs}}") -> str:
    return f"{HEAD}endpoints: {endpoints}\nsecurity_group: {{clients: {{{clients}}}}}\n"


def test_clients_add_to_the_rules() -> None:
    (rule,) = ConsumerView(consumer_spec(_text(f"a: {{cidrs: [10.20.0.0/16], groups: [{GROUP}]}}"))).ingress

    assert (rule.vpc, rule.cidrs, rule.groups) == (True, ("10.20.0.0/16",), (GROUP,))


def test_group_of_another_account_is_the_default_of_its_variable() -> None:
    variables = render(consumer_spec(_text(f"a: {{groups: [{GROUP}]}}")), source="s.yaml").files["variables.tf"]

    assert f'"{GROUP}" = "{GROUP}"' in variables


@pytest.mark.parametrize(
    ("clients", "expected"),
    [
        ("a: §{ports: [443]}", "nothing lets this client in; add cidrs or groups"),
        ("a: {cidrs: [10.20.0.0/16]}, b: {cidrs: [§10.20.1.0/24]}", "10.20.1.0/24 overlaps 10.20.0.0/16 of 'a'"),
        (f"a: {{cidrs: [§{GROUP}]}}", f'security_group.clients.a.cidrs.0: "{GROUP}" is not a CIDR'),
        ("a: {groups: [§1111/sg-0a1b2c3d]}", 'security_group.clients.a.groups.0: "1111/sg-0a1b2c3d" is not a security'),
    ],
)
def test_client_is_refused(clients: str, expected: str) -> None:
    (found,) = faults(_text(clients))

    assert found.startswith(f"§{expected}")


def test_cidrs_of_one_client_may_overlap() -> None:
    assert faults(_text("a: {cidrs: [10.20.0.0/16, 10.20.1.0/24]}")) == []


def test_interface_endpoint_for_s3_is_not_noted_where_others_need_it() -> None:
    assert notes(_text("a: {cidrs: [10.20.0.0/16]}", endpoints="{s3: {service: s3}}")) == []


def test_example_has_a_vpc_for_each_client() -> None:
    view = ConsumerView(
        consumer_spec(_text("a: {cidrs: [10.20.0.0/16]}, b: {cidrs: [10.0.4.0/24], groups: [group/b]}"))
    )

    assert view.client_vpcs == {"a": "10.20.0.0/16", "b": "100.64.1.0/24"}
    assert view.client_groups == {"b": "b"}
