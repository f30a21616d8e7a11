"""Stops by signals."""

from __future__ import annotations

import io
import signal
import threading
from collections.abc import Buffer
from typing import ClassVar

import pytest

from privatelink_harness.runs.signals import patient, stoppable

STOPS = [signal.SIGINT, signal.SIGTERM]


@pytest.mark.parametrize("number", STOPS)
def test_stoppable_raises_at_either_signal(number: signal.Signals) -> None:
    with pytest.raises(KeyboardInterrupt), stoppable():
        signal.raise_signal(number)


@pytest.mark.parametrize("number", STOPS)
def test_patient_warns_first_and_raises_at_the_second(number: signal.Signals) -> None:
    lines: list[str] = []
    with patient(lines.append):
        signal.raise_signal(number)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
    assert lines == ["still destroying; stop again to leave the rest as it is"]


def test_patient_warns_while_the_stream_is_being_written() -> None:
    class Stream(io.RawIOBase):
        """A stream in whose first write a signal comes."""

        lines: ClassVar[list[bytes]] = []

        def writable(self) -> bool:
            return True

        def write(self, data: Buffer) -> int:
            self.lines.append(bytes(data))
            if len(self.lines) == 1:
                signal.raise_signal(signal.SIGINT)
            return len(bytes(data))

    raw = Stream()
    stream = io.TextIOWrapper(io.BufferedWriter(raw), write_through=True)
    with patient(lambda text: print(text, file=stream, flush=True)):
        print("destroy", file=stream, flush=True)
    assert b"".join(raw.lines) == b"destroy\nstill destroying; stop again to leave the rest as it is\n"


def test_handlers_are_restored_afterwards() -> None:
    before = [signal.getsignal(number) for number in STOPS]
    with stoppable(), patient(print):
        assert [signal.getsignal(number) for number in STOPS] != before
    assert [signal.getsignal(number) for number in STOPS] == before


def test_stoppable_sets_nothing_in_other_threads() -> None:
    before = [signal.getsignal(number) for number in STOPS]
    during: list[object] = []

    def work() -> None:
        with stoppable():
            during.extend(signal.getsignal(number) for number in STOPS)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert during == before
