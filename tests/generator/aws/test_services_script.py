"""scripts/catalogue.py: the committed catalogues are current, and faults in the table end the script."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

SCRIPT = ROOT / "scripts" / "catalogue.py"


@pytest.fixture
def script() -> Iterator[ModuleType]:
    """Import the maintainers' script as a module."""
    spec = importlib.util.spec_from_file_location("maintainers_catalogue", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # Its dataclasses look themselves up.
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_committed_catalogues_are_current(script: ModuleType) -> None:
    assert script.main(["--check"]) == 0


def test_check_of_outdated_catalogue_exits_with_2_and_writes_nothing(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    current, outdated = tmp_path / "current.json", tmp_path / "outdated.json"
    current.write_text("new", encoding="utf-8")
    outdated.write_text("old", encoding="utf-8")
    monkeypatch.setattr(script, "files", lambda: {current: "new", outdated: "new"})

    status = script.main(["--check"])

    assert (status, outdated.read_text(encoding="utf-8")) == (2, "old")
    assert capsys.readouterr().err == "outdated.json is outdated: run scripts/catalogue.py\n"


def test_script_writes_every_catalogue(script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    monkeypatch.setattr(script, "files", lambda: {first: "a", second: "b"})

    status = script.main([])

    assert (status, first.read_text(encoding="utf-8"), second.read_text(encoding="utf-8")) == (0, "a", "b")
    assert sorted(tmp_path.iterdir()) == [first, second]


def test_render_writes_a_line_for_each_service(script: ModuleType) -> None:
    by_name = script.render({"about": "…", "services": {"a": {"dns": {}}, "b": {}}})
    listed = script.render({"services": [{"name": "a"}, {"name": "b"}]})

    assert by_name == '{\n  "about": "…",\n  "services": {\n    "a": {"dns": {}},\n    "b": {}\n  }\n}\n'
    assert listed == '{\n  "services": [\n    {"name": "a"},\n    {"name": "b"}\n  ]\n}\n'


def test_emulation_catalogue_has_the_names_of_partition_aws(script: ModuleType) -> None:
    services = {
        "lambda": {"kinds": ["interface"], "dns": {"*": ["lambda.{region}.{dns_suffix}"], "aws-cn": ["cn"]}},
        "s3": {"kinds": ["gateway", "interface"], "dns": {"*": ["s3.{region}.{dual_stack_suffix}"]}},
        "q": {"kinds": ["interface"], "service": {"*": "aws.api.{region}.q", "aws-cn": "cn"}, "dns": {}},
    }
    catalogue = {"partitions": {"aws": {"dns": "amazonaws.com", "dual_stack": "api.aws"}}, "services": services}

    assert script.emulation_catalogue(catalogue)["services"] == [
        {
            "name": "com.amazonaws.{region}.lambda",
            "kinds": ["Interface"],
            "private_names": ["lambda.{region}.amazonaws.com"],
        },
        {
            "name": "com.amazonaws.{region}.s3",
            "kinds": ["Gateway", "Interface"],
            "private_names": ["s3.{region}.api.aws"],
        },
        {"name": "aws.api.{region}.q", "kinds": ["Interface"], "private_names": []},
    ]


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
def test_fault_in_table_ends_the_script(script: ModuleType, given: dict[str, str], message: str) -> None:
    table = {"aliases": {}, "prefixes": {}, "services": {"X": {"x": given}}}

    with pytest.raises(SystemExit) as caught:
        script.generator_catalogue(table, script.Botocore())

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
def test_contradictory_table_ends_the_script(script: ModuleType, table: dict[str, Any], message: str) -> None:
    with pytest.raises(SystemExit) as caught:
        script.entries(table)

    assert caught.value.code == message
