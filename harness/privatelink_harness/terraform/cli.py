"""Terraform's commands on one root module: init, plan, apply, destroy, show.

Data comes in Terraform's JSON output format (https://developer.hashicorp.com/terraform/internals/json-format).

Each call runs a process of its own, so that calls may run in threads at the same time: several stacks side by side, or
`show_plan` while the same plan is applied. Terraform's own lock keeps two commands from writing one state.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from privatelink_harness.errors import HarnessError
from privatelink_harness.terraform import backend, events, log, temporary
from privatelink_harness.terraform.environment import prepare
from privatelink_harness.terraform.errors import TerraformError, TerraformInterrupted
from privatelink_harness.terraform.last_words import are_of_a_crash
from privatelink_harness.terraform.process import Busy, Completed, Guard, Interrupt, Stopped, stream
from privatelink_harness.terraform.secrets import Secrets

if TYPE_CHECKING:
    from pathlib import Path

    from privatelink_harness.terraform.binary import Binary

type OnEvent = Callable[[events.Event], None]

_CHANGES = 2
"""The exit code of `plan -detailed-exitcode` if there are changes."""


class Served(Protocol):
    """A provider that serves Terraform's commands at a socket, instead of being started by each."""

    def reattach(self, environment: Mapping[str, str]) -> tuple[dict[str, str], int | None]:
        """Return the variables that lead Terraform to it, and the descriptor that keeps it up."""
        ...

    def crash(self) -> str:
        """Return the first lines of its crash; nothing if it has not crashed."""
        ...


