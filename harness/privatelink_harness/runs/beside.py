"""Work of Terraform, and what is read beside it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from privatelink_harness.terraform import TerraformError, events

if TYPE_CHECKING:
    from collections.abc import Callable

    from privatelink_harness.terraform.cli import OnEvent


def beside[T](
    threads: ThreadPoolExecutor, work: Callable[[OnEvent], object], reading: Callable[[], T], show: OnEvent
) -> Future[T]:
    """Do the work, and start reading when it waits for its first resource: until then it needs the processors.

    Parameters:
        show: called with each event of the work.

    Raises:
        TerraformError: the work fails; nothing is read any more.
    """
    started: list[Future[T]] = []

    def on_event(event: events.Event) -> None:
        if isinstance(event, events.ApplyStart) and not started:
            started.append(threads.submit(reading))
        show(event)

    try:
        work(on_event)
    except TerraformError:
        wait(started)  # The next attempt writes the plan that is being read.
        raise
    return started[0] if started else threads.submit(reading)
