"""`privatelink accounts`: show what the aliases of the sandbox resolve to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from privatelink_cli.answer import Format, FormatOption, Status, columns, reply
from privatelink_cli.options import SandboxOption

if TYPE_CHECKING:
    from privatelink_cli import accounts_data as shapes
    from privatelink_harness.targets.sandbox.inventory import Entry


def accounts(
    spec: Annotated[
        Path | None, typer.Argument(metavar="SPEC", help="Its directory has the privatelink.toml.", show_default=False)
    ] = None,
    sandbox: SandboxOption = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Show what the accounts of the sandbox resolve to.

    Nothing is changed. Each account is asked for its identity; one on the allow-list also for its names and Regions.
    The exit code is 2 where a run would refuse one. Needs the extra [harness].
    """
    from privatelink_generator.load import load

    loaded = load(spec) if spec else None
    from privatelink_harness.targets.sandbox import inventory

    entries = inventory.look((spec.parent if spec else Path()).absolute(), tuple(sandbox or ()), loaded)
    status = Status.FAILED if any(entry.findings.refusal for entry in entries) else Status.OK
    return reply(
        "accounts", output_format, {"accounts": [_data(entry) for entry in entries]}, _lines(entries), status=status
    )


def _lines(entries: list[Entry]) -> list[str]:
    rows = [
        [
            entry.alias,
            entry.account.account_id,
            ",".join(entry.regions),
            entry.findings.names.alias or "-",
            entry.account.arn,
            entry.account.found_by,
        ]
        for entry in entries
        if entry.account
    ]
    unread = [
        f"not compared: account {entry.alias}: its identity may not call {', '.join(entry.findings.unread)}"
        for entry in entries
        if entry.findings.unread
    ]
    refusals = [error for entry in entries if (error := entry.findings.refusal)]
    hints = dict.fromkeys(f"hint: {error.hint}" for error in refusals if error.hint)
    return [*columns(rows), *unread, *(f"refused: {error.message}" for error in refusals), *hints]


def _data(entry: Entry) -> shapes.SandboxAccount:
    account, findings = entry.account, entry.findings
    return {
        "alias": entry.alias,
        "id": account.account_id if account else None,
        "arn": account.arn if account else None,
        "region": next(iter(entry.regions), None),
        "found_by": account.found_by if account else None,
        "regions": list(entry.regions),
        "account_alias": findings.names.alias,
        "organizational_units": list(findings.names.units),
        "unread": list(findings.unread),
        "refusal": findings.refusal.message if findings.refusal else None,
    }
