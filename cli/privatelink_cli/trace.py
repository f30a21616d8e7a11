"""`privatelink trace`: the way of a connection on LocalStack, hop by hop, and what stops it."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated, Any

import typer

from privatelink_cli.answer import Format, FormatOption, Status, columns, reply
from privatelink_cli.plane import PLACE, PLACE_HELP, GroupOption, attached, client_data, client_text, plane

if TYPE_CHECKING:
    from privatelink_cli import traffic_data
    from privatelink_localstack.dataplane.state.model import Interface
    from privatelink_localstack.dataplane.state.trace import Trace

_HTTPS = 443
_LAST_PORT = 65535


def _destination(text: str) -> tuple[str, int]:
    """Return a host and a port."""
    try:
        return str(ip_address(text)), _HTTPS  # Also an IPv6 address, whose colons are no port.
    except ValueError:
        pass
    host, colon, port = text.rpartition(":")
    if not colon:
        host, port = text, str(_HTTPS)
    host = host.removeprefix("[").removesuffix("]").removesuffix(".")
    if not host or not (port.isascii() and port.isdecimal()) or not 1 <= int(port) <= _LAST_PORT:
        raise typer.BadParameter(f"{text!r} is not NAME or NAME:PORT, with a port from 1 to {_LAST_PORT}")
    return host, int(port)


def trace(
    destination: Annotated[
        Any,
        typer.Argument(
            metavar="NAME[:PORT]",
            parser=_destination,
            help="Where to: a name as the VPC's resolver knows it, or an address. Without a port: 443.",
        ),
    ],
    source: Annotated[
        str,
        typer.Option("--from", metavar=PLACE, help=f"Where the client is: {PLACE_HELP}", show_default=False),
    ],
    group: GroupOption = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Show the way of a connection, and what stops it.

    On LocalStack, hop by hop, for TCP. Nothing is sent. The exit code is 2 where the connection does not arrive.
    Needs the extra [localstack].
    """
    host, port = destination
    with plane() as way:
        interface = attached(way, source, group)
        found = way[0].trace(interface.id, host, port)
    arrives = found.stopped is None
    return reply(
        "trace",
        output_format,
        _data(interface, host, port, found),
        _text(interface, host, port, found),
        status=Status.OK if arrives else Status.FAILED,
    )


def _data(interface: Interface, host: str, port: int, found: Trace) -> traffic_data.Traced:
    return {
        "client": client_data(interface),
        "host": host,
        "port": port,
        "arrives": found.stopped is None,
        "hops": [
            {
                "step": str(each.step),
                "subject": each.subject,
                "allowed": not each.stops,
                "reason": each.stops or None,
                "note": each.note or None,
            }
            for each in found.hops
        ],
        "targets": [
            {
                "load_balancer": each.balancer,
                "source": str(each.node),
                "target_group": each.group,
                "vpc": each.vpc,
                "address": str(each.address),
                "port": each.port,
                "protocol": each.protocol,
                "proxy_protocol": each.proxy_protocol,
                "health": each.health,
            }
            for each in found.ways
        ],
    }


def _text(interface: Interface, host: str, port: int, found: Trace) -> Iterator[str]:
    yield f"from {client_text(interface)}"
    yield f"to {host} port {port}"
    yield ""
    yield from columns(
        (str(each.step), "stops" if each.stops else "allows", f"{each.subject}{_remark(each.stops or each.note)}")
        for each in found.hops
    )
    yield ""
    stopped = found.stopped
    yield f"does not arrive: {stopped.step}: {stopped.stops}" if stopped else "arrives"


def _remark(text: str) -> str:
    return f": {text}" if text else ""
