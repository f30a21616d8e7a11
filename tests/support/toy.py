"""A pattern and a target that are no part of the product: the proof that both are added from outside.

The toy's cloud is a directory. Its pattern asks for notes, its modules write each note to a file there, and its API
reads the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from privatelink_generator.patterns.base import Spec
from privatelink_generator.patterns.pattern import Findings, Pattern
from privatelink_harness.checks.api import Api, Drop
from privatelink_harness.checks.check import ABSENT, Proof, Sources
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.scope import Scope
from privatelink_harness.checks.stack import StackSnapshot
from privatelink_harness.checks.subject import Subject, Table
from privatelink_harness.finding import Finding
from privatelink_harness.orphans.orphans import Created
from privatelink_harness.probes.access import NoTraffic
from privatelink_harness.targets.factory import Implementation, Settings
from privatelink_harness.terraform.snapshot import Resource

TEMPLATES = {
    "main.tf": """
{% for name, text in spec.notes.items() %}
resource "terraform_data" "{{ name }}" {
  input = {{ text | hcl }}

  provisioner "local-exec" {
    command = "printf %s '${self.input}' > $TOY_CLOUD/{{ name }}"
  }

  provisioner "local-exec" {
    when    = destroy
    command = "rm $TOY_CLOUD/{{ name }}"
  }
}
{% endfor %}
""",
    "examples/complete/main.tf": """
module "notes" {
  source = "../.."
}
""",
}
"""Jinja templates of the pattern, by path."""

SPEC = """
version: 1
pattern: toy
name: reminders
notes:
  milk: buy some
  tea: drink some
"""


class ToySpec(Spec):
    """The keys of a toy spec."""

    pattern: Literal["toy"]
    notes: dict[str, str]


def _rules(spec: ToySpec) -> Findings:
    for name, text in spec.notes.items():
        if not text:
            yield ("notes", name), f"notes.{name}: the text is empty; write one"


TOY_PATTERN = Pattern(
    name="toy",
    model=ToySpec,
    rules=_rules,
    notes=lambda _: iter(()),
    view=lambda spec: spec,
    expects=lambda spec: {f"terraform_data.{name}" for name in spec.notes},
    summary=lambda spec: f"{len(spec.notes)} notes",
    starter="notes:\n  milk: buy some\n",
)


def write_templates(directory: Path) -> Path:
    """Write the pattern's templates below a directory, and return it."""
    for name, text in TEMPLATES.items():
        path = directory / "toy" / f"{name}.jinja"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip())
    return directory


@dataclass(frozen=True, slots=True)
class ToyClient:
    """The toy's API."""

    cloud: Path

    def list_notes(self) -> dict[str, str]:
        """Return the text of every note by name."""
        return {path.name: path.read_text() for path in sorted(self.cloud.iterdir())}


