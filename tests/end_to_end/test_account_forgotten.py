"""A stack's account: LocalStack forgets one that was made for the stack; one that the user named stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

from tests.support.commands import RunCommand

if TYPE_CHECKING:
    from privatelink_harness.targets.localstack.session import LocalStackSession
    from privatelink_localstack.runtime.instance import Instance

SPEC = """
version: 1
pattern: consumer
name: forgotten
endpoints:
  s3: {service: s3, type: gateway}
"""


def accounts(localstack: Instance) -> set[str]:
    """Return the accounts that have any state."""
    with urlopen(f"{localstack.endpoint}/_privatelink/accounts") as answer:  # noqa: S310 - loopback
        return set(json.load(answer)["accounts"])


def test_destroy_forgets_an_account_made_for_the_stack(
    command: RunCommand, localstack: Instance, stacks: Path, tmp_path: Path
) -> None:
    spec = tmp_path / "forgotten.yaml"
    spec.write_text(SPEC)
    kept = command("test", spec, "--keep")
    assert kept.returncode == 0, kept.stderr
    (stack,) = stacks.iterdir()
    own = json.loads((stack / "stack.json").read_text())["account"]
    existed = own in accounts(localstack)
    destroyed = command("destroy", stack)
    assert destroyed.returncode == 0, destroyed.stderr
    assert (existed, own in accounts(localstack)) == (True, False)


def test_destroy_keeps_an_account_that_the_user_named(
    command: RunCommand, account: LocalStackSession, localstack: Instance, tmp_path: Path
) -> None:
    spec = tmp_path / "forgotten.yaml"
    spec.write_text(SPEC)
    tested = command("test", spec, "--account", account.account)
    assert tested.returncode == 0, tested.stderr
    assert account.account in accounts(localstack)
