"""Progress and reports of the commands that run stacks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from privatelink_cli.answer import Format, Status, reply
from privatelink_generator.errors import OutputError, PrivateLinkError

if TYPE_CHECKING:
    from privatelink_harness.behaviours.behaviour import Behaviour
    from privatelink_harness.checks.property import Property
    from privatelink_harness.reports.model import Report
    from privatelink_harness.runs.progress import Progress
    from privatelink_harness.runs.recorder import Recorder

_LOG_WIDTH = 140
"""Columns of a table that does not go to a terminal."""


def progress_on(output_format: Format) -> Progress:
    """Return live progress on a terminal, plain lines elsewhere; beside JSON they go to standard error."""
    from privatelink_harness.runs.progress import Lines, Live

    stream = sys.stderr if output_format is Format.JSON else sys.stdout
    if not stream.isatty():
        return Lines(stream)
    from rich.console import Console

    return Live(Console(file=stream))


@contextmanager
def recorded(progress: Progress, paths: Sequence[Path] | None) -> Iterator[Recorder]:
    """Record what happens inside, and write its report at the end, also of a run that fails or is stopped.

    Parameters:
        progress: gets everything too, and is closed.
        paths: files of the report, by their endings; none is written without them.
    """
    from privatelink_harness.reports.files import write_reports
    from privatelink_harness.runs.recorder import Recorder

    with closing(Recorder(progress)) as recorder:
        try:
            yield recorder
        except BaseException as error:
            recorder.fail(error)
            if paths:
                try:
                    write_reports([recorder.report()], paths)
                except PrivateLinkError as second:
                    sys.stderr.write(f"warning: there is no report: {second.message}\n")
            raise
        if paths:
            with shown_if_unwritten(lambda: _text(recorder.report())):
                write_reports([recorder.report()], paths)


@contextmanager
def shown_if_unwritten(text: Callable[[], Iterable[str]]) -> Iterator[None]:
    """Show an answer on standard error where its file can't be written: a run is not lost with it.

    Parameters:
        text: returns the answer's lines.
    """
    try:
        yield
    except OutputError:
        sys.stderr.writelines(f"{line}\n" for line in text())
        raise


def reply_with_report(
    command: str, report: Report, junit: Path | None, output_format: Format, *, after: Iterable[str] = ()
) -> int:
    """Print a report, write it as JUnit XML too where wanted, and return the exit code.

    Parameters:
        after: lines for people below the report.
    """
    if junit:
        from privatelink_generator.output import write_new
        from privatelink_harness.reports.junit import junit_xml

        with shown_if_unwritten(lambda: _text(report, after)):
            write_new({junit: junit_xml(report)}, replacing=[junit])
    return reply(
        command,
        output_format,
        _data(report) if output_format is Format.JSON else {},
        _text(report, after),
        status=Status.FAILED if report.failed else Status.OK,
        warnings=report.warnings,
    )


def find_properties(names: list[str] | None) -> list[Property] | None:
    """Return the properties of these names; None: all.

    Raises:
        HarnessError: no property has such a name.
    """
    if not names:
        return None
    from privatelink_harness.checks.verify import find_property

    return [find_property(name) for name in names]


def chosen_behaviours(names: list[str] | None, *, all_of_them: bool) -> frozenset[Behaviour]:
    """Return the behaviours of these names, or all; none unless the user asks for some.

    Raises:
        HarnessError: no behaviour has such a name.
    """
    if not (names or all_of_them):
        return frozenset()
    from privatelink_harness.behaviours.behaviour import find_behaviours

    return find_behaviours(names or ())


def _data(report: Report) -> Mapping[str, object]:
    from privatelink_harness.reports.data import report_data

    return report_data(report)


def _text(report: Report, after: Iterable[str] = ()) -> Iterator[str]:
    from rich.console import Console

    from privatelink_harness.reports.table import print_table

    console = Console()
    if not console.is_terminal:
        console = Console(width=_LOG_WIDTH)
    with console.capture() as capture:
        print_table(report, console)
    yield capture.get().removesuffix("\n")
    yield from after
