"""Reports on disk: the form follows the file's name, and a file is written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from privatelink_generator.output import write_new
from privatelink_harness.errors import HarnessError
from privatelink_harness.reports.model import Report


def _html(reports: Sequence[Report]) -> str:
    from privatelink_harness.reports.page import html

    return html(reports)


def _markdown(reports: Sequence[Report]) -> str:
    from privatelink_harness.reports.markdown import markdown

    return markdown(reports)


def _json(reports: Sequence[Report]) -> str:
    from privatelink_harness.reports.data import reports_json

    return reports_json(reports)


def _junit(reports: Sequence[Report]) -> str:
    from privatelink_harness.reports.junit import junit_xml

    return junit_xml(*reports)


FORMS: dict[str, Callable[[Sequence[Report]], str]] = {
    ".html": _html,
    ".json": _json,
    ".md": _markdown,
    ".xml": _junit,
}
"""The writer of each form, by the end of the file's name."""


def check_path(path: Path) -> None:
    """Reject a path at which no report can be written, before anything runs.

    Raises:
        HarnessError: the name has no known ending, or the directory is not there.
    """
    if path.suffix.lower() not in FORMS:
        raise HarnessError(f"{path}: no form of report ends so", hint=f"Name a file with one of: {', '.join(FORMS)}")
    if path.is_dir() or not path.parent.is_dir():
        raise HarnessError(f"{path}: no file can be written there", hint="Name a file in a directory that exists.")


def write_reports(reports: Sequence[Report], paths: Collection[Path]) -> None:
    """Write the reports of one or several stacks into each of the files: all of them, or none.

    Raises:
        OutputError: a file can't be written.
    """
    write_new({path: FORMS[path.suffix.lower()](reports) for path in paths}, replacing=paths)
