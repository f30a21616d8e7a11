"""`privatelink localstack`: LocalStack without Docker, started, found and stopped.

Exit codes: 0 done, 1 an error; `status` answers 3 where LocalStack is not running, as service scripts do.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance

NOT_RUNNING = 3

Format = Annotated[Literal["text", "json"], typer.Option("--format", help="How to print it.")]

app = typer.Typer(help="Start, find and stop LocalStack, without Docker and on loopback only.", no_args_is_help=True)


@app.command()
def up(
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Listen on exactly this port. Else: 4566 if free, or a free one."),
    ] = None,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds that it has to answer.")] = 60.0,
    *,
    stock: Annotated[bool, typer.Option("--stock", help="Without tf-privatelink's emulation, for comparison.")] = False,
    output: Format = "text",
) -> None:
    """Start LocalStack, or use the one that runs. It stays until `down`."""
    from privatelink_localstack.runtime.process import up as bring_up

    instance = bring_up(port=port, timeout=timeout, stock=stock)
    if output == "json":
        typer.echo(json.dumps({**_facts(instance), "started": instance.started}))
        return
    how = "yours" if instance.owner == "user" else "started" if instance.started else "was running already"
    typer.echo(f"LocalStack {instance.version} answers at {instance.endpoint} ({how})")


@app.command()
def down(
    *,
    force: Annotated[bool, typer.Option("--force", help="Stop it although a run uses it.")] = False,
) -> None:
    """Stop the LocalStack that `up` or a run has started. One of your own is never stopped."""
    from privatelink_localstack.runtime.process import down as take_down

    instance = take_down(force=force)
    typer.echo("LocalStack is not running" if instance is None else f"LocalStack at {instance.endpoint} stopped")


@app.command()
def status(output: Format = "text") -> None:
    """Show the LocalStack that answers now. Exit code 3: there is none."""
    from privatelink_localstack.runtime.process import find

    instance = find()
    if instance is None:
        typer.echo(json.dumps({"running": False}) if output == "json" else "LocalStack is not running")
        raise typer.Exit(NOT_RUNNING)
    facts = {"running": True, **_facts(instance), **_usage(instance)}
    if output == "json":
        typer.echo(json.dumps(facts))
        return
    for name, value in _readable(facts).items():
        typer.echo(f"{name:9} {value}")


@app.command()
def logs(
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until LocalStack ends.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="How many of the last lines.")] = 50,
) -> None:
    """Print what the LocalStack that we started has printed."""
    from privatelink_localstack.runtime import logs as log

    for line in log.follow(lines=lines) if follow else log.read_tail(log.log_path(), lines):
        typer.echo(line)


def _facts(instance: Instance) -> dict[str, object]:
    """Give what is known of a LocalStack, for JSON."""
    return {
        "endpoint": instance.endpoint,
        "owner": instance.owner,
        "pid": instance.pid,
        "version": instance.version,
        "directory": None if instance.directory is None else str(instance.directory),
    }


def _usage(instance: Instance) -> dict[str, object]:
    """Give what one of ours takes, and where its log is; nothing for a user's own."""
    from privatelink_localstack.runtime.logs import log_path
    from privatelink_localstack.runtime.usage import measure

    usage = measure(instance)
    if usage is None:
        return {}
    return {
        "uptime_seconds": round(usage.uptime, 1),
        "memory_bytes": usage.memory,
        "log": str(log_path(instance.directory)),
    }


def _readable(facts: dict[str, object]) -> dict[str, object]:
    """Give the facts of `status` as a person reads them: in fitting units, and without what is not known."""
    shown: dict[str, object] = {
        name: facts[key]
        for name, key in {
            "endpoint": "endpoint",
            "owner": "owner",
            "process": "pid",
            "version": "version",
            "log": "log",
        }.items()
        if facts.get(key) is not None
    }
    if isinstance(seconds := facts.get("uptime_seconds"), float):
        minutes, rest = divmod(int(seconds), 60)
        hours, minutes = divmod(minutes, 60)
        shown["uptime"] = f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"
    if isinstance(size := facts.get("memory_bytes"), int):
        shown["memory"] = f"{size / 1e6:.0f} MB"
    return shown
