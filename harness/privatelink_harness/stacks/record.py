"""A stack's record on disk, `stack.json`: what `privatelink destroy` needs to finish what a killed run left."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from privatelink_harness.errors import HarnessError, unwritable
from privatelink_harness.orphans.tags import RunTags
from privatelink_harness.stacks.directory import RECORD
from privatelink_harness.targets import factory

if TYPE_CHECKING:
    from privatelink_harness.targets.protocol import Session


@dataclass(frozen=True, slots=True)
class Record:
    """A stack's record.

    Parameters:
        root: the root module.
        aws_provider: the `source` of the AWS provider that the root module was initialised with.
        session: access to the target.
        tags: of everything that the run creates.
    """

    root: Path
    aws_provider: str
    session: Session
    tags: RunTags

    def write(self, directory: Path) -> None:
        """Write the record into the stack's directory.

        Raises:
            HarnessError: the directory can't be written.
        """
        own = {"root": str(self.root.absolute()), "aws_provider": self.aws_provider, "tags": self.tags.record()}
        data = {**own, **self.session.record()}
        try:
            (directory / RECORD).write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise unwritable(directory, error) from error

    @classmethod
    def read(cls, directory: Path) -> Record:
        """Read the record of a stack's directory.

        Raises:
            HarnessError: the directory holds no record.
        """
        try:
            data = json.loads((directory / RECORD).read_text(encoding="utf-8"))
            session = factory.reopen(data)
            return cls(Path(data["root"]), str(data["aws_provider"]), session, RunTags(**data["tags"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise HarnessError(
                f"{directory}: holds no stack ({RECORD}: {error})",
                hint="`privatelink test --keep` prints the directory of its stack.",
            ) from error
