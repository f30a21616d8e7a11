"""Commands that apply and verify: test, verify, destroy, doctor. They need the extra [harness]."""

from __future__ import annotations

import sys
from contextlib import closing, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from privatelink_cli.answer import Format, FormatOption, envelope, fail_as_json
from privatelink_cli.specs import TemplatesOption
from privatelink_generator.errors import PrivateLinkError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privatelink_harness.reports.report import Report
    from privatelink_harness.runs.progress import Progress

Spec = Annotated[Path, typer.Argument(metavar="SPEC", help="YAML spec.", show_default=False)]
Directory = Annotated[Path, typer.Argument(metavar="DIR", help="The stack's directory.", show_default=False)]
AccountOption = Annotated[
    str | None, typer.Option(metavar="DIGITS", help="LocalStack account, 12 digits.", show_default=False)
]
JunitOption = Annotated[
    Path | None, typer.Option("--junit", metavar="FILE", help="Write JUnit's XML too.", show_default=False)
]


class ProviderChoice(StrEnum):
    """Which AWS provider a stack on LocalStack runs with; see docs/provider.md."""

    AUTO = "auto"
    OFFICIAL = "official"
    TRIMMED = "trimmed"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (test, verify, destroy, doctor):
        app.command()(command)


@contextmanager
def _answering(command: str, output_format: Format) -> Iterator[None]:
    """Say which extra is missing, where one is; give errors in the form that was asked for."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in {"privatelink_harness", "boto3", "localstack_client"}:
            raise
        missing = PrivateLinkError(
            f"this command needs {error.name}", hint="Install it: pip install 'tf-privatelink[harness,localstack]'"
        )
        if output_format is Format.TEXT:
            raise missing from error
        raise typer.Exit(fail_as_json(command, missing)) from error
    except Exception as error:
        # LocalStack's errors are of a package that imports none of ours.
        message = getattr(error, "message", None)
        if message is None or output_format is Format.TEXT:
            raise
        ours = (
            error
            if isinstance(error, PrivateLinkError)
            else PrivateLinkError(str(message), hint=getattr(error, "hint", None))
        )
        raise typer.Exit(fail_as_json(command, ours)) from error


def test(
    spec: Spec,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the stack standing, and say how to destroy it.")] = False,
    provider: Annotated[
        ProviderChoice,
        typer.Option(help="AWS provider: official, the trimmed build without fixed waits, or auto: trimmed if built."),
    ] = ProviderChoice.AUTO,
    account: AccountOption = None,
    junit: JunitOption = None,
    templates: TemplatesOption = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Generate, apply, verify, plan again and destroy on LocalStack. Exit code 2 if a check fails, 1 on an error."""
    from privatelink_generator.load import load
    from privatelink_generator.render.module import render

    with _answering("test", output_format):
        loaded = load(spec)
        module = render(loaded, source=spec.name, templates=templates)
        _check(account, junit)
        from privatelink_harness.runs import session

        with closing(_progress(output_format)) as progress:
            report = session.test(loaded, module.files, progress, wanted=provider.value, account=account, keep=keep)
        return _answer("test", report, junit, output_format)


def verify(
    spec: Spec,
    directory: Directory,
    module: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Look only into this module of the stack.", show_default=False),
    ] = None,
    account: AccountOption = None,
    junit: JunitOption = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Check what stands against a spec: a stack kept by `test --keep`, or a root module that you applied."""
    from privatelink_generator.load import load

    with _answering("verify", output_format):
        loaded = load(spec)
        _check(account, junit)
        from privatelink_harness.runs import session

        report = session.verify_directory(loaded, directory, module=module, account=account)
        return _answer("verify", report, junit, output_format)


def destroy(directory: Directory, output_format: FormatOption = Format.TEXT) -> int:
    """Destroy a stack that `test --keep`, or a run that was killed, left standing."""
    with _answering("destroy", output_format):
        from dataclasses import asdict

        from privatelink_harness.checks.check import Verdict
        from privatelink_harness.reports.report import explain
        from privatelink_harness.runs import session

        with closing(_progress(output_format)) as progress:
            check = session.destroy_directory(directory, progress)
    failed = check.verdict is Verdict.FAILED
    if output_format is Format.JSON:
        envelope("destroy", "failed" if failed else "ok", asdict(check))
    else:
        typer.echo(explain(check))
    return 2 if failed else 0


def doctor(output_format: FormatOption = Format.TEXT) -> int:
    """Say what was found where, and what to do about what was not. Exit code 1 if something needed is missing."""
    with _answering("doctor", output_format):
        from dataclasses import asdict

        from privatelink_harness.doctor import diagnose

        findings = diagnose()
    missing = any(finding.status == "missing" for finding in findings)
    if output_format is Format.JSON:
        envelope("doctor", "failed" if missing else "ok", {"findings": [asdict(finding) for finding in findings]})
        return int(missing)
    width = max(len(finding.name) for finding in findings)
    for finding in findings:
        typer.echo(f"{finding.status:<8} {finding.name:<{width}}  {finding.found}")
        if finding.way_out:
            typer.echo(f"{'':<8} {'':<{width}}  {finding.way_out}")
    return int(missing)


def _check(account: str | None, junit: Path | None) -> None:
    """Find fault with options before anything runs."""
    if account is not None and not (len(account) == 12 and account.isascii() and account.isdigit()):
        raise PrivateLinkError(f"--account {account!r} is not an account id", hint="Write 12 digits.")
    if junit is not None and (junit.is_dir() or not junit.parent.is_dir()):
        raise PrivateLinkError(f"--junit {junit}: no file can be written there", hint="Name a file in a directory.")


def _progress(output_format: Format) -> Progress:
    """Live on a terminal, plain lines elsewhere; beside JSON they go to standard error."""
    from privatelink_harness.runs.progress import Lines, Live

    stream = sys.stderr if output_format is Format.JSON else sys.stdout
    if not stream.isatty():
        return Lines(stream)
    from rich.console import Console

    return Live(Console(file=stream))


def _answer(command: str, report: Report, junit: Path | None, output_format: Format) -> int:
    from rich.console import Console

    from privatelink_harness.reports.report import junit as as_junit
    from privatelink_harness.reports.report import print_table

    if junit:
        from privatelink_generator.output import write_new

        write_new({junit: as_junit(report)}, replacing=[junit])
    if output_format is Format.JSON:
        envelope(command, "failed" if report.failed else "ok", report.data())
    else:
        console = Console()
        if not console.is_terminal:
            console = Console(width=140)
        print_table(report, console)
        for warning in report.warnings:
            typer.echo(f"warning: {warning}", err=True)
        if report.kept and command == "test":
            typer.echo(f"The stack stands in {report.kept}")
            typer.echo(f"  privatelink verify SPEC {report.kept}")
            typer.echo(f"  privatelink destroy {report.kept}")
    return 2 if report.failed else 0
