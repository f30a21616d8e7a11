"""A run of toys whose disk is full at some point: `python -m tests.support.full_disk DIRECTORY NOTE…`, NAME=TEXT each.

The run's state directory is a small file system of its own, which this process alone sees. A note's provisioner fills
it. Afterwards there is room again, and what the run has left is destroyed. Prints what came of both, as JSON.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.runs import applied, commands
from privatelink_harness.runs.progress import Lines
from privatelink_harness.stacks.directory import stacks_directory
from privatelink_harness.stacks.journal import entries
from tests.support import toys

ALONE = ("unshare", "--user", "--map-root-user", "--mount")
"""The command in front of this one: the file system is mounted for it alone, which any user may do so."""

FILLING = "x'; dd if=/dev/zero of=fill bs=4k 2> /dev/null; echo '"
"""A note whose provisioner leaves no room on the disk."""


def main(directory: Path, notes: dict[str, str]) -> None:
    """Run, make room, and destroy."""
    state = directory / "state"
    state.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", state], check=True)
    lines, patch = io.StringIO(), pytest.MonkeyPatch()
    cloud = toys.register(directory, patch)
    _, spec, files = toys.maker(directory)("full", **notes)
    try:
        commands.test(spec, files, Lines(lines), commands.Settings(target="toy"))
        message, hint = None, None
    except HarnessError as error:
        message, hint = error.message, error.hint
    left = sorted(path.name for path in cloud.iterdir())
    for fill in state.rglob("fill"):
        fill.unlink()
    stacks = list(stacks_directory().iterdir())
    checks = [applied.destroy(stack, Lines(lines)).verdict for stack in stacks]
    print(
        json.dumps(
            {
                "message": message,
                "hint": hint,
                "lines": lines.getvalue().splitlines(),
                "left": left,
                "destroyed": checks,
                "cloud": sorted(path.name for path in cloud.iterdir()),
                "stacks": [path.name for path in stacks_directory().iterdir()],
                "outcomes": [entry.outcome for entry in entries()],
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), dict(word.split("=", 1) for word in sys.argv[2:]))
