"""What specs expect of connections and calls: which names they take, and that modules have nothing of it."""

from __future__ import annotations

import pytest

from privatelink_generator.errors import SpecError
from privatelink_generator.load import load, loads
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.render.module import render
from tests.support.paths import SPECS

CONSUMER = """\
version: 1
pattern: consumer
name: core
endpoints:
  lambda: {service: lambda}
  sqs: {service: sqs}
  s3: {service: s3, type: gateway}
"""
PROVIDER = """\
version: 1
pattern: provider
name: payments
load_balancers: {main: {listeners: {https: {port: 443, forward: api}}}}
target_groups: {api: {port: 8443}}
service: {allowed_principals: {orders: "111122223333"}, consumers: {orders: accepted}}
"""
HUB = """\
version: 1
pattern: hybrid
name: hub
vpc_cidr: 10.0.0.0/16
on_premises: {cidrs: [192.168.0.0/16]}
endpoints:
  lambda: {service: lambda}
services:
  erp:
    load_balancers: {main: {listeners: {https: {port: 443, forward: erp}}}}
    target_groups: {erp: {port: 8443}}
spokes:
  reports: {cidrs: [10.1.0.0/16], reached_by: peering}
  batch: {cidrs: [10.1.0.0/16], reached_by: privatelink}
"""
STACK = """\
version: 1
pattern: stack
name: both
accounts: {one: {}, two: {}}
modules:
  payments: {account: one, spec: {pattern: provider, load_balancers: {main: {listeners: {https: {port: 443, forward: api}}}}, target_groups: {api: {port: 8443}}}}
  orders: {account: two, spec: {pattern: consumer, endpoints: {payments: {service_name: given}, lambda: {service: lambda}, s3: {service: s3, type: gateway}}}}
links: [{endpoint: orders.payments, service: payments}]
"""  # noqa: E501 - a line for each module


def expecting(text: str, *entries: str) -> str:
    return text + "expect:\n" + "".join(f"  - {{{each}}}\n" for each in entries)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        (CONSUMER, "from: vpc, to: lambda"),
        (CONSUMER, "from: us-east-1a, to: sqs, port: 443"),
        (CONSUMER, "from: 203.0.113.0/24, to: lambda, result: times-out"),
        (CONSUMER, "from: sg-0123456789abcdef0, to: lambda, port: 80, result: refused"),
        (CONSUMER, "role: app, invokes: orders, through: lambda"),
        (CONSUMER, "role: teams/app, invokes: orders, through: lambda, result: denied"),
        (PROVIDER, "from: consumer, to: service"),
        (PROVIDER, "from: orders, to: service, port: 443"),
        (HUB, "from: vpc, to: lambda"),
        (HUB, "from: on-premises, to: lambda"),
        (HUB, "from: reports, to: lambda"),
        (HUB, "from: batch, to: erp"),
        (HUB, "from: consumer, to: erp"),
        (STACK, "from: orders, to: orders.payments"),
        (STACK, "from: payments, to: orders.payments, result: times-out"),
        (STACK, "from: 203.0.113.0/24, to: orders.payments, result: times-out"),
        (STACK, "role: app, invokes: orders, through: orders.lambda"),
    ],
)
def test_expectation_is_taken_and_is_not_in_the_module(text: str, entry: str) -> None:
    spec, bare = loads(expecting(text, entry)), loads(text)
    assert render(spec, source="spec.yaml").files == render(bare, source="spec.yaml").files


def test_expectation_of_a_part_is_not_in_the_composition() -> None:
    part = "pattern: consumer, "
    expected = STACK.replace(part, f"{part}expect: [{{from: vpc, to: lambda}}], ")
    assert expected != STACK
    assert render(loads(expected), source="both.yaml").files == render(loads(STACK), source="both.yaml").files


