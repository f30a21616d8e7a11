"""The suite's stacks run with the trimmed provider where it is built; this one runs with the official one.

Only where an official one is found: in a mirror.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from privatelink_harness.aws_provider import mirror
from privatelink_harness.checks.check import Verdict
from privatelink_harness.runs.applied import Applied, Stacks

if any(mirror.packages(place) for place in mirror.directories(Path.home())):

    @pytest.fixture(scope="module")
    def applied(pytestconfig: pytest.Config) -> Iterator[Applied]:
        stacks = Stacks(pytestconfig.rootpath, wanted="official")
        yield stacks.apply("specs/consumer/lambda-from-private-subnets.yaml")
        stacks.close()

    def test_the_provider_is_the_official_one(applied: Applied) -> None:
        assert (applied.stack.provider.source, applied.stack.provider.waits_cut) == ("mirror", False)

    def test_the_demo_is_as_its_spec_says(applied: Applied) -> None:
        applied.verify()

    def test_a_second_plan_finds_no_fault(applied: Applied) -> None:
        assert applied.plan_again().verdict is not Verdict.FAILED
