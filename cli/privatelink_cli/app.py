"""The command line, `privatelink`. Commands import what they need when they run, so that `--help` answers at once."""

from __future__ import annotations

import errno
import gc
import sys
from collections.abc import Sequence
from functools import cache
from itertools import pairwise, takewhile
from typing import Annotated

import typer
from typer.core import TyperGroup

from privatelink_cli import (
    accounts,
    aws_provider,
    cost,
    destroy,
    doctor,
    explain_policy,
    fleet,
    generate,
    init,
    inside,
    localstack,
    matrix,
    report,
    resume,
    schema,
    services,
    sweep,
    templates,
    test,
    trace,
    traffic,
    validate,
    verify,
)
from privatelink_cli.answer import CommandCode, ExitCode
from privatelink_cli.failures import fail
from privatelink_cli.streams import guard

app = typer.Typer(
    name="privatelink",
    help="Generate Terraform modules for AWS PrivateLink from one YAML spec, and prove them on LocalStack.",
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(*, wanted: bool) -> None:
    if wanted:
        from privatelink_generator.release import release

        typer.echo(f"privatelink {release()}")
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version and exit.", is_eager=True, callback=_show_version),
    ] = False,
) -> None:
    """Take what stands before the command."""


for command in (
    init.init,
    validate.validate,
    generate.generate,
    test.test,
    verify.verify,
    fleet.fleet,
    resume.resume,
    matrix.matrix,
    destroy.destroy,
    accounts.accounts,
    report.report,
    sweep.sweep,
    schema.schema,
    cost.cost,
    explain_policy.explain_policy,
    services.services,
    templates.templates,
    trace.trace,
    traffic.traffic,
    inside.shell,
    doctor.doctor,
):
    app.command()(command)
app.command("exec")(inside.execute)
app.add_typer(localstack.app, name="localstack")
app.add_typer(aws_provider.app, name="aws-provider")


_ANSWERS_ALONE = frozenset(
    {
        "schema",
        "templates",
        "services",
        "cost",
        "explain-policy",
        "trace",
        "traffic",
        "localstack endpoint",
        "localstack logs",
        "aws-provider path",
        None,
    }
)
"""Commands that do nothing but print; None stands for --help and --version."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit."""
    streams = guard()
    code, name = _run(list(sys.argv[1:] if arguments is None else arguments))
    loss = streams.settle(tell_of_readers=name not in _ANSWERS_ALONE)
    if loss is not None and loss.errno != errno.EPIPE and name in _ANSWERS_ALONE:
        code = code or ExitCode.ERROR
    # Python collects garbage once more at exit, when all memory is released anyway: a fifth of the time of generating a
    # module, a quarter of a second after a test.
    gc.freeze()
    sys.exit(code)


_built = cache(typer.main.get_command)
"""The whole command line: Typer reads the signatures of all commands for it."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    return _run(list(sys.argv[1:] if arguments is None else arguments))[0]


def _run(words: list[str]) -> tuple[int, str | None]:
    """Run the command line. Return its exit code, and the command's name if the words name one."""
    root = _built(app)
    name, is_group = _command(root, words)
    if is_group:
        words.append("--help")
    try:
        code = root.main(words, prog_name="privatelink", standalone_mode=False)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last place where anybody can tell the user
        return fail(error, name, as_json=_wants_json(words)), name
    if code == ExitCode.INTERRUPTED and not isinstance(code, CommandCode):
        # What Typer makes of an interrupt.
        return fail(KeyboardInterrupt(), name, as_json=_wants_json(words)), name
    return code if isinstance(code, int) else ExitCode.DONE, name


def _command(root: object, words: Sequence[str]) -> tuple[str | None, bool]:
    """Return the command that the words name, None if they name none, and whether they are a group's name alone."""
    command: object = root
    named: list[str] = []
    for word in words:
        if not isinstance(command, TyperGroup) or word not in command.commands:
            break
        command = command.commands[word]
        named.append(word)
    is_group = isinstance(command, TyperGroup)
    return None if is_group else " ".join(named), is_group and len(named) == len(words)


def _wants_json(words: Sequence[str]) -> bool:
    """Return whether the envelope is wanted, also where the rest of the command line is wrong."""
    options = list(takewhile(lambda word: word != "--", words))
    return "--format=json" in options or ("--format", "json") in pairwise(options)
