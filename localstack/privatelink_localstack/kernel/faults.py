"""Faults on purpose: calls that fail, endpoints that fail, throttling, zones where a service is unavailable."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from privatelink_localstack.kernel.errors import AwsError

THROTTLED = ("RequestLimitExceeded", "Request limit exceeded.", 503)
"""What a throttled call of EC2's answers: code, message and status. Elastic Load Balancing has words of its own."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that waits for its call.

    Parameters:
        operation: EC2's name of the call, or Elastic Load Balancing's.
        code, message, status: what the call answers; without a code, CreateVpcEndpoint succeeds and the endpoint
            then fails.
        times: how many calls it strikes.
        account: only this one's; None: anybody's.
    """

    operation: str
    code: str | None
    message: str
    status: int = 400
    times: int = 1
    account: str | None = None


@dataclass(frozen=True, slots=True)
class ZoneFault:
    """A service is unavailable in a zone: its id or name, and the zone's id."""

    service: str
    zone_id: str


class Faults:
    """The faults that are set. Not for use by two threads at once."""

    def __init__(self) -> None:
        self.calls: list[Fault] = []
        self.zones: set[ZoneFault] = set()

    def strike(self, operation: str, account: str) -> None:
        """Let a call fail, if a fault waits for it.

        Raises:
            AwsError: the fault's.
        """
        fault = self._take(operation, account, coded=True)
        if fault is not None and fault.code is not None:
            raise AwsError(fault.code, fault.message, status=fault.status)

    def doom(self, operation: str, account: str) -> tuple[str, str] | None:
        """Give code and message of the failure that what a call makes is to end in, if a fault waits for it."""
        fault = self._take(operation, account, coded=False)
        return None if fault is None else ("InternalError", fault.message)

    def zones_down(self, *services: str) -> frozenset[str]:
        """Give the ids of the zones where a service, by its id or its name, is unavailable."""
        return frozenset(each.zone_id for each in self.zones if each.service in services)

    def forget(self, account: str, services: AbstractSet[str]) -> None:
        """Forget the faults that are an account's only, or its services', by their ids and names."""
        self.calls = [each for each in self.calls if each.account != account]
        self.zones = {each for each in self.zones if each.service not in services}

    def clear(self) -> None:
        """Forget everything."""
        self.calls.clear()
        self.zones.clear()

    def _take(self, operation: str, account: str, *, coded: bool) -> Fault | None:
        for index, fault in enumerate(self.calls):
            if fault.operation == operation and fault.account in {None, account} and (fault.code is not None) is coded:
                if fault.times > 1:
                    self.calls[index] = replace(fault, times=fault.times - 1)
                else:
                    del self.calls[index]
                return fault
        return None
