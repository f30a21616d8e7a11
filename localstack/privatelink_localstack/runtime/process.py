"""LocalStack without Docker: start, find and stop it, as a process of its own.

`up` and `down` are for people: what `up` started stays until `down`. `running` is for runs: it starts
LocalStack if there is none, shares one that there is, and the last run that shares one stops it.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from privatelink_localstack.runtime import child
from privatelink_localstack.runtime.emulation_check import check_emulation, has_emulation
from privatelink_localstack.runtime.endpoint_variable import NamedEndpoint, read_named_endpoint
from privatelink_localstack.runtime.errors import LocalStackError, NoAnswerError
from privatelink_localstack.runtime.health import ask_version
from privatelink_localstack.runtime.home import VARIABLE, Home
from privatelink_localstack.runtime.identity import find_process, wait_ended
from privatelink_localstack.runtime.instance import Instance
from privatelink_localstack.runtime.lease import Lease, is_leased
from privatelink_localstack.runtime.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

START_TIMEOUT = 60.0
"""Seconds that one that starts has to answer."""

FIND_TIMEOUT = 5.0
"""Seconds that one that runs has to answer."""

END_TIMEOUT = 1.0
"""Seconds between the end of a process's connections and the end of the process itself."""

GRACE = 10.0
"""Seconds that LocalStack has to end by itself."""


def up(
    *,
    port: int | None = None,
    directory: Path | None = None,
    timeout: float = START_TIMEOUT,
    stock: bool = False,
) -> Instance:
    """Give a LocalStack that answers: the one the environment names, ours if it runs, else a new one of ours.

    Parameters:
        port: listen on exactly this one. None: 4566 if it is free, else any free one.
        directory: where ours keeps its files. None: `PRIVATELINK_LOCALSTACK_DIR`, or the user's state
            directory.
        timeout: seconds to wait for an answer.
        stock: a new one is stock LocalStack, without this package's emulation: for comparison.

    Raises:
        LocalStackError: the one that is named does not answer; or ours can't be started, or not on that port.
            Nothing that this call has started is left running then.
    """
    named = read_named_endpoint(os.environ)
    if named is not None:
        return _use_named(named, port=port, timeout=timeout)
    home = Home.at(directory)
    with home.locked(timeout):
        return _ensure(home, port=port, keep=True, timeout=timeout, stock=stock)


def find(*, directory: Path | None = None) -> Instance | None:
    """Give the LocalStack that answers now, without starting one; None where there is none.

    Parameters:
        directory: as of `up`.

    Raises:
        LocalStackError: the environment names what is not LocalStack.
    """
    named = read_named_endpoint(os.environ)
    try:
        if named is not None:
            return _use_named(named, port=None, timeout=FIND_TIMEOUT)
        home = Home.at(directory)
        record = Record.read(home.record)
        if record is None or find_process(home, record) is None:
            return None
        return _instance(home, record, version=ask_version(record.endpoint, timeout=FIND_TIMEOUT))
    except NoAnswerError:
        return None


def down(*, directory: Path | None = None, force: bool = False, grace: float = GRACE) -> Instance | None:
    """Stop ours, and return when it is gone; None where there was none. A user's own is never stopped.

    Parameters:
        directory: as of `up`.
        force: stop it although a run uses it.
        grace: seconds to end by itself, before it is killed.

    Raises:
        LocalStackError: a run uses it, and `force` is not given.
    """
    home = Home.at(directory)
    if not home.root.exists():
        return None
    with home.locked():
        record = Record.read(home.record)
        if record is None or find_process(home, record) is None:
            home.record.unlink(missing_ok=True)
            return None
        if not force and is_leased(home.lease):
            raise LocalStackError(
                f"{record.endpoint}: LocalStack is in use by a run",
                hint="Wait for the run to end, or add --force.",
            )
        _stop(home, record, grace=grace)
        return _instance(home, record, version=None)


@contextmanager
def running(*, directory: Path | None = None, timeout: float = START_TIMEOUT) -> Iterator[Instance]:
    """Have a LocalStack for as long as the context lasts, shared with every context on the same directory.

    What was started on demand is stopped by the last context that leaves it; what `up` started, or the user
    named, stays. A process that was killed inside its context no longer counts.

    Parameters:
        directory: as of `up`.
        timeout: seconds to wait for an answer.

    Raises:
        LocalStackError: as of `up`.
    """
    named = read_named_endpoint(os.environ)
    if named is not None:
        yield _use_named(named, port=None, timeout=timeout)
        return
    home = Home.at(directory)
    with home.locked(timeout):
        instance = _ensure(home, port=None, keep=False, timeout=timeout)
        lease = Lease.take(home.lease)
    try:
        yield instance
    finally:
        lease.release()
        with home.locked():
            record = Record.read(home.record)
            if record is not None and not record.keep and not is_leased(home.lease):
                _stop(home, record, grace=GRACE)


