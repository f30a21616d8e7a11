"""scripts/catalogue.py: the committed catalogue is current, and faults in the table are told."""

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
    """The maintainer's script as a module."""
    spec = importlib.util.spec_from_file_location("maintainers_catalogue", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # Its dataclasses look themselves up.
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_the_committed_catalogue_is_current(script: ModuleType) -> None:
    assert script.main(["--check"]) == 0


def test_check_answers_2_for_an_outdated_catalogue(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outdated = tmp_path / "catalogue.json"
    outdated.write_text("{}\n", encoding="utf-8")
    monkeypatch.setattr(script, "TARGET", outdated)
    monkeypatch.setattr(script, "build", lambda *_: {"services": {"lambda": {}}})

    assert (script.main(["--check"]), outdated.read_text(encoding="utf-8")) == (2, "{}\n")


def test_the_script_writes_a_line_for_each_service(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "catalogue.json"
    monkeypatch.setattr(script, "TARGET", target)
    monkeypatch.setattr(script, "build", lambda *_: {"about": "…", "services": {"a": {"dns": {}}, "b": {}}})

    status = script.main([])

    written = '{\n  "about": "…",\n  "services": {\n    "a": {"dns": {}},\n    "b": {}\n  }\n}\n'
    assert (status, target.read_text(encoding="utf-8"), list(tmp_path.iterdir())) == (0, written, [target])


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
def test_a_fault_in_the_table_ends_the_script(script: ModuleType, given: dict[str, str], message: str) -> None:
    table = {"aliases": {}, "prefixes": {}, "services": {"X": {"x": given}}}

    with pytest.raises(SystemExit) as caught:
        script.build(table, script.Botocore())

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
def test_a_table_that_contradicts_itself_ends_the_script(
    script: ModuleType, table: dict[str, Any], message: str
) -> None:
    with pytest.raises(SystemExit) as caught:
        script.entries(table)

    assert caught.value.code == message
