"""`privatelink exec` and `privatelink shell`: commands inside a VPC of LocalStack's."""

from __future__ import annotations

import os
import pwd
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from privatelink_cli.answer import Format, FormatOption, Status, reply
from privatelink_cli.plane import PLACE, PLACE_HELP, GroupOption, attached, client_data, client_text, plane

_NOT_INSIDE = ("aws_endpoint_url", "localstack_endpoint", "http_proxy", "https_proxy", "all_proxy", "no_proxy")
"""Variables, in lower case, that lead around the VPC to what is not reachable from inside."""

PlaceArgument = Annotated[str, typer.Argument(metavar=PLACE, help=f"Where to be: {PLACE_HELP}", show_default=False)]


def execute(
    place: PlaceArgument,
    command: Annotated[
        list[str], typer.Argument(metavar="COMMAND...", help="The command, behind `--`.", show_default=False)
    ],
    group: GroupOption = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Run a command inside a VPC of LocalStack's.

    It has the VPC's names, routes and security groups. The exit code is the command's. What it leaves running ends with
    it. Needs the extra [localstack].
    """
    return _run("exec", place, group or (), command, output_format)


def shell(
    place: PlaceArgument,
    group: GroupOption = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Open your shell inside a VPC of LocalStack's.

    It has the VPC's names, routes and security groups. What it leaves running ends with it. Needs the extra
    [localstack].
    """
    return _run("shell", place, group or (), [_own_shell()], output_format)


def _run(name: str, place: str, groups: Sequence[str], words: Sequence[str], output_format: Format) -> int:
    from privatelink_cli.running import foreground, outcome, running

    with foreground():
        with plane() as way:
            interface = attached(way, place, groups, workload=True)
            if name == "shell":
                sys.stderr.write(f"In LocalStack: {client_text(interface)}. Leave with exit.\n")
                sys.stderr.flush()
            with (
                way[0].entrance(interface.id) as entrance,
                running(
                    entrance.command(*words),
                    entrance.descriptors,
                    _environment(),
                    quiet=output_format is not Format.TEXT,
                ) as process,
            ):
                code = outcome(process)
        process.wait()  # Where SIGTERM has not ended it, the end of its interface does.
    if output_format is Format.JSON:
        data = {"client": client_data(interface), "command": list(words), "exit_code": int(code)}
        reply(name, output_format, data, (), status=Status.FAILED if code else Status.OK)
    return code


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.lower().startswith(_NOT_INSIDE)}


def _own_shell() -> str:
    if own := os.environ.get("SHELL"):
        return own
    try:
        return pwd.getpwuid(os.getuid()).pw_shell or "/bin/sh"
    except KeyError:
        return "/bin/sh"
