"""A stack's account: LocalStack forgets one that was made for the stack when it ends; one that was named stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING
from urllib.request import urlopen

if TYPE_CHECKING:
    from privatelink_harness.targets.localstack import LocalStackTarget
    from privatelink_localstack.runtime.instance import Instance

SPEC = """
version: 1
pattern: consumer
name: forgotten
endpoints:
  s3: {service: s3, type: gateway}
"""


def accounts(localstack: Instance) -> set[str]:
    """The accounts that have any state."""
    with urlopen(f"{localstack.endpoint}/_privatelink/accounts") as answer:  # noqa: S310 - loopback
        return set(json.load(answer)["accounts"])


def test_an_account_of_its_own_is_forgotten_when_the_stack_is_destroyed(
    command: Callable[..., CompletedProcess[str]], localstack: Instance, stacks: Path, tmp_path: Path
) -> None:
    spec = tmp_path / "forgotten.yaml"
    spec.write_text(SPEC)
    kept = command("test", spec, "--keep")
    assert kept.returncode == 0, kept.stderr
    (stack,) = stacks.iterdir()
    own = json.loads((stack / "stack.json").read_text())["account"]
    standing = own in accounts(localstack)
    destroyed = command("destroy", stack)
    assert destroyed.returncode == 0, destroyed.stderr
    assert (standing, own in accounts(localstack)) == (True, False)


def test_an_account_that_was_named_stays(
    command: Callable[..., CompletedProcess[str]], account: LocalStackTarget, localstack: Instance, tmp_path: Path
) -> None:
    spec = tmp_path / "forgotten.yaml"
    spec.write_text(SPEC)
    tested = command("test", spec, "--account", account.account)
    assert tested.returncode == 0, tested.stderr
    assert account.account in accounts(localstack)
