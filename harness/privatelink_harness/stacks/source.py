"""Sources of a stack's root module: a generated module, or a directory of the user's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from privatelink_harness.stacks.directory import write_files, write_variables
from privatelink_harness.terraform import workspace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.targets.protocol import Session

_EXAMPLE = ("examples", "complete")
"""The example that is applied, inside a generated module."""


class Source(Protocol):
    """The source of a stack's root module."""

    @property
    def name(self) -> str:
        """The first part of the stack's directory's name."""

    @property
    def spec(self) -> Spec | None:
        """The spec; None if there is none."""

    @property
    def variables(self) -> Mapping[str, Any]:
        """The user's, of the root module, by name."""

    @property
    def origin(self) -> Path | None:
        """The user's directory that the root module is a copy of; None for a generated module."""

    @property
    def shown(self) -> Path:
        """What messages name in place of the root module, which is gone when they are read."""

    def write(self, directory: Path) -> Path:
        """Write the module and its variables into the stack's directory; return the root module.

        Raises:
            HarnessError: a file can't be read or written.
        """


@dataclass(frozen=True, slots=True)
class GeneratedSource:
    """The complete example of a generated module.

    Parameters:
        files: the module's, text by path.
        variables: of the example, by name.
    """

    spec: Spec
    files: Mapping[str, str] = field(repr=False)
    variables: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The spec's name."""
        return self.spec.name

    @property
    def origin(self) -> None:
        """A generated module is no copy."""

    @property
    def shown(self) -> Path:
        """Where `privatelink generate` writes it, from the directory in which that is run."""
        return Path("modules", self.spec.pattern, self.name, *_EXAMPLE)

    def write(self, directory: Path) -> Path:
        """Write the module; the root module is its complete example."""
        write_variables(directory, self.variables)
        write_files(directory / "module", self.files)
        return directory.joinpath("module", *_EXAMPLE)


@dataclass(frozen=True, slots=True)
class CopiedSource:
    """A copy of a root module, with the local modules that it calls.

    Parameters:
        origin: the root module's directory.
        variables: of the root module, by name.
    """

    origin: Path
    variables: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The directory's name."""
        return self.origin.name

    @property
    def spec(self) -> None:
        """A root module has no spec of its own."""

    @property
    def shown(self) -> Path:
        """The user's own directory."""
        return self.origin

    def write(self, directory: Path) -> Path:
        """Copy the module; its state stays in the copy, whatever backend it names."""
        write_variables(directory, self.variables)
        return workspace.copy(self.origin, directory / "module").directory


def with_roles(source: Source, directory: Path, session: Session) -> Session:
    """Write the roles of a spec's accounts into its example's variables, and return the session of these accounts.

    A role that the user gives for an account comes before the session's own.

    Raises:
        HarnessError: the file can't be written.
    """
    if source.spec is None or not source.spec.accounts:
        return session
    given = source.variables.get("role_arns") or {}
    session = session.assuming(given)
    write_variables(directory, {**source.variables, "role_arns": {**session.role_arns, **given}})
    return session
