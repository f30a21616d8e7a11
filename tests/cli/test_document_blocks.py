"""Code blocks of the documents: each is a fence with a language, and one that fails fails its test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from sybil import Document, Example

from tests.support import documents
from tests.support.paths import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


@pytest.fixture
def namespace() -> Iterator[dict[str, Any]]:
    """What the blocks of one document share."""
    shared: dict[str, Any] = {}
    documents.enter(shared)
    yield shared
    documents.leave(shared)


def _fault(text: str, namespace: dict[str, Any]) -> str | None:
    """Return the fault of the last block of a document, after the blocks before it."""
    document = Document(text, "page.md")
    fault = None
    for region in documents.parse(document):
        fault = documents.evaluate(Example(document, line=1, column=1, region=region, namespace=namespace))
    return fault


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_code_blocks_are_fences_with_a_language(page: Path) -> None:
    blocks = [
        token
        for token in MarkdownIt("commonmark").parse(page.read_text(encoding="utf-8"))
        if token.type in {"code_block", "fence"}
    ]

    assert [block.content for block in blocks if block.info.strip() not in documents.LANGUAGES] == []


@pytest.mark.process
@pytest.mark.parametrize(
    "text",
    [
        "```sh\nfalse\n```\n",
        "```sh\nfalse | true\n```\n",
        "```sh\necho $NO_SUCH_VARIABLE\n```\n",
        "<!-- exit code: 2 -->\n```sh\ntrue\n```\n",
        "```python\nassert False\n```\n",
        "```python\ndef test_sample():\n    assert False\n```\n",
        "```console\n$ true\n```\n",
    ],
)
def test_block_that_fails_is_a_fault(text: str, namespace: dict[str, Any]) -> None:
    assert _fault(text, namespace)


@pytest.mark.parametrize("text", ["```json\n{\n```\n", "```hcl\nresource {{\n```\n", "```yaml\nendpoints: 1\n```\n"])
def test_block_that_does_not_parse_raises(text: str, namespace: dict[str, Any]) -> None:
    with pytest.raises(Exception, match=r"."):
        _fault(text, namespace)


@pytest.mark.process
def test_next_block_has_variables_and_directory(namespace: dict[str, Any]) -> None:
    page = "```sh\nmkdir part\ncd part\nPLACE=here\n```\n```sh\n[ $PLACE = here ]\n[ ${PWD##*/} = part ]\n```\n"

    assert _fault(page, namespace) is None


@pytest.mark.process
def test_blocks_run_in_a_home_of_their_own(namespace: dict[str, Any]) -> None:
    assert _fault("```sh\ntouch ~/mine\n```\n", namespace) is None
    assert (namespace["home"] / "mine").exists()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_block_that_runs_changes_what_others_share(page: Path) -> None:
    """Builds of the AWS provider are the machine's, and the checkout is its owner's."""
    blocks = [region.parsed for region in documents.parse(Document(page.read_text(encoding="utf-8"), str(page)))]
    shared = re.compile(r"aws-provider (?:build|remove)|\bmake \w|pip install|sysctl|docker")

    assert [block.text for block in blocks if block.language == "sh" and shared.search(block.text)] == []
