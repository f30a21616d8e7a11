"""The entry point of `privatelink`: Ctrl-C ends it in the same way before its code is loaded."""

from __future__ import annotations

import sys


def main() -> None:
    """Load the command line, run it, and exit."""
    try:
        from privatelink_cli.app import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("error: interrupted\n")
        # ExitCode.INTERRUPTED, which may be what could not be loaded.
        sys.exit(130)