@pytest.mark.parametrize(
    ("text", "entry", "fault"),
    [
        (CONSUMER, "from: vpc, to: §lamda", "'lamda' is nothing here that connections go to; did you mean 'lambda'?"),
        (CONSUMER, "from: vpc, to: §x", "'x' is nothing here that connections go to; name one of lambda, sqs"),
        (CONSUMER, "from: vpc, to: §s3", "'s3' is no interface endpoint: routes lead to it; name one of lambda, sqs"),
        (CONSUMER, "from: §vcp, to: sqs", "'vcp' is nobody here who connects to sqs; did you mean 'vpc'?"),
        (
            CONSUMER,
            "from: §office, to: sqs",
            "'office' is nobody here who connects to sqs; write vpc, a zone, a CIDR block, sg-…",
        ),
        (
            CONSUMER,
            "from: §10.0.0.1/8, to: sqs",
            'expect.0.from: "10.0.0.1/8" is not a CIDR block, such as 10.20.0.0/16: 10.0.0.1/8 has host bits set',
        ),
        (CONSUMER, "role: app, invokes: f, through: §sqs", "'sqs' is no endpoint of Lambda; name one of lambda"),
        (
            CONSUMER,
            "role: §role/a:b, invokes: f, through: lambda",
            'expect.0.role: "role/a:b" is not a role\'s name, without its account and without role/',
        ),
        (CONSUMER, "role: app, invokes: §f:1, through: lambda", 'expect.0.invokes: "f:1" is not a function\'s name'),
        (
            CONSUMER,
            "from: vpc, to: sqs, result: §timeout",
            "expect.0.result: \"timeout\" is not one of 'reached', 'times-out' or 'refused'; did you mean 'times-out'?",
        ),
        (
            CONSUMER,
            "from: vpc, to: sqs, §prot: 1",
            "unknown key 'prot'; did you mean 'port'? (accepted: from, invokes, port, result, role, through, to)",
        ),
        (
            PROVIDER,
            "from: §10.0.0.0/8, to: service",
            "'10.0.0.0/8' is nobody here who connects to service; write consumer, orders",
        ),
        (PROVIDER, "from: consumer, to: §api", "'api' is nothing here that connections go to; name one of service"),
        (
            PROVIDER,
            "role: app, invokes: f, through: §lambda",
            "'lambda' is no endpoint of Lambda, and the spec has none; leave it out",
        ),
        (HUB, "from: §reports, to: erp", "'reports' is nobody here who connects to erp; write consumer, batch"),
        (
            HUB,
            "from: §batch, to: lambda",
            (
                "'batch' is nobody here who connects to lambda; write vpc, on-premises, reports, a zone, a CIDR block, "
                "sg-…"
            ),
        ),
        (
            STACK,
            "from: orders, to: §payments",
            "'payments' is nothing here that connections go to; did you mean 'orders.payments'?",
        ),
        (
            STACK,
            "from: §order, to: orders.payments",
            "'order' is nobody here who connects to orders.payments; did you mean 'orders'?",
        ),
        (
            STACK,
            "from: orders, to: §orders.s3",
            "'orders.s3' is no interface endpoint: routes lead to it; name one of orders.lambda, orders.payments",
        ),
    ],
)
def test_unknown_name_is_refused_with_its_place(text: str, entry: str, fault: str) -> None:
    before, _, after = entry.partition("§")
    lines = text.count("\n") + 2

    with pytest.raises(SpecError) as caught:
        loads(expecting(text, before + after))

    assert [str(each) for each in caught.value.faults] == [f"<spec>:{lines}:{len(before) + 6}: {fault}"]


def test_faults_of_a_module_hide_what_a_composition_expects_of_it() -> None:
    text = expecting(STACK.replace("service: lambda", "service: lamda"), "from: orders, to: orders.payments")

    with pytest.raises(SpecError) as caught:
        loads(text)

    assert ["lamda" in str(each) for each in caught.value.faults] == [True]


def test_demo_expects_what_its_policy_says() -> None:
    spec = load(SPECS / "consumer" / "lambda-from-private-subnets.yaml")
    assert isinstance(spec, ConsumerSpec)
    assert [(str(each), each.result) for each in spec.expect] == [
        ("vpc to lambda", "reached"),
        ("203.0.113.0/24 to lambda", "times-out"),
        ("role/app invokes orders", "allowed"),
        ("role/app invokes invoices", "denied"),
    ]
