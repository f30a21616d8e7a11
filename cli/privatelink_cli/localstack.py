"""`privatelink localstack`: start, find and stop LocalStack without Docker."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from privatelink_cli.answer import Format, FormatOption, Status, columns, reply
from privatelink_cli.options import TrafficOption, traffic_setting
from privatelink_cli.streams import is_lost

if TYPE_CHECKING:
    from privatelink_cli import data
    from privatelink_localstack.runtime.instance import Instance

_MOST_LINES = 1_000_000_000
"""Of a log; no more fit into memory."""

app = typer.Typer(help="Start, find and stop LocalStack without Docker.\n\nIt listens on loopback only.")


@app.command()
def up(
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Listen on exactly this port.  [default: 4566 if free, else a free one]"),
    ] = None,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds that LocalStack has to answer.")] = 60.0,
    *,
    stock: Annotated[bool, typer.Option("--stock", help="Leave tf-privatelink's emulation out.")] = False,
    traffic: TrafficOption = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Start LocalStack, or use the one that runs.

    It stays until `down`. Needs the extra [localstack].
    """
    from privatelink_localstack.runtime.process import up as bring_up

    instance = bring_up(port=port, timeout=timeout, stock=stock, traffic=traffic_setting(traffic))
    origin = "yours" if instance.owner == "user" else "started" if instance.started else "was running already"
    return reply(
        "localstack up",
        output_format,
        {"instance": _instance(instance), "started": instance.started},
        [f"LocalStack {instance.version} answers at {instance.endpoint} ({origin})", *_about_proxies(instance)],
    )


def _about_proxies(instance: Instance) -> Iterator[str]:
    """Yield what people should know where proxies stand for namespaces."""
    found = _traffic(instance)
    if found and found["refusal"]:
        yield f"Traffic goes through proxies, which show less: {found['refusal']}; {found['way_out']}"


