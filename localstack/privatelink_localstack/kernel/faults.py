"""Faults that tests inject: calls that fail or are answered late, endpoints that fail, zones without a service."""

from __future__ import annotations

import threading
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from privatelink_localstack.kernel.errors import AwsError


@dataclass(frozen=True, slots=True)
class Fault:
    """An error of the next calls of an operation, or a delay of their answers.

    Parameters:
        operation: an operation of EC2 or Elastic Load Balancing.
        code: AWS's error code; None lets CreateVpcEndpoint succeed, and the endpoint fail later.
        delay: seconds by which the answer is late; the call succeeds. 0: it is an error.
        status: HTTP status.
        times: number of calls that fail.
        account: ID of the calling account; None for any account.
    """

    operation: str
    code: str | None
    message: str
    status: int = 400
    times: int = 1
    account: str | None = None
    delay: float = 0


@dataclass(frozen=True, slots=True)
class ZoneFault:
    """A service, by ID or name, that is unavailable in a zone."""

    service: str
    zone_id: str


@dataclass(frozen=True, slots=True)
class Delay:
    """The time by which an answer is late: some seconds, or until the faults of its account are removed."""

    seconds: float
    ended: threading.Event

    def wait(self) -> None:
        """Wait for its end. The caller holds no lock."""
        self.ended.wait(self.seconds)


class Faults:
    """All faults. Not thread-safe."""

    def __init__(self) -> None:
        self.calls: list[Fault] = []
        self.zones: set[ZoneFault] = set()
        self._ends: dict[str, threading.Event] = {}

    def strike(self, operation: str, account: str) -> Delay | None:
        """Raise the fault of a call, if there is one, and return the delay of its answer.

        Raises:
            AwsError: code and message of the fault.
        """
        fault = self._take(operation, account, _strikes_at_once)
        if fault is not None and fault.code is not None:
            raise AwsError(fault.code, fault.message, status=fault.status)
        return Delay(fault.delay, self._ends.setdefault(account, threading.Event())) if fault else None

    def take_failure(self, operation: str, account: str) -> tuple[str, str] | None:
        """Return code and message of the failure in which the resource that a call creates will end, or None."""
        fault = self._take(operation, account, _strikes_later)
        return None if fault is None else ("InternalError", fault.message)

    def zones_down(self, *services: str) -> frozenset[str]:
        """Return the IDs of the zones where a service, by any of its names, is unavailable."""
        return frozenset(each.zone_id for each in self.zones if each.service in services)

    def forget(self, account: str, services: AbstractSet[str] = frozenset()) -> None:
        """Remove the faults of an account, and of its services by their IDs and names. Its late answers are sent."""
        self.calls = [each for each in self.calls if each.account != account]
        self.zones = {each for each in self.zones if each.service not in services}
        if ended := self._ends.pop(account, None):
            ended.set()

    def clear(self) -> None:
        """Remove all faults. Late answers are sent."""
        self.calls.clear()
        self.zones.clear()
        for account in list(self._ends):
            self.forget(account)

    def _take(self, operation: str, account: str, fits: Callable[[Fault], bool]) -> Fault | None:
        for index, fault in enumerate(self.calls):
            if fault.operation == operation and fault.account in {None, account} and fits(fault):
                if fault.times > 1:
                    self.calls[index] = replace(fault, times=fault.times - 1)
                else:
                    del self.calls[index]
                return fault
        return None


def _strikes_at_once(fault: Fault) -> bool:
    return fault.code is not None or fault.delay > 0


def _strikes_later(fault: Fault) -> bool:
    return not _strikes_at_once(fault)
