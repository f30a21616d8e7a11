"""scripts/catalogue.py: the committed catalogues are current, and faults in the table end the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scripts import catalogue

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_committed_catalogues_are_current() -> None:
    assert catalogue.main(["--check"]) == 0


def test_check_of_outdated_catalogue_exits_with_2_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    current, outdated = tmp_path / "current.json", tmp_path / "outdated.json"
    current.write_text("new", encoding="utf-8")
    outdated.write_text("old", encoding="utf-8")
    monkeypatch.setattr(catalogue, "files", lambda: {current: "new", outdated: "new"})

    status = catalogue.main(["--check"])

    assert (status, outdated.read_text(encoding="utf-8")) == (2, "old")
    assert capsys.readouterr().err == "outdated.json is outdated: run scripts/catalogue.py\n"


def test_script_writes_every_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    monkeypatch.setattr(catalogue, "files", lambda: {first: "a", second: "b"})

    status = catalogue.main([])

    assert (status, first.read_text(encoding="utf-8"), second.read_text(encoding="utf-8")) == (0, "a", "b")
    assert sorted(tmp_path.iterdir()) == [first, second]


def test_render_writes_a_line_for_each_service() -> None:
    by_name = catalogue.render({"about": "…", "services": {"a": {"dns": {}}, "b": {}}})
    listed = catalogue.render({"services": [{"name": "a"}, {"name": "b"}]})

    assert by_name == '{\n  "about": "…",\n  "services": {\n    "a": {"dns": {}},\n    "b": {}\n  }\n}\n'
    assert listed == '{\n  "services": [\n    {"name": "a"},\n    {"name": "b"}\n  ]\n}\n'


def test_emulation_catalogue_leaves_out_defaults_and_partitions_that_are_not_emulated() -> None:
    lambda_dns = {"*": ["lambda"], "aws-cn": ["cn"], "aws-iso-f": ["iso"], "cn-north-1": [], "us-isof-east-1": ["iso"]}
    services: dict[str, Any] = {
        "lambda": {
            "kinds": ["interface"],
            "dns": lambda_dns,
            "home": {"aws": "us-east-1", "aws-iso-f": "us-isof-east-1"},
        },
        "s3": {"kinds": ["gateway", "interface"], "dns": {"*": []}, "cross_region": True, "likely": {"policy": False}},
        "q": {"kinds": ["interface"], "service": {"*": "aws.api.q", "aws-cn": "cn", "aws-iso-f": "iso"}, "dns": {}},
        "iot": {"kinds": ["interface"], "dns": {}, "policy": False, "address_types": ["ipv4"]},
    }
    partitions = {
        name: {"regions": form, "dns": "amazonaws.com", "dual_stack": "api.aws"}
        for name, form in {
            "aws": r"us-\w+-\d",
            "aws-cn": r"cn-\w+-\d",
            "aws-eusc": r"eusc-\w+-\d",
            "aws-us-gov": r"us-gov-\w+-\d",
            "aws-iso": r"us-iso-\w+-\d",
            "aws-iso-b": r"us-isob-\w+-\d",
            "aws-iso-f": r"us-isof-\w+-\d",
        }.items()
    }

    emulated = catalogue.emulation_catalogue({"partitions": partitions, "services": services})

    assert list(emulated["partitions"]) == ["aws", "aws-cn", "aws-eusc", "aws-iso", "aws-iso-b", "aws-us-gov"]
    assert emulated["services"] == {
        "lambda": {
            "private_names": {"*": ["lambda"], "aws-cn": ["cn"], "cn-north-1": []},
            "home": {"aws": "us-east-1"},
        },
        "s3": {"types": ["Gateway", "Interface"], "cross_region": True},
        "q": {"names": {"*": "aws.api.q", "aws-cn": "cn"}},
        "iot": {"policy": False, "address_types": ["ipv4"]},
    }


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"client": "lamda"}, "catalogue.toml: x: botocore has no client 'lamda'"),
        (
            {"client": "lambda", "host_prefix": "sync-"},
            "catalogue.toml: x: no operation of lambda has the host prefix 'sync-'",
        ),
        (
            {"client": "neptune-graph"},
            "catalogue.toml: x: botocore resolves no endpoint for neptune-graph; it may need `params`",
        ),
    ],
)
def test_fault_in_table_ends_the_script(given: dict[str, str], message: str) -> None:
    table = {"aliases": {}, "prefixes": {}, "services": {"X": {"x": given}}}

    with pytest.raises(SystemExit) as caught:
        catalogue.generator_catalogue(table, catalogue.Botocore())

    assert caught.value.code == message


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            {"aliases": {"y": ["z"]}, "prefixes": {}, "services": {"X": {"x": {}}}},
            "catalogue.toml: aliases or prefixes name unknown services: z",
        ),
        (
            {"aliases": {}, "prefixes": {}, "services": {"X": {"x": {}}, "Y": {"x": {}}}},
            "catalogue.toml: more than once: x",
        ),
    ],
)
def test_contradictory_table_ends_the_script(table: dict[str, Any], message: str) -> None:
    with pytest.raises(SystemExit) as caught:
        catalogue.entries(table)

    assert caught.value.code == message
