"""Which resource of a stack is which endpoint of the spec."""

from __future__ import annotations

import pytest

from privatelink_harness.checks.consumer.match import match
from privatelink_harness.terraform.snapshot import Resource
from tests.support.specs import consumer_spec as loads

HEAD = "version: 1\npattern: consumer\nname: core\nendpoints:\n"
LAMBDA = "  lambda: {service: lambda}\n"
S3 = "  s3: {service: s3, type: gateway}\n"


def endpoint(name: str, service: str, kind: str = "Interface", key: str | int | None = None) -> Resource:
    values = {"service_name": f"com.amazonaws.us-east-1.{service}", "vpc_endpoint_type": kind, "id": f"vpce-{name}"}
    return Resource("", "aws_vpc_endpoint", name, key, values)


@pytest.mark.parametrize(
    ("endpoints", "resources", "matches"),
    [
        (LAMBDA, [endpoint("functions", "lambda")], {"lambda": "functions"}),
        (LAMBDA, [endpoint("this", "lambda", key="lambda")], {"lambda": 'this["lambda"]'}),
        (LAMBDA, [endpoint("lambda", "sqs")], {}),
        (LAMBDA, [endpoint("lambda", "lambda", "Gateway")], {}),
        (LAMBDA, [], {}),
        ("  payments: {service_name: given}\n", [endpoint("payments", "lambda")], {}),
        (
            "  a-b: {service: lambda}\n  c-d: {service: lambda, private_dns: false}\n",
            [endpoint("c_d", "lambda"), endpoint("a_b", "lambda")],
            {"a-b": "a_b", "c-d": "c_d"},
        ),
        (
            LAMBDA + S3,
            [endpoint("a", "s3", "Gateway"), endpoint("b", "s3"), endpoint("c", "lambda")],
            {"lambda": "c", "s3": "a"},
        ),
        (LAMBDA, [endpoint("other", "lambda"), endpoint("lambda", "lambda")], {"lambda": "lambda"}),
        (
            "  one: {service: lambda}\n  two: {service: lambda, private_dns: false}\n",
            [endpoint("two", "lambda"), endpoint("one", "lambda")],
            {"one": "one", "two": "two"},
        ),
        (
            "  one: {service: lambda}\n  two: {service: lambda, private_dns: false}\n",
            [endpoint("x", "lambda"), endpoint("one", "lambda")],
            {"one": "one", "two": "x"},
        ),
        (
            "  one: {service: lambda}\n  two: {service: lambda, private_dns: false}\n",
            [endpoint("x", "lambda")],
            {"one": "x"},
        ),
    ],
)
def test_match_goes_by_service_and_type_then_by_name(
    endpoints: str, resources: list[Resource], matches: dict[str, str]
) -> None:
    actual = match(loads(HEAD + endpoints, "core.yaml"), resources, lambda _: "us-east-1")
    assert {name: each.address.removeprefix("aws_vpc_endpoint.") for name, each in actual.items()} == matches


def test_match_finds_a_service_by_its_full_name() -> None:
    name = "com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc"
    resource = Resource(
        "module.m", "aws_vpc_endpoint", "x", 0, {"service_name": name, "vpc_endpoint_type": "Interface"}
    )
    spec = loads(f"{HEAD}  pay: {{service_name: {name}}}\n", "core.yaml")
    assert match(spec, [resource], lambda _: "us-east-1") == {"pay": resource}


def test_endpoint_of_a_given_service_matches_any_custom_service() -> None:
    name = "com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc"
    values = {"service_name": name, "vpc_endpoint_type": "Interface"}
    resource = Resource("", "aws_vpc_endpoint", "payments", None, values)

    spec = loads(f"{HEAD}  payments: {{service_name: given}}\n")

    assert match(spec, [resource], lambda _: "us-east-1") == {"payments": resource}
