"""The demo in a sandbox, for which a LocalStack stands, with the official AWS provider, where a mirror has one.

Other tests run with the trimmed AWS provider, which real accounts never get.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privatelink_harness.aws_provider import mirror
from privatelink_harness.checks.check import Proof, Verdict
from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks
from tests.support import sandbox as support
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance

if any(mirror.packages(place) for place in mirror.directories(Path.home())):

    @pytest.fixture(scope="module")
    def applied(localstack: Instance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppliedStack]:
        with support.sandbox(localstack.endpoint, tmp_path_factory.mktemp("sandbox")) as sandbox:
            stacks = Stacks(sandbox.directory, target="sandbox")
            yield stacks.apply(ROOT / "specs/consumer/lambda-from-private-subnets.yaml")
            stacks.close()

    def test_aws_provider_is_the_official_one(applied: AppliedStack) -> None:
        assert (applied.stack.aws_provider.source, applied.stack.aws_provider.waits_cut) == ("mirror", False)

    def test_demo_matches_its_spec(applied: AppliedStack) -> None:
        checks = applied.checks()
        assert {check.verdict for check in checks} == {Verdict.PASSED}
        assert {check.proof for check in checks} <= {Proof.LIVE, Proof.STRUCTURAL}

    def test_second_plan_finds_no_fault(applied: AppliedStack) -> None:
        assert applied.plan_again().verdict is not Verdict.FAILED
