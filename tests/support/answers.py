"""How every command of the app is made to answer, without a process, a socket or Terraform."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup

from privatelink_cli.app import app
from privatelink_harness.aws_provider.trimmed import builder, store
from privatelink_harness.aws_provider.trimmed.recipe import Recipe
from privatelink_harness.aws_provider.trimmed.store import Build, Manifest
from privatelink_harness.checks.check import Check, Proof, Verdict
from privatelink_harness.checks.property import Property
from privatelink_harness.finding import Finding
from privatelink_harness.fleets import last
from privatelink_harness.fleets.local import LocalFleet
from privatelink_harness.fleets.work import Outcome
from privatelink_harness.fleets.work import Status as FleetStatus
from privatelink_harness.reports.data import reports_json
from privatelink_harness.reports.model import Report, Step
from privatelink_harness.runs import applied, commands, sweep
from privatelink_harness.runs.sweep import Swept
from privatelink_harness.targets import factory
from privatelink_harness.targets.sandbox import inventory
from privatelink_harness.targets.sandbox.accounts import ResolvedAccount
from privatelink_localstack.runtime import process
from privatelink_localstack.runtime.instance import Instance
from privatelink_localstack.runtime.traffic import Mode, Phase, TrafficStatus
from privatelink_localstack.runtime.usage import Usage
from tests.support.plane import CLIENT, NAME
from tests.support.quiet_plane import QuietPlane, run_quietly

INSTANCE = Instance("http://127.0.0.1:4566", 4711, "1.2.3", "ours", Path("/state"), started=True)
CHECK = Check("stack", Property.NOTHING_LEFT, Verdict.PASSED, Proof.EMULATED, "none", None, None, "none")
REPORT = Report(
    "core", "LocalStack", "Terraform 1.2.3", "hashicorp/aws 6.0.0", (CHECK,), (Step("plan", 0.5),), "/kept", ("slow",)
)
MANIFEST = Manifest(
    key="key",
    recipe="recipe",
    version="6.0.0",
    platform="linux_amd64",
    go="go1.26.1",
    waits="cut",
    types=("aws_vpc",),
    sha256="00",
    size=1,
    built_at="2026-01-01T00:00:00+00:00",
    seconds=1.5,
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a case may use: a spec without faults, and ways to replace what starts processes."""

    directory: Path
    spec: Path
    patch: pytest.MonkeyPatch

    def returns(self, target: object, name: str, value: object) -> None:
        """Replace a function by one that returns the value."""
        self.patch.setattr(target, name, lambda *_, **__: value)

    def build(self) -> Build:
        """Return a build that is not on disk, and is whole all the same."""
        self.patch.setattr(Build, "fault", lambda _: None)
        return Build(self.directory / "key", MANIFEST)


Case = Callable[[Scene], list[str]]


def _test(scene: Scene) -> list[str]:
    scene.returns(commands, "test", REPORT)
    return ["test", str(scene.spec)]


def _fleet(scene: Scene) -> list[str]:
    scene.returns(LocalFleet, "run", [Outcome(scene.spec, "core", FleetStatus.PASSED, REPORT, seconds=1.5)])
    scene.returns(last, "results_file", scene.directory / "fleet.json")
    return ["fleet", str(scene.spec), "--shard", "1/1"]


def _explain_policy(scene: Scene) -> list[str]:
    principal, resource = "arn:aws:iam::111122223333:role/app", "arn:aws:lambda:eu-west-1:111122223333:function:a"
    options = ["--principal", principal, "--action", "lambda:InvokeFunction", "--resource", resource]
    return ["explain-policy", str(scene.spec), *options]


def _trace(scene: Scene) -> list[str]:
    run_quietly(scene.patch, QuietPlane())
    return ["trace", NAME, "--from", CLIENT]


def _traffic(scene: Scene) -> list[str]:
    run_quietly(scene.patch, QuietPlane())
    return ["traffic"]


def _exec(scene: Scene) -> list[str]:
    run_quietly(scene.patch, QuietPlane())
    return ["exec", CLIENT, "true"]


def _shell(scene: Scene) -> list[str]:
    run_quietly(scene.patch, QuietPlane())
    scene.patch.setenv("SHELL", "true")
    return ["shell", CLIENT]


def _resume(scene: Scene) -> list[str]:
    scene.returns(applied, "resume", REPORT)
    return ["resume", str(scene.spec), str(scene.directory)]


def _verify(scene: Scene) -> list[str]:
    scene.returns(applied, "verify", REPORT)
    return ["verify", str(scene.spec), str(scene.directory)]


def _destroy(scene: Scene) -> list[str]:
    scene.returns(applied, "destroy", CHECK)
    return ["destroy", str(scene.directory)]


