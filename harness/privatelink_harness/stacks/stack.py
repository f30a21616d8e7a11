"""A stack: one root module, applied to one target, with its state in a directory of its own.

Its record is on disk before the first resource is, so that `privatelink destroy` can finish what a killed run left.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from privatelink_harness.aws_provider.choice import again
from privatelink_harness.aws_provider.installation import NAME
from privatelink_harness.aws_provider.served import ServedProvider
from privatelink_harness.stacks.directory import TERRAFORM_LOCK, VARIABLES, read_variables, write_variables
from privatelink_harness.stacks.install import CONSTRAINTS, Installation, reinstall
from privatelink_harness.stacks.record import Record
from privatelink_harness.stacks.rescue import Rescue
from privatelink_harness.terraform import ApplyResult, Interrupt, PlanResult, Terraform, events, find
from privatelink_harness.terraform.cli import OnEvent, ignore
from privatelink_harness.terraform.provider_blocks import written_keys
from privatelink_harness.terraform.secrets import Secrets, sensitive_values
from privatelink_harness.terraform.snapshot import Snapshot, from_plan, from_state

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from privatelink_harness.aws_provider.installation import AwsProvider
    from privatelink_harness.checks.scope import Scope
    from privatelink_harness.orphans.tags import RunTags
    from privatelink_harness.targets.protocol import Session

_PARALLELISM = 20
"""Resources at once; Terraform's default is 10, and most of an apply is waiting."""


