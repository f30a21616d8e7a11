"""`make soak`: clients, stops, resets and garbage on one LocalStack at once, for five minutes.

`SOAK_SECONDS` is how long, `SOAK_SEED` what a worker chooses by; it is printed, and repeats a run but for the order in
which threads come. Anything wrong is printed, and the exit code is 1.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from pathlib import Path

from privatelink_localstack.runtime import process
from tests.soak.soak import Soak


def main() -> None:
    """Run the soak on a LocalStack of its own."""
    seconds = float(os.environ.get("SOAK_SECONDS", "300"))
    seed = os.environ.get("SOAK_SEED") or secrets.token_hex(4)
    sys.stdout.write(f"soak: {seconds:.0f} s, SOAK_SEED={seed}\n")
    sys.stdout.flush()
    with tempfile.TemporaryDirectory() as directory:
        instance = process.up(directory=Path(directory))
        try:
            soak = Soak(instance, seed)
            soak.run(seconds)
        finally:
            process.down(directory=Path(directory), force=True)
    for failure in soak.failures:
        sys.stdout.write(f"failed: {failure}\n")
    sys.stdout.write(f"soak: {soak.summary()}; SOAK_SEED={seed}\n")
    sys.exit(1 if soak.failures else 0)


if __name__ == "__main__":
    main()
