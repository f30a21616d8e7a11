"""The demo with the official AWS provider, where a mirror has one; other tests run with the trimmed one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from privatelink_harness.aws_provider import mirror
from privatelink_harness.checks.check import Verdict
from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks

if any(mirror.packages(place) for place in mirror.directories(Path.home())):

    @pytest.fixture(scope="module")
    def applied(pytestconfig: pytest.Config) -> Iterator[AppliedStack]:
        stacks = Stacks(pytestconfig.rootpath, aws_provider="official")
        yield stacks.apply("specs/consumer/lambda-from-private-subnets.yaml")
        stacks.close()

    def test_aws_provider_is_the_official_one(applied: AppliedStack) -> None:
        assert (applied.stack.aws_provider.source, applied.stack.aws_provider.waits_cut) == ("mirror", False)

    def test_demo_matches_its_spec(applied: AppliedStack) -> None:
        applied.verify()

    def test_second_plan_finds_no_fault(applied: AppliedStack) -> None:
        assert applied.plan_again().verdict is not Verdict.FAILED
