"""The variables of a stack: the user's, and the roles of the accounts that a run gives to a spec."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from privatelink_generator.patterns.base import Spec
from privatelink_harness.stacks.directory import read_variables, write_variables
from privatelink_harness.stacks.source import CopiedSource, GeneratedSource, with_roles
from privatelink_harness.targets.localstack.session import LocalStackSession
from tests.support.composition import composition

OWN, OTHER, GIVEN = "111122223333", "444455556666", "777788889999"
SESSION = LocalStackSession("http://127.0.0.1:4566", OWN, aliases={"provider": OWN, "consumer": OTHER}, has_roles=True)
ONE_ACCOUNT = Spec(version=1, pattern="consumer", name="one")


def role(account: str) -> str:
    return f"arn:aws:iam::{account}:role/terraform"


@pytest.mark.parametrize(
    ("variables", "roles", "accounts"),
    [
        ({}, {"consumer": role(OTHER)}, {"provider": OWN, "consumer": OTHER}),
        ({"region": "eu-west-1"}, {"consumer": role(OTHER)}, {"provider": OWN, "consumer": OTHER}),
        (
            {"role_arns": {"consumer": role(GIVEN)}},
            {"consumer": role(GIVEN)},
            {"provider": OWN, "consumer": GIVEN},
        ),
        (
            {"role_arns": {"provider": role(GIVEN)}},
            {"provider": role(GIVEN), "consumer": role(OTHER)},
            {"provider": GIVEN, "consumer": OTHER},
        ),
    ],
)
def test_roles_are_the_runs_unless_the_user_gives_others(
    variables: dict[str, Any], roles: dict[str, str], accounts: dict[str, str], tmp_path: Path
) -> None:
    source = GeneratedSource(composition(), {}, variables)
    session = with_roles(source, tmp_path, SESSION)
    assert read_variables(tmp_path) == {**variables, "role_arns": roles}
    assert session.accounts == accounts


@pytest.mark.parametrize("source", [GeneratedSource(ONE_ACCOUNT, {}), CopiedSource(Path("/root-module"))])
def test_one_account_and_a_root_module_have_no_roles(source: GeneratedSource | CopiedSource, tmp_path: Path) -> None:
    assert with_roles(source, tmp_path, SESSION) is SESSION
    assert read_variables(tmp_path) == {}


def test_variables_read_are_those_that_were_written(tmp_path: Path) -> None:
    write_variables(tmp_path, {"suspended": ["orders.payments"]})
    assert read_variables(tmp_path) == {"suspended": ["orders.payments"]}
