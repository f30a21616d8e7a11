"""Allowed principals."""

from __future__ import annotations

import pytest

from privatelink_localstack.privatelink.services.principals import admits, check_principal, principal_type
from tests.support.refusal import refusal, refusal_code

ACCOUNT = "111111111111"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/app"
USER = f"arn:aws:iam::{ACCOUNT}:user/dev"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
OTHER = "arn:aws:iam::222222222222:root"


@pytest.mark.parametrize(("principal", "expected"), [("*", "All"), (ROOT, "Account"), (ROLE, "Role"), (USER, "User")])
def test_principal_has_a_type(principal: str, expected: str) -> None:
    assert expected == principal_type(principal)


@pytest.mark.parametrize("principal", [ACCOUNT, f"arn:aws:iam::{ACCOUNT}:role/a/path", "arn:aws:iam::1:root", ""])
def test_principal_type_rejects_other_forms(principal: str) -> None:
    assert refusal(principal_type, principal) == ("InvalidPrincipal", f"Invalid Principal: '{principal}'")


@pytest.mark.parametrize(
    ("principal", "caller", "expected"),
    [
        ("*", None, True),
        (ROOT, None, True),
        (ROOT, ROLE, True),
        (OTHER, None, False),
        (ROLE, None, True),
        (ROLE, ROLE, True),
        (ROLE, USER, False),
        ("nonsense", None, False),
    ],
)
def test_principal_includes_callers(principal: str, caller: str | None, expected: bool) -> None:  # noqa: FBT001
    assert expected is admits(principal, ACCOUNT, caller)


@pytest.mark.parametrize(
    ("principal", "partition", "code"),
    [
        ("arn:aws-cn:iam::123456789012:root", "aws-cn", None),
        ("arn:aws:iam::123456789012:root", "aws-cn", "InvalidPrincipal"),
        ("arn:aws-cn:iam::123456789012:role/app", "aws", "InvalidPrincipal"),
        ("*", "aws-cn", None),
    ],
)
def test_check_principal_rejects_another_partition(principal: str, partition: str, code: str | None) -> None:
    assert code == refusal_code(check_principal, principal, partition)
