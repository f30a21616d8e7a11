"""What a stack can't be, each with its place in the file."""

from __future__ import annotations

import pytest

from privatelink_generator.load import loads
from privatelink_generator.patterns.base import OrganizationalUnit
from tests.support.specs import faults, notes
from tests.support.stack_specs import stack


def test_stack_of_two_modules_is_valid() -> None:
    assert faults(stack()) == []


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("{endpoint: §order.payments, service: payments}", "§'order' is not one of modules; did you mean 'orders'?"),
        (
            "{endpoint: §orders.payment, service: payments}",
            "§'payment' is not one of the endpoints of 'orders'; did you mean 'payments'?",
        ),
        (
            "{endpoint: §payments.main, service: payments}",
            "§'payments' is a provider, which has no endpoints; name a consumer's",
        ),
        (
            "{endpoint: orders.payments, service: §payments}",
            "§'orders.payments' has a link already, and connects to one service; leave one out",
        ),
    ],
)
def test_links_name_an_endpoint_once(link: str, expected: str) -> None:
    text = stack(links=f"{{endpoint: orders.payments, service: payments}}, {link}")
    if "link already" in expected:
        text = text.replace("§", "").replace(", {endpoint: ", ", {endpoint: §")

    assert faults(text) == [expected]


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("payment", "§'payment' is not one of modules; did you mean 'payments'?"),
        ("orders", "§'orders' is a consumer, which has no service; name a provider"),
    ],
)
def test_links_name_services_that_are_there(service: str, expected: str) -> None:
    assert faults(stack(links=f"{{endpoint: orders.payments, service: §{service}}}")) == [expected]


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


def test_given_endpoint_needs_a_link() -> None:
    text = stack(links="").replace("links: [{endpoint: orders.payments, service: payments}]\n", "")

    assert faults(text.replace("consumer, spec: {pattern: c", "consumer, spec: §{pattern: c")) == [
        (
            "§no link names the endpoint 'payments', whose service is given; add {endpoint: orders.payments, "
            "service: MODULE} to links"
        )
    ]


@pytest.mark.parametrize(
    ("endpoint", "service", "state", "expected"),
    [
        (
            "service_name: given, auto_accept: true",
            "",
            "accepted",
            "the stack accepts its connections; leave auto_accept out of the endpoint",
        ),
        (
            "service_name: given, private_dns: after-acceptance",
            "",
            "accepted",
            "'payments' has no private_dns_name; leave private_dns out of the endpoint",
        ),
        (
            "service_name: given, private_dns: true",
            "private_dns_name: {name: p.example.com}",
            "accepted",
            (
                "AWS refuses private DNS until the connection is accepted; write private_dns: after-acceptance in the "
                "endpoint, which can be suspended, too"
            ),
        ),
        (
            "service_name: given, ip_address_type: dualstack",
            "",
            "accepted",
            (
                "the endpoint has addresses of ipv6, which 'payments' does not support; add it to "
                "supported_ip_address_types there, or write another ip_address_type"
            ),
        ),
    ],
)
def test_connection_contradictions_are_rejected(endpoint: str, service: str, state: str, expected: str) -> None:
    link = f"{{endpoint: §orders.payments, service: payments, state: {state}}}"

    assert faults(stack(endpoint, service, link)) == [f"§{expected}"]


@pytest.mark.parametrize("state", ["waiting", "suspended"])
def test_automatic_acceptance_leaves_no_other_state(state: str) -> None:
    link = f"{{endpoint: orders.payments, service: payments, state: §{state}}}"

    assert faults(stack(service="acceptance_required: false", links=link)) == [
        (
            "§'payments' accepts every connection at once (acceptance_required: false), and AWS rejects none by "
            "itself; write acceptance_required: true there, or state: accepted and suspend it later"
        )
    ]


@pytest.mark.parametrize(
    ("endpoint", "service", "accounts", "expected"),
    [
        (
            "service_name: given",
            "supported_regions: [us-east-1, eu-west-1]",
            "{provider: {region: us-east-1}, consumer: {region: eu-west-1}}",
            (
                "'payments' is in us-east-1, and the endpoint, in eu-west-1, looks for it elsewhere; write "
                "service_region: us-east-1 in the endpoint"
            ),
        ),
        (
            "service_name: given, service_region: us-east-1",
            "",
            "{provider: {region: us-east-1}, consumer: {region: eu-west-1}}",
            "'payments' has no consumers in eu-west-1; write supported_regions: [us-east-1, eu-west-1] in its service",
        ),
        (
            "service_name: given, service_region: eu-west-1",
            "",
            "{provider: {region: us-east-1}, consumer: {region: us-east-1}}",
            (
                "'payments' is in us-east-1, and the endpoint, in us-east-1, looks for it elsewhere; leave "
                "service_region out"
            ),
        ),
        (
            "service_name: given",
            "",
            "{provider: {region: us-east-1}, consumer: {region: cn-north-1}}",
            "cn-north-1 and us-east-1 are in different partitions, which no endpoint crosses; write Regions of one",
        ),
    ],
)
def test_regions_of_a_link_fit(endpoint: str, service: str, accounts: str, expected: str) -> None:
    link = "{endpoint: §orders.payments, service: payments}"

    assert faults(stack(endpoint, service, link, accounts)) == [f"§{expected}"]


