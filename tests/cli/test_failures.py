"""Named exceptions become messages with a code; any other is a fault of ours."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from privatelink_cli.answer import Error, ErrorCode
from privatelink_cli.app import run
from privatelink_cli.failures import explain
from privatelink_generator.errors import Fault, OutputError, Position, PrivateLinkError, SpecError, TemplateError
from privatelink_harness.errors import HarnessError, MissingExtraError
from privatelink_harness.terraform.errors import TerraformError, TerraformInterrupted
from privatelink_localstack.runtime.errors import (
    LocalStackError,
    LocalStackMissingError,
    NoAnswerError,
    NotLocalStackError,
)

SpecFile = Callable[..., Path]


def _caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "code", "retryable"),
    [
        (KeyboardInterrupt(), "interrupted", True),
        (PermissionError(errno.EACCES, "Permission denied", "out"), "system-refused", False),
        (OSError(errno.ENOSPC, "No space left on device"), "system-refused", False),
        (SpecError([Fault(Position("a.yaml"), "empty")]), "spec-invalid", False),
        (TemplateError("main.tf.jinja:1: no"), "template-invalid", False),
        (OutputError(Path("out"), "is a file"), "output-refused", False),
        (HarnessError("no Terraform"), "harness-failed", False),
        (MissingExtraError("this command needs filelock"), "missing-extra", False),
        (LocalStackMissingError("LocalStack is not installed"), "missing-extra", False),
        (TerraformError("terraform apply", 1), "terraform-failed", False),
        (TerraformError("terraform apply", 1, tail="dial tcp: connection refused"), "terraform-failed", True),
        (TerraformInterrupted("terraform apply"), "interrupted", True),
        (LocalStackError("port 1 is in use"), "localstack-failed", False),
        (NotLocalStackError("http://127.0.0.1:1: not LocalStack"), "localstack-failed", False),
        (NoAnswerError("http://127.0.0.1:1: no answer"), "target-unavailable", True),
        (_caused(LocalStackError("did not answer"), NoAnswerError("refused")), "target-unavailable", True),
        (ModuleNotFoundError("No module named 'boto3'", name="boto3"), "missing-extra", False),
        (ModuleNotFoundError("No module named 'localstack.x'", name="localstack.x"), "missing-extra", False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else str(value),
)
def test_named_exception_has_a_code(error: BaseException, code: str, *, retryable: bool) -> None:
    explained = explain(error, "test")

    assert explained is not None
    assert (explained.code, explained.retryable) == (code, retryable)


def _subclasses[T: Exception](error: type[T]) -> set[type[T]]:
    return {error}.union(*(_subclasses(subclass) for subclass in error.__subclasses__()))


@pytest.mark.parametrize("base", [PrivateLinkError, LocalStackError])
def test_every_error_of_ours_is_named(base: type[PrivateLinkError | LocalStackError]) -> None:
    for error in _subclasses(base):
        instance = error.__new__(error)
        instance.message, instance.hint = "a message", "a hint"
        if isinstance(instance, TerraformError):
            instance.transient = False
        explained = explain(instance, "test")
        assert explained is not None
        assert (explained.message, explained.hint) == ("a message", "a hint")


@pytest.mark.parametrize(
    ("command", "extras"),
    [
        ("test", "extras [harness,localstack]"),
        ("localstack up", "extra [localstack]"),
        ("aws-provider build", "extra [provider]"),
    ],
)
def test_missing_module_names_the_extras_to_install(command: str, extras: str) -> None:
    error = ModuleNotFoundError("No module named 'filelock'", name="filelock")

    assert explain(error, command) == Error(
        ErrorCode.MISSING_EXTRA, "this command needs filelock", f"Install tf-privatelink with the {extras}."
    )


class LikeOursError(Exception):
    """An exception with the attributes of ours, as many libraries have one."""

    def __init__(self) -> None:
        super().__init__("no message for users")
        self.message = "no message for users"


@pytest.fixture(
    params=[KeyError("lambda"), LikeOursError(), ModuleNotFoundError("No module named 'x'", name="x")], ids=repr
)
def fault(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Exception:
    """Break `generate` from within."""
    error: Exception = request.param

    def broken(*_: Any, **__: Any) -> NoReturn:
        raise error

    monkeypatch.setattr("privatelink_generator.batch.render_all", broken)
    return error


def test_fault_of_ours_shows_a_traceback_and_asks_for_a_report(
    fault: Exception, spec_file: SpecFile, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["generate", str(spec_file())])

    captured = capsys.readouterr()
    first, *_, raised, last = captured.err.splitlines()
    assert (code, captured.out, first) == (70, "", "Traceback (most recent call last):")
    assert type(fault).__name__ in raised
    assert last.startswith("This is a fault of privatelink itself (tf-privatelink 0.")
    assert last.endswith("Please report it with the traceback, the command line and the spec, without secrets.")


def test_fault_of_ours_stands_in_the_envelope_too(
    fault: Exception, spec_file: SpecFile, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["generate", str(spec_file()), "--format=json"])

    captured = capsys.readouterr()
    error = json.loads(captured.out)["error"]
    assert (code, error["code"], error["retryable"]) == (70, "internal", False)
    assert error["message"] == f"a fault of privatelink itself: {type(fault).__name__}: {fault}"
    assert error["hint"] == captured.err.splitlines()[-1]


@pytest.mark.parametrize("as_json", [False, True])
def test_interrupt_exits_with_130(
    spec_file: SpecFile, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *, as_json: bool
) -> None:
    def interrupted(*_: Any, **__: Any) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr("privatelink_generator.batch.render_all", interrupted)

    code = run(["generate", str(spec_file()), *(["--format", "json"] if as_json else [])])

    captured = capsys.readouterr()
    assert (code, captured.err) == (130, "")
    assert (json.loads(captured.out)["error"]["code"] if as_json else captured.out) == (
        "interrupted" if as_json else ""
    )
