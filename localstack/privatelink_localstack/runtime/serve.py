"""LocalStack's own process: `python -m privatelink_localstack.runtime.serve`, which `child.spawn` runs.

The process that is run exits at once, and its child becomes LocalStack. So LocalStack has no parent: the process that
started it may end first, and never has to wait for it.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import signal
import socket
import sys
import threading
from pathlib import Path

from privatelink_localstack.runtime.home import Home
from privatelink_localstack.runtime.record import Record
from privatelink_localstack.runtime.service_index import ServiceIndex
from privatelink_localstack.runtime.warmup import warm_up


def main(arguments: list[str] | None = None) -> None:
    """Fork, run LocalStack in the child, and exit the parent when the record is on disk.

    Parameters:
        arguments: `--directory`, the home's root; `--socket`, the descriptor of an inherited listening socket;
            `--keep`, to run until `down`; `--lifeline`, the descriptor of an inherited pipe, to run until it ends.
    """
    parser = argparse.ArgumentParser(prog="python -m privatelink_localstack.runtime.serve", description=__doc__)
    parser.add_argument("--directory", type=Path, required=True)
    parser.add_argument("--socket", type=int, required=True)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--lifeline", type=int)
    options = parser.parse_args(arguments)

    recorded, record = os.pipe()
    if os.fork():
        os.close(record)
        # Returns when the child has closed its side: the record is written, or the child has ended.
        os.read(recorded, 1)
        os._exit(0)
    os.close(recorded)
    os.set_inheritable(options.socket, False)  # noqa: FBT003 - os's own signature
    listener = socket.socket(fileno=options.socket)
    port = listener.getsockname()[1]
    Record(pid=os.getpid(), port=port, keep=options.keep).write(Home(options.directory).record)
    os.close(record)
    if options.lifeline is not None:
        os.set_inheritable(options.lifeline, False)  # noqa: FBT003 - as above
        threading.Thread(target=_end_with, args=(options.lifeline,), name="lifeline", daemon=True).start()
    _run(listener, port)


def _end_with(lifeline: int) -> None:
    """End LocalStack when the process is gone that holds the other end of a pipe, which nobody writes to."""
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def _run(listener: socket.socket, port: int) -> None:
    """Run LocalStack until a signal stops it."""
    index = ServiceIndex.begin()
    code = 1
    try:
        from localstack.runtime import events
        from localstack.runtime import main as localstack

        from privatelink_localstack.runtime.server import install_runtime

        def when_ready() -> None:
            events.infra_ready.wait()
            warm_up(port)
            # Objects of the start stay for good. Without them, the collection after a forgotten account takes 0.03 s
            # instead of 0.34 s.
            gc.freeze()

        install_runtime(listener)
        index.install()
        threading.Thread(target=when_ready, name="warm-up", daemon=True).start()
        localstack.main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except Exception:
        logging.getLogger(__name__).exception("LocalStack has failed")
    # LocalStack has cleaned up by now. Python's own end would take longer than that, and a thread of a failed start
    # would keep the process alive.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