def test_service_needs_its_own_region_among_the_supported_ones() -> None:
    link = "{endpoint: orders.payments, service: §payments}"

    assert faults(stack(service="supported_regions: [eu-west-1]", links=link)) == [
        "§'payments' is in us-east-1, which its supported_regions lack; add it"
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("account: consumer", "account: §customer", "§'customer' is not one of accounts; did you mean 'consumer'?"),
        (
            "provider: {}, consumer: {}}",
            "provider: {}, consumer: {}, third: §{}}",
            "§no module is in the account 'third'; leave it out, or name it in modules",
        ),
        (
            "  orders: {",
            "  suspended: §{",
            "§'suspended' can't be the name of a variable of the stack; rename the module",
        ),
        (
            "account: consumer, spec: {pattern: consumer",
            "account: §provider, spec: {pattern: consumer, region: eu-west-1",
            (
                "§'orders' is for eu-west-1, and 'payments' in the same account for us-east-1; add an entry of "
                "accounts for each Region"
            ),
        ),
        (
            "consumer: {}}",
            "consumer: {role: §terraform}}",
            (
                '§accounts.consumer.role: "terraform" is not a role\'s ARN, '
                "such as arn:aws:iam::111122223333:role/terraform"
            ),
        ),
        (
            "{endpoint: orders.payments",
            "{endpoint: §orders",
            (
                '§links.0.endpoint: "orders" is not MODULE.ENDPOINT, as in orders.payments for the endpoint '
                "payments of the module orders"
            ),
        ),
    ],
)
def test_names_and_accounts_are_checked(old: str, new: str, expected: str) -> None:
    assert expected in faults(stack().replace(old, new, 1))


def test_region_of_a_module_is_that_of_its_account() -> None:
    text = stack(accounts="{provider: {}, consumer: {region: us-west-2}}")

    found = faults(
        text.replace("account: consumer, spec: {pattern: c", "account: §consumer, spec: {region: eu-west-1, pattern: c")
    )

    assert found[0] == (
        "§'consumer' is in us-west-2, and the module's spec says region: eu-west-1; write the same Region, or add an "
        "entry of accounts for the other"
    )


def test_name_resolves_to_one_endpoint_of_a_module() -> None:
    named = "service_name: given, private_dns: after-acceptance"
    text = stack(
        f"{named}}}, other: {{{named}",
        "private_dns_name: {name: p.example.com}",
        "{endpoint: orders.payments, service: payments}, {endpoint: §orders.other, service: payments}",
    )

    assert faults(text) == [
        (
            "§'orders.payments' has private DNS for p.example.com already, and a VPC resolves a name to one "
            "endpoint only; write private_dns: false for one of them"
        )
    ]


def test_tags_of_stack_and_module_together_are_counted() -> None:
    tags = ", ".join(f"s{index}: x" for index in range(30))
    own = ", ".join(f"m{index}: x" for index in range(30))
    text = (
        stack()
        .replace("name: link\n", f"name: link\ntags: {{{tags}}}\n")
        .replace("spec: {pattern: consumer", f"spec: §{{tags: {{{own}}}, pattern: consumer")
    )

    assert faults(text) == ["§60 tags with the stack's own; at most 48 are taken"]


def test_service_without_links_is_noted() -> None:
    text = stack("service: lambda", links=" ").replace("  payments: {", "  payments: §{")

    assert notes(text) == ["§no link names the service of 'payments'; leave it out, or make it a spec of its own"]


def test_name_that_is_verified_elsewhere_is_noted() -> None:
    text = stack(
        "service_name: given, private_dns: after-acceptance",
        "private_dns_name: {name: p.example.com, zone: elsewhere}",
        "§{endpoint: orders.payments, service: payments}",
    )

    assert notes(text) == [
        (
            "§AWS turns private DNS on once p.example.com is verified, by a record that you write elsewhere; "
            "write state: waiting until it is, and verify_private_dns_name is true"
        )
    ]


def test_private_dns_that_a_suspension_leaves_on_is_noted() -> None:
    text = stack(
        "service_name: given, private_dns: true",
        "private_dns_name: {name: p.example.com}, acceptance_required: false",
        "§{endpoint: orders.payments, service: payments}",
    )

    assert notes(text) == [
        (
            "§private DNS stays on while the link is suspended, and its name leads nowhere; write private_dns: "
            "after-acceptance in the endpoint to have it go with the connection"
        )
    ]


def test_role_of_another_partition_is_refused() -> None:
    role = "arn:aws-cn:iam::111122223333:role/terraform"
    text = stack().replace("provider: {}", f"provider: {{role: §'{role}'}}")

    assert faults(text) == [f"§{role!r} is of the partition aws-cn, and nothing there is known in aws; write arn:aws:…"]
