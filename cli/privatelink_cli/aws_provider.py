"""`privatelink aws-provider`: a trimmed build of the AWS provider for LocalStack.

Exit codes: 0 done, 1 an error; `status` answers 3 where no build can be used, as service scripts do.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from privatelink_cli.answer import Format, FormatOption, envelope
from privatelink_generator.errors import PrivateLinkError

if TYPE_CHECKING:
    from privatelink_harness.aws_provider.trimmed.builder import Tell
    from privatelink_harness.aws_provider.trimmed.recipe import Options
    from privatelink_harness.aws_provider.trimmed.store import Build

NOT_BUILT = 3

KeepWaits = Annotated[
    bool, typer.Option("--keep-waits", help="The one with the provider's fixed waits: trimmed, and nothing else.")
]

app = typer.Typer(
    help="Build the AWS provider from its source, trimmed and without its fixed waits. For LocalStack only.",
    no_args_is_help=True,
)


@app.command()
def status(output_format: FormatOption = Format.TEXT) -> int:
    """Show the builds on this machine, and check them. Exit code 3: there is none that can be used."""
    with _extra():
        from privatelink_harness.aws_provider.trimmed import store
        from privatelink_harness.aws_provider.trimmed.recipe import Options, Recipe

        current = {Recipe.load(Options(keep_waits=keep)).digest for keep in (False, True)}
        found = [_facts(build, build.manifest.recipe in current) for build in store.builds()]
        place = store.root()
    ready = any(facts["state"] == "ready" for facts in found)
    if output_format is Format.JSON:
        envelope("aws-provider status", "ok" if ready else "different", {"directory": str(place), "builds": found})
    else:
        for facts in found:
            typer.echo(
                f"{facts['state']:8} hashicorp/aws {facts['version']}, fixed waits {facts['waits']}, "
                f"{facts['size'] / 1e6:.0f} MB, built {facts['built_at']} with {facts['go']}, {facts['seconds']:.0f} s"
            )
            typer.echo(f"{'':8} {facts['fault'] or facts['path']}")
        if not ready:
            typer.echo("No build can be used. Make one: privatelink aws-provider build")
    return 0 if ready else NOT_BUILT


@app.command()
def build(keep_waits: KeepWaits = False, output_format: FormatOption = Format.TEXT) -> None:  # noqa: FBT002 (typer's way)
    """Build it, unless it is there. Takes some minutes, 4 GB of memory and 3 GB of disk; can be resumed."""
    with _extra():
        from privatelink_harness.aws_provider.trimmed import builder
        from privatelink_harness.runs.signals import stoppable

        with stoppable():
            made = builder.build(_options(keep_waits=keep_waits), _teller(output_format))
    if output_format is Format.JSON:
        envelope("aws-provider build", "ok", _facts(made, current=True))
        return
    typer.echo(f"hashicorp/aws {made.manifest.version} is built: {made.directory}")


@app.command()
def path(keep_waits: KeepWaits = False) -> None:  # noqa: FBT002 (typer's way)
    """Print the build's directory, a filesystem mirror for Terraform's own CLI configuration."""
    with _extra():
        from privatelink_harness.aws_provider.trimmed import store
        from privatelink_harness.aws_provider.trimmed.recipe import Recipe

        found = store.find(Recipe.load(_options(keep_waits=keep_waits)))
        if found is None:
            raise PrivateLinkError("the trimmed provider is not built", hint="Build it: privatelink aws-provider build")
        found.check()
    typer.echo(str(found.directory))


@app.command()
def remove() -> None:
    """Remove all builds. What Go keeps in its own caches stays: `go clean -cache -modcache` removes that."""
    with _extra():
        from privatelink_harness.aws_provider.trimmed import store

        freed = store.remove()
    typer.echo(f"{freed / 1e6:.0f} MB removed from {store.root()}" if freed else "There is no build")


@contextmanager
def _extra() -> Iterator[None]:
    """Say which extra is missing, where one is."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in {"privatelink_harness", "filelock"}:
            raise PrivateLinkError(
                f"this command needs {error.name}", hint="Install it: pip install 'tf-privatelink[harness,provider]'"
            ) from error
        raise


def _options(*, keep_waits: bool) -> Options:
    from privatelink_harness.aws_provider.trimmed.recipe import Options

    return Options(keep_waits=keep_waits)


def _facts(build: Build, current: bool) -> dict[str, Any]:  # noqa: FBT001 (which build it is of: the caller says so)
    """What is known of a build, for JSON; its state is `ready`, `damaged`, or `old`: of another release's recipe."""
    fault = build.fault()
    state = "damaged" if fault else "ready" if current else "old"
    manifest = build.manifest.model_dump(mode="json", exclude={"types"})
    return {"state": state, "path": str(build.directory), "fault": fault, **manifest}


def _teller(output_format: Format) -> Tell:
    """Lines on standard output; beside JSON they go to standard error."""
    from privatelink_harness.aws_provider.trimmed.builder import lines

    stream = sys.stderr if output_format is Format.JSON else sys.stdout

    def write(line: str) -> None:
        stream.write(f"{line}\n")
        stream.flush()

    return lines(write)
