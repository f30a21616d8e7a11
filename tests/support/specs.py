"""Specs to start from, and the loader's messages about a text."""

from __future__ import annotations

from privatelink_generator.errors import SpecError
from privatelink_generator.load import loads, reads
from privatelink_generator.patterns.consumer.model import ConsumerSpec

HEAD = "version: 1\npattern: consumer\nname: core\n"
SMALL = f"{HEAD}endpoints:\n  lambda: {{service: lambda}}\n"
"""A spec of one endpoint."""

MARK = "§"


def faults(text: str) -> list[str]:
    """Return the messages about a spec's text; a fault at the place marked with § starts with §, not with its place."""
    try:
        loads(text.replace(MARK, ""), "s.yaml")
    except SpecError as error:
        return [str(fault).replace(f"{_mark(text)}: ", MARK) for fault in error.faults]
    return []


def notes(text: str) -> list[str]:
    """Return the notes about a valid spec's text, likewise."""
    return [str(note).replace(f"{_mark(text)}: ", MARK) for note in reads(text.replace(MARK, ""), "s.yaml").notes]


def _mark(text: str) -> str:
    """Return the place that is marked with §."""
    line = text[: text.find(MARK)].count("\n") + 1 if MARK in text else 0
    return f"s.yaml:{line}:{text.find(MARK) - text.rfind('\n', 0, max(text.find(MARK), 0))}"


def consumer_spec(text: str, file: str = "core.yaml") -> ConsumerSpec:
    """Return the consumer spec of a text."""
    spec = loads(text, file)
    assert isinstance(spec, ConsumerSpec)
    return spec
