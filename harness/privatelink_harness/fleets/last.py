"""The results of the last fleet, on disk: what `--rerun-failed` runs again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from privatelink_harness.errors import HarnessError, unwritable
from privatelink_harness.whole_file import write_whole

PASSED = "passed"
PENDING = "pending"
"""The status of a spec whose run has not ended: of a fleet that was killed, it stays."""


def results_file() -> Path:
    """Return the file of the last fleet's results."""
    return platformdirs.user_state_path("tf-privatelink") / "fleet.json"


@dataclass(slots=True)
class Results:
    """The statuses of a fleet's specs, by absolute path, written after each outcome.

    Parameters:
        file: written all or nothing, for the user alone.
    """

    file: Path
    statuses: dict[str, str] = field(default_factory=dict)

    @classmethod
    def begin(cls, file: Path, specs: Sequence[Path], *, beside: Mapping[str, str] | None = None) -> Results:
        """Write the specs of a new fleet as pending.

        Parameters:
            beside: results of an earlier fleet that stay, such as of the specs that a rerun leaves out.

        Raises:
            HarnessError: the file can't be written.
        """
        results = cls(file, {**(beside or {}), **{_key(spec): PENDING for spec in specs}})
        results.write()
        return results

    @classmethod
    def read(cls, file: Path) -> Results:
        """Read the results of the last fleet.

        Raises:
            HarnessError: there are none, or the file is damaged.
        """
        try:
            stacks = json.loads(file.read_text(encoding="utf-8"))["stacks"]
            return cls(file, {str(key): str(status) for key, status in stacks.items()})
        except FileNotFoundError:
            raise HarnessError(f"{file}: no fleet has run", hint="Run one: privatelink fleet SPEC…") from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise HarnessError(
                f"{file}: holds no results of a fleet: {error}", hint="Run the fleet without --rerun-failed."
            ) from error

    def failed(self) -> list[Path]:
        """Return the specs that have not passed."""
        return [Path(key) for key, status in self.statuses.items() if status != PASSED]

    def has_failed(self, spec: Path) -> bool:
        """Return whether a spec has run, and not passed."""
        return self.statuses.get(_key(spec), PASSED) != PASSED

    def note(self, spec: Path, status: str) -> None:
        """Write the status of one spec.

        Raises:
            HarnessError: the file can't be written.
        """
        self.statuses[_key(spec)] = status
        self.write()

    def write(self) -> None:
        """Write all statuses.

        Raises:
            HarnessError: the file can't be written.
        """
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self.file, json.dumps({"version": 1, "stacks": self.statuses}, indent=2))
        except OSError as error:
            raise unwritable(self.file, error) from error


def _key(spec: Path) -> str:
    return str(spec.absolute())
