"""When garbage is collected."""

from __future__ import annotations

import threading
from queue import Queue

from privatelink_localstack.adapters.memory import Collections


class Collecting:
    """Collections that last a second of a timer of their own, and begin, end and rest when the test says so."""

    def __init__(self) -> None:
        self.now = 0.0
        self.begun: Queue[float] = Queue()
        self.rests: Queue[float] = Queue()
        self.may_end, self.may_go_on = threading.Semaphore(0), threading.Semaphore(0)
        self.request = Collections(self.collect, lambda: self.now, self.rest).request

    def collect(self) -> None:
        self.begun.put(self.now)
        self.may_end.acquire()
        self.now += 1

    def rest(self, seconds: float) -> None:
        self.rests.put(seconds)
        self.may_go_on.acquire()
        self.now += seconds

    def finish(self) -> float:
        """End the collection that runs and the rest after it, and return the seconds of the rest."""
        self.may_end.release()
        rest = self.rests.get(timeout=60)
        self.may_go_on.release()
        return rest


def test_request_is_not_kept_waiting() -> None:
    collecting = Collecting()
    collecting.request()
    assert collecting.begun.get(timeout=60) == 0
    collecting.finish()


def test_requests_during_a_collection_and_its_rest_make_one_more() -> None:
    collecting = Collecting()
    collecting.request()
    collecting.begun.get(timeout=60)
    collecting.request()
    collecting.may_end.release()
    rest = collecting.rests.get(timeout=60)
    collecting.request()
    collecting.may_go_on.release()
    second = collecting.begun.get(timeout=60)
    collecting.finish()
    collecting.request()
    third = collecting.begun.get(timeout=60)
    collecting.finish()
    assert (rest, second, third) == (30, 31, 62)


def test_request_after_all_is_done_begins_another() -> None:
    collecting = Collecting()
    begun = []
    for _ in range(3):
        collecting.request()
        begun.append(collecting.begun.get(timeout=60))
        collecting.finish()
    assert begun == [0, 31, 62]
