"""Being told to stop."""

from __future__ import annotations

import signal
import threading

import pytest

from privatelink_harness.runs.signals import patient, stoppable

STOPS = [signal.SIGINT, signal.SIGTERM]


@pytest.mark.parametrize("number", STOPS)
def test_either_signal_interrupts(number: signal.Signals) -> None:
    with pytest.raises(KeyboardInterrupt), stoppable():
        signal.raise_signal(number)


@pytest.mark.parametrize("number", STOPS)
def test_a_patient_one_tells_first_and_goes_at_the_second(number: signal.Signals) -> None:
    said: list[str] = []
    with patient(said.append):
        signal.raise_signal(number)
        assert said == ["still destroying; once more leaves what stands"]
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)


def test_what_was_set_before_is_set_again() -> None:
    before = [signal.getsignal(number) for number in STOPS]
    with stoppable(), patient(print):
        assert [signal.getsignal(number) for number in STOPS] != before
    assert [signal.getsignal(number) for number in STOPS] == before


def test_outside_the_main_thread_nothing_is_set() -> None:
    before = [signal.getsignal(number) for number in STOPS]
    during: list[object] = []

    def work() -> None:
        with stoppable():
            during.extend(signal.getsignal(number) for number in STOPS)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert during == before
