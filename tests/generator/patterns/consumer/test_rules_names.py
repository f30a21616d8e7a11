"""Names of endpoints that would be the same Terraform resource."""

from __future__ import annotations

import pytest

from tests.support.specs import HEAD, faults


@pytest.mark.parametrize(("first", "second"), [("a-b", "a_b"), ("a_b", "a-b"), ("a-b-c", "a_b-c")])
def test_names_that_differ_in_hyphens_only_are_rejected(first: str, second: str) -> None:
    label = first.replace("-", "_")
    spec = f"{HEAD}endpoints:\n  {first}: {{service: lambda}}\n  {second}: §{{service: kms}}\n"

    assert faults(spec) == [
        f"§{second!r} and {first!r} would both be the resource aws_vpc_endpoint.{label}; rename one of them"
    ]


def test_names_that_differ_otherwise_are_accepted() -> None:
    assert (
        faults(f"{HEAD}endpoints: {{a-b: {{service: lambda}}, a__b: {{service: kms}}, ab: {{service: sqs}}}}\n") == []
    )
