from __future__ import annotations

import signal
import sys
import threading
from typing import TYPE_CHECKING

import psutil
import pytest

from privatelink_harness.terraform.process import Completed, Guard, Interrupt, Stopped, stream

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Handlers write with os.write: print() may be at work when the signal comes.
STUBBORN = """
import os, signal
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, lambda number, _: os.write(1, b"%d\\n" % number))
os.write(1, b"ready\\n")
while True:
    signal.pause()
"""


def run(
    directory: Path,
    program: str,
    on_line: Callable[[str], None],
    interrupt: Interrupt | None = None,
    *,
    guarded: bool = False,
    busy: Callable[[], bool] | None = None,
) -> Completed:
    return stream(
        [sys.executable, "-c", program],
        directory=directory,
        environment={},
        interrupt=interrupt or Interrupt(),
        on_line=on_line,
        guard=Guard() if guarded else None,
        busy=busy,
    )


@pytest.mark.parametrize("guarded", [True, False])
def test_stream_passes_lines_exit_code_and_errors(tmp_path: Path, *, guarded: bool) -> None:
    lines: list[str] = []
    program = "import sys; print('é'); print('two'); print('why', file=sys.stderr); sys.exit(3)"
    completed = run(
        tmp_path,
        "import sys; sys.stdout.reconfigure(encoding='utf-8')\n" + program,
        lines.append,
        guarded=guarded,
    )
    assert (["é\n", "two\n"], Completed(3, "why", stopped=False)) == (lines, completed)


def test_stream_keeps_the_last_lines_of_errors(tmp_path: Path) -> None:
    program = "import sys\nfor number in range(100): print(number, file=sys.stderr)"
    completed = run(tmp_path, program, lambda _line: None)
    assert completed.stderr.splitlines() == [str(number) for number in range(60, 100)]


@pytest.mark.parametrize("first", ["panic: nil map", "fatal error: out of memory", f"{'!' * 27} TERRAFORM CRASH"])
def test_stream_keeps_the_first_lines_of_a_crash(tmp_path: Path, first: str) -> None:
    program = f"import sys\nfor line in ['before', {first!r}, *range(100)]: print(line, file=sys.stderr)"
    completed = run(tmp_path, program, lambda _line: None)
    assert completed.stderr.splitlines() == [first, *map(str, range(39))]


def test_interrupt_escalates_to_sigterm_and_sigkill(tmp_path: Path) -> None:
    interrupt, lines = Interrupt(grace=0.1, insist=1.0), list[str]()

    def listen(line: str) -> None:
        lines.append(line.strip())
        if line == "ready\n":
            interrupt.request()
            interrupt.request()

    completed = run(tmp_path, STUBBORN, listen, interrupt)
    assert lines == ["ready", str(int(signal.SIGINT)), str(int(signal.SIGTERM))]
    assert (completed.returncode, completed.stopped) == (-signal.SIGKILL, True)


def test_interrupt_waits_until_the_halted_command_has_no_open_request(tmp_path: Path) -> None:
    interrupt, seen = Interrupt(), list[str]()
    started = list[psutil.Process]()

    def busy() -> bool:
        seen.append(started[0].status())
        return len(seen) < 5

    def listen(line: str) -> None:
        started.append(psutil.Process(int(line)))
        interrupt.request()

    program = "import os, signal\nprint(os.getpid(), flush=True)\nsignal.pause()"
    completed = run(tmp_path, program, listen, interrupt, busy=busy)
    assert (completed.returncode, completed.stopped) == (-signal.SIGINT, True)
    assert seen == [psutil.STATUS_STOPPED] * 6


def test_second_stop_does_not_wait_for_open_requests(tmp_path: Path) -> None:
    def listen(line: str) -> None:
        if line == "ready\n":
            raise KeyboardInterrupt

    def busy() -> bool:
        signal.raise_signal(signal.SIGINT)
        return True

    program = "import signal\nprint('ready', flush=True)\nsignal.pause()"
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, program, listen, busy=busy)


def test_stopped_command_leaves_no_children(tmp_path: Path) -> None:
    interrupt, children = Interrupt(), list[psutil.Process]()

    def listen(line: str) -> None:
        children.append(psutil.Process(int(line)))
        interrupt.request()

    program = (
        "import signal, subprocess\n"
        "child = subprocess.Popen(['sleep', '600'], stdout=subprocess.DEVNULL, env={'PATH': '/usr/bin:/bin'})\n"
        "print(child.pid, flush=True)\n"
        "signal.pause()\n"
    )
    run(tmp_path, program, listen, interrupt)
    _, left = psutil.wait_procs(children, timeout=60)
    # An ended process that nobody has waited for is a zombie: where process 1 does not, it stays one.
    assert [each for each in left if each.status() != psutil.STATUS_ZOMBIE] == []


def test_listeners_exception_stops_the_command(tmp_path: Path) -> None:
    def listen(_line: str) -> None:
        raise LookupError("mine")

    program = "import signal\nprint('ready', flush=True)\nsignal.pause()"
    with pytest.raises(LookupError, match="mine"):
        run(tmp_path, program, listen)


def test_interrupt_stops_commands_in_other_threads(tmp_path: Path) -> None:
    interrupt, ended = Interrupt(), list[int]()
    both_run = threading.Barrier(3)
    program = "import signal\nprint('ready', flush=True)\nsignal.pause()"

    def work() -> None:
        ended.append(run(tmp_path, program, lambda _line: void(both_run.wait(60)), interrupt).returncode)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    both_run.wait(60)
    interrupt.request()
    for thread in threads:
        thread.join()
    assert ended == [-signal.SIGINT, -signal.SIGINT]


def void(_value: object) -> None:
    """Nothing."""


def test_interrupt_lets_nothing_start(tmp_path: Path) -> None:
    interrupt = Interrupt()
    interrupt.request()
    with pytest.raises(Stopped):
        run(tmp_path, "", lambda _line: None, interrupt)
