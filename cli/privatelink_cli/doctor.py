"""`privatelink doctor`: what runs need on this machine, what is there, and what to do about the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from privatelink_cli.answer import Format, FormatOption, Status, columns, reply

if TYPE_CHECKING:
    from privatelink_cli import data
    from privatelink_harness.clients.keepalive import KeepAlive
    from privatelink_harness.finding import Finding


def doctor(
    *,
    client: Annotated[
        bool, typer.Option("--client", help="Measure a boto3 client instead: would a long invocation survive?")
    ] = False,
    pid: Annotated[
        int | None,
        typer.Option(
            metavar="PID",
            min=1,
            help="With --client: read the connections of this running process.",
            show_default=False,
        ),
    ] = None,
    function: Annotated[
        str | None,
        typer.Option(
            metavar="MODULE:NAME",
            help="With --client: measure the Lambda client that this function of yours returns.",
            show_default=False,
        ),
    ] = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Show what runs need on this machine, and what is missing.

    Nothing is installed or changed. With --client it tells what becomes of a synchronous Lambda invocation through an
    endpoint, which cuts a connection after 350 seconds of silence; nothing leaves this machine.
    The exit code is 2 where something needed is missing, or an invocation would be cut. Needs the extra [harness].
    """
    for name, value in (("--pid", pid), ("--function", function)):
        if value is not None and not client:
            raise typer.BadParameter("it is a part of --client; add --client", param_hint=name)
    if pid is not None and function is not None:
        raise typer.BadParameter("--function measures a client of this process; leave --pid out", param_hint="--pid")
    answer: data.Diagnosis = {"findings": [], "client": None, "connections": None}
    if pid is not None:
        findings = _process(pid, answer)
    elif client:
        findings = _client(answer, function)
    else:
        from privatelink_harness.doctor import diagnose

        findings = diagnose()
    answer["findings"] = [
        {"name": finding.name, "status": finding.status, "found": finding.found, "hint": finding.way_out or None}
        for finding in findings
    ]
    bad = any(finding["status"] in {"missing", "failed"} for finding in answer["findings"])
    return reply(
        "doctor",
        output_format,
        answer,
        columns(_rows(answer["findings"])),
        status=Status.FAILED if bad else Status.OK,
    )


def _client(answer: data.Diagnosis, function: str | None) -> Iterable[Finding]:
    """Measure the client of a function, or else of the environment; put it into the answer, and return the findings."""
    from privatelink_harness.clients.boto import client_of_environment, client_of_function, library, measure
    from privatelink_harness.clients.findings import client_findings

    measured = measure(client_of_function(function) if function else client_of_environment)
    answer["client"] = {
        "library": library(),
        "profile": measured.profile,
        "read_timeout": measured.read_timeout,
        "attempts": measured.attempts,
        "retry_mode": measured.retry_mode,
        "proxy": measured.proxy,
        "keep_alive": _keep_alive(measured.keep_alive),
        "survives": measured.survives,
    }
    return client_findings(measured, library())


def _process(pid: int, answer: data.Diagnosis) -> Iterable[Finding]:
    """Read a process's connections, put them into the answer, and return the findings."""
    from privatelink_harness.clients.findings import connection_findings
    from privatelink_harness.clients.process import connections

    found = connections(pid)
    answer["connections"] = [
        {"local": each.local, "remote": each.remote, "keep_alive": _keep_alive(each.keep_alive)} for each in found
    ]
    return connection_findings(pid, found)


def _keep_alive(options: KeepAlive) -> data.KeepAlive:
    return {
        "enabled": options.enabled,
        "idle": options.idle,
        "interval": options.interval,
        "count": options.count,
        "next_probe": options.next_probe,
        "survives": options.survives,
    }


def _rows(findings: Sequence[data.Finding]) -> Iterator[tuple[str, ...]]:
    for finding in findings:
        yield finding["status"], finding["name"], finding["found"]
        if finding["hint"]:
            yield "", "", finding["hint"]
