"""The report of a run: its checks, its steps, and what they ran with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from privatelink_generator.characters import visible
from privatelink_generator.release import DISTRIBUTION, release
from privatelink_harness.checks.check import Check, Verdict
from privatelink_harness.reports.topology import Topology

ALL_ACCOUNTS = "all accounts"
"""The section of checks that are about a whole stack."""

SEVERAL = 2
"""Accounts from which on a report has a section for each."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a run.

    Parameters:
        seconds: of wall-clock time.
        begun: seconds after the run began.
    """

    name: str
    seconds: float
    begun: float = 0.0


@dataclass(frozen=True, slots=True)
class Timing:
    """The time that Terraform spent on a resource instance.

    Parameters:
        outcome: `running` if the run ended before the resource was done.
        begun: seconds after the run began.
        seconds: until it was done, or until the run ended.
    """

    address: str
    action: str
    begun: float
    seconds: float
    id: str = ""
    outcome: Literal["done", "failed", "running"] = "done"


@dataclass(frozen=True, slots=True)
class Logged:
    """A line of the run's log; `at` in seconds after the run began."""

    at: float
    text: str
    level: Literal["info", "warning", "error"] = "info"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run could not go on.

    Parameters:
        hint: the way out, "" where the message names it.
    """

    message: str
    hint: str = ""
    is_stopped: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a run, or all that is known of one that is not over.

    Parameters:
        name: of the spec, or of the root module.
        target: the target's name.
        terraform: Terraform's name and version.
        aws_provider: the AWS provider's name, version and source.
        checks: in the spec's order.
        steps: in the order in which they ended.
        kept: the directory of a stack that was left applied, else None.
        begun: seconds since 1970; 0 where nothing was recorded.
        seconds: of wall-clock time.
        resources: in the order in which Terraform began with them.
        failure: what ended the run before its time; None for a run that went to its end.
        topology: what stood where when the stack was applied last; None if it never was.
    """

    name: str
    target: str
    terraform: str
    aws_provider: str
    checks: tuple[Check, ...]
    steps: tuple[Step, ...] = ()
    kept: str | None = None
    warnings: tuple[str, ...] = ()
    begun: float = 0.0
    seconds: float = 0.0
    resources: tuple[Timing, ...] = ()
    log: tuple[Logged, ...] = ()
    failure: Failure | None = None
    topology: Topology | None = None

    @property
    def failed(self) -> bool:
        """Whether a check failed, or the run could not go on."""
        return self.failure is not None or any(check.verdict is Verdict.FAILED for check in self.checks)

    @property
    def sections(self) -> Mapping[str, tuple[Check, ...]]:
        """The checks by account, if they are about several; else all of them under ""."""
        accounts = dict.fromkeys(str(check.account) for check in self.checks if check.account)
        if len(accounts) < SEVERAL:
            return {"": self.checks}
        by_account: dict[str, list[Check]] = {account: [] for account in (*accounts, ALL_ACCOUNTS)}
        for check in self.checks:
            by_account[str(check.account or ALL_ACCOUNTS)].append(check)
        return {account: tuple(checks) for account, checks in by_account.items() if checks}

    @property
    def versions(self) -> Mapping[str, str]:
        """What the run ran with, by kind."""
        return {
            "target": self.target,
            "terraform": self.terraform,
            "aws-provider": self.aws_provider,
            DISTRIBUTION: release(),
        }

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """The number of checks with each verdict."""
        return {verdict: sum(check.verdict is verdict for check in self.checks) for verdict in Verdict}


def explain(check: Check) -> str:
    """Return what the check's sources say, without those that have no value.

    A failed check also says which place of the spec decides it, and what usually causes the failure.
    """
    sources = {"spec": check.spec, "output": check.output, "plan": check.plan, "state": check.state, "API": check.api}
    known = {source: text for source, text in sources.items() if text}
    shown = _contradiction(known) if check.verdict is Verdict.FAILED else known
    shown |= {"note": check.note}
    if check.verdict is Verdict.FAILED:
        shown |= {"where": check.where or "", "usual cause": check.cause}
    place = f"{check.account.alias}: " if check.account else ""
    lines = [f"{place}{check.subject}: {check.property}: {check.verdict}"]
    return visible("\n".join([*lines, *(f"  {title}: {text}" for title, text in shown.items() if text)]))


def _contradiction(known: Mapping[str, str]) -> dict[str, str]:
    """Return what was expected and what is: each value once, with the sources that have it."""
    by_value: dict[str, list[str]] = {}
    for source, text in known.items():
        by_value.setdefault(text, []).append(source)
    titles = {", ".join(sources): text for text, sources in by_value.items()}
    return {f"{'found' if index else 'expected'} ({title})": text for index, (title, text) in enumerate(titles.items())}
