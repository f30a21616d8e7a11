"""A run's stack as behaviours use it: its plans and applies, and the calls of its modules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privatelink_harness.runs.signals import patient

if TYPE_CHECKING:
    from privatelink_harness.checks.api import Api
    from privatelink_harness.runs.engine import Run
    from privatelink_harness.terraform.events import PlannedChange
    from privatelink_harness.terraform.snapshot import Snapshot

OVERRIDE = "privatelink_behaviours_override.tf.json"
"""Terraform merges a file of this name into the calls of the same directory."""

_KEY = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class RunStage:
    """The stack of a run.

    Parameters:
        survived: errors after which the stack is used again.
    """

    run: Run
    survived: tuple[type[BaseException], ...] = ()

    @property
    def api(self) -> Api:
        """The target's API."""
        return self.run.stack.session

    @property
    def accounts(self) -> Mapping[str, str]:
        """The run's accounts, 12 digits by alias."""
        return self.run.stack.session.accounts

    def state(self) -> Snapshot:
        """Return Terraform's state as it is now."""
        return self.run.stack.state()

    def plan(self) -> tuple[PlannedChange, ...]:
        """Plan beside the first plan, which the checks still read."""
        return self.run.stack.plan_again().changes

    def apply(self) -> None:
        """Apply the last plan. An apply that is cut may leave orphans, which the run's destroy looks for then."""
        self.run.is_cut = True
        self.run.stack.apply_again(self.run.progress.event)
        self.run.is_cut = False
        self.run.observe(self.run.stack.state())

    @contextmanager
    def calling(self, module: str, arguments: Mapping[str, Any]) -> Iterator[bool]:
        """Set arguments of a module's call in an override file, for as long as the context lasts."""
        caller, called = call_of(self.run.stack.root, module)
        if called is None or not has_variables(called, arguments):
            yield False
            return
        name = _KEY.sub("", module.rpartition("module.")[2])
        override = caller / OVERRIDE
        override.write_text(json.dumps({"module": {name: arguments}}), encoding="utf-8")
        try:
            yield True
        finally:
            override.unlink(missing_ok=True)

    def lasts_after(self, error: BaseException) -> bool:
        """Return whether the stack is used again after the error."""
        return isinstance(error, self.survived)

    def patient(self) -> AbstractContextManager[None]:
        """Hold the first stop back."""
        return patient(self.run.progress.say, doing="putting back")


def call_of(root: Path, module: str) -> tuple[Path, Path | None]:
    """Return the directories of the module that makes a call, and of the called one; None where there is no such call.

    Parameters:
        root: an initialised root module.
        module: the called module's address.
    """
    try:
        listed = json.loads((root / ".terraform" / "modules" / "modules.json").read_text(encoding="utf-8"))["Modules"]
    except FileNotFoundError:
        return root, None
    directories = {each["Key"]: root / each["Dir"] for each in listed}
    key = ".".join(part.strip(".") for part in _KEY.sub("", module).split("module.") if part)
    return directories.get(key.rpartition(".")[0], root), directories.get(key) if key else None


def has_variables(directory: Path, names: Mapping[str, Any]) -> bool:
    """Return whether a module declares all of these variables."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(directory.glob("*.tf")))
    return all(re.search(rf'^variable "{re.escape(name)}"', text, re.MULTILINE) for name in names)
