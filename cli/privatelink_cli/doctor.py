"""`privatelink doctor`: say what the harness needs on this machine and what is there."""

from __future__ import annotations

import typer

from privatelink_cli.answer import Format, FormatOption, envelope
from privatelink_cli.runs import answering


def doctor(output_format: FormatOption = Format.TEXT) -> int:
    """Say what was found where, and what to do about what was not. Exit code 1 if something needed is missing."""
    with answering("doctor", output_format):
        from dataclasses import asdict

        from privatelink_harness.doctor import diagnose

        findings = diagnose()
    missing = any(finding.status == "missing" for finding in findings)
    if output_format is Format.JSON:
        envelope("doctor", "failed" if missing else "ok", {"findings": [asdict(finding) for finding in findings]})
        return int(missing)
    width = max(len(finding.name) for finding in findings)
    for finding in findings:
        typer.echo(f"{finding.status:<8} {finding.name:<{width}}  {finding.found}")
        if finding.way_out:
            typer.echo(f"{'':<8} {'':<{width}}  {finding.way_out}")
    return int(missing)
