"""`privatelink cost`: what a month of a module costs, as tables and as data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from privatelink_generator.aws.prices import PriceList
from privatelink_generator.costs import price_file
from tests.support.costs import CONSUMER, HUB, PROVIDER
from tests.support.paths import ROOT

Command = Callable[..., Any]

MINE = """
version: 1
currency: USD
sources: {contract: {title: Our contract, date: 2026-10-01}}
prices: {interface-endpoint-hour: {us-east-1: {price: "0.007", source: contract}}}
"""


@pytest.fixture
def consumer(tmp_path: Path) -> str:
    path = tmp_path / "core.yaml"
    path.write_text(CONSUMER)
    return str(path)


@pytest.fixture
def hub(tmp_path: Path) -> str:
    path = tmp_path / "hub.yaml"
    path.write_text(HUB.replace("WAY", "peering"))
    return str(path)


def data(command: Command, *arguments: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(command("cost", *arguments, "--format", "json").out)["data"]
    return answer


def test_cost_is_a_table_with_its_sources(command: Command, consumer: str) -> None:
    lines = command("cost", consumer, "--gb", "100", "--zones", "3").out.splitlines()

    assert lines[0] == "core (consumer) in us-east-1, 730 hours:"
    assert [re.split(r" {2,}", line) for line in lines[2:7]] == [
        ["resource", "what is billed", "quantity", "unit", "USD a unit", "USD"],
        ["lambda", "interface endpoint", "2,190", "AZ-hour", "0.01 [1]", "21.90", "3 zones x 730 hours"],
        ["sqs", "interface endpoint", "2,190", "AZ-hour", "0.01 [1]", "21.90", "3 zones x 730 hours"],
        ["lambda, sqs", "data through interface endpoints", "200", "GB", "0.01, then 0.006, then 0.004 [2]", "2.00"],
        ["total", "45.80"],
    ]
    assert {
        line.rindex(each) + 5 for line, each in zip(lines[3:7], ("21.90", "21.90", " 2.00", "45.80"), strict=True)
    } == {len(lines[2])}
    assert lines[8].startswith("Free: s3: gateway endpoints cost nothing (https://docs.aws.amazon.com/")
    assert lines[9].startswith(
        "Free: data between Availability Zones on its way to interface endpoints, since April 2022"
    )
    assert lines[10].startswith("Not counted: what the services bill themselves: ")
    assert lines[-2].startswith("[1] AWS Price List, AmazonVPC, us-east-1, 2026-")
    assert lines[-1].startswith("[2] AWS PrivateLink pricing page, 2026-")


def test_numbers_of_the_answer_are_texts(command: Command, consumer: str) -> None:
    answer = data(command, consumer, "--hours", "0.5", "--gb", "sqs=0.1")
    first = answer["lines"][0]

    assert (answer["hours"], answer["total"], answer["is_complete"]) == ("0.5", "0.04", True)
    assert (first["item"], first["quantity"], first["cost"]) == ("interface-endpoint-hour", "2", "0.02")
    assert first["price"]["tiers"] == [{"up_to": None, "price": "0.01"}]
    assert float not in {type(value) for line in answer["lines"] for value in line.values()}


def test_spec_without_a_region_takes_the_options(command: Command, consumer: str) -> None:
    answer = data(command, consumer, "--region", "ap-northeast-1")

    assert (answer["region"], answer["lines"][0]["cost"]) == ("ap-northeast-1", "20.44")


def test_spec_with_a_region_keeps_it(command: Command) -> None:
    spec = str(ROOT / "specs/hybrid/on-premises-to-lambda.yaml")

    answer = command("cost", spec, "--region", "eu-west-1")

    assert answer.code == 1
    assert "Invalid value for --region: the spec is for us-east-1; leave the option out" in answer.err


def test_price_of_another_region_is_warned_of(command: Command, consumer: str) -> None:
    answer = command("cost", consumer, "--region", "sa-east-1")

    assert answer.err == (
        "warning: no price for sa-east-1 is built in of interface endpoint: that of us-east-1 stands for it; "
        "give the Region's with --price-list\n"
    )
    assert "0.01 of us-east-1 [1]" in answer.out


def test_price_of_another_region_in_the_comparison_is_warned_of(command: Command, consumer: str) -> None:
    answer = command("cost", consumer, "--region", "eu-west-1", "--vpcs", "3")

    assert answer.err == (
        "warning: no price for eu-west-1 is built in of transit gateway attachment, data through the transit gateway: "
        "that of us-east-1 stands for it; give the Region's with --price-list\n"
    )


def test_comparison_that_lacks_a_price_is_left_out(command: Command, consumer: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    price = '{cn-north-1: {price: "0.01", source: contract}}'
    path.write_text(
        MINE.partition("prices:")[0] + f"prices: {{interface-endpoint-hour: {price}, interface-endpoint-gb: {price}}}\n"
    )

    answer = command("cost", consumer, "--region", "cn-north-1", "--vpcs", "3", "--price-list", str(path))

    assert answer.err == "warning: nothing is compared: no price of private hosted zone in cn-north-1 is known\n"
    assert "3 VPCs" not in answer.out
    assert "29.20" in answer.out


def test_price_that_is_not_known_is_warned_of(command: Command, consumer: str) -> None:
    answer = command("cost", consumer, "--region", "cn-north-1", "--vpcs", "3")

    assert "warning: no price is known of interface endpoint in cn-north-1: the total lacks it" in answer.err
    assert "not known" in answer.out
    assert "3 VPCs" not in answer.out


def test_price_lists_go_before_the_built_in_prices(command: Command, consumer: str, tmp_path: Path) -> None:
    for name, price in (("first", "0.007"), ("second", "0.009")):
        (tmp_path / name).write_text(MINE.replace("0.007", price))

    answer = data(command, consumer, "--price-list", str(tmp_path / "first"), "--price-list", str(tmp_path / "second"))

    assert [line["cost"] for line in answer["lines"]] == ["10.22", "10.22", "0.00"]
    assert answer["lines"][0]["price"]["source"] == {
        "title": "Our contract",
        "url": None,
        "date": "2026-10-01",
        "quoted": False,
    }


def test_prices_that_a_file_has_several_of_are_warned_of(
    command: Command, consumer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(price_file, "read", lambda _: PriceList({}, ("a.json: several prices",)))

    assert command("cost", consumer, "--price-list", "a.json").err == "warning: a.json: several prices\n"


def test_broken_price_list_is_an_error_of_its_own(command: Command, consumer: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(MINE.replace("0.007", "cheap").replace("USD", "EUR"))

    text = command("cost", consumer, "--price-list", str(path))
    answer = json.loads(command("cost", consumer, "--price-list", str(path), "--format", "json").out)

    assert text.code == 1
    assert [line.split(": ")[1].rpartition("/")[2] for line in text.err.splitlines()] == [
        "mine.yaml:3:11",
        "mine.yaml:5:55",
    ]
    assert (answer["error"]["code"], answer["data"]) == ("price-list-invalid", None)


def test_hub_is_shown_beside_endpoints_in_each_vpc(command: Command, hub: str) -> None:
    lines = command("cost", hub, "--gb", "100").out.splitlines()
    first = lines.index("2 VPCs, USD             endpoints in each VPC    hub")

    assert lines[first + 1 : first + 7] == [
        "endpoints                               58.40  29.20",
        "names                                    0.00   1.00",
        "links                                    0.00   0.00",
        "data through endpoints                   2.00   2.00",
        "data over links                          0.00   4.00",
        "total                                   60.40  36.20",
    ]
    assert lines[first + 7] == (
        "A hub reached by peering is cheaper from 2 VPCs on; "
        "for 2, as long as each has less than 705 GB through the endpoints."
    )


def test_vpcs_of_a_consumer_spec_are_compared_with_hubs(command: Command, consumer: str) -> None:
    comparison = data(command, consumer, "--vpcs", "5")["comparison"]

    assert [(option["name"], option["total"]) for option in comparison["options"]] == [
        ("endpoints in each VPC", "146.00"),
        ("hub, by peering", "30.20"),
        ("hub, by transit gateway", "249.20"),
    ]
    assert comparison["break_evens"] == [
        {"way": "peering", "vpcs": 2, "gigabytes": "1158"},
        {"way": "transit_gateway", "vpcs": None, "gigabytes": None},
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--hours", "0"], "Invalid value for '--hours': '0' is not a number of hours: more than 0, and at most 8784"),
        (["--hours", "nan"], "Invalid value for '--hours': 'nan' is not a number from 0 on, such as 100 or 0.5"),
        (["--gb", "-1"], "Invalid value for '--gb': '-1' is not a number from 0 on, such as 100 or 0.5"),
        (["--gb", "1e30"], "Invalid value for '--gb': '1e30' is not a number from 0 on, such as 100 or 0.5"),
        (["--gb", "=5"], "Invalid value for '--gb': '=5' has no name before the =; write a number alone for all"),
        (["--queries", "many"], "Invalid value for '--queries': 'many' is not a number from 0 on"),
        (["--zones", "0"], "Invalid value for '--zones': Input should be greater than or equal to 1"),
        (
            ["--gb", "lamda=1"],
            "Invalid value for --gb: 'lamda' is no endpoint or load balancer of the spec; did you mean 'lambda'?",
        ),
        (
            ["--gb", "s3=1"],
            "Invalid value for --gb: 's3' is no endpoint or load balancer of the spec; write one of lambda, sqs",
        ),
        (["--region", "europe"], "'europe' is not a Region; write one such as eu-west-1"),
    ],
    ids=str,
)
def test_option_of_another_form_is_rejected(
    command: Command, consumer: str, arguments: list[str], message: str
) -> None:
    answer = command("cost", consumer, *arguments)

    assert answer.code == 1
    assert message in answer.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (PROVIDER, "the spec's pattern is provider: it is for consumer specs"),
        (HUB.replace("WAY", "peering"), "the spec's pattern is hybrid: a hub is compared with its own spokes"),
    ],
    ids=["provider", "hybrid"],
)
def test_vpcs_are_for_consumer_specs(command: Command, tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(text)

    answer = command("cost", str(path), "--vpcs", "3")

    assert answer.code == 1
    assert f"Invalid value for --vpcs: {message}" in answer.err


def test_spec_that_costs_nothing_has_a_total(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text("version: 1\npattern: consumer\nname: core\nendpoints: {s3: {service: s3, type: gateway}}\n")

    lines = command("cost", str(path)).out.splitlines()

    assert lines[2:4] == ["resource   USD", "total     0.00"]
    assert (
        "Invalid value for --gb: 's3' is no endpoint or load balancer of the spec\n"
        in command("cost", str(path), "--gb", "s3=1").err
    )


def test_composition_shows_its_accounts(command: Command) -> None:
    text = command("cost", str(ROOT / "specs/stack/market.yaml")).out

    assert [line.split()[:2] for line in text.splitlines()[2:4]] == [
        ["account", "resource"],
        ["exchange", "quotes.main"],
    ]


def test_page_shows_what_the_command_prints(command: Command, tmp_path: Path) -> None:
    page = (ROOT / "docs/cost.md").read_text()
    (tmp_path / "core.yaml").write_text(re.search(r"core\.yaml -->\n```yaml\n(.*?)```", page, re.DOTALL)[1])  # type: ignore[index]
    shown = re.findall(r"```sh\nprivatelink cost core\.yaml(.*?)\n```\n\n```text\n(.*?)```", page, re.DOTALL)

    assert len(shown) == 2
    for options, text in shown:
        assert text in command("cost", str(tmp_path / "core.yaml"), *options.split()).out