def _use_named(named: NamedEndpoint, *, port: int | None, timeout: float) -> Instance:
    """Give the LocalStack that the environment names."""
    if port is not None:
        raise LocalStackError(
            f"port {port} was asked for, but {named.variable} names {named.endpoint}",
            hint=f"Unset {named.variable} to start a LocalStack of your own.",
        )
    try:
        version = ask_version(named.endpoint, timeout=timeout)
    except LocalStackError as error:
        raise type(error)(
            f"{named.variable}: {error.message}",
            hint=f"Start it, or unset {named.variable}: then LocalStack is started without Docker.",
        ) from error
    return Instance(endpoint=named.endpoint, pid=None, version=version, owner="user", directory=None)


def _ensure(home: Home, *, port: int | None, keep: bool, timeout: float, stock: bool = False) -> Instance:
    """Reuse ours or start it. The directory's lock is held."""
    record = Record.read(home.record)
    process = find_process(home, record)
    if record is None or process is None:
        return _start(home, port=port, keep=keep, timeout=timeout, stock=stock)
    if port not in {None, record.port}:
        raise LocalStackError(
            f"port {port} was asked for, but LocalStack runs on port {record.port} already",
            hint=f"Stop it with `privatelink localstack down`, or set {VARIABLE} for a second one.",
        )
    try:
        # It may still be starting, where whoever started it was killed.
        version = ask_version(record.endpoint, timeout=timeout)
    except NoAnswerError as error:
        raise LocalStackError(
            f"{record.endpoint}: LocalStack (process {record.pid}) did not answer within {timeout:.0f} s",
            hint=f"Stop it with `privatelink localstack down --force`. Its log is {home.log}.",
        ) from error
    if stock and has_emulation(record.endpoint):
        raise LocalStackError(
            f"stock LocalStack was asked for, but one with the emulation runs at {record.endpoint} already",
            hint=f"Stop it with `privatelink localstack down`, or set {VARIABLE} for a second one.",
        )
    child.check_loopback(process)
    if keep and not record.keep:
        record = replace(record, keep=True)
        record.write(home.record)
    return _instance(home, record, version=version)


def _start(home: Home, *, port: int | None, keep: bool, timeout: float, stock: bool) -> Instance:
    """Start ours and wait until it answers; whatever goes wrong, nothing is left running."""
    deadline = time.monotonic() + timeout
    try:
        record = child.spawn(home, child.listen(port), keep=keep, stock=stock)
        version = _await_version(home, record, timeout=max(deadline - time.monotonic(), 0.001))
        if not stock:
            check_emulation(record.endpoint)
    except BaseException:
        _stop(home, Record.read(home.record), grace=0)
        raise
    return _instance(home, record, version=version, started=True)


def _await_version(home: Home, record: Record, *, timeout: float) -> str:
    """Wait for the first answer, and check where it comes from.

    It is asked for once: the socket listens already, so that the question waits in its queue, and is closed
    if LocalStack ends.
    """
    process = find_process(home, record)
    if process is None:
        raise child.failure(home, "LocalStack ended while it started")
    try:
        version = ask_version(record.endpoint, timeout=timeout)
    except NoAnswerError as error:
        if wait_ended(process, END_TIMEOUT):
            raise child.failure(home, "LocalStack ended while it started") from error
        message = f"LocalStack did not answer within {timeout:.0f} s, and was stopped"
        raise child.failure(home, message) from error
    child.check_loopback(process)
    return version


def _stop(home: Home, record: Record | None, *, grace: float) -> None:
    """Stop ours if it runs, and forget it. The directory's lock is held."""
    process = find_process(home, record)
    if process is not None:
        child.stop(process, grace=grace)
    home.record.unlink(missing_ok=True)


def _instance(home: Home, record: Record, *, version: str | None, started: bool = False) -> Instance:
    return Instance(
        endpoint=record.endpoint,
        pid=record.pid,
        version=version,
        owner="ours",
        directory=home.root,
        started=started,
    )
