"""Collects the code blocks of the documents as tests."""

from __future__ import annotations

from sybil import Sybil

from tests.support import documents

pytest_collect_file = Sybil(
    parsers=[documents.parse],
    patterns=["README.md", "CONTRIBUTING.md", "docs/*.md", "docs/**/*.md"],
    setup=documents.enter,
    teardown=documents.leave,
).pytest()