@app.command()
def down(
    *,
    force: Annotated[bool, typer.Option("--force", help="Stop it although a run uses it.")] = False,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Stop the LocalStack that `up` or a run started.

    One of your own is never stopped. Stacks that were kept in it are gone with it, and are listed.
    Needs the extra [localstack].
    """
    from privatelink_harness.stacks.directory import stacks_on
    from privatelink_localstack.runtime.process import down as take_down

    instance = take_down(force=force)
    stacks = [str(directory) for directory in stacks_on(instance.endpoint)] if instance else []
    return reply(
        "localstack down",
        output_format,
        {"stopped": _instance(instance) if instance else None, "stacks": stacks},
        _stopped(instance, stacks),
    )


@app.command()
def status(output_format: FormatOption = Format.TEXT) -> int:
    """Show the LocalStack that answers now.

    The exit code is 2 where none does. Needs the extra [localstack].
    """
    from privatelink_localstack.runtime.process import find

    instance = find()
    answer: data.LocalStackStatus = {
        "instance": _instance(instance) if instance else None,
        "usage": _usage(instance) if instance else None,
        "traffic": _traffic(instance) if instance else None,
    }
    return reply(
        "localstack status",
        output_format,
        answer,
        columns(_rows(answer)) if instance else ["LocalStack is not running"],
        status=Status.OK if instance else Status.FAILED,
    )


@app.command()
def endpoint(output_format: FormatOption = Format.TEXT) -> int:
    """Print the URL of the LocalStack that answers, and nothing else.

    The exit code is 2 where none does. Needs the extra [localstack].
    """
    from privatelink_localstack.runtime.process import find

    instance = find()
    return reply(
        "localstack endpoint",
        output_format,
        {"endpoint": instance.endpoint if instance else None},
        [instance.endpoint] if instance else [],
        status=Status.OK if instance else Status.FAILED,
        warnings=[] if instance else ["LocalStack is not running; start it: privatelink localstack up"],
    )


@app.command()
def logs(
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Print new lines until LocalStack ends.")] = False,
    lines: Annotated[
        int, typer.Option("--lines", "-n", min=0, max=_MOST_LINES, help="Number of lines from the end.")
    ] = 50,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Print the log of the LocalStack that `up` or a run started.

    Needs the extra [localstack].
    """
    from privatelink_localstack.runtime import logs as log

    if follow and output_format is Format.JSON:
        raise typer.BadParameter("an answer in JSON has an end; leave --follow out", param_hint="--follow")
    if follow:
        for line in log.follow(lines=lines):
            sys.stdout.write(f"{line}\n")
            if is_lost(sys.stdout):
                break
        return 0
    tail = log.read_tail(log.log_path(), lines)
    return reply("localstack logs", output_format, {"log": str(log.log_path()), "lines": tail}, tail)


def _instance(instance: Instance) -> data.Instance:
    return {
        "endpoint": instance.endpoint,
        "owner": instance.owner,
        "pid": instance.pid,
        "version": instance.version,
        "directory": None if instance.directory is None else str(instance.directory),
    }


def _stopped(instance: Instance | None, stacks: Sequence[str]) -> Iterator[str]:
    if instance is None:
        yield "LocalStack is not running"
        return
    yield f"LocalStack at {instance.endpoint} stopped"
    if stacks:
        count = "1 kept stack is" if len(stacks) == 1 else f"{len(stacks)} kept stacks are"
        yield f"{count} gone with it; remove the directories:"
        yield from (f"  {shlex.join(['privatelink', 'destroy', directory])}" for directory in stacks)


def _usage(instance: Instance) -> data.Usage | None:
    from privatelink_localstack.runtime.logs import log_path
    from privatelink_localstack.runtime.usage import measure

    usage = measure(instance)
    if usage is None:
        return None
    return {
        "uptime_seconds": round(usage.uptime, 1),
        "memory_bytes": usage.memory,
        "log": str(log_path(instance.directory)),
    }


def _traffic(instance: Instance) -> data.Traffic | None:
    from privatelink_localstack.runtime.errors import LocalStackError
    from privatelink_localstack.runtime.traffic import read_traffic

    try:
        found = read_traffic(instance.endpoint)
    except LocalStackError:
        return None
    return {
        "phase": found.phase.value,
        "setting": found.setting.value,
        "mode": found.mode.value if found.mode else None,
        "refusal": found.refusal,
        "problem": found.problem,
        "way_out": found.way_out,
        "vpcs": found.vpcs,
        "endpoints": found.endpoints,
        "left_out": list(found.left_out),
    }


def _rows(answer: data.LocalStackStatus) -> Iterator[tuple[str, str]]:
    instance, usage = answer["instance"], answer["usage"]
    if instance:
        named = {"endpoint": "endpoint", "owner": "owner", "process": "pid", "version": "version"}
        facts = {name: instance.get(key) for name, key in named.items()}
        yield from ((name, str(fact)) for name, fact in facts.items() if fact is not None)
    if usage:
        minutes, seconds = divmod(int(usage["uptime_seconds"]), 60)
        hours, minutes = divmod(minutes, 60)
        yield "log", usage["log"]
        yield "uptime", f"{hours} h {minutes} min" if hours else f"{minutes} min {seconds} s"
        yield "memory", f"{usage['memory_bytes'] / 1e6:.0f} MB"
    if traffic := answer["traffic"]:
        mode = f" by {traffic['mode']}" if traffic["mode"] else ""
        size = f", {traffic['vpcs']} VPCs, {traffic['endpoints']} endpoints" if traffic["phase"] == "running" else ""
        problem = f": {traffic['problem']}" if traffic["problem"] else ""
        yield "traffic", f"{traffic['phase']}{mode} ({traffic['setting']}){size}{problem}"
        if traffic["left_out"]:
            yield "", f"can't be read, see the log: {', '.join(traffic['left_out'])}"
        if traffic["refusal"]:
            yield "", f"no namespaces: {traffic['refusal']}"
        if traffic["way_out"]:
            yield "", traffic["way_out"]
