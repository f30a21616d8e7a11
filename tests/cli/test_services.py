"""`privatelink services`: the catalogue as a table and as data."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from privatelink_generator.aws.services import services
from privatelink_harness.targets.localstack.target import LocalStackTarget

Command = Callable[..., Any]


def test_services_are_all_those_of_the_catalogue(command: Command) -> None:
    lines = command("services").out.splitlines()

    assert [line.split()[0] for line in lines[1:-1]] == list(services())
    assert lines[-1] == "(?): likely; no document says so"


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("dynamodb", ["dax", "dynamodb", "dynamodb-fips", "dynamodb-streams"]),
        ("LAMBDA", ["lambda"]),
        ("step functions", ["states", "sync-states"]),
        ("sfn", ["states", "sync-states"]),
    ],
)
def test_services_are_found_by_name_title_and_alias(command: Command, word: str, names: list[str]) -> None:
    found = json.loads(command("services", word, "--format", "json").out)["data"]["services"]

    assert [service["name"] for service in found] == names


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("ecr.*", ["ecr.api", "ecr.dkr"]),
        ("ECR.D?R", ["ecr.dkr"]),
        ("com.amazonaws.eu-west-1.ecr.*", ["ecr.api", "ecr.dkr"]),
        ("com.amazonaws.us-east-1.ecr.*", []),
        ("*.s3", ["s3"]),
    ],
)
def test_services_are_found_by_pattern(command: Command, pattern: str, names: list[str]) -> None:
    answer = command("services", pattern, "--region", "eu-west-1", "--format", "json")

    assert [service["name"] for service in json.loads(answer.out)["data"]["services"]] == names
    assert answer.code == (0 if names else 2)


def test_pattern_without_a_service_is_told(command: Command) -> None:
    assert command("services", "zz*").out == "no service's name matches 'zz*'\n"


@pytest.mark.parametrize(
    ("service", "region", "expected"),
    [("iam", "us-east-1", (True, None)), ("iam", "eu-west-1", (False, None)), ("lambda", "eu-west-1", (None, None))],
)
def test_availability_is_what_the_catalogue_knows(
    command: Command, service: str, region: str, expected: tuple[bool | None, None]
) -> None:
    (found,) = [
        each
        for each in json.loads(command("services", service, "--region", region, "--format", "json").out)["data"][
            "services"
        ]
        if each["name"] == service
    ]

    assert (found["available"], found["zones"]) == expected


class Api:
    """A target whose API offers these services."""

    name = "LocalStack 1.2.3"

    def __init__(self, *names: str) -> None:
        self.names = names

    def client(self, *_: object, **__: object) -> Api:
        return self

    def can_paginate(self, _: str) -> bool:
        return True

    def get_paginator(self, _: str) -> Api:
        return self

    def paginate(self) -> list[dict[str, Any]]:
        detail = {
            "ServiceType": [{"ServiceType": "Interface"}],
            "AvailabilityZones": ["us-east-1a", "us-east-1c"],
            "PrivateDnsName": "api.ecr.us-east-1.amazonaws.com",
            "VpcEndpointPolicySupported": True,
        }
        return [
            {"ServiceDetails": [detail | {"ServiceName": f"com.amazonaws.us-east-1.{name}"} for name in self.names]}
        ]


def test_live_services_have_zones_and_differences(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LocalStackTarget, "attach", lambda _: Api("ecr.api", "ecr.new", "other.new"))

    lines = command("services", "ecr.*", "--live").out.splitlines()
    data = json.loads(command("services", "ecr.*", "--live", "--format", "json").out)["data"]

    assert [line.split()[:1] + line.split()[5:8] for line in lines[1:3]] == [
        ["ecr.api", "Regions", "a,", "c"],
        ["ecr.dkr", "Regions", "not", "offered"],
    ]
    assert lines[3:] == [
        "LocalStack 1.2.3 offers 1 of them in us-east-1",
        "differs: ecr.dkr: the API does not offer it",
    ]
    assert [(each["available"], each["zones"]) for each in data["services"]] == [
        (True, ["us-east-1a", "us-east-1c"]),
        (False, []),
    ]
    assert data["live"] == {
        "target": "LocalStack 1.2.3",
        "differences": [{"service": "ecr.dkr", "reason": "the API does not offer it"}],
        "unlisted": [],
    }


def test_live_services_that_the_catalogue_lacks_are_named(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LocalStackTarget, "attach", lambda _: Api("ecr.api", "ecr.dkr", "ecr.new", "other.new"))

    lines = command("services", "ecr", "--live").out.splitlines()

    assert lines[-1] == "not in the catalogue: com.amazonaws.us-east-1.ecr.new"


def test_live_services_need_a_target(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("privatelink_localstack.runtime.process.find", lambda: None)

    answer = command("services", "--live")

    assert (answer.code, answer.err.splitlines()) == (
        1,
        ["error: no LocalStack runs", "Start one: privatelink localstack up; or name yours in LOCALSTACK_ENDPOINT."],
    )


def test_services_have_the_names_of_the_region(command: Command) -> None:
    data = json.loads(command("services", "s3", "--region", "cn-north-1", "--format", "json").out)["data"]

    s3 = next(service for service in data["services"] if service["name"] == "s3")
    assert data["region"] == "cn-north-1"
    assert s3["types"] == ["gateway", "interface"]
    assert set(s3["service_names"]) == {"gateway", "interface"}
    assert s3["private_dns_names"][0] == "s3.cn-north-1.amazonaws.com.cn"


def test_services_are_shown_with_whole_names(command: Command) -> None:
    rows = command("services", "s3", "--region", "cn-north-1").out.splitlines()

    assert "  com.amazonaws.cn-north-1.s3, cn.com.amazonaws.cn-north-1.s3  " in next(
        row for row in rows if row.startswith("s3 ")
    )


def test_services_tell_home_and_policy(command: Command) -> None:
    rows = command("services", "iam").out.splitlines() + command("services", "transfer.server").out.splitlines()

    home = next(row for row in rows if row.startswith("iam "))
    assert "us-east-1 only" in home
    assert next(row for row in rows if row.startswith("transfer.server ")).split()[3] == "no"


def test_unconfirmed_facts_are_marked(command: Command) -> None:
    (service,) = json.loads(command("services", "savingsplans", "--format", "json").out)["data"]["services"]

    assert (service["home"], service["unconfirmed"][0]) == ("us-east-1", "home")
    assert "us-east-1 only (?)" in command("services", "savingsplans").out


def test_word_without_a_service_is_answered_with_suggestions(command: Command) -> None:
    answer = command("services", "lamda")

    assert (answer.code, answer.out) == (2, "no service has 'lamda' in its name or title; did you mean lambda?\n")


def test_region_of_another_form_is_rejected(command: Command) -> None:
    answer = command("services", "--region", "europe")

    assert answer.code == 1
    assert "Invalid value for '--region': 'europe' is not a Region; write one such as eu-west-1" in answer.err
