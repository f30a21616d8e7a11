"""The differences to stock LocalStack: every spec of the project, verified on both.

A row is a property whose verdict differs for one of the specs. `--write` puts the table into docs/stock-localstack.md.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tables import publish

from privatelink_localstack.runtime import process

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "stock-localstack.md"
PRIVATELINK = str(Path(sys.executable).with_name("privatelink"))
BEGIN, END = "<!-- differences: python benchmarks/differences.py --write -->", "<!-- end of differences -->"


def checks(endpoint: str) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Return the checks of each spec on one LocalStack, by spec, subject and property."""
    environment = os.environ | {"LOCALSTACK_ENDPOINT": endpoint}
    results = {}
    for spec in sorted((ROOT / "specs").glob("*/*.yaml")):
        arguments = [PRIVATELINK, "test", str(spec), "--format", "json"]
        finished = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=True)
        for check in json.loads(finished.stdout)["data"]["checks"]:
            results[spec.stem, check["subject"], check["property"]] = check
    return results


def table() -> str:
    """Return the differences as Markdown, a row for each property."""
    rows: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as work:
        both = []
        for name, stock in (("stock", True), ("ours", False)):
            directory = Path(work, name)
            try:
                both.append(checks(process.up(directory=directory, stock=stock).endpoint))
            finally:
                process.down(directory=directory, force=True)
    stocks, ours = both
    for key, check in stocks.items():
        if check["verdict"] != ours[key]["verdict"]:
            row = f"| {check['property']} | {check['verdict']}: {check['note']} | {ours[key]['verdict']} |"
            rows.setdefault(check["property"], row)
    return "\n".join(["| check | stock LocalStack | with tf-privatelink |", "|---|---|---|", *sorted(rows.values())])


def main() -> None:
    """Verify all specs on both, and publish the table."""
    publish(table(), begin=BEGIN, end=END, document=DOCUMENT)


if __name__ == "__main__":
    main()
