"""A run's events replayed as its report."""

from __future__ import annotations

from dataclasses import replace

from privatelink_harness.checks.check import Verdict
from privatelink_harness.errors import HarnessError
from privatelink_harness.reports.model import Failure, Logged, Step, Timing
from privatelink_harness.reports.record import replay
from privatelink_harness.reports.stream import (
    Diagnosed,
    Equipped,
    Failed,
    Line,
    Planned,
    ResourceBegun,
    ResourceEnded,
    RunBegun,
    RunEnded,
    RunEvent,
    StepBegun,
    StepEnded,
    Verified,
    of_error,
)
from tests.support.reports import CHECKS

START = 1_700_000_000.0
VPC, ENDPOINT = "aws_vpc.this", "aws_vpc_endpoint.lambda"
APPLY: tuple[RunEvent, ...] = (
    RunBegun("core", at=START),
    StepBegun("open", at=START),
    Equipped("LocalStack", "terraform 1.11.4", "hashicorp/aws 6.0.0", ("old",), at=START + 1),
    StepBegun("apply", at=START + 1),
    Planned(2, 0, 0, at=START + 1),
    ResourceBegun(VPC, "create", at=START + 1.5),
    ResourceEnded(VPC, "create", 2, "vpc-1", at=START + 3.25),
    ResourceBegun(ENDPOINT, "create", at=START + 3.5),
)


def test_report_names_what_the_run_ran_with() -> None:
    report = replay(APPLY)
    assert (report.name, report.target, report.terraform, report.aws_provider, report.warnings, report.begun) == (
        *("core", "LocalStack", "terraform 1.11.4", "hashicorp/aws 6.0.0", ("old",), START),
    )


def test_step_ends_with_the_next_one_or_by_itself() -> None:
    report = replay([*APPLY, StepEnded(at=START + 5), StepBegun("destroy", at=START + 6), RunEnded(at=START + 8)])
    assert report.steps == (Step("open", 1.0, 0.0), Step("apply", 4.0, 1.0), Step("destroy", 2.0, 6.0))


def test_resources_have_their_times_on_the_runs_clock() -> None:
    events = [*APPLY, ResourceEnded(ENDPOINT, "create", 1, has_failed=True, at=START + 4.5)]
    assert replay(events).resources == (
        Timing(VPC, "create", 1.5, 1.75, "vpc-1"),
        Timing(ENDPOINT, "create", 3.5, 1.0, outcome="failed"),
    )


def test_resource_that_never_ended_took_until_the_runs_end() -> None:
    report = replay([*APPLY, Failed("stopped", is_stopped=True, at=START + 9)])
    assert report.resources[-1] == Timing(ENDPOINT, "create", 3.5, 5.5, outcome="running")
    assert (report.failure, report.failed, report.seconds) == (Failure("stopped", is_stopped=True), True, 9.0)


def test_resource_that_is_created_and_destroyed_has_two_times() -> None:
    destroyed = [ResourceBegun(VPC, "delete", at=START + 6), ResourceEnded(VPC, "delete", 0, at=START + 6.5)]
    actions = [(each.address, each.action) for each in replay([*APPLY, *destroyed]).resources]
    assert actions == [(VPC, "create"), (ENDPOINT, "create"), (VPC, "delete")]


def test_last_word_of_a_check_counts() -> None:
    failed = next(check for check in CHECKS if check.verdict is Verdict.FAILED)
    mended = replace(failed, verdict=Verdict.PASSED, api=failed.spec)
    assert replay([*APPLY, Verified(CHECKS), Verified((mended,))]).checks == (
        *(check for check in CHECKS if check is not failed),
        mended,
    )


def test_equal_checks_of_one_comparison_all_count() -> None:
    assert replay([*APPLY, Verified((CHECKS[0], CHECKS[0]))]).checks == (CHECKS[0], CHECKS[0])


def test_first_error_is_the_runs() -> None:
    report = replay([*APPLY, Failed("apply failed", "Try again."), Failed("not destroyed")])
    assert report.failure == Failure("apply failed", "Try again.")


def test_log_has_lines_steps_and_diagnostics() -> None:
    events = [
        *APPLY[:4],
        Line("orphan: vpc-1", at=START + 2),
        Diagnosed("error", "InvalidZone", "no such zone", ENDPOINT, "main.tf:3", "  zone = 1", at=START + 3),
    ]
    assert replay(events).log == (
        Logged(0.0, "open"),
        Logged(1.0, "apply"),
        Logged(2.0, "orphan: vpc-1"),
        Logged(3.0, f"main.tf:3: {ENDPOINT}: InvalidZone: no such zone\n    zone = 1", "error"),
    )


def test_no_events_are_an_empty_report() -> None:
    report = replay([])
    assert (report.name, report.checks, report.steps, report.failed) == ("", (), (), False)


def test_error_of_ours_is_told_with_its_hint() -> None:
    error = HarnessError("no Terraform", hint="Install it.")
    error.add_note("orphan, removed: vpc-1")
    told = of_error(error)
    assert (told.message, told.hint, told.is_stopped) == ("no Terraform", "Install it.\norphan, removed: vpc-1", False)


def test_stop_is_no_failure_of_terraforms() -> None:
    told = of_error(KeyboardInterrupt(), is_stopped=True)
    assert (told.message, told.is_stopped) == ("stopped", True)
