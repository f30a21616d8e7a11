"""The accounts of a sandbox, for `privatelink accounts`: nothing is changed, and a refused account is shown too."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.sandbox import allow_list, settings, target
from privatelink_harness.targets.sandbox.accounts import resolve
from privatelink_harness.targets.sandbox.allow_list import Findings

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.targets.sandbox.accounts import ResolvedAccount


@dataclass(frozen=True, slots=True)
class Entry:
    """An account of the sandbox.

    Parameters:
        regions: those that a run needs there, the account's own first.
        findings: nothing but a refusal where the account is off the allow-list.
    """

    alias: str
    account: ResolvedAccount
    regions: tuple[str, ...] = ()
    findings: Findings = field(default_factory=Findings)


def look(directory: Path, flags: tuple[str, ...], spec: Spec | None) -> list[Entry]:
    """Return the accounts that the settings of a directory name.

    Raises:
        HarnessError: an account can't be resolved; the spec needs one that the settings lack.
    """
    read = settings.load(directory, flags)
    target.check_aliases(spec, read, directory)
    needed = target.regions_of(spec, read, target.own(spec, read.accounts), spec.region if spec else None)
    return [_entry(account, needed.get(alias, frozenset()), read) for alias, account in resolve(read).items()]


def _entry(account: ResolvedAccount, needed: Collection[str], read: settings.SandboxSettings) -> Entry:
    regions = tuple(dict.fromkeys((account.region, *sorted(needed))))
    try:
        allow_list.check_listed([account], read)
        findings = allow_list.examine(account, read, regions)
    except HarnessError as error:
        findings = Findings(refusal=error)
    return Entry(account.alias, account, regions, findings)
