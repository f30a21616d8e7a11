"""The entry point, before the command line is loaded."""

from __future__ import annotations

import subprocess
import sys

import pytest

from privatelink_cli.answer import ExitCode

INTERRUPTED_IMPORT = """
import sys

class Finder:
    def find_spec(self, name, *_):
        if name == "privatelink_cli.app":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Finder())
from privatelink_cli.entry import main
main()
"""


@pytest.mark.process
def test_entry_ends_in_order_when_its_import_is_interrupted() -> None:
    finished = subprocess.run([sys.executable, "-c", INTERRUPTED_IMPORT], capture_output=True, text=True, check=False)

    assert (finished.returncode, finished.stdout, finished.stderr) == (
        ExitCode.INTERRUPTED,
        "",
        "error: interrupted\n",
    )