@dataclass(frozen=True, slots=True)
class Stack:
    """One root module on one target.

    Parameters:
        directory: the stack's own: record, plans, CLI configuration.
        root: the root module, with state and lock file.
        session: access to the target.
        aws_provider: the one that the root module was initialised with.
        tags: of everything that Terraform creates; None for a stack that the user has applied.
        served: the AWS provider that serves all of its commands; None: Terraform starts it.
        rescue: of a state that Terraform can't write; None for a stack that the user has applied.
    """

    directory: Path
    root: Path
    session: Session
    terraform: Terraform
    aws_provider: AwsProvider
    tags: RunTags | None = None
    served: ServedProvider | None = None
    rescue: Rescue | None = None

    @classmethod
    def open(cls, directory: Path, root: Path, session: Session, installation: Installation, tags: RunTags) -> Stack:
        """Return a new stack, with its record written.

        Parameters:
            directory: an existing one, of the stack alone.
            installation: of the root module.
            tags: of everything that Terraform creates.

        Raises:
            HarnessError: the directory can't be written.
        """
        record = Record(root, installation.aws_provider.source, session, tags)
        record.write(directory)
        Rescue(directory, root).reserve()
        return cls._with(directory, record, installation)

    @classmethod
    def reopen(cls, directory: Path) -> Stack:
        """Return the stack that an earlier run kept, or left behind when it was killed.

        Raises:
            HarnessError: the directory holds no record; Terraform or the stack's AWS provider is gone.
        """
        record = Record.read(directory)
        binary = find()
        provider = again(record.aws_provider, binary, directory, constraints=CONSTRAINTS)
        installation = Installation(binary, provider)
        reinstall(installation, record.root)
        return cls._with(directory, record, installation)

    @classmethod
    def left(cls, directory: Path) -> Stack:
        """Return the stack that an earlier run has left and that no run uses, with a state that it could not write.

        Raises:
            HarnessError: as `reopen`.
        """
        stack = cls.reopen(directory)
        if stack.rescue:
            stack.rescue.take_up()
        return stack

    @classmethod
    def _with(cls, directory: Path, record: Record, installation: Installation) -> Stack:
        session, root = record.session, record.root
        variables = directory / VARIABLES
        environment = {**session.environment(), **record.tags.environment()}
        binary, executable = installation.binary, installation.aws_provider.executable
        rescue = Rescue(directory, root)
        served = ServedProvider(executable, f"{binary.registry}/{NAME}", root) if executable else None
        terraform = Terraform(
            binary,
            root,
            environment,
            cli_config=installation.aws_provider.cli_config,
            var_files=(variables,) if variables.exists() else (),
            parallelism=_PARALLELISM,
            origin=installation.shown,
            open_calls=session.open_calls,
            lock=directory / TERRAFORM_LOCK,
            served=served,
            secrets=_secrets(directory, root, session, environment),
            take_state=rescue.keep,
            interrupt=Interrupt(grace=4.0, insist=1.0) if session.home.account in session.ephemeral else Interrupt(),
        )
        return cls(directory, record.root, session, terraform, installation.aws_provider, record.tags, served, rescue)

    def settled(self, scope: Scope) -> Stack:
        """Return the stack with the account and Region that its state tells, which its record has from now on.

        Raises:
            HarnessError: the directory can't be written.
        """
        session = self.session.settled(scope)
        if self.tags:
            Record(self.root, self.aws_provider.source, session, self.tags).write(self.directory)
        return replace(self, session=session)

    def renewed(self) -> Stack:
        """Return the stack with a session whose accounts may still be used, and whose credentials are still good.

        Raises:
            HarnessError: they may not.
        """
        session = self.session.renewed()
        environment = {**session.environment(), **(self.tags.environment() if self.tags else {})}
        secrets = _secrets(self.directory, self.root, session, environment)
        return replace(
            self, session=session, terraform=replace(self.terraform, environment=environment, secrets=secrets)
        )

    def lasting(self) -> Stack:
        """Return the stack as it is, or renewed where little is left of the time of its credentials.

        Raises:
            HarnessError: as `renewed`.
        """
        validity = self.session.validity
        return self.renewed() if validity and validity.is_worn() else self

    @property
    def variables(self) -> Mapping[str, Any]:
        """The variables of the root module that the run gives."""
        return read_variables(self.directory)

    def with_variables(self, variables: Mapping[str, Any]) -> Stack:
        """Return the stack with these variables alone, which its directory has from now on.

        Raises:
            HarnessError: the file can't be written, or JSON can't hold a value.
        """
        path = self.directory / VARIABLES
        if variables:
            write_variables(self.directory, variables)
        else:
            path.unlink(missing_ok=True)
        secrets = _secrets(self.directory, self.root, self.session, self.terraform.environment)
        files = (path,) if path.exists() else ()
        return replace(self, terraform=replace(self.terraform, var_files=files, secrets=secrets))

    def stop(self) -> None:
        """Stop Terraform in order, in whichever thread it runs; it starts no more through this object."""
        self.terraform.interrupt.request()

    def restarted(self, interrupt: Interrupt | None = None) -> Stack:
        """Return the same stack with a Terraform that was not stopped."""
        return replace(self, terraform=replace(self.terraform, interrupt=interrupt or Interrupt()))

    @property
    def _plan(self) -> Path:
        return self.directory / "plan"

    @property
    def _second_plan(self) -> Path:
        return self.directory / "second-plan"

    def plan(self, on_event: OnEvent = ignore) -> PlanResult:
        """Write the first plan. One that fails leaves none: Terraform writes an incomplete one, with values."""
        return self._planned(self._plan, on_event)

    def planned(self) -> Snapshot:
        """Read the first plan. This starts the AWS provider once more; it may run beside `apply`."""
        return from_plan(self.terraform.show_plan(self._plan))

    def discard_plan(self) -> None:
        """Remove the first plan, which is of no use once it is applied and read: it holds sensitive values."""
        self._plan.unlink(missing_ok=True)

    def discard_second_plan(self) -> None:
        """Remove the second plan."""
        self._second_plan.unlink(missing_ok=True)

    def apply(self, on_event: OnEvent = ignore) -> ApplyResult:
        """Apply the first plan."""
        with self._rescued(on_event):
            return self.terraform.apply(self._plan, on_event)

    def state(self) -> Snapshot:
        """Read the state."""
        return from_state(self.terraform.pull_state())

    def plan_again(self) -> PlanResult:
        """Write the second plan, of the applied stack."""
        return self._planned(self._second_plan)

    def _planned(self, path: Path, on_event: OnEvent = ignore) -> PlanResult:
        try:
            return self.terraform.plan(path, on_event)
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    def apply_again(self, on_event: OnEvent = ignore) -> ApplyResult:
        """Apply the second plan."""
        with self._rescued(on_event):
            return self.terraform.apply(self._second_plan, on_event)

    def differences(self) -> Mapping[str, Any]:
        """Read the second plan, as `terraform show -json` prints it."""
        return self.terraform.show_plan(self._second_plan)

    def destroy(self, on_event: OnEvent = ignore, *, refresh: bool = True) -> ApplyResult:
        """Destroy everything in the state.

        Parameters:
            refresh: read every resource before; needed unless a plan has just done so.
        """
        with self._rescued(on_event):
            return self.terraform.destroy(on_event, refresh=refresh)

    @contextmanager
    def _rescued(self, on_event: OnEvent) -> Iterator[None]:
        """Put a state that the command can't write into its place, and tell of it as of a warning of Terraform's."""
        if self.rescue is None:
            yield
            return
        with self.rescue.after(
            lambda text: on_event(events.Diagnostic(message=text, severity="warning", summary=text))
        ):
            yield

    def close(self) -> None:
        """End the AWS provider that serves its commands; a later command starts another."""
        if self.served:
            self.served.close()

    def remove(self) -> None:
        """Remove the directory of a destroyed stack."""
        shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def has_state(self) -> bool:
        """Whether there may be something to destroy."""
        return (self.root / "terraform.tfstate").exists()


def _secrets(directory: Path, root: Path, session: Session, environment: Mapping[str, str]) -> Secrets:
    # What a root module writes out for a target that takes any key, such as "test", is no secret.
    written = written_keys(directory) if session.secrets else ()
    return Secrets.of([*session.secrets, *written, *sensitive_values(root, read_variables(directory), environment)])
