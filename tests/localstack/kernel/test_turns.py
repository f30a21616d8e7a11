"""Turns: a bound on what is done at a time, in the order of coming."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from operator import eq

import pytest

from privatelink_localstack.kernel.turns import Turns, given_up
from tests.support.until import until


def test_no_more_turns_are_held_than_there_are() -> None:
    turns, lock, held, most = Turns(3), threading.Lock(), 0, 0

    def work(_: int) -> None:
        nonlocal held, most
        with turns.held():
            with lock:
                held += 1
                most = max(most, held)
            with lock:
                held -= 1

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(work, range(2000)))

    assert 1 <= most <= 3
    assert (held, turns.waiting) == (0, 0)


def test_turns_are_taken_in_the_order_of_coming() -> None:
    turns, order = Turns(1), []
    threads: list[threading.Thread] = []

    def work(number: int) -> None:
        with turns.held():
            order.append(number)

    with turns.held():
        for number in range(20):
            threads.append(threading.Thread(target=work, args=(number,)))
            threads[-1].start()
            until(lambda: turns.waiting, partial(eq, number + 1))
    for thread in threads:
        thread.join()

    assert order == list(range(20))


def test_turn_ends_with_an_exception() -> None:
    turns = Turns(1)
    with pytest.raises(LookupError), turns.held():
        raise LookupError
    with turns.held():
        assert turns.waiting == 0


def test_turn_that_is_given_up_is_another_threads_meanwhile() -> None:
    turns, order = Turns(1), []

    def other() -> None:
        with turns.held():
            order.append("other")

    with turns.held():
        thread = threading.Thread(target=other)
        thread.start()
        until(lambda: turns.waiting, lambda waiting: waiting == 1)
        order.append("first")
        with given_up():
            thread.join()
        order.append("first again")

    assert order == ["first", "other", "first again"]


def test_thread_without_a_turn_gives_none_up() -> None:
    turns = Turns(1)
    with ExitStack() as exits:
        exits.enter_context(given_up())
        with turns.held():
            assert turns.waiting == 0
    with turns.held():
        assert turns.waiting == 0
