"""`privatelink aws-provider`: a trimmed build of the AWS provider, for LocalStack."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from privatelink_cli.answer import Format, FormatOption, Status, columns, reply

if TYPE_CHECKING:
    from privatelink_cli import data
    from privatelink_harness.aws_provider.trimmed.progress import Tell
    from privatelink_harness.aws_provider.trimmed.store import Build

KeepWaits = Annotated[bool, typer.Option("--keep-waits", help="The build that keeps the AWS provider's fixed waits.")]

app = typer.Typer(
    help="Build a trimmed AWS provider for LocalStack.\n\n"
    "It is compiled from its source, with the services that PrivateLink touches and without the fixed waits."
)


@app.command()
def status(output_format: FormatOption = Format.TEXT) -> int:
    """Show the builds on this machine, and check them.

    The exit code is 2 where none can be used. Needs the extra [provider].
    """
    from privatelink_harness.aws_provider.trimmed import store
    from privatelink_harness.aws_provider.trimmed.recipe import Options, Recipe

    current = {Recipe.load(Options(keep_waits=keep)).digest for keep in (False, True)}
    builds = [_data(build, current=build.manifest.recipe in current) for build in store.builds()]
    is_ready = any(build["state"] == "ready" for build in builds)
    return reply(
        "aws-provider status",
        output_format,
        {"directory": str(store.root()), "builds": builds},
        _text(builds, is_ready=is_ready),
        status=Status.OK if is_ready else Status.FAILED,
    )


@app.command()
def build(keep_waits: KeepWaits = False, output_format: FormatOption = Format.TEXT) -> int:  # noqa: FBT002 (typer's way)
    """Build the AWS provider, unless the build exists.

    A build takes some minutes, 4 GB of memory and 3 GB of disk. An interrupted one is resumed.
    Needs the extra [provider].
    """
    from privatelink_harness.aws_provider.trimmed import builder
    from privatelink_harness.aws_provider.trimmed.recipe import Options
    from privatelink_harness.runs.signals import stoppable

    with stoppable():
        built = builder.build(Options(keep_waits=keep_waits), _teller(output_format))
    return reply(
        "aws-provider build",
        output_format,
        _data(built, current=True),
        [f"hashicorp/aws {built.manifest.version} is built: {built.directory}"],
    )


@app.command()
def path(keep_waits: KeepWaits = False, output_format: FormatOption = Format.TEXT) -> int:  # noqa: FBT002 (typer's way)
    """Print the directory of the build.

    It is a filesystem mirror, for a CLI configuration of your own. Needs the extra [provider].
    """
    from privatelink_harness.aws_provider.trimmed import store
    from privatelink_harness.aws_provider.trimmed.recipe import Options, Recipe
    from privatelink_harness.errors import HarnessError

    found = store.find(Recipe.load(Options(keep_waits=keep_waits)))
    if found is None:
        raise HarnessError("the trimmed AWS provider is not built", hint="Build it: privatelink aws-provider build")
    found.check()
    directory = str(found.directory)
    return reply("aws-provider path", output_format, {"path": directory}, [directory])


@app.command()
def remove(output_format: FormatOption = Format.TEXT) -> int:
    """Remove every build.

    Go's own caches stay; `go clean -cache -modcache` empties them. Needs the extra [provider].
    """
    from privatelink_harness.aws_provider.trimmed import store

    freed, directory = store.remove(), str(store.root())
    return reply(
        "aws-provider remove",
        output_format,
        {"directory": directory, "freed": freed},
        [f"{freed / 1e6:.0f} MB removed from {directory}" if freed else "There is no build"],
    )


def _data(build: Build, *, current: bool) -> data.Build:
    """Return a build as the answer has it; `current`: this release's recipe gave it."""
    fault, manifest = build.fault(), build.manifest
    return {
        "state": "damaged" if fault else "ready" if current else "old",
        "path": str(build.directory),
        "fault": fault,
        "key": manifest.key,
        "recipe": manifest.recipe,
        "version": manifest.version,
        "platform": manifest.platform,
        "go": manifest.go,
        "waits": manifest.waits,
        "sha256": manifest.sha256,
        "size": manifest.size,
        "built_at": manifest.built_at,
        "seconds": manifest.seconds,
    }


def _text(builds: Sequence[data.Build], *, is_ready: bool) -> Iterator[str]:
    rows: list[tuple[str, str]] = []
    for build in builds:
        facts = (
            f"hashicorp/aws {build['version']}, fixed waits {build['waits']}, {build['size'] / 1e6:.0f} MB, "
            f"built {build['built_at']} with {build['go']}, {build['seconds']:.0f} s"
        )
        rows += [(build["state"], facts), ("", build["fault"] or build["path"])]
    yield from columns(rows)
    if not is_ready:
        yield "No build can be used; make one: privatelink aws-provider build"


def _teller(output_format: Format) -> Tell:
    """Return what prints the build's progress; beside JSON it goes to standard error."""
    from privatelink_harness.aws_provider.trimmed.progress import lines

    stream = sys.stderr if output_format is Format.JSON else sys.stdout

    def write(line: str) -> None:
        stream.write(f"{line}\n")
        stream.flush()

    return lines(write)
