"""LocalStack as a process without Docker: start, find and stop.

`up` and `down` are for people: a LocalStack that `up` started runs until `down`. `running` is for runs: it uses the
LocalStack that runs or starts one, and the last run that uses it stops it.

Docstrings call a LocalStack *ours* if this package starts it, and *named* if the user's environment names it.
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
from privatelink_localstack.runtime.own_endpoint import own_port
from privatelink_localstack.runtime.record import Record
from privatelink_localstack.runtime.traffic import Phase, Traffic, open_traffic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

START_TIMEOUT = 60.0
"""Seconds that a starting LocalStack has to answer."""

FIND_TIMEOUT = 5.0
"""Seconds that a running LocalStack has to answer."""

END_TIMEOUT = 1.0
"""Seconds that a process has to end after its connections have."""

GRACE = 10.0
"""Seconds between SIGTERM and SIGKILL."""


def up(
    *,
    port: int | None = None,
    directory: Path | None = None,
    timeout: float = START_TIMEOUT,
    stock: bool = False,
    traffic: Traffic | None = None,
) -> Instance:
    """Return a LocalStack that answers: the named one, else ours, which is started unless it runs.

    Parameters:
        port: the port to listen on. None: 4566 if it is free, else any free one.
        directory: the home of ours. None: `PRIVATELINK_LOCALSTACK_DIR`, or the user's state directory.
        timeout: seconds to wait for an answer.
        stock: whether a new one is stock LocalStack, without the emulation, for comparison.
        traffic: the setting of a new one. None: `PRIVATELINK_TRAFFIC`, or AUTO. With ON, it is an error if traffic
            does not flow.

    Raises:
        LocalStackError: the named one does not answer; or ours can't be started, or not on that port. Nothing that
            this call started is left running.
    """
    wanted = traffic or Traffic.read(os.environ)
    named, own = _read_environment(directory)
    if named is not None:
        return _flowing(_use_named(named, port=port, timeout=timeout), wanted)
    home = Home.at(directory)
    port = port or own
    with home.locked(timeout):
        return _flowing(_ensure(home, port=port, keep=True, timeout=timeout, traffic=wanted, stock=stock), wanted)


def find(*, directory: Path | None = None) -> Instance | None:
    """Return the LocalStack that answers now; None where none does. Start nothing.

    Parameters:
        directory: as in `up`.

    Raises:
        LocalStackError: the environment names something other than LocalStack.
    """
    named, _ = _read_environment(directory)
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
    """Stop ours, and return it when it has ended; return None where none runs. A named one is never stopped.

    Parameters:
        directory: as in `up`.
        force: whether to stop it although a run uses it.
        grace: seconds between SIGTERM and SIGKILL.

    Raises:
        LocalStackError: a run uses it, and `force` is False.
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
def running(
    *,
    directory: Path | None = None,
    timeout: float = START_TIMEOUT,
    traffic: Traffic | None = None,
    is_bound: bool = False,
) -> Iterator[Instance]:
    """Provide a LocalStack to the context, shared with all contexts on the same directory.

    A LocalStack that a context started is stopped by the last context to exit; one that `up` started, and a named one,
    runs on. A context whose process was killed no longer counts.

    Parameters:
        directory: as in `up`.
        timeout: seconds to wait for an answer.
        traffic: as in `up`.
        is_bound: whether one that is started here ends with this process too, if it is killed.

    Raises:
        LocalStackError: as in `up`.
    """
    wanted = traffic or Traffic.read(os.environ)
    named, own = _read_environment(directory)
    if named is not None:
        yield _flowing(_use_named(named, port=None, timeout=timeout), wanted)
        return
    home = Home.at(directory)
    with _lifeline(is_bound=is_bound) as lifeline, _leased(home, own, timeout, wanted, lifeline) as instance:
        yield _flowing(instance, wanted)


@contextmanager
def _lifeline(*, is_bound: bool) -> Iterator[int | None]:
    """Provide a pipe's end for reading, whose other end is closed when the context or the process ends."""
    if not is_bound:
        yield None
        return
    reading, writing = os.pipe()
    try:
        yield reading
    finally:
        os.close(reading)
        os.close(writing)


@contextmanager
def _leased(home: Home, port: int | None, timeout: float, traffic: Traffic, lifeline: int | None) -> Iterator[Instance]:
    """Provide ours, which the last context to exit stops."""
    with home.locked(timeout):
        instance = _ensure(home, port=port, keep=False, timeout=timeout, traffic=traffic, lifeline=lifeline)
        lease = Lease.take(home.lease)
    try:
        yield instance
    finally:
        lease.release()
        with home.locked():
            record = Record.read(home.record)
            if record is not None and not record.keep and not is_leased(home.lease):
                _stop(home, record, grace=GRACE)


def _read_environment(directory: Path | None) -> tuple[NamedEndpoint | None, int | None]:
    """Return the endpoint of a user's own LocalStack that the environment names, or the port if it is ours."""
    named = read_named_endpoint(os.environ)
    own = None if named is None else own_port(named, directory)
    return (named, None) if own is None else (None, own)


