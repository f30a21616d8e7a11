"""scripts/catalogue_facts.py: the facts of the table as the catalogues have them, and faults that end the script."""

from __future__ import annotations

from typing import Any

import pytest

from scripts.catalogue_facts import facts_of

REGIONS = {"aws": r"us-\w+-\d", "aws-cn": r"cn-\w+-\d"}


def facts(*tables: dict[str, Any], **names: list[str]) -> dict[str, Any]:
    return facts_of({"facts": list(tables)}, {"a": "A", "a-fips": "A", "b": "B"}, names, REGIONS)


def test_titles_stand_for_all_of_their_services() -> None:
    assert facts({"source": "x", "policy": False, "titles": ["A"]}) == {
        "a": {"policy": False},
        "a-fips": {"policy": False},
    }


def test_later_table_replaces_an_earlier_one() -> None:
    general = {"source": "x", "address_types": ["ipv4", "ipv6"], "titles": ["A"]}
    special = {"source": "y", "address_types": ["ipv4"], "services": ["a"]}

    assert facts(general, special)["a"] == {"address_types": ["ipv4"]}


def test_likely_fact_stands_apart() -> None:
    assert facts({"source": "x", "likely": True, "policy": False, "services": ["b"]}) == {
        "b": {"likely": {"policy": False}}
    }


def test_certain_fact_replaces_a_likely_one() -> None:
    likely = {"source": "x", "likely": True, "policy": False, "services": ["b"]}
    certain = {"source": "y", "policy": True, "services": ["b"]}

    assert facts(certain, likely) == {"b": {"policy": True}}


def test_literal_region_in_a_name_is_a_likely_home() -> None:
    found = facts(b=["b.us-east-1.{dns_suffix}", "b.cn-north-1.{dns_suffix}", "b.{region}.{dns_suffix}"])

    assert found == {"b": {"likely": {"home": {"aws": "us-east-1", "aws-cn": "cn-north-1"}}}}


def test_certain_home_of_one_partition_leaves_the_likely_one_of_another() -> None:
    certain = {"source": "x", "home": {"aws": "us-east-2"}, "services": ["b"]}

    assert facts(certain, b=["b.us-east-1.{dns_suffix}", "b.cn-north-1.{dns_suffix}"]) == {
        "b": {"home": {"aws": "us-east-2"}, "likely": {"home": {"aws-cn": "cn-north-1"}}}
    }


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"services": ["a"], "policy": False}, "catalogue.toml: the facts of 'a': has no source"),
        (
            {"source": "x", "services": ["c"], "titles": ["C"], "policy": False},
            "catalogue.toml: the facts of 'x': is about unknown services: C, c",
        ),
        (
            {"source": "x", "services": ["a"], "polices": False},
            "catalogue.toml: the facts of 'x': has unknown keys: polices",
        ),
    ],
)
def test_fault_in_facts_ends_the_script(table: dict[str, Any], message: str) -> None:
    with pytest.raises(SystemExit) as caught:
        facts(table)

    assert caught.value.code == message
