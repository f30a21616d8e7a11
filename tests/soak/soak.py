"""Workers on one LocalStack at once, and what has to hold meanwhile and at the end."""

from __future__ import annotations

import random
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import psutil
from botocore.exceptions import BotoCoreError, ClientError

from privatelink_localstack.runtime import warmup
from privatelink_localstack.runtime.instance import Instance
from tests.soak.garbage import garbage
from tests.soak.life import live
from tests.soak.stops import stop_a_run, stop_calls
from tests.support.http import call_http

END = 120.0
"""Seconds in which a worker has to end what it does."""

MORE_MEMORY = 200_000_000
MORE_THREADS = 40
MORE_FILES = 40
"""What LocalStack may have more at the end than after its first accounts. Threads that have nothing to do stay."""


@dataclass(frozen=True, slots=True)
class Use:
    """What LocalStack's process uses."""

    memory: int
    threads: int
    files: int


class Soak:
    """The state that workers share.

    Parameters:
        seed: what a worker chooses by, with its name.

    `abandoned` has the accounts of calls that may still be on their way when the account is forgotten.
    """

    def __init__(self, instance: Instance, seed: str) -> None:
        self.url = instance.endpoint
        self.seed = seed
        self.process = psutil.Process(instance.pid)
        self.failures: list[str] = []
        self.counts: Counter[str] = Counter()
        self.resets = 0
        self.abandoned = {warmup.ACCOUNT}
        self._stopping = threading.Event()

    def run(self, seconds: float) -> None:
        """Run all workers, and check what is left at the end."""
        live(self, self._chooser("first"))
        self.reset()
        before = self.use()
        deadline = time.monotonic() + seconds
        workers: dict[str, Callable[[random.Random], object]] = {
            **{f"client {number}": self.client for number in range(8)},
            **{f"garbage {number}": lambda chosen: garbage(self, chosen) for number in range(2)},
            "stopped calls": lambda chosen: stop_calls(self, chosen),
            "stopped runs": lambda chosen: stop_a_run(self, chosen),
            "resets": self.reset_later,
        }
        threads = [
            threading.Thread(target=self._work, args=(name, work), name=name, daemon=True)
            for name, work in workers.items()
        ]
        for thread in threads:
            thread.start()
        self._stopping.wait(max(0.0, deadline - time.monotonic()))
        self._stopping.set()
        end = time.monotonic() + END
        for thread in threads:
            thread.join(max(0.0, end - time.monotonic()))
            if thread.is_alive():
                self.fail(f"{thread.name}: still at work {END:.0f} s after the end")
        self._check_end(before)

    @property
    def is_over(self) -> bool:
        """Whether workers begin nothing new."""
        return self._stopping.is_set()

    def fail(self, failure: str) -> None:
        """Note a failure."""
        self.failures.append(failure)

    def http(self, method: str, path: str, body: object = None) -> object:
        """Call the API below `/_privatelink/`."""
        return call_http(method, f"{self.url}/_privatelink/{path}", body)

    def reset(self) -> None:
        """Clear all state; an odd number of `resets` tells that one is at work."""
        self.resets += 1
        self.http("POST", "reset")
        self.resets += 1
        self.counts["resets"] += 1

    def reset_later(self, chosen: random.Random) -> None:
        """Reset after some seconds."""
        self._stopping.wait(chosen.uniform(20, 40))
        self.reset()

    def client(self, chosen: random.Random) -> None:
        """Live once in an account; what a reset has disturbed doesn't count."""
        resets = self.resets
        try:
            live(self, chosen)
            self.counts["lives"] += 1
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            if status >= 500 or (resets == self.resets and resets % 2 == 0):
                raise
            self.counts["lives disturbed by a reset"] += 1
        except (AssertionError, KeyError, ValueError):
            if resets == self.resets and resets % 2 == 0:
                raise
            self.counts["lives disturbed by a reset"] += 1

    def _chooser(self, name: str) -> random.Random:
        return random.Random(f"{self.seed}/{name}")  # noqa: S311 - it has to be repeated

    def _work(self, name: str, work: Callable[[random.Random], object]) -> None:
        chosen = self._chooser(name)
        while not self.is_over:
            try:
                work(chosen)
            except (AssertionError, ClientError, BotoCoreError, OSError, KeyError, ValueError):
                self.fail(f"{name}: {traceback.format_exc()}")

    def use(self) -> Use:
        """Return what LocalStack uses."""
        return Use(self.process.memory_info().rss, self.process.num_threads(), self.process.num_fds())

    def _check_end(self, before: Use) -> None:
        accounts = self.http("GET", "accounts")
        if not self.process.is_running():
            self.fail("LocalStack has ended")
            return
        if left := set(accounts["accounts"]) - self.abandoned:  # type: ignore[index]
            self.fail(f"accounts that were forgotten have state: {', '.join(sorted(left))}")
        self.reset()
        after = self.use()
        if after.memory > before.memory + MORE_MEMORY:
            self.fail(f"memory: {before.memory:,} bytes before, {after.memory:,} after")
        if after.threads > before.threads + MORE_THREADS:
            self.fail(f"threads: {before.threads} before, {after.threads} after")
        if after.files > before.files + MORE_FILES:
            self.fail(f"files: {before.files} before, {after.files} after")
        self.counts["MB more"] = (after.memory - before.memory) // 1_000_000

    def summary(self) -> str:
        """Return what the workers have done."""
        done = ", ".join(f"{number} {name}" for name, number in sorted(self.counts.items()))
        return f"{done}; {len(self.failures)} failures"
