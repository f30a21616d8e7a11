"""Retries after errors of AWS that pass by themselves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from privatelink_harness.runs.retries import ATTEMPTS, Retries, Transience, reasons, transience
from privatelink_harness.terraform import TerraformError, TerraformInterrupted
from privatelink_harness.terraform.events import Diagnostic

THROTTLED = (
    "creating EC2 VPC Endpoint (com.amazonaws.us-east-1.sqs): operation error EC2: CreateVpcEndpoint, exceeded maximum "
    "number of attempts, 25, https response error StatusCode: 503, RequestID: 1, api error RequestLimitExceeded: "
    "Request limit exceeded."
)
REFUSED = (
    "creating EC2 VPC: operation error EC2: CreateVpc, https response error StatusCode: 400, RequestID: 1, api error "
    "VpcLimitExceeded: The maximum number of VPCs has been reached."
)
NOT_FOUND = (
    "creating EC2 Subnet: operation error EC2: CreateSubnet, https response error StatusCode: 400, RequestID: 1, api "
    "error InvalidVpcID.NotFound: The vpc ID 'vpc-0123456789abcdef0' does not exist"
)


def diagnostic(text: str) -> Diagnostic:
    return Diagnostic(message="", severity="error", summary=text)


def error(*texts: str) -> TerraformError:
    return TerraformError("terraform apply", 1, diagnostics=map(diagnostic, texts))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (THROTTLED, Transience.THROTTLED),
        ("StatusCode: 400, api error Throttling: Rate exceeded", Transience.THROTTLED),
        ("StatusCode: 400, api error ThrottlingException: Rate exceeded", Transience.THROTTLED),
        ("StatusCode: 500, api error InternalError: An internal error has occurred", Transience.UNAVAILABLE),
        ("StatusCode: 503, api error Unavailable: The server is overloaded", Transience.UNAVAILABLE),
        ("StatusCode: 502, deserialization failed", Transience.UNAVAILABLE),
        ("StatusCode: 500, api error SomethingNew: no", Transience.UNAVAILABLE),
        (REFUSED, None),
        (NOT_FOUND, None),
        ("StatusCode: 403, api error UnauthorizedOperation: no", None),
        ("StatusCode: 400, api error LimitExceededException: a quota", None),
        ("Reference to undeclared resource", None),
        ("a 503 in the middle of words", None),
    ],
)
def test_only_listed_errors_pass_by_themselves(text: str, expected: Transience | None) -> None:
    assert transience(diagnostic(text)) == expected


def test_id_that_the_stack_has_created_will_be_seen() -> None:
    assert transience(diagnostic(NOT_FOUND), {"vpc-0123456789abcdef0"}) is Transience.NOT_YET_SEEN
    assert transience(diagnostic(NOT_FOUND), {"vpc-99999999999999999"}) is None


def test_one_other_error_is_enough_to_give_up() -> None:
    assert reasons(error(THROTTLED, THROTTLED)) == (Transience.THROTTLED,)
    assert reasons(error(THROTTLED, REFUSED)) == ()
    assert reasons(error()) == ()
    assert reasons(TerraformInterrupted("terraform apply")) == ()
    assert reasons(KeyboardInterrupt()) == ()


class Trials:
    """Commands that fail as a test says, and the waits between them."""

    def __init__(self, *errors: BaseException) -> None:
        self.errors = list(errors)
        self.calls = 0
        self.told: list[str] = []
        self.waits: list[float] = []

    def run(self) -> str:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "applied"

    def call(self, created: Callable[[], set[str]] = set) -> str:
        return Retries(created, self.told.append, self.waits.append).call("apply", self.run)


def test_transient_error_is_tried_again_after_a_wait() -> None:
    trials = Trials(error(THROTTLED), error("StatusCode: 500, api error InternalError: no"))
    assert (trials.call(), trials.calls) == ("applied", 3)
    assert trials.told == [
        "apply failed: throttled; try again, 2 of 3",
        "apply failed: a fault of AWS's own; try again, 3 of 3",
    ]
    assert len(trials.waits) == 2
    assert all(2 <= wait <= 31 for wait in trials.waits)


def test_last_error_is_raised() -> None:
    errors = [error(THROTTLED) for _ in range(ATTEMPTS)]
    trials = Trials(*errors)
    with pytest.raises(TerraformError) as caught:
        trials.call()
    assert (caught.value, trials.calls) == (errors[-1], ATTEMPTS)


@pytest.mark.parametrize("other", [error(REFUSED), KeyboardInterrupt(), TerraformInterrupted("terraform apply")])
def test_other_error_is_raised_at_once(other: BaseException) -> None:
    trials = Trials(other)
    with pytest.raises(type(other)):
        trials.call()
    assert (trials.calls, trials.waits) == (1, [])


def test_other_error_after_a_transient_one_is_raised() -> None:
    trials = Trials(error(THROTTLED), error(REFUSED))
    with pytest.raises(TerraformError, match="VpcLimitExceeded"):
        trials.call()
    assert trials.calls == 2