def _accounts(scene: Scene) -> list[str]:
    account = ResolvedAccount(
        "consumer", "111122223333", "arn:aws:iam::111122223333:root", "eu-west-1", "profile x", {}
    )
    scene.returns(inventory, "look", [inventory.Entry("consumer", account)])
    return ["accounts", str(scene.spec)]


def _report(scene: Scene) -> list[str]:
    path = scene.directory / "report.json"
    path.write_text(reports_json([REPORT]), encoding="utf-8")
    return ["report", str(path)]


def _sweep(scene: Scene) -> list[str]:
    scene.patch.setattr(factory, "places", lambda *_: None)
    scene.returns(sweep, "sweep", Swept("localstack", (), (), (), ()))
    return ["sweep"]


def _doctor(scene: Scene) -> list[str]:
    scene.patch.setattr(
        "privatelink_harness.doctor.diagnose", lambda: [Finding("Go", "warning", "none", "Install it.")]
    )
    return ["doctor"]


def _up(scene: Scene) -> list[str]:
    scene.returns(process, "up", INSTANCE)
    scene.patch.setattr("privatelink_localstack.runtime.traffic.read_traffic", lambda _: TrafficStatus(Phase.READY))
    return ["localstack", "up"]


def _down(scene: Scene) -> list[str]:
    scene.returns(process, "down", INSTANCE)
    scene.patch.setenv("XDG_STATE_HOME", str(scene.directory))
    return ["localstack", "down"]


def _status(scene: Scene) -> list[str]:
    scene.returns(process, "find", INSTANCE)
    scene.patch.setattr("privatelink_localstack.runtime.usage.measure", lambda _: Usage(61.0, 5_000_000))
    refused = TrafficStatus(
        Phase.RUNNING, mode=Mode.PROXIES, refusal="user namespace: Operation not permitted", way_out="run with sudo"
    )
    scene.patch.setattr("privatelink_localstack.runtime.traffic.read_traffic", lambda _: refused)
    return ["localstack", "status"]


def _endpoint(scene: Scene) -> list[str]:
    scene.returns(process, "find", INSTANCE)
    return ["localstack", "endpoint"]


def _logs(scene: Scene) -> list[str]:
    (scene.directory / "localstack.log").write_text("a\nb\n")
    scene.patch.setenv("PRIVATELINK_LOCALSTACK_DIR", str(scene.directory))
    return ["localstack", "logs"]


def _provider_status(scene: Scene) -> list[str]:
    scene.returns(store, "builds", [scene.build()])
    scene.patch.setattr(Recipe, "digest", MANIFEST.recipe)
    return ["aws-provider", "status"]


def _provider_build(scene: Scene) -> list[str]:
    scene.returns(builder, "build", scene.build())
    return ["aws-provider", "build"]


def _provider_path(scene: Scene) -> list[str]:
    scene.returns(store, "find", scene.build())
    scene.patch.setattr(Build, "check", lambda _: None)
    return ["aws-provider", "path"]


def _provider_remove(scene: Scene) -> list[str]:
    scene.returns(store, "remove", 5_000_000)
    return ["aws-provider", "remove"]


CASES: dict[str, Case] = {
    "init": lambda scene: ["init", str(scene.directory / "new.yaml")],
    "validate": lambda scene: ["validate", str(scene.spec)],
    "generate": lambda scene: ["generate", str(scene.spec), "--output", str(scene.directory / "out")],
    "schema": lambda _: ["schema"],
    "templates": lambda _: ["templates"],
    "cost": lambda scene: ["cost", str(scene.spec)],
    "explain-policy": _explain_policy,
    "trace": _trace,
    "traffic": _traffic,
    "exec": _exec,
    "shell": _shell,
    "services": lambda _: ["services", "lambda"],
    "test": _test,
    "verify": _verify,
    "fleet": _fleet,
    "resume": _resume,
    "matrix": lambda scene: ["matrix", str(scene.spec)],
    "destroy": _destroy,
    "accounts": _accounts,
    "report": _report,
    "sweep": _sweep,
    "doctor": _doctor,
    "localstack up": _up,
    "localstack down": _down,
    "localstack status": _status,
    "localstack endpoint": _endpoint,
    "localstack logs": _logs,
    "aws-provider status": _provider_status,
    "aws-provider build": _provider_build,
    "aws-provider path": _provider_path,
    "aws-provider remove": _provider_remove,
}


def registered(group: Any = typer.main.get_command(app), *words: str) -> Iterator[str]:  # noqa: B008 (never changes)
    """Yield the name of every command of the app."""
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from registered(command, *words, name)
        else:
            yield " ".join([*words, name])
