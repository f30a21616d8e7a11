"""The accounts of a sandbox, for `privatelink accounts`: nothing is changed, and a refused account is shown too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.sandbox import allow_list, settings, target
from privatelink_harness.targets.sandbox.accounts import resolve

if TYPE_CHECKING:
    from pathlib import Path

    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.targets.sandbox.accounts import ResolvedAccount


@dataclass(frozen=True, slots=True)
class Entry:
    """An account of the sandbox.

    Parameters:
        refusal: why a run would refuse it; None where it would not.
    """

    alias: str
    account: ResolvedAccount
    refusal: str | None


def look(directory: Path, flags: tuple[str, ...], spec: Spec | None) -> list[Entry]:
    """Return the accounts that the settings of a directory name.

    Raises:
        HarnessError: an account can't be resolved; the spec needs one that the settings lack.
    """
    read = settings.load(directory, flags)
    target.check_aliases(spec, read, directory)
    regions = {spec.region} if spec and spec.region else set()
    return [Entry(alias, account, _refusal(account, read, regions)) for alias, account in resolve(read).items()]


def _refusal(account: ResolvedAccount, read: settings.SandboxSettings, regions: set[str]) -> str | None:
    try:
        allow_list.check([account], read, regions)
    except HarnessError as error:
        return error.message
    return None
