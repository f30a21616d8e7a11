"""`privatelink matrix`: the jobs that a CI system spreads a fleet over."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from privatelink_cli.answer import Format, FormatOption, reply
from privatelink_cli.options import SpecsArgument


class SystemChoice(StrEnum):
    """A CI system."""

    GITHUB = "github"
    GITLAB = "gitlab"


def matrix(
    specs: SpecsArgument,
    *,
    system: Annotated[SystemChoice, typer.Option("--for", help="The CI system.")] = SystemChoice.GITHUB,
    shards: Annotated[
        int | None, typer.Option(min=1, help="Number of jobs. [default: one for each spec]", show_default=False)
    ] = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Print the jobs that a CI system spreads a fleet over.

    For GitHub Actions a matrix in one line, for GitLab a child pipeline. Needs the extra [harness].
    """
    from privatelink_harness.fleets import matrix as jobs

    text = jobs.matrix(specs, system.value, shards=shards)
    return reply("matrix", output_format, {"system": system.value, "jobs": json.loads(text)}, [text])
