"""A stack's record on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.orphans.tags import RunTags
from privatelink_harness.stacks.record import Record
from privatelink_harness.stacks.stack import Stack
from privatelink_harness.targets.localstack.session import LocalStackSession

TAGS = RunTags("0123", "somebody@here", "2026-01-01T00:00:00Z")
SESSION = LocalStackSession(
    "http://127.0.0.1:4566",
    "111122223333",
    "eu-west-1",
    "4.14.0",
    {"hub": "111122223333", "spoke": "444455556666"},
    emulated=True,
    temporary=("1",),
)


def test_record_reads_what_it_wrote(tmp_path: Path) -> None:
    record = Record(tmp_path / "root", "trimmed", SESSION, TAGS)
    record.write(tmp_path)
    assert Record.read(tmp_path) == record


def test_record_names_a_directory_that_can_not_be_written(tmp_path: Path) -> None:
    with pytest.raises(HarnessError, match="can't be written: No such file or directory"):
        Record(tmp_path, "mirror", SESSION, TAGS).write(tmp_path / "gone")


def test_record_names_a_full_disk(tmp_path: Path) -> None:
    (tmp_path / "stack.json").symlink_to("/dev/full")
    with pytest.raises(HarnessError, match="can't be written: No space left on device"):
        Record(tmp_path, "mirror", SESSION, TAGS).write(tmp_path)


@pytest.mark.parametrize("text", [None, "", "[]", '{"root": "/x"}', '{"root": "/x", "aws_provider": "mirror"}'])
def test_stack_rejects_a_directory_without_a_record(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "stack.json").write_text(text)
    with pytest.raises(HarnessError, match="holds no stack") as caught:
        Stack.reopen(tmp_path)
    assert caught.value.hint is not None


def test_stack_names_an_unknown_target(tmp_path: Path) -> None:
    (tmp_path / "stack.json").write_text('{"root": "/x", "aws_provider": "mirror", "target": "localstak"}')
    with pytest.raises(HarnessError, match="target 'localstak' is unknown; did you mean 'localstack'\\?"):
        Stack.reopen(tmp_path)
