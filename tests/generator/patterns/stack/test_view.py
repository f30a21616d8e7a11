"""What links make of the modules' variables."""

from __future__ import annotations

import pytest

from privatelink_generator.load import loads
from privatelink_generator.patterns.provider.view import ProviderView
from privatelink_generator.patterns.stack.model import StackSpec
from privatelink_generator.patterns.stack.view import StackView
from privatelink_generator.patterns.stack.wiring import parts
from privatelink_generator.render.module import render
from privatelink_generator.render.readback import Input
from tests.support.stack_specs import LINK, stack

NAMED = "allowed_principals: {x: root}, consumers: {x: accepted}"
WAITING = LINK.replace("}", ", state: waiting}")
NAME = "private_dns_name: {name: p.example.com}"
DNS = "service_name: given, private_dns: after-acceptance"


def view(text: str) -> StackView:
    """Return the view of a stack's text."""
    spec = loads(text)
    assert isinstance(spec, StackSpec)
    return StackView(spec)


def arguments(text: str, module: str, *names: str) -> dict[str, str]:
    """Return the arguments of a module's call for variables of these names."""
    inputs = [Input(name, "map(string)", "", "{}", nullable=False) for name in names]
    return {name: " ".join(value.split()) for name, value in view(text).arguments(module, inputs).items()}


def test_service_gets_its_consumers() -> None:
    assert arguments(
        stack(), "payments", "consumer_endpoint_ids", "suspended_consumers", "allowed_principals", "tags"
    ) == {
        "consumer_endpoint_ids": 'merge(var.payments.consumer_endpoint_ids, { "orders.payments" = '
        'module.orders.endpoint_ids["payments"] })',
        "suspended_consumers": "setunion(var.payments.suspended_consumers, "
        'setintersection(var.suspended, ["orders.payments"]))',
        "allowed_principals": "merge(local.payments_principals, var.payments.allowed_principals)",
        "tags": "var.payments.tags",
    }


def test_endpoint_gets_name_and_acceptance_of_its_service() -> None:
    assert arguments(stack(DNS, NAME), "orders", "service_names", "accepted") == {
        "service_names": "{ payments = module.payments.service_name }",
        "accepted": '{ for endpoint, link in { payments = "orders.payments" } : endpoint => '
        "module.payments.accepted_endpoint_ids[link] if !contains(var.suspended, link) }",
    }


def test_waiting_link_is_neither_accepted_nor_suspended() -> None:
    seen = view(stack(DNS, NAME, WAITING))

    assert (seen.suspendable, seen.managed("payments")) == ([], [])
    assert arguments(stack(DNS, NAME, WAITING), "payments", "consumer_endpoint_ids") == {
        "consumer_endpoint_ids": "var.payments.consumer_endpoint_ids"
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (stack(), ["consumer"]),
        (stack(service="public: true"), []),
        (stack(accounts="{provider: {}}").replace("account: consumer", "account: provider"), []),
    ],
)
def test_other_accounts_become_principals(text: str, expected: list[str]) -> None:
    assert view(text).admitted("payments") == expected


def test_variables_that_links_set_alone_are_not_the_callers() -> None:
    inputs = [Input("vpc_id", "string", "", None), Input("service_names", "map(string)", "", None)]

    assert [each.name for each in view(stack()).attributes("orders", inputs)] == ["vpc_id"]


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        (Input("x", "string", "", None), ("string", True)),
        (Input("x", "string", "", '"a"', nullable=False), ("optional(string)", False)),
        (Input("x", "string", "", '"a"'), ('optional(string, "a")', False)),
        (Input("x", "string", "", "null"), ("optional(string)", False)),
        (Input("consumer_endpoint_ids", "map(string)", "", "{}", nullable=False), ("optional(map(string), {})", False)),
    ],
)
def test_default_of_a_variable_stays(variable: Input, expected: tuple[str, bool]) -> None:
    (attribute,) = view(stack()).attributes("payments", [variable])

    assert (attribute.type, attribute.required) == expected


def test_long_types_are_on_one_line_in_tables_and_on_several_in_code() -> None:
    keys = [f"a_long_name_{number}" for number in range(6)]
    kind = f"object({{{', '.join(f'{key} = string' for key in keys)}}})"
    (attribute,) = view(stack()).attributes("payments", [Input("targets", kind, "", None)])

    assert attribute.type == kind
    assert attribute.laid_out_type.splitlines() == ["object({", *(f"  {key} = string" for key in keys), "})"]


@pytest.mark.parametrize(("service", "expected"), [(NAMED, ["x", "orders.payments"]), ("", [])])
def test_links_are_consumers_of_a_service_that_names_its_own(service: str, expected: list[str]) -> None:
    spec = loads(stack(service=service))
    assert isinstance(spec, StackSpec)

    assert list(parts(spec)["modules/payments"].service.consumers) == expected  # type: ignore[attr-defined]


def test_tags_of_the_stack_reach_its_modules() -> None:
    spec = loads(
        stack()
        .replace("name: link", "name: link\ntags: {a: stack, b: stack}")
        .replace("{pattern: c", "{tags: {b: own}, pattern: c")
    )
    assert isinstance(spec, StackSpec)

    assert parts(spec)["modules/orders"].tags == {"a": "stack", "b": "own"}


@pytest.mark.parametrize(
    ("accounts", "expected"),
    [
        ("{provider: {}, consumer: {}}", ["var.region", "var.region"]),
        ("{provider: {region: us-east-1}, consumer: {}}", ['"us-east-1"', "var.region"]),
    ],
)
def test_accounts_without_a_region_share_a_variable(accounts: str, expected: list[str]) -> None:
    assert view(stack(accounts=accounts)).regions == expected


def test_stand_ins_are_for_services_beside_the_stacks_own() -> None:
    name = "com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc"
    spec = loads(stack(f"service_name: given}}, vendor: {{service_name: {name}"))

    (vendor,) = spec.foreign_services
    assert (vendor.name, vendor.account, vendor.region) == (name, "consumer", "us-east-1")
    assert spec.accounts == ("provider", "consumer")


def test_modules_have_neither_examples_nor_pages() -> None:
    files = render(loads(stack()), source="link.yaml").files

    assert {path.split("/")[2] for path in files if path.startswith("modules/orders/")} == {
        "interface-endpoints.tf",
        "main.tf",
        "outputs.tf",
        "security-group.tf",
        "variables.tf",
        "versions.tf",
    }
    assert {"examples/minimal/main.tf", "examples/complete/networks/orders/main.tf"} <= files.keys()


def test_role_of_two_modules_is_made_once_in_an_account() -> None:
    queue = "q: {service: sqs, policy: [{principals: [role/app], actions: ['sqs:*'], resources: ['*']}]}"
    desk = f"  desk: {{account: consumer, spec: {{pattern: consumer, endpoints: {{{queue}}}}}}}\n"
    text = stack(f"service_name: given}}, {queue[:-1]}").replace("links:", f"{desk}links:")
    files = render(loads(text), source="link.yaml").files

    made = [name for name, code in files.items() if 'resource "aws_iam_role"' in code]

    assert made == ["examples/complete/networks/orders/main.tf"]
    assert "depends_on = [module.orders_network]" in files["examples/complete/main.tf"]


def test_service_of_an_example_is_in_the_zones_of_its_consumers() -> None:
    fixed = "service_name: given, addresses: {us-east-1c: {ipv4: 10.0.1.9}, us-east-1d: {ipv4: 10.0.2.9}}"
    seen = view(stack(fixed)).example("payments")

    assert isinstance(seen, ProviderView)
    assert seen.zones == ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"]
