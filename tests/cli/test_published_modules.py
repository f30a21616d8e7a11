"""The published modules: in step with their specs, and complete for a stranger who has nothing but their folder."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.paths import PUBLISHED, ROOT, SPEC_FILES, SPECS

SECTIONS = ["Usage", "Costs", "What to know", "Requirements", "Providers", "Modules", "Resources", "Inputs", "Outputs"]
"""What each README has, in this order, between sections of its own."""

MODULES = sorted(path for path in PUBLISHED.glob("*/*") if path.is_dir())


def _readme(module: Path) -> str:
    return (module / "README.md").read_text(encoding="utf-8")


def _names(paths: list[Path]) -> list[str]:
    return ["/".join(path.parts[-2:]) for path in paths]


@pytest.mark.parametrize("spec", SPEC_FILES, ids=lambda path: path.stem)
def test_published_module_matches_its_spec(
    spec: Path, command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)

    answer = command("generate", spec, "--check")

    assert (answer.code, answer.out) == (0, f"modules/{spec.parent.name}/{spec.stem}: matches its spec\n")


def test_every_published_module_has_a_spec() -> None:
    assert _names(MODULES) == [str(path.relative_to(SPECS).with_suffix("")) for path in SPEC_FILES]


def test_page_lists_every_published_module() -> None:
    page = (ROOT / "docs" / "published-modules.md").read_text(encoding="utf-8")

    assert sorted(re.findall(r"^\| `modules/([^`]+)` \|", page, re.MULTILINE)) == _names(MODULES)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_readme_has_every_section(module: Path) -> None:
    headings = re.findall(r"^## (.+)$", _readme(module), re.MULTILINE)

    assert [heading for heading in headings if heading in SECTIONS] == SECTIONS


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_readme_says_in_a_paragraph_what_the_module_makes(module: Path) -> None:
    _, title, paragraph, *_ = _readme(module).split("\n\n")

    assert title == f"# {module.name}"
    assert re.fullmatch(r"[A-Z].{40,}\.", paragraph)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_readme_names_where_a_stranger_gets_the_module(module: Path) -> None:
    folder = f"modules/{module.parent.name}/{module.name}"
    sources = re.findall(r"^\| [^|]+ \| `([^`]+)`", _readme(module).partition("| `source` |")[2], re.MULTILINE)[:3]

    assert sources == [
        f"./{folder}",
        f"git::https://HOST/OWNER/REPOSITORY.git//{folder}?ref=v1",
        f"HOST/NAMESPACE/{module.name}/aws",
    ]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_links_of_the_readme_lead_to_files_of_the_module(module: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)]+)\)", _readme(module))

    assert {"examples/minimal", "examples/complete"} <= set(links)
    assert [link for link in links if link.startswith("..") or not (module / link).exists()] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_module_has_the_layout_that_registries_ask_for(module: Path) -> None:
    files = {str(path.relative_to(module)) for path in module.rglob("*") if path.is_file()}
    expected = {"main.tf", "variables.tf", "outputs.tf", "versions.tf", "README.md", "examples/minimal/main.tf"}

    assert expected - files == set()
    assert [name for name in files if re.fullmatch(r"tests/[a-z-]+\.tftest\.hcl", name)] != []
    assert re.fullmatch(r"[a-z][a-z0-9-]*", module.name)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_calls_of_modules_stay_within_the_folder(module: Path) -> None:
    calls = [
        (path, source)
        for path in module.rglob("*.tf")
        for source in re.findall(r'^ +source += "(\.[^"]*)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
    ]

    assert [call for call in calls if not (call[0].parent / call[1]).resolve().is_relative_to(module)] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_descriptions_and_messages_need_no_spec(module: Path) -> None:
    texts = [
        text
        for path in module.rglob("*.tf")
        for text in re.findall(r'^ +(?:description|error_message) += "(.+)"$', path.read_text("utf-8"), re.MULTILINE)
    ]

    assert [text for text in texts if re.search(r"\bspec\b(?! and generate the module again)", text)] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_instances_of_data_sources_do_not_read_one_another(module: Path) -> None:
    """`self` reads all instances: "Missing pending object in plan" is Terraform's answer while it plans one of them."""
    blocks = [
        (path, block)
        for path in module.rglob("*.tf")
        for block in re.findall(r"^data .*? \{\n.*?^\}$", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    ]

    assert blocks != []
    assert [
        block for block in blocks if re.search(r"^  (for_each|count) ", block[1], re.MULTILINE) and "self." in block[1]
    ] == []
