"""Reports to and from data for programs, and the JSON file that holds them in the command line's envelope."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pydantic import TypeAdapter, ValidationError

from privatelink_generator.characters import visible
from privatelink_generator.release import ANSWER_VERSION, release
from privatelink_harness.checks import check
from privatelink_harness.errors import HarnessError
from privatelink_harness.reports import model

if TYPE_CHECKING:
    from privatelink_harness.reports import shapes


@cache
def _reports() -> TypeAdapter[model.Report]:
    return TypeAdapter(model.Report)


@cache
def _checks() -> TypeAdapter[check.Check]:
    return TypeAdapter(check.Check)


def report_data(report: model.Report) -> shapes.Report:
    """Return a report as programs get it."""
    return cast("shapes.Report", _reports().dump_python(report, mode="json"))


def check_data(row: check.Check) -> shapes.Check:
    """Return a check as programs get it."""
    return cast("shapes.Check", _checks().dump_python(row, mode="json"))


def reports_json(reports: Sequence[model.Report]) -> str:
    """Return the text of a JSON file of reports: the envelope of the command `report`."""
    envelope = {
        "schemaVersion": ANSWER_VERSION,
        "version": release(),
        "command": "report",
        "status": "failed" if any(report.failed for report in reports) else "ok",
        "data": {"runs": [report_data(report) for report in reports]},
        "warnings": [],
        "error": None,
    }
    return visible(json.dumps(envelope, indent=2, ensure_ascii=False)) + "\n"


def read_reports(path: Path) -> list[model.Report]:
    """Return the reports in a JSON file that this release or an earlier one has written.

    Raises:
        HarnessError: the file can't be read, or holds something else.
    """
    try:
        envelope = json.loads(path.read_text(encoding="utf-8"))
        data = envelope["data"]
        runs = data["runs"] if envelope["command"] == "report" else [data]
        return [_reports().validate_python(run) for run in runs]
    except OSError as error:
        raise HarnessError(f"{path}: can't be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise HarnessError(
            f"{path}: holds no reports", hint="Name files that --report FILE.json or test --format json has written."
        ) from error
