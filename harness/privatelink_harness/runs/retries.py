"""Retries after errors of AWS that pass by themselves: throttling, a fault of AWS's own, a change not yet seen.

The AWS provider retries a call several times by itself. What it gives up ends an apply; the apply is then planned and
tried again, at most twice. Every error of a failed command must be on the list: any other one is the user's to see.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from privatelink_harness.terraform import TerraformError, TerraformInterrupted

if TYPE_CHECKING:
    from tenacity import RetryCallState

    from privatelink_harness.terraform.events import Diagnostic

ATTEMPTS = 3
"""Of an apply, the first one included."""

FIRST_WAIT, LONGEST_WAIT = 2.0, 30.0
"""Seconds before the second attempt, doubled before the next, with as many more by chance as AWS advises."""


class Transience(StrEnum):
    """Why an error passes by itself."""

    THROTTLED = "throttled"
    UNAVAILABLE = "a fault of AWS's own"
    NOT_YET_SEEN = "a change that is not yet seen everywhere"


_CODES = {
    # "Retry behavior" of the AWS SDKs and Tools Reference Guide: throttling errors.
    **dict.fromkeys(
        (
            *("Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled"),
            *("RequestThrottledException", "TooManyRequestsException", "ProvisionedThroughputExceededException"),
            *("RequestLimitExceeded", "BandwidthLimitExceeded", "SlowDown", "PriorRequestNotComplete"),
            *("EC2ThrottledException", "TransactionInProgressException"),
        ),
        Transience.THROTTLED,
    ),
    # The same page: transient errors; and "Server error codes" of the EC2 API's reference.
    **dict.fromkeys(
        (
            *("RequestTimeout", "RequestTimeoutException", "InternalError", "InternalFailure", "InternalServerError"),
            *("InternalServerErrorException", "InternalServiceError", "ServiceUnavailable"),
            *("ServiceUnavailableException", "Unavailable"),
        ),
        Transience.UNAVAILABLE,
    ),
}
_CODE = re.compile(r"api error (\w[\w.]*)")
_STATUS = re.compile(r"StatusCode: (\d{3})")
_NOT_FOUND = re.compile(r"api error Invalid\w+\.NotFound")
# "Ensuring idempotency and eventual consistency" of the EC2 API's guide: an ID that a create has just returned.
_ID = re.compile(r"\b(?:acl|eni|igw|nat|pcx|rtb|sg|subnet|tgw|tgw-attach|vpc|vpce|vpce-svc)-[0-9a-f]{8,17}\b")
_SERVER_ERROR = 500


def transience_of(code: str) -> Transience | None:
    """Return why an error of the API passes by itself; None if it does not.

    Parameters:
        code: such as `Throttling`.
    """
    return _CODES.get(code)


def transience(error: Diagnostic, created: Collection[str] = ()) -> Transience | None:
    """Return why an error passes by itself; None if it does not.

    Parameters:
        created: IDs of the stack's own resources; that AWS does not know one of them passes.
    """
    text = f"{error.summary} {error.detail}"
    if code := _CODE.search(text):
        if known := transience_of(code[1]):
            return known
        if _NOT_FOUND.search(text) and set(_ID.findall(text)) & set(created):
            return Transience.NOT_YET_SEEN
    status = _STATUS.search(text)
    return Transience.UNAVAILABLE if status and int(status[1]) >= _SERVER_ERROR else None


def reasons(error: BaseException, created: Collection[str] = ()) -> tuple[Transience, ...]:
    """Return why all errors of a failed command pass by themselves; () if one does not, or the command was stopped."""
    if not isinstance(error, TerraformError) or isinstance(error, TerraformInterrupted):
        return ()
    found = [transience(each, created) for each in error.diagnostics if each.severity == "error"]
    return tuple(dict.fromkeys(each for each in found if each)) if all(found) else ()


@dataclass(frozen=True, slots=True)
class Retries:
    """Tries a command again after transient errors.

    Parameters:
        created: returns the IDs of the stack's own resources.
        tell: called with a line before each further attempt.
        wait: waits for so many seconds, or less if the run is stopped.
    """

    created: Callable[[], Collection[str]]
    tell: Callable[[str], object]
    wait: Callable[[float], None]

    def call[T](self, name: str, work: Callable[[], T]) -> T:
        """Return what the work returns.

        Parameters:
            name: of the command, for the lines.

        Raises:
            TerraformError: the last attempt failed, or an error does not pass by itself.
        """
        try:
            return work()
        except TerraformError as error:
            if not reasons(error, self.created()):
                raise
            return self._retry(name, work, error)

    def _retry[T](self, name: str, work: Callable[[], T], first: TerraformError) -> T:
        import tenacity  # It takes longer to import than most runs can spare, and few need it.

        failures = [first]

        def attempt() -> T:
            if failures:
                raise failures.pop()
            return work()

        def tell(state: RetryCallState) -> None:
            error = state.outcome.exception() if state.outcome else None
            words = ", ".join(reasons(error, self.created())) if error else ""
            self.tell(f"{name} failed: {words}; try again, {state.attempt_number + 1} of {ATTEMPTS}")

        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            wait=tenacity.wait_exponential_jitter(multiplier=FIRST_WAIT, max=LONGEST_WAIT),
            retry=tenacity.retry_if_exception(lambda error: bool(reasons(error, self.created()))),
            before_sleep=tell,
            sleep=self.wait,
            reraise=True,
        )
        return retrying(attempt)
