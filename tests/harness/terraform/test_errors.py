"""The messages and hints of Terraform's failures."""

from __future__ import annotations

from pathlib import Path

import pytest

from privatelink_harness.terraform.errors import TerraformError, TerraformInterrupted, describe
from privatelink_harness.terraform.events import Diagnostic


def error(summary: str, detail: str = "", *, address: str = "", file: str = "", line: int = 0) -> Diagnostic:
    return Diagnostic(
        message="", severity="error", summary=summary, detail=detail, address=address, file=file, line=line
    )


def test_error_names_place_resource_and_reason() -> None:
    diagnostics = [error("Invalid value", "must be true", address="aws_vpc.a", file="../main.tf", line=3)]
    expected = "terraform plan failed:\n/module/main.tf:3: aws_vpc.a: Invalid value: must be true"
    actual = TerraformError("terraform plan", 1, diagnostics=diagnostics, directory=Path("/module/example"))
    assert expected == actual.message


def test_describe_gives_each_cause_once() -> None:
    diagnostics = [error("execution halted"), error("Broken"), error("Broken"), error("execution halted")]
    assert describe(diagnostics) == ["Broken"]


def test_describe_gives_a_consequence_without_a_cause() -> None:
    assert describe([error("execution halted")]) == ["execution halted"]


def test_describe_leaves_out_warnings() -> None:
    warning = Diagnostic(message="", severity="warning", summary="Deprecated")
    assert describe([warning]) == []


def test_error_without_diagnostics_shows_the_output() -> None:
    actual = TerraformError("terraform show", 1, tail="\nError: no plan\n")
    assert actual.message == "terraform show failed:\nError: no plan"


def test_error_without_output_shows_the_exit_code() -> None:
    assert TerraformError("terraform show", 3).message == "terraform show failed (exit code 3)"


def test_error_of_a_crash_shows_its_first_lines_and_can_not_succeed_later() -> None:
    crash = "panic: assignment to entry in nil map\n\ngoroutine 1 [running]:"
    diagnostics = [error("Plugin did not respond", "error reading from server: EOF")]
    actual = TerraformError("terraform apply", 1, diagnostics=diagnostics, tail=crash, crash=crash)
    assert actual.message == (
        f"terraform apply failed:\nPlugin did not respond: error reading from server: EOF\n{crash}"
    )
    assert "terraform-provider-aws/issues" in str(actual.hint)
    assert not actual.transient


def test_crash_without_diagnostics_is_shown_once() -> None:
    actual = TerraformError("terraform show", 2, tail="panic: nil map", crash="panic: nil map")
    assert actual.message == "terraform show failed:\npanic: nil map"


def test_error_of_a_killed_command_names_the_signal() -> None:
    killed = TerraformError("terraform apply", -9)
    assert killed.message == "terraform apply failed (ended by SIGKILL)"
    assert "memory" in str(killed.hint)


@pytest.mark.parametrize(
    ("summary", "hint"),
    [
        ("write state: no space left on device", "disk space"),
        ("Error acquiring the state lock", "force-unlock"),
        ("api error ExpiredToken: The security token included in the request is expired", "have expired"),
        ("SignatureDoesNotMatch: Signature expired: 20261126T150419Z is now earlier than", "clock"),
        ("api error OptInRequired: You are not subscribed to this service", "privatelink accounts"),
        ("api error UnauthorizedOperation: You are not authorized to perform this operation", "permission"),
        ("api error RequestLimitExceeded: Request limit exceeded.", "throttles"),
        ("Unsupported Terraform Core version", "required_version"),
        ("no available releases match the given constraints ~> 4.0", "version constraint"),
        ("Failed to query available provider packages", "mirror"),
        ("Post http://127.0.0.1:4566/: dial tcp 127.0.0.1:4566: connect: connection refused", "LocalStack"),
        ('Post "https://ec2.eu-west-1.amazonaws.com/": dial tcp 192.0.2.1:443: connect: connection refused', "network"),
        ('Post "https://ec2.eu-west-1.api.aws/": EOF', "network"),
        ("Plugin did not respond", "provider's process"),
    ],
)
def test_error_of_a_known_failure_has_a_hint(summary: str, hint: str) -> None:
    assert hint in str(TerraformError("terraform apply", 1, diagnostics=[error(summary)]).hint)


def test_error_of_an_unknown_failure_has_no_hint() -> None:
    assert TerraformError("terraform apply", 1, diagnostics=[error("Invalid value")]).hint is None


def test_error_of_a_stopped_command_says_interrupted() -> None:
    assert str(TerraformInterrupted("terraform apply", 1)) == "terraform apply was interrupted"
