"""`privatelink accounts`: show what the aliases of the sandbox resolve to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from privatelink_cli.answer import Format, FormatOption, Status, columns, reply
from privatelink_cli.options import SandboxOption

if TYPE_CHECKING:
    from privatelink_cli import data
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
    The exit code is 2 where a run would refuse an account. Needs the extra [harness].
    """
    from privatelink_generator.load import load

    loaded = load(spec) if spec else None
    from privatelink_harness.targets.sandbox import inventory

    entries = inventory.look((spec.parent if spec else Path()).absolute(), tuple(sandbox or ()), loaded)
    status = Status.FAILED if any(entry.refusal for entry in entries) else Status.OK
    rows = [[e.alias, e.account.account_id, e.account.region, e.account.arn, e.account.found_by] for e in entries]
    refusals = [f"refused: {entry.refusal}" for entry in entries if entry.refusal]
    return reply(
        "accounts",
        output_format,
        {"accounts": [_data(entry) for entry in entries]},
        [*columns(rows), *refusals],
        status=status,
    )


def _data(entry: Entry) -> data.SandboxAccount:
    account = entry.account
    return {
        "alias": entry.alias,
        "id": account.account_id,
        "arn": account.arn,
        "region": account.region,
        "found_by": account.found_by,
        "refusal": entry.refusal,
    }
