"""`privatelink doctor`: what runs need on this machine, what is there, and what to do about the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from privatelink_cli.answer import Format, FormatOption, Status, columns, reply

if TYPE_CHECKING:
    from privatelink_cli.data import Finding


def doctor(output_format: FormatOption = Format.TEXT) -> int:
    """Show what runs need on this machine, and what is missing.

    Nothing is installed, started or changed. The exit code is 2 where something needed is missing.
    """
    from privatelink_harness.doctor import diagnose

    findings: list[Finding] = [
        {"name": finding.name, "status": finding.status, "found": finding.found, "hint": finding.way_out or None}
        for finding in diagnose()
    ]
    missing = any(finding["status"] == "missing" for finding in findings)
    return reply(
        "doctor",
        output_format,
        {"findings": findings},
        columns(_rows(findings)),
        status=Status.FAILED if missing else Status.OK,
    )


def _rows(findings: Sequence[Finding]) -> Iterator[tuple[str, ...]]:
    for finding in findings:
        yield finding["status"], finding["name"], finding["found"]
        if finding["hint"]:
            yield "", "", finding["hint"]
