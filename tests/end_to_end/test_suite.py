"""The suite itself: its result does not depend on how it was started."""

from __future__ import annotations

import subprocess
import sys

from tests.support.paths import ROOT


def test_suite_started_with_ignored_signals_passes() -> None:
    """SIGINT and SIGHUP are ignored under `nohup` in the background of a script, and programs inherit that."""
    arguments = ["-m", "pytest", "-q", "-n", "1", "-p", "no:cacheprovider", "tests/harness/runs/test_signals.py"]
    suite = subprocess.run(
        ["/bin/sh", "-c", 'trap "" INT HUP; exec "$@"', "sh", sys.executable, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert suite.returncode == 0, suite.stdout
