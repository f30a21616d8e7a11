"""`privatelink services`: the catalogue as a table and as data."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from privatelink_generator.aws.services import services

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


def test_services_have_the_names_of_the_region(command: Command) -> None:
    data = json.loads(command("services", "s3", "--region", "cn-north-1", "--format", "json").out)["data"]

    s3 = next(service for service in data["services"] if service["name"] == "s3")
    assert data["region"] == "cn-north-1"
    assert s3["types"] == ["gateway", "interface"]
    assert set(s3["service_names"]) == {"gateway", "interface"}
    assert s3["private_dns_names"][0] == "s3.cn-north-1.amazonaws.com.cn"


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
    assert "Invalid value for --region: 'europe' is not a Region; write one such as eu-west-1" in answer.err
