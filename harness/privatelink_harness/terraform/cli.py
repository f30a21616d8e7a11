"""Terraform's commands on one root module: init, plan, apply, destroy, show.

Their data is in Terraform's JSON output format
(https://developer.hashicorp.com/terraform/internals/json-format).

Each call is a process of its own and nothing is shared, so calls may run at the same time, in threads:
several stacks side by side, or `show_plan` of a plan file while that file is being applied. Two commands that
write the same state exclude each other by Terraform's own lock.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from privatelink_harness.errors import HarnessError
from privatelink_harness.terraform import events
from privatelink_harness.terraform.environment import prepare
from privatelink_harness.terraform.errors import TerraformError, TerraformInterrupted
from privatelink_harness.terraform.process import Completed, Interrupt, Stopped, stream

if TYPE_CHECKING:
    from pathlib import Path

    from privatelink_harness.terraform.binary import Binary

type OnEvent = Callable[[events.Event], None]

_CHANGES = 2
"""The exit code of `plan -detailed-exitcode` that says: there are changes."""


@dataclass(frozen=True, slots=True)
class PlanResult:
    """What a plan found.

    Parameters:
        has_changes: whether anything would change, outputs included.
        changes: the resource instances that would change; empty where only outputs would.
        drift: the resource instances that were changed outside of Terraform.
        summary: the numbers; None where Terraform gave none.
        diagnostics: the warnings.
    """

    has_changes: bool
    changes: tuple[events.PlannedChange, ...]
    drift: tuple[events.ResourceDrift, ...]
    summary: events.ChangeSummary | None
    diagnostics: tuple[events.Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class ApplyResult:
    """What an apply or a destroy did.

    Parameters:
        summary: the numbers; None where Terraform gave none.
        completed: the resource instances, in the order they were done.
        outputs: the root module's outputs.
        diagnostics: the warnings.
    """

    summary: events.ChangeSummary | None
    completed: tuple[events.ApplyComplete, ...]
    outputs: tuple[events.Output, ...]
    diagnostics: tuple[events.Diagnostic, ...]


def ignore(_event: events.Event) -> None:
    """The listener that does nothing."""


@dataclass(frozen=True, slots=True)
class Terraform:
    """Terraform on one root module.

    Every method that runs a command raises TerraformError if it fails, and TerraformInterrupted if it was
    stopped through `interrupt`. Ctrl-C stops the command in order first, and then is raised as
    KeyboardInterrupt.

    Parameters:
        binary: which Terraform.
        directory: the root module; Terraform's data and the lock file are written there.
        environment: the complete environment; Terraform's own variables are set and dropped (see
            `environment`).
        cli_config: the CLI configuration file (see `provider`); None leaves Terraform's default ones in
            force.
        var_files: files of variable values, for plan and destroy.
        parallelism: how many resource instances Terraform works on at once.
        interrupt: how to stop the commands from elsewhere.
        origin: the directory that messages name instead of `directory`, where that is a copy.
    """

    binary: Binary
    directory: Path
    environment: Mapping[str, str] = field(repr=False)
    cli_config: Path | None = None
    var_files: tuple[Path, ...] = ()
    parallelism: int = 10
    interrupt: Interrupt = field(default_factory=Interrupt, repr=False)
    origin: Path | None = None

    def init(self, on_event: OnEvent = ignore) -> tuple[events.Diagnostic, ...]:
        """Install modules and providers; returns the warnings.

        Parameters:
            on_event: called with each event.
        """
        return self._events("init", ["-input=false"], on_event).warnings

    def validate(self) -> tuple[events.Diagnostic, ...]:
        """Check the configuration without state or API; returns the warnings. `plan` does this as well."""
        text, completed = self._document("validate", [])
        try:
            found = tuple(events.diagnostic(each) for each in json.loads(text)["diagnostics"])
        except (ValueError, KeyError, TypeError):
            raise self._error("validate", completed, (), tail=text) from None
        if completed.returncode:
            raise self._error("validate", completed, found)
        return found

    def plan(self, out: Path, on_event: OnEvent = ignore, *, destroy: bool = False, refresh: bool = True) -> PlanResult:
        """Plan, and save the plan.

        Parameters:
            out: the plan file to write. It can hold sensitive values.
            on_event: called with each event.
            destroy: plan to remove everything.
            refresh: read every resource before; without, the state is taken for the truth.
        """
        arguments = ["-input=false", "-detailed-exitcode", f"-out={out.absolute()}", *self._variables()]
        arguments += [f"-parallelism={self.parallelism}", f"-refresh={_flag(refresh)}"]
        recorded = self._events("plan", arguments + ["-destroy"] * destroy, on_event, success=(0, _CHANGES))
        return PlanResult(
            has_changes=recorded.completed.returncode == _CHANGES,
            changes=tuple(recorded.of(events.PlannedChange)),
            drift=tuple(recorded.of(events.ResourceDrift)),
            summary=next(recorded.of(events.ChangeSummary), None),
            diagnostics=recorded.warnings,
        )

    def apply(self, plan: Path, on_event: OnEvent = ignore) -> ApplyResult:
        """Apply a saved plan.

        Parameters:
            plan: what `plan` has written.
            on_event: called with each event.
        """
        arguments = ["-input=false", f"-parallelism={self.parallelism}", str(plan.absolute())]
        return _applied(self._events("apply", arguments, on_event))

    def destroy(self, on_event: OnEvent = ignore, *, refresh: bool = True) -> ApplyResult:
        """Remove everything that the state knows.

        Parameters:
            on_event: called with each event.
            refresh: read every resource before. Right after a plan that found no change it tells nothing new.
        """
        arguments = ["-input=false", "-auto-approve", f"-refresh={_flag(refresh)}", *self._variables()]
        return _applied(self._events("destroy", [*arguments, f"-parallelism={self.parallelism}"], on_event))

    def show_plan(self, plan: Path) -> dict[str, Any]:
        """A saved plan as data, in the plan representation of Terraform's JSON output format.

        It can hold sensitive values: never log it.
        """
        return self._json("show", [str(plan.absolute())])

    def show_state(self) -> dict[str, Any]:
        """The state as data, in the state representation of Terraform's JSON output format.

        It can hold sensitive values: never log it. `pull_state` is quicker.
        """
        return self._json("show", [])

    def pull_state(self) -> dict[str, Any]:
        """The state as Terraform stores it (version 4); empty where there is none.

        It can hold sensitive values: never log it. A local state is read from its file: `terraform state
        pull` would hash the provider, for half a second, before it prints the same.
        """
        if self._state_is_local():
            file = self.directory / "terraform.tfstate"
            try:
                text = file.read_text(encoding="utf-8")
            except FileNotFoundError:
                return {}
            except OSError as error:
                raise HarnessError(f"{file}: can't be read: {error}") from error
            return _object(text, str(file)) if text.strip() else {}
        text, completed = self._document("state pull", [], json_flag=False)
        if completed.returncode:
            raise self._error("state pull", completed, ())
        return _object(text, self._name("state pull")) if text.strip() else {}

    def outputs(self) -> dict[str, Any]:
        """The root module's outputs in the state: name to value, sensitive ones included."""
        return {name: output["value"] for name, output in self.pull_state().get("outputs", {}).items()}

    def _state_is_local(self) -> bool:
        """Whether the state is in the root module's `terraform.tfstate`: init takes note of any other place."""
        try:
            noted = json.loads((self._data / "terraform.tfstate").read_text(encoding="utf-8"))["backend"]
            return noted["type"] == "local" and not any(noted["config"].values())
        except FileNotFoundError:
            return True
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return False

    @property
    def _data(self) -> Path:
        return self.directory / ".terraform"

    def _variables(self) -> list[str]:
        return [f"-var-file={file.absolute()}" for file in self.var_files]

    def _name(self, command: str) -> str:
        return f"{self.binary.name} {command}"

    def _events(
        self, command: str, arguments: list[str], on_event: OnEvent, success: tuple[int, ...] = (0,)
    ) -> _Recorded:
        """Run a command that talks in events; keep those that a result is made of."""
        seen: list[events.Event] = []
        plain: deque[str] = deque(maxlen=40)

        def take(line: str) -> None:
            event = events.parse(line)
            if isinstance(event, events.Log):
                if not event.kind:
                    plain.append(event.message)
            elif not isinstance(event, events.ApplyProgress):
                seen.append(event)
            on_event(event)

        completed = self._run(command, ["-json", *arguments], take, guarded=command in {"apply", "destroy", "plan"})
        if completed.returncode not in success:
            found = [each for each in seen if isinstance(each, events.Diagnostic)]
            raise self._error(command, completed, found, tail="\n".join([*plain, completed.stderr]))
        return _Recorded(tuple(seen), completed)

    def _document(self, command: str, arguments: list[str], *, json_flag: bool = True) -> tuple[str, Completed]:
        lines: list[str] = []
        completed = self._run(command, [*(["-json"] if json_flag else []), *arguments], lines.append)
        return "".join(lines), completed

    def _json(self, command: str, arguments: list[str]) -> dict[str, Any]:
        text, completed = self._document(command, arguments)
        if completed.returncode:
            raise self._error(command, completed, ())
        return _object(text, self._name(command))

    def _run(
        self, command: str, arguments: list[str], on_line: Callable[[str], None], *, guarded: bool = False
    ) -> Completed:
        argv = [
            *self.binary.argv,
            *command.split(),
            *(["-no-color"] if "-json" in arguments else []),
            *arguments,
        ]
        environment = prepare(self.environment, data_directory=self._data, cli_config=self.cli_config)
        try:
            completed = stream(
                argv,
                directory=self.directory,
                environment=environment,
                interrupt=self.interrupt,
                on_line=on_line,
                guarded=guarded,
            )
        except Stopped:
            raise TerraformInterrupted(self._name(command)) from None
        except OSError as error:
            raise HarnessError(f"{self._name(command)}: does not start in {self.directory}: {error}") from error
        if completed.stopped and completed.returncode:
            raise TerraformInterrupted(self._name(command), completed.returncode)
        return completed

    def _error(
        self,
        command: str,
        completed: Completed,
        diagnostics: list[events.Diagnostic] | tuple[events.Diagnostic, ...],
        *,
        tail: str | None = None,
    ) -> TerraformError:
        return TerraformError(
            self._name(command),
            completed.returncode,
            diagnostics=diagnostics,
            tail=completed.stderr if tail is None else tail,
            directory=self.origin or self.directory,
        )