def _use_named(named: NamedEndpoint, *, port: int | None, timeout: float) -> Instance:
    """Check that the named LocalStack answers, and return it."""
    if port is not None:
        raise LocalStackError(
            f"port {port}: {named.variable} names {named.endpoint}, and a named LocalStack keeps its port",
            hint=f"Unset {named.variable} to start a LocalStack of your own.",
        )
    try:
        version = ask_version(named.endpoint, timeout=timeout)
    except LocalStackError as error:
        raise type(error)(
            f"{named.variable}: {error.message}",
            hint=f"Start it, or unset {named.variable}, and a LocalStack is started without Docker.",
        ) from error
    return Instance(endpoint=named.endpoint, pid=None, version=version, owner="user", directory=None)


def _flowing(instance: Instance, wanted: Traffic) -> Instance:
    """Return a LocalStack; with ON, check that traffic flows there."""
    status = open_traffic(instance.endpoint) if wanted is Traffic.ON else None
    if status is not None and status.phase is not Phase.RUNNING:
        raise LocalStackError(
            f"{instance.endpoint}: traffic does not flow: {status.problem or f'it is {status.setting} there'}",
            hint=status.way_out or "Stop LocalStack with `privatelink localstack down`, and start it anew.",
        )
    return instance


def _ensure(
    home: Home,
    *,
    port: int | None,
    keep: bool,
    timeout: float,
    traffic: Traffic,
    stock: bool = False,
    lifeline: int | None = None,
) -> Instance:
    """Return ours, started unless it runs. The caller holds the home's lock."""
    record = Record.read(home.record)
    process = find_process(home, record)
    if record is None or process is None:

        def spawn() -> Record:
            return child.spawn(home, child.listen(port), keep=keep, traffic=traffic, stock=stock, lifeline=lifeline)

        return _start(home, spawn, timeout=timeout, stock=stock)
    if port not in {None, record.port}:
        raise LocalStackError(
            f"port {port}: LocalStack runs on port {record.port} already",
            hint=f"Stop it with `privatelink localstack down`, or set {VARIABLE} for a second one.",
        )
    try:
        # It may still be starting, if the process that started it was killed.
        version = ask_version(record.endpoint, timeout=timeout)
    except NoAnswerError as error:
        raise LocalStackError(
            f"{record.endpoint}: LocalStack (process {record.pid}) did not answer within {timeout:g} s",
            hint=f"Stop it with `privatelink localstack down --force`. Its log is {home.log}.",
        ) from error
    if stock and has_emulation(record.endpoint):
        raise LocalStackError(
            f"{record.endpoint}: this LocalStack has the emulation, so stock LocalStack can't be started beside it",
            hint=f"Stop it with `privatelink localstack down`, or set {VARIABLE} for a second one.",
        )
    child.check_loopback(process)
    if keep and not record.keep:
        record = replace(record, keep=True)
        record.write(home.record)
    return _instance(home, record, version=version)


def _start(home: Home, spawn: Callable[[], Record], *, timeout: float, stock: bool) -> Instance:
    """Start ours and wait until it answers. After any failure nothing is left running."""
    deadline = time.monotonic() + timeout
    try:
        record = spawn()
        version = _await_version(home, record, timeout=timeout, deadline=deadline)
        if not stock:
            check_emulation(record.endpoint)
    except BaseException:
        _stop(home, Record.read(home.record), grace=0)
        raise
    return _instance(home, record, version=version, started=True)


def _await_version(home: Home, record: Record, *, timeout: float, deadline: float) -> str:
    """Wait for the first answer and return the version. Check that LocalStack listens on loopback alone.

    One request is enough: the socket listens already, so the request waits in its queue, and the system closes the
    connection if LocalStack ends.

    Parameters:
        timeout: the seconds that the caller gave for the whole start, which an error names.
        deadline: when they are over, by the monotonic clock.
    """
    process = find_process(home, record)
    if process is None:
        raise child.failure(home, "LocalStack ended while it started")
    try:
        version = ask_version(record.endpoint, timeout=max(deadline - time.monotonic(), 0.001))
    except NoAnswerError as error:
        if wait_ended(process, END_TIMEOUT):
            raise child.failure(home, "LocalStack ended while it started") from error
        message = f"LocalStack did not answer within {timeout:g} s, and was stopped"
        raise child.failure(home, message) from error
    child.check_loopback(process)
    return version


def _stop(home: Home, record: Record | None, *, grace: float) -> None:
    """Stop ours if it runs, and delete its record. The caller holds the home's lock."""
    process = find_process(home, record)
    if process is not None:
        child.stop(process, grace=grace)
    if record is not None:
        home.last.write_text(f"{record.port}\n", encoding="ascii")
    home.record.unlink(missing_ok=True)
    # SIGKILL leaves them.
    for each in home.traffic_files:
        each.unlink(missing_ok=True)


def _instance(home: Home, record: Record, *, version: str | None, started: bool = False) -> Instance:
    return Instance(
        endpoint=record.endpoint,
        pid=record.pid,
        version=version,
        owner="ours",
        directory=home.root,
        started=started,
    )
