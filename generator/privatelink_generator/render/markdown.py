"""Filters of pages in Markdown: cells of tables, and labels of Mermaid's diagrams."""

from __future__ import annotations

import re

_NOT_IN_LABELS = re.compile(r'["#<>&`\\{}]')


def cell(text: str) -> str:
    """Return the text as a cell of a Markdown table."""
    return re.sub(r"\s+", " ", text).replace("|", "\\|").strip()


def diagram(text: str) -> str:
    """Return the text for a quoted label of a diagram: no character of it is Mermaid's syntax, HTML or Markdown.

    Source: https://mermaid.js.org/syntax/flowchart.html, "Entity codes to escape characters".
    """
    return _NOT_IN_LABELS.sub(lambda match: f"#{ord(match[0])};", re.sub(r"\s+", " ", text))


FILTERS = {"cell": cell, "diagram": diagram}
