"""What a stack can't be, each with its place in the file."""

from __future__ import annotations

import pytest

from privatelink_generator.load import loads
from privatelink_generator.patterns.base import OrganizationalUnit
from tests.support.specs import faults

HEAD = """\
version: 1
pattern: stack
name: link
accounts: {provider: {}, consumer: {}}
"""
SERVICE = "load_balancers: {main: {listeners: {https: {port: 443, forward: api}}}}, target_groups: {api: {port: 8443}}"


def stack(endpoint: str = "service_name: given", service: str = "", links: str = "", accounts: str = "") -> str:
    """Return a stack of a service and an endpoint, by default with a link between them."""
    head = HEAD.replace("{provider: {}, consumer: {}}", accounts) if accounts else HEAD
    return (
        f"{head}modules:\n"
        f"  payments: {{account: provider, spec: {{pattern: provider, {SERVICE}, service: {{{service}}}}}}}\n"
        f"  orders: {{account: consumer, spec: {{pattern: consumer, endpoints: {{payments: {{{endpoint}}}}}}}}}\n"
        f"links: [{links or '{endpoint: orders.payments, service: payments}'}]\n"
    )


def test_stack_of_two_modules_is_valid() -> None:
    assert faults(stack()) == []


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        (
            "{endpoint: §order.payments, service: payments}",
            "§'order' is not one of modules; did you mean 'orders'?",
        ),
        (
            "{endpoint: §orders.payment, service: payments}",
            "§'payment' is not one of the endpoints of 'orders'; did you mean 'payments'?",
        ),
        (
            "{endpoint: §payments.main, service: payments}",
            "§'payments' is a provider, which has no endpoints; name a consumer's",
        ),
    ],
)
def test_links_name_endpoints_that_are_there(links: str, expected: str) -> None:
    found = faults(stack(links=f"{links}, {{endpoint: orders.payments, service: payments}}"))

    assert found == [expected]


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("payment", "§'payment' is not one of modules; did you mean 'payments'?"),
        ("orders", "§'orders' is a consumer, which has no service; name a provider"),
    ],
)
def test_links_name_services_that_are_there(service: str, expected: str) -> None:
    assert faults(stack(links=f"{{endpoint: orders.payments, service: §{service}}}")) == [expected]


def test_endpoint_with_two_links_is_rejected() -> None:
    twice = "{endpoint: orders.payments, service: payments}, {endpoint: §orders.payments, service: payments}"

    assert faults(stack(links=twice)) == [
        "§'orders.payments' has a link already, and connects to one service; leave one out"
    ]


def test_endpoint_must_leave_its_service_to_the_stack() -> None:
    text = stack("service: lambda").replace("endpoint: orders", "endpoint: §orders")

    assert faults(text) == [
        "§the stack knows the service of 'orders.payments'; write service_name: given in its module's spec"
    ]


def test_units_are_read_by_the_account_of_their_module() -> None:
    text = stack(service="allowed_principals: {retail: ou-abcd-12345678}")

    assert loads(text).organizational_units == (
        OrganizationalUnit("ou-abcd-12345678", account="provider", region="us-east-1"),
    )
