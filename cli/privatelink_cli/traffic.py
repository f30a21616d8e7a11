"""`privatelink traffic`: connections and bytes of each endpoint on LocalStack."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from privatelink_cli.answer import ExitCode, Format, FormatOption, columns, reply
from privatelink_cli.plane import plane

if TYPE_CHECKING:
    from rich.table import Table

    from privatelink_cli.traffic_data import Flow
    from privatelink_localstack.dataplane.client import Client
    from privatelink_localstack.dataplane.state.model import AwsEndpoint

OnceOption = Annotated[bool, typer.Option("--once", help="Print the table once, as also where no terminal is.")]

type _Number = Literal["active", "opened", "refused", "reset", "forgotten", "sent", "received"]

_SECOND = 1.0
_NUMBERS: dict[_Number, str] = {
    "active": "open",
    "opened": "opened",
    "refused": "refused",
    "reset": "reset",
    "forgotten": "idle",
    "sent": "sent",
    "received": "received",
}
"""The heading of each count."""
_RATE = "now/s"
_COUNTS: tuple[_Number, ...] = ("active", "opened", "refused", "reset", "forgotten")
_ROUNDED = 999.5
"""What three digits no longer hold."""
_ID, _WIDE = 22, 140
"""Characters of an endpoint's ID, and of a terminal with room for all columns."""


def traffic(
    once: OnceOption = False,  # noqa: FBT002 (typer's way)
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Show connections and bytes of each endpoint on LocalStack.

    On a terminal the table is live until Ctrl-C. Counts are since the endpoint exists. Needs the extra [localstack].
    """
    with plane() as (client, _):
        if not once and output_format is Format.TEXT and sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
            return _live(client)
        flows = _read(client)
    return reply("traffic", output_format, {"endpoints": flows}, _text(flows))


def _live(client: Client) -> int:
    from rich.live import Live

    ended, before = threading.Event(), _read(client)
    with Live(auto_refresh=False) as live:
        live.update(_table(before, {}, live.console.width), refresh=True)
        try:
            while not ended.wait(_SECOND):
                flows = _read(client)
                live.update(
                    _table(flows, {each["endpoint"]: _bytes(each) for each in before}, live.console.width), refresh=True
                )
                before = flows
        except KeyboardInterrupt:  # The way to end it: no error.
            pass
    return ExitCode.DONE


def _read(client: Client) -> list[Flow]:
    """Return what went through all endpoints, by ID; those without traffic too."""
    records, counted = client.records(), client.traffic()
    customers = [(each.id, each.vpc, each.service, each.open) for each in records.endpoints.values()]
    aws = [
        (each.id, each.vpc, _served(each), each.open)
        for each in records.aws_endpoints.values()
        if each.interfaces != (each.id,)  # A gateway has no network interface.
    ]
    return [
        _flow(key, vpc, service, is_open=is_open, counted=counted.get(key, {}))
        for key, vpc, service, is_open in sorted(customers + aws)
    ]


def _served(endpoint: AwsEndpoint) -> str:
    """Return the name that an AWS service's endpoint is for."""
    return next((name for own in endpoint.tls.certificates for name in own.names), "")


def _flow(endpoint: str, vpc: str, service: str, *, is_open: bool, counted: Mapping[str, int]) -> Flow:
    return {
        "endpoint": endpoint,
        "vpc": vpc,
        "service": service,
        "available": is_open,
        "active": counted.get("active", 0),
        "opened": counted.get("opened", 0),
        "refused": counted.get("refused", 0),
        "reset": counted.get("reset", 0),
        "forgotten": counted.get("forgotten", 0),
        "sent": counted.get("sent", 0),
        "received": counted.get("received", 0),
    }


def _text(flows: Sequence[Flow]) -> list[str]:
    if not flows:
        return ["There are no interface endpoints."]
    return columns([("endpoint", "VPC", "service", *_NUMBERS.values()), *(_cells(each) for each in flows)])


def _cells(flow: Flow) -> tuple[str, ...]:
    state = "" if flow["available"] else " (not available)"
    return (f"{flow['endpoint']}{state}", flow["vpc"], flow["service"], *(str(flow[each]) for each in _NUMBERS))


def _table(flows: Sequence[Flow], before: Mapping[str, int], width: int) -> Table:
    """Return a table for people, who see what flows now. A narrow one has the endpoints' IDs and counts alone.

    Parameters:
        before: bytes by endpoint, a second ago.
    """
    from rich import box
    from rich.table import Table

    names = ("endpoint", "VPC", "service") if width >= _WIDE else ("endpoint",)
    table = Table(box=box.SIMPLE_HEAD, title="Ctrl-C ends", title_justify="left", title_style="dim", padding=0)
    for each in names:
        table.add_column(each, overflow="fold", min_width=_ID)
    for heading in (*_NUMBERS.values(), _RATE):
        table.add_column(heading, justify="right", no_wrap=True)
    for flow in flows:
        moved = _bytes(flow) - before.get(flow["endpoint"], _bytes(flow))
        counts = (str(flow[each]) for each in _COUNTS)
        sizes = (_size(each) for each in (flow["sent"], flow["received"], max(moved, 0)))
        cells = (*_cells(flow)[: len(names)], *counts, *sizes)
        table.add_row(*cells, style=None if moved or flow["active"] else "dim")
    return table


def _size(count: int) -> str:
    """Return a number of bytes in at most 7 characters."""
    size, unit = float(count), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if size >= _ROUNDED:
            size, unit = size / 1000, larger
    return f"{size:.3g} {unit}"


def _bytes(flow: Flow) -> int:
    return flow["sent"] + flow["received"]
