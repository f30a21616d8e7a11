"""docs/commands.md names every command, exit code and error code."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from privatelink_cli.answer import ErrorCode, ExitCode, Status
from privatelink_generator.aws.services import services
from tests.support.answers import registered
from tests.support.paths import ROOT

PAGE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def _column(*head: str) -> list[str]:
    """Return the first cells of the table that starts with these titles."""
    table = PAGE.partition(f"| {' | '.join(head)} |")[2].partition("\n\n")[0]
    return [row.split("|")[1].strip().strip("`") for row in table.splitlines()[2:]]


def test_every_command_is_documented() -> None:
    cells = " ".join(_column("command", "what it does", "needs"))
    words = set(re.findall(r"[a-z-]+", cells))

    assert {word for name in registered() for word in name.split()} <= words


def test_help_names_the_extras_that_the_page_names(command: Callable[..., Any]) -> None:
    table = PAGE.partition("| command | what it does | needs |")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in row.strip("|").split(" | ")] for row in table.splitlines()[2:]]
    needs: dict[str, str] = {}
    for row in rows:
        first, *others = re.findall(r"(?<!-)\b[a-z][a-z-]+", row[0])
        is_group = first in {"localstack", "aws-provider"}
        needs |= dict.fromkeys([f"{first} {each}" for each in others] if is_group else [first], row[-1].strip("` |"))

    for name in registered():
        expected = needs[name]
        helped = " ".join(command(*name.split(), "--help").out.split())
        assert re.findall(r"Needs the extras? (\[[a-z,]+\])", helped) == [expected] * bool(expected), name


def test_every_error_code_is_documented() -> None:
    assert _column("`error.code`", "meaning") == [code.value for code in ErrorCode]


def test_every_exit_code_is_documented() -> None:
    assert {int(cell) for cell in _column("code", "meaning", "status in JSON")} == {code.value for code in ExitCode}


@pytest.mark.parametrize("status", Status)
def test_every_status_is_documented(status: Status) -> None:
    assert f"| `{status}` |" in PAGE


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/*.md"))], ids=str
)
def test_links_lead_to_files(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", ["README.md", "docs/catalogue.md"])
def test_number_of_services_is_that_of_the_catalogue(page: str) -> None:
    named = re.findall(r"(\d+) (?:AWS )?services", (ROOT / page).read_text(encoding="utf-8"))

    assert str(len(services())) in named


def test_no_page_has_marks_of_an_unresolved_merge() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("templates/**/*.jinja")]
    marked = re.compile(r"^(?:<{7} |={7}$|>{7} )", re.MULTILINE)

    assert [page for page in pages if marked.search(page.read_text(encoding="utf-8"))] == []


def test_folders_of_contributing_exist() -> None:
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("| a change of |")[2].partition("\n\n")[0]
    folders = [row.split("|")[2].strip().strip("`") for row in table.splitlines()[2:]]

    assert len(folders) > 15
    assert [folder for folder in folders if not (ROOT / folder).is_dir()] == []


def test_readme_repeats_the_measured_figures() -> None:
    page = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")

    def seconds(title: str) -> float:
        match = re.search(rf"^\| {re.escape(title)} \| ([\d.]+) s \|", page, re.MULTILINE)
        assert match, title
        return float(match[1])

    module, ready = seconds("validate and generate one module"), seconds("LocalStack from nothing to healthy")
    trimmed = seconds("`privatelink test` of the demo, trimmed AWS provider")
    official = seconds("`privatelink test` of the demo, official AWS provider")
    connections = seconds("… how much longer with its connections")
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())

    assert (
        f"a module in {module:.1f} s, LocalStack ready in {ready:.1f} s, the run above in {trimmed:.1f} s with the "
        f"trimmed AWS provider and {official:.0f} s with the official one, and {connections:.1f} s more for its "
        "connections"
    ) in readme