@dataclass(frozen=True, slots=True)
class ToySession:
    """One run's access to the toy's cloud.

    Parameters:
        calls: the run's calls of the session.
    """

    cloud: Path
    region: str
    calls: list[str] = field(default_factory=list, compare=False)
    gaps: Mapping[Property, str] = field(default_factory=dict)
    drops: Mapping[tuple[str, str], Drop] = field(default_factory=dict)
    name: str = "toy"
    run: str = "toy"
    proof: Proof = Proof.EMULATED
    advice: str = "Make its directory again."

    @property
    def regions(self) -> tuple[str, ...]:
        return (self.region,)

    @property
    def home(self) -> Scope:
        return Scope("111122223333", self.region)

    def settled(self, stack: Scope) -> ToySession:  # noqa: ARG002 - a note is nowhere
        return self

    @property
    def accounts(self) -> Mapping[str, str]:
        return {"consumer": "111122223333"}

    @property
    def role_arns(self) -> Mapping[str, str]:
        return {}

    def assuming(self, role_arns: Mapping[str, str]) -> ToySession:  # noqa: ARG002 - nobody takes a role
        return self

    def confined(self, directory: Path, root: Path, origin: Path | None) -> ToySession:  # noqa: ARG002 - no provider
        return self

    def renewed(self) -> ToySession:
        return self

    @property
    def validity(self) -> None:
        """None: a directory has no credentials."""

    @property
    def secrets(self) -> frozenset[str]:
        return frozenset()

    def environment(self) -> dict[str, str]:
        return {"PATH": "/usr/bin:/bin", "TOY_CLOUD": str(self.cloud)}

    def client(self, service: str, account: str | None = None, region: str | None = None) -> Any:  # noqa: ARG002 - the cloud has one of each
        return ToyClient(self.cloud)

    def traffic(self, wanted: str | None = None) -> None:
        """Return None: no connection can be made in a directory."""

    def data_plane(self) -> NoTraffic:
        return NoTraffic("a directory has no data plane")

    def prepare(self, spec: Spec) -> None:
        self.calls.append(f"prepare {spec.name}")

    def alive(self) -> bool:
        return self.cloud.is_dir()

    def release(self, *, clean: bool) -> None:
        self.calls.append(f"release {'clean' if clean else 'with leftovers'}")

    @property
    def ephemeral(self) -> frozenset[str]:
        return frozenset()

    def forget(self) -> frozenset[str]:
        return frozenset()

    def open_calls(self) -> None:
        return None

    def created(self) -> tuple[Created, ...]:
        """Return that the run has created nothing that an account holds: a note is a file."""
        return ()

    def record(self) -> dict[str, Any]:
        return {"target": "toy", "cloud": str(self.cloud), "region": self.region}


@dataclass(frozen=True, slots=True)
class ToyTarget:
    """A directory as a target."""

    cloud: Path
    region: str
    calls: list[str]
    gaps: Mapping[Property, str]
    proof: Proof = Proof.EMULATED
    opening: str = "open the toy"
    lifetime: None = None

    @contextmanager
    def session(self, spec: Spec | None, *, keep: bool) -> Iterator[ToySession]:
        self.calls.append(f"open {spec.name if spec else 'a root module'}{' to keep' if keep else ''}")
        yield self._session()
        self.calls.append("close")

    def attach(self, directory: Path, spec: Spec) -> ToySession:  # noqa: ARG002 - it has one cloud
        return self._session()

    def _session(self) -> ToySession:
        return ToySession(self.cloud, self.region, self.calls, self.gaps)


def toy_target(
    cloud: Path,
    calls: list[str],
    *,
    gaps: Mapping[Property, str] | None = None,
    proof: Proof = Proof.EMULATED,
) -> Implementation:
    """Return the entry of a toy in the registry of targets.

    Parameters:
        calls: gets what runs ask of the toy's sessions.
    """

    def make(settings: Settings) -> ToyTarget:
        return ToyTarget(cloud, settings.region, calls, gaps or {}, proof)

    def reopen(record: Mapping[str, Any]) -> ToySession:
        return ToySession(Path(record["cloud"]), record["region"], calls)

    return Implementation(make, reopen, lambda: [Finding("Toy", "ok", str(cloud))])


@dataclass(frozen=True, slots=True)
class Note:
    """The value of a note in each source; None if the source has none."""

    spec: str
    plan: Resource | None
    state: Resource | None
    api: str | None

    def existence(self) -> Sources:
        """Compare whether the note exists."""
        plan = True if self.plan else ABSENT
        return Sources(spec=True, plan=plan, state=self.state is not None, api=self.api is not None)

    def text(self) -> Sources:
        """Compare the note's text."""
        return Sources(
            spec=self.spec,
            plan=self.plan.values["input"] if self.plan else ABSENT,
            # Terraform stores a value of any type with its type.
            state=self.state.values["input"]["value"] if self.state else ABSENT,
            api=self.api,
        )


_NOTE: Table[Note] = {Property.EXISTS: Note.existence, Property.TAGS: Note.text}


def find_notes(spec: ToySpec, stack: StackSnapshot, api: Api) -> Iterator[Subject[Note]]:
    """Yield every note of the spec."""
    notes = api.client("notes").list_notes()
    resources = {resource.name: resource for resource in stack.state.of("terraform_data")}
    for name, text in spec.notes.items():
        resource = resources.get(name)
        yield Subject(name, Note(text, stack.planned(resource) if resource else None, resource, notes.get(name)), _NOTE)
