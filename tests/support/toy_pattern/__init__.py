"""A pattern from outside the project: a note for each word, as a `terraform_data`, which needs no provider at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from privatelink_generator.patterns.base import Many, ResourceName, Spec
from privatelink_generator.patterns.pattern import Findings, Pattern
from privatelink_generator.patterns.registry import PATTERNS

TEMPLATES = Path(__file__).with_name("templates")
SPEC = "version: 1\npattern: toy\nname: notes\nwords: [alpha, beta]\n"


class ToySpec(Spec):
    """A module that keeps words."""

    pattern: Annotated[Literal["toy"], Field(description="toy: words that Terraform remembers.")]
    words: Many[ResourceName] = Field(description="The words, each once.")


@dataclass(frozen=True, slots=True)
class ToyView:
    """The view of the toy's templates."""

    spec: ToySpec

    def shout(self, word: str) -> str:
        """Return the word as a note holds it."""
        return f"{word.upper()}!"


def rules(spec: ToySpec) -> Findings:
    """Yield the words that appear twice."""
    for index, word in enumerate(spec.words):
        if word in spec.words[:index]:
            yield ("words", index), f"{word!r} appears twice; leave one out"


TOY = Pattern(
    name="toy",
    model=ToySpec,
    rules=rules,
    notes=lambda _: iter(()),
    view=ToyView,
    expects=lambda spec: {f"terraform_data.{word}" for word in spec.words},
    summary=lambda spec: f"{len(spec.words)} words",
    starter="words: [hello]\n",
)


@contextmanager
def registered() -> Iterator[None]:
    """Have the toy among the patterns."""
    PATTERNS[TOY.name] = TOY
    try:
        yield
    finally:
        del PATTERNS[TOY.name]