@dataclass(frozen=True, slots=True)
class _Recorded:
    """The events of one command that ended well."""

    seen: tuple[events.Event, ...]
    completed: Completed

    def of[E: events.Event](self, kind: type[E]) -> Iterator[E]:
        """The events of exactly this kind, in order."""
        return (event for event in self.seen if type(event) is kind)

    @property
    def warnings(self) -> tuple[events.Diagnostic, ...]:
        """The diagnostics of a command that ended well."""
        return tuple(self.of(events.Diagnostic))


def _applied(recorded: _Recorded) -> ApplyResult:
    outputs = [output for event in recorded.of(events.Outputs) for output in event.outputs]
    applied = [each for each in recorded.of(events.ChangeSummary) if each.operation != "plan"]
    return ApplyResult(
        summary=applied[-1] if applied else None,
        completed=tuple(recorded.of(events.ApplyComplete)),
        outputs=tuple(output for output in outputs if not output.action),
        diagnostics=recorded.warnings,
    )


def _object(text: str, source: str) -> dict[str, Any]:
    """The JSON object in a text. The text goes into no message: it may hold secrets."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise HarnessError(f"{source}: not JSON: {error}") from None
    if not isinstance(data, dict):
        raise HarnessError(f"{source}: not a JSON object")
    return data


def _flag(value: bool) -> str:  # noqa: FBT001 - it is the value that is rendered
    return "true" if value else "false"
