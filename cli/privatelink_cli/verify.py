"""`privatelink verify`: check an applied stack against its spec."""

from __future__ import annotations

from typing import Annotated

import typer

from privatelink_cli.answer import Format, FormatOption
from privatelink_cli.options import (
    AccountOption,
    ConnectionsOption,
    JunitOption,
    OnlyOption,
    RegionOption,
    ReportOption,
    SandboxOption,
    SpecArgument,
    StackArgument,
    TargetChoice,
    TargetOption,
    check_traffic,
)
from privatelink_cli.runs import find_properties, recorded, reply_with_report


def verify(
    spec: SpecArgument,
    directory: StackArgument,
    module: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Check only this module of the stack.", show_default=False),
    ] = None,
    target: TargetOption = TargetChoice.LOCALSTACK,
    sandbox: SandboxOption = None,
    only: OnlyOption = None,
    account: AccountOption = None,
    region: RegionOption = None,
    traffic: ConnectionsOption = None,
    junit: JunitOption = None,
    reports: ReportOption = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Check an applied stack against its spec.

    The stack is one that `test --keep` left, or a root module that you applied to the target. Its endpoints are looked
    for in the accounts and Regions that its state tells; --account and --region narrow that down.
    The exit code is 2 where a check fails. Needs the extras [harness,localstack].
    """
    from privatelink_generator.load import load

    setting = check_traffic(traffic, target)
    loaded = load(spec)
    properties = find_properties(only)
    from privatelink_harness.runs import applied
    from privatelink_harness.runs.progress import Silent

    with recorded(Silent(), reports) as recorder:
        report = applied.verify(
            loaded,
            directory,
            recorder,
            target=target.value,
            module=module,
            account=account,
            region=region,
            only=properties,
            beside=spec.parent,
            flags=sandbox or (),
            traffic=setting,
        )
    return reply_with_report("verify", report, junit, output_format)