@dataclass(frozen=True, slots=True)
class PlanResult:
    """The outcome of a plan.

    Parameters:
        has_changes: whether anything changes, outputs included.
        changes: empty if only outputs change.
        summary: None if Terraform printed none.
        diagnostics: the warnings.
    """

    has_changes: bool
    changes: tuple[events.PlannedChange, ...]
    summary: events.ChangeSummary | None
    diagnostics: tuple[events.Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class ApplyResult:
    """The outcome of an apply or a destroy.

    Parameters:
        summary: None if Terraform printed none.
        completed: in the order in which the resource instances were done.
        outputs: of the root module.
        diagnostics: the warnings.
    """

    summary: events.ChangeSummary | None
    completed: tuple[events.ApplyComplete, ...]
    outputs: tuple[events.Output, ...]
    diagnostics: tuple[events.Diagnostic, ...]


def ignore(_event: events.Event) -> None:
    """Drop an event."""


def _lose(_state: str) -> None:
    """Take a state for which there is no place."""


def _untold() -> None:
    """Tell nothing about open calls."""


@dataclass(frozen=True, slots=True)
class Terraform:
    """Terraform on one root module.

    A method that runs a command raises TerraformError if the command fails, and TerraformInterrupted if `interrupt`
    stopped it. Ctrl-C first stops the command in order, and is then raised as KeyboardInterrupt. `on_event` is called
    with each event of the command.

    Parameters:
        directory: the root module; Terraform's data and the lock file are written there.
        environment: the complete environment; `environment.prepare` sets and drops Terraform's own variables.
        cli_config: the CLI configuration file; None leaves the user's own in force.
        var_files: files of variable values, for plan and destroy.
        parallelism: how many resource instances Terraform works on at once.
        interrupt: stops the commands from another thread.
        open_calls: returns the number of calls of the AWS provider that the API has yet to answer; None where the API
            does not tell.
        lock: a file that is locked while a command that may change something runs, also after this process was killed.
        origin: the directory to name in messages in place of `directory`; None: that.
        served: the AWS provider that serves all commands; None: Terraform starts it.
        secrets: hidden in events, errors and Terraform's log.
        take_state: takes a state that Terraform could write nowhere, and prints; it can hold sensitive values.
    """

    binary: Binary
    directory: Path
    environment: Mapping[str, str] = field(repr=False)
    cli_config: Path | None = None
    var_files: tuple[Path, ...] = ()
    parallelism: int = 10
    interrupt: Interrupt = field(default_factory=Interrupt, repr=False)
    origin: Path | None = None
    open_calls: Callable[[], int | None] = field(default=_untold, repr=False)
    lock: Path | None = None
    served: Served | None = None
    secrets: Secrets = field(default_factory=Secrets, repr=False)
    take_state: Callable[[str], None] = field(default=_lose, repr=False)

    def init(self, on_event: OnEvent = ignore) -> tuple[events.Diagnostic, ...]:
        """Install modules and providers; return the warnings."""
        return self._events("init", ["-input=false"], on_event).warnings

    def plan(self, out: Path, on_event: OnEvent = ignore) -> PlanResult:
        """Plan, and save the plan.

        Parameters:
            out: the plan file to write. It can hold sensitive values.
        """
        arguments = ["-input=false", "-detailed-exitcode", f"-out={out.absolute()}", *self._variables()]
        arguments.append(f"-parallelism={self.parallelism}")
        recorded = self._events("plan", arguments, on_event, success=(0, _CHANGES))
        return PlanResult(
            has_changes=recorded.completed.returncode == _CHANGES,
            changes=tuple(recorded.of(events.PlannedChange)),
            summary=next(recorded.of(events.ChangeSummary), None),
            diagnostics=recorded.warnings,
        )

    def apply(self, plan: Path, on_event: OnEvent = ignore) -> ApplyResult:
        """Apply a plan that `plan` has saved."""
        arguments = ["-input=false", f"-parallelism={self.parallelism}", str(plan.absolute())]
        return _applied(self._events("apply", arguments, on_event))

    def destroy(self, on_event: OnEvent = ignore, *, refresh: bool = True) -> ApplyResult:
        """Destroy everything in the state.

        Parameters:
            refresh: whether to read every resource first, which tells nothing new right after a plan without changes.
        """
        arguments = ["-input=false", "-auto-approve", f"-refresh={str(refresh).lower()}", *self._variables()]
        return _applied(self._events("destroy", [*arguments, f"-parallelism={self.parallelism}"], on_event))

    def show_plan(self, plan: Path) -> dict[str, Any]:
        """Return a saved plan in the plan representation of Terraform's JSON output format.

        It can hold sensitive values: never log it.
        """
        return _object(self._document("show", ["-json", str(plan.absolute())]), self._name("show"))

    def pull_state(self) -> dict[str, Any]:
        """Return the state as Terraform stores it (version 4), or {} if there is none.

        It can hold sensitive values: never log it. A local state is read from its file, because `terraform state pull`
        hashes the AWS provider for half a second before it prints the same.
        """
        if backend.is_local(self._data):
            file = self.directory / "terraform.tfstate"
            try:
                text = file.read_text(encoding="utf-8")
            except FileNotFoundError:
                return {}
            except OSError as error:
                raise HarnessError(f"{file}: can't be read: {error}") from error
            return _object(text, str(file)) if text.strip() else {}
        text = self._document("state pull", [])
        return _object(text, self._name("state pull")) if text.strip() else {}

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
        """Run a command that prints events; keep those that results are made of."""
        seen: list[events.Event] = []
        plain: deque[str] = deque(maxlen=40)
        begun: set[events.Address] = set()

        def take(line: str) -> None:
            if state := events.printed_state(line):
                self.take_state(state)
            event = events.parse(self.secrets.hide(line))
            match event:
                case events.ApplyStart():
                    begun.add(event.resource)
                case events.ApplyComplete() | events.ApplyErrored():
                    begun.discard(event.resource)
            if isinstance(event, events.Log):
                if not event.kind:
                    plain.append(event.message)
            elif not isinstance(event, events.ApplyProgress):
                seen.append(event)
            on_event(event)

        def busy() -> bool:
            calls = self.open_calls()
            return bool(begun if calls is None else calls)

        completed = self._run(
            command,
            ["-json", *arguments],
            take,
            # A delete that is given up is still in the state.
            busy=busy if command == "apply" else None,
        )
        if completed.returncode not in success:
            diagnostics = [event for event in seen if isinstance(event, events.Diagnostic)]
            raise self._error(command, completed, diagnostics, tail="\n".join([*plain, completed.stderr]))
        return _Recorded(tuple(seen), completed)

    def _document(self, command: str, arguments: list[str]) -> str:
        """Run a command that prints one document."""
        lines: list[str] = []
        completed = self._run(command, arguments, lines.append)
        if completed.returncode:
            raise self._error(command, completed, ())
        return "".join(lines)

    def _run(
        self,
        command: str,
        arguments: list[str],
        on_line: Callable[[str], None],
        *,
        busy: Busy | None = None,
    ) -> Completed:
        argv = [
            *self.binary.argv,
            *command.split(),
            *(["-no-color"] if "-json" in arguments else []),
            *arguments,
        ]
        environment = prepare(self.environment, data_directory=self._data, cli_config=self.cli_config)
        temporary.check(environment, self.directory)
        lifeline: int | None = None
        if self.served:
            variables, lifeline = self.served.reattach(environment)
            environment |= variables
        try:
            with log.cleaned(environment, self.secrets):
                completed = stream(
                    argv,
                    directory=self.directory,
                    environment=environment,
                    interrupt=self.interrupt,
                    on_line=on_line,
                    guard=self._guard(command, lifeline),
                    busy=busy,
                    # States, plans and logs are the user's alone; `init` writes to a cache that others may share.
                    umask=-1 if command == "init" else 0o077,
                )
        except Stopped:
            raise TerraformInterrupted(self._name(command)) from None
        except OSError as error:
            raise HarnessError(f"{self._name(command)}: does not start in {self.directory}: {error}") from error
        if completed.stopped and completed.returncode:
            raise TerraformInterrupted(self._name(command), completed.returncode)
        if completed.returncode and self.served and (crash := self.served.crash()):
            return replace(completed, stderr=crash)
        return completed

    def _guard(self, command: str, lifeline: int | None) -> Guard | None:
        """Return what stops a command when this process is killed: it changes something, or starts a provider."""
        if command in {"apply", "destroy", "plan"}:
            return Guard(self.lock, lifeline)
        return Guard() if command == "show" and lifeline is None else None

    def _error(
        self,
        command: str,
        completed: Completed,
        diagnostics: Sequence[events.Diagnostic],
        *,
        tail: str | None = None,
    ) -> TerraformError:
        return TerraformError(
            self._name(command),
            completed.returncode,
            diagnostics=diagnostics,
            tail=self.secrets.hide(completed.stderr if tail is None else tail),
            crash=self.secrets.hide(completed.stderr) if are_of_a_crash(completed.stderr) else "",
            directory=self.origin or self.directory,
        )


@dataclass(frozen=True, slots=True)
class _Recorded:
    """The events of a command that succeeded."""

    seen: tuple[events.Event, ...]
    completed: Completed

    def of[E: events.Event](self, kind: type[E]) -> Iterator[E]:
        """Return the events of exactly this class, in order."""
        return (event for event in self.seen if type(event) is kind)

    @property
    def warnings(self) -> tuple[events.Diagnostic, ...]:
        """The diagnostics of the command: it succeeded, so that none is an error."""
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
    """Return the JSON object in a text. Messages never show the text, because it may hold secrets."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise HarnessError(f"{source}: not JSON: {error}") from None
    if not isinstance(data, dict):
        raise HarnessError(f"{source}: not a JSON object")
    return data
