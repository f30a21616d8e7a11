"""The tags of a run."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.orphans.tags import EXPIRES, LIFETIME, OWNER, RUN, VARIABLE, RunTags, duration, lifetime

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
TAGS = RunTags("0123", "somebody@here", "2026-01-02T03:04:05Z")


def test_new_tags_expire_after_a_runs_lifetime() -> None:
    before = datetime.now(UTC) + LIFETIME - timedelta(seconds=1)
    tags = RunTags.new("0123")
    assert before <= datetime.fromisoformat(tags.expires) <= datetime.now(UTC) + LIFETIME


def test_owner_has_characters_of_tags_alone() -> None:
    assert re.fullmatch(r"[\w .:/=+@-]+@[\w .:/=+@-]+", RunTags.new("0123").owner, re.ASCII)


def test_environment_has_the_aws_provider_add_the_tags() -> None:
    assert TAGS.environment() == {
        "TF_AWS_DEFAULT_TAGS_tf-privatelink:run": "0123",
        "TF_AWS_DEFAULT_TAGS_tf-privatelink:owner": "somebody@here",
        "TF_AWS_DEFAULT_TAGS_tf-privatelink:expires": "2026-01-02T03:04:05Z",
    }


def test_tags_of_a_resource_tell_its_run() -> None:
    assert RunTags.read({"Name": "x", **TAGS.values}) == TAGS


@pytest.mark.parametrize("tags", [{}, {"Name": "x"}, {OWNER: "somebody", EXPIRES: "2026-01-02T03:04:05Z"}, {RUN: ""}])
def test_resource_without_a_run_is_nobodys(tags: dict[str, str]) -> None:
    assert RunTags.read(tags) is None


@pytest.mark.parametrize(
    ("expires", "expected"),
    [
        ("2026-01-02T03:04:05Z", True),
        ("2026-01-02T03:04:06Z", False),
        ("2026-01-02T05:04:05+02:00", True),
        ("2026-01-01T00:00:00", False),
        ("soon", False),
        ("", False),
    ],
)
def test_run_expires_at_a_time_that_can_be_read(expires: str, *, expected: bool) -> None:
    assert RunTags("0123", "", expires).has_expired(NOW) is expected


@pytest.mark.parametrize(
    ("text", "expected"), [("90m", timedelta(minutes=90)), ("8h", timedelta(hours=8)), ("2d", timedelta(2))]
)
def test_duration_is_a_number_with_its_unit(text: str, expected: timedelta) -> None:
    assert duration(text) == expected


@pytest.mark.parametrize("text", ["", "8", "h", "0h", "-1h", "8x", "1.5h", "8h30m", "999999d"])
def test_text_that_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration; write one such as 90m, 8h or 2d"):
        duration(text)


def test_lifetime_is_the_flags_then_the_environments_then_that_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    hour, day, week = timedelta(hours=1), timedelta(1), timedelta(7)
    monkeypatch.delenv(VARIABLE, raising=False)
    assert (lifetime(None, None), lifetime(None, week)) == (LIFETIME, week)
    monkeypatch.setenv(VARIABLE, "1d")
    assert (lifetime(None, week), lifetime("1h", week)) == (day, hour)


def test_source_of_a_wrong_lifetime_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "soon")
    with pytest.raises(HarnessError, match="PRIVATELINK_EXPIRES_AFTER: 'soon' is not a duration"):
        lifetime(None, None)
    with pytest.raises(HarnessError, match="--expires-after: 'never' is not a duration"):
        lifetime("never", None)
