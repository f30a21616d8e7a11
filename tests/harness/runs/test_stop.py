"""A request to end runs, from another thread."""

from __future__ import annotations

import pytest

from privatelink_harness.runs.stop import RunStopped, Stop


def test_request_calls_every_listener_once() -> None:
    stop, calls = Stop(), list[str]()
    with stop.heard_by(lambda: calls.append("a")), stop.heard_by(lambda: calls.append("b")):
        stop.request()
        stop.request()
    assert calls == ["a", "b"]


def test_late_listener_is_called_at_once() -> None:
    stop, calls = Stop(), list[str]()
    stop.request()
    with stop.heard_by(lambda: calls.append("late")):
        assert calls == ["late"]


def test_listener_that_has_left_is_not_called() -> None:
    stop, calls = Stop(), list[str]()
    with stop.heard_by(lambda: calls.append("gone")):
        pass
    stop.request()
    assert calls == []


def test_first_reason_stays() -> None:
    stop = Stop()
    stop.request("5 minutes are over")
    stop.request("stopped")
    with pytest.raises(RunStopped, match="5 minutes are over"):
        stop.check()


def test_check_lets_a_run_go_on_before_a_request() -> None:
    Stop().check()


def test_insist_requests_too() -> None:
    stop = Stop()
    assert (stop.requested, stop.insisted) == (False, False)
    stop.insist()
    assert (stop.requested, stop.insisted) == (True, True)
