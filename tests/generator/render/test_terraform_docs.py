"""The tables of a README are those of terraform-docs: `README.md` beside the module is its output, release 0.24.0."""

from __future__ import annotations

from pathlib import Path

from privatelink_generator.render import readback, terraform_docs

MODULE = Path(__file__).parent / "terraform-docs"


def _tables(text: str) -> str:
    return terraform_docs.tables(readback.read({"main.tf": text}, ()), ">= 5.83, < 7.0")


def test_tables_are_what_terraform_docs_writes() -> None:
    expected = (MODULE / "README.md").read_text(encoding="utf-8")

    assert _tables((MODULE / "main.tf").read_text(encoding="utf-8")) == expected


def test_module_without_blocks_says_so() -> None:
    assert [line for line in _tables("").splitlines() if line.startswith("No ")] == [
        "No providers.",
        "No modules.",
        "No resources.",
        "No inputs.",
        "No outputs.",
    ]


def test_bar_and_tag_in_a_block_end_neither_cell_nor_text() -> None:
    text = _tables('variable "x" {\n  type    = list(string)\n  default = ["a|b", "<b>"]\n}\n')

    assert '<pre>[<br/>  "a\\|b",<br/>  "&lt;b>"<br/>]</pre>' in text
