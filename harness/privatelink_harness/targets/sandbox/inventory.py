"""The accounts of a sandbox, for `privatelink accounts`: nothing is changed, and a refused account is shown too."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.sandbox import allow_list, settings, target
from privatelink_harness.targets.sandbox.accounts import check_named, resolve_alias
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
        account: None where it can't be resolved; the refusal says why.
        regions: those that a run needs there, the account's own first.
        findings: nothing but a refusal where the account is off the allow-list.
    """

    alias: str
    account: ResolvedAccount | None
    regions: tuple[str, ...] = ()
    findings: Findings = field(default_factory=Findings)


def look(directory: Path, flags: tuple[str, ...], spec: Spec | None) -> list[Entry]:
    """Return the accounts that the settings of a directory name.

    Raises:
        HarnessError: the settings are wrong, or lack an account that the spec needs.
    """
    read = settings.load(directory, flags)
    target.check_aliases(spec, read, directory)
    needed = target.regions_of(spec, read, target.own(spec, read.accounts), spec.region if spec else None)
    check_named(read)
    return [_entry(alias, needed.get(alias, frozenset()), read) for alias in read.accounts]


def _entry(alias: str, needed: Collection[str], read: settings.SandboxSettings) -> Entry:
    own = read.region_of(alias)
    regions = tuple(dict.fromkeys((*([own] if own else []), *sorted(needed))))
    account = None
    try:
        account = resolve_alias(alias, read)
        allow_list.check_listed([account], read)
        findings = allow_list.examine(account, read, regions)
    except HarnessError as error:
        findings = Findings(refusal=error)
    return Entry(alias, account, regions, findings)
