"""The way to a build, with a Go that compiles nothing."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import asdict
from pathlib import Path

import pytest

from privatelink_harness.aws_provider import mirror
from privatelink_harness.aws_provider.trimmed import store
from privatelink_harness.aws_provider.trimmed.builder import build
from privatelink_harness.aws_provider.trimmed.progress import lines
from privatelink_harness.aws_provider.trimmed.recipe import Options, Recipe
from privatelink_harness.errors import HarnessError
from privatelink_harness.terraform import Interrupt
from privatelink_harness.terraform.version import parse
from tests.support.trimmed import MakeGo

pytestmark = pytest.mark.process

COMMANDS = ["version", "mod edit", "mod download", "mod edit", "list -deps", "build -v"]


def test_build_returns_a_mirror_with_a_manifest(home: Path, fake_go: MakeGo, recipe: Recipe) -> None:
    result = build(path=fake_go().path)
    place = home / result.manifest.key / "registry.terraform.io/hashicorp/aws" / recipe.version / mirror.here()
    package = mirror.Package(result.directory, "registry.terraform.io", parse(recipe.version), place)
    assert mirror.packages(result.directory) == [package]
    assert result.executable.read_text() == "a provider"
    manifest = asdict(result.manifest)
    assert {name: value for name, value in manifest.items() if name not in {"built_at", "seconds"}} == {
        "key": recipe.key("go1.26.1"),
        "recipe": recipe.digest,
        "version": recipe.version,
        "platform": mirror.here(),
        "go": "go1.26.1",
        "waits": "cut",
        "types": ("aws_kms_key", "aws_sns_topic", "aws_subnet", "aws_vpc"),
        "sha256": hashlib.sha256(b"a provider").hexdigest(),
        "size": 10,
    }
    assert store.find(recipe) == result


def test_build_leaves_no_other_directory(home: Path, fake_go: MakeGo) -> None:
    result = build(path=fake_go().path)
    assert [path.name for path in home.iterdir() if path.is_dir()] == [result.manifest.key]


@pytest.mark.usefixtures("home")
def test_build_compiles_nothing_the_second_time(fake_go: MakeGo) -> None:
    go = fake_go()
    first, second = build(path=go.path), build(path=go.path)
    assert first == second
    assert go.commands == [*COMMANDS, "version"]


def test_build_keeps_the_one_with_waits_beside_the_one_without(home: Path, fake_go: MakeGo) -> None:
    go = fake_go()
    cut, kept = build(path=go.path), build(Options(keep_waits=True), path=go.path)
    assert [cut.manifest.waits, kept.manifest.waits] == ["cut", "kept"]
    assert sorted(each.manifest.key for each in store.builds()) == sorted([cut.manifest.key, kept.manifest.key])
    assert home.is_dir()


@pytest.mark.usefixtures("home")
def test_build_replaces_a_damaged_build(fake_go: MakeGo) -> None:
    go = fake_go()
    executable = build(path=go.path).executable
    executable.write_text("something else")
    messages: list[str] = []
    build(tell=lines(messages.append), path=go.path).check()
    assert executable.read_text() == "a provider"
    assert "build it again" in messages[0]


@pytest.mark.usefixtures("home")
def test_build_tells_its_steps_and_shares(fake_go: MakeGo) -> None:
    messages: list[str] = []
    build(tell=lines(messages.append), path=fake_go().path)
    expected = [
        "fetch the provider's source",
        "edit the source",
        "fetch the modules that it imports",
        "compile 2 packages: 0 %",
        "compile 2 packages: 50 %",
        "compile 2 packages: 100 %",
    ]
    assert expected == messages


@pytest.mark.parametrize(
    ("failing", "message"),
    [
        ("if arguments[0] == 'build': fail('write x: no space left on device')", "the disk is full"),
        ("if arguments[0] == 'build': fail('ec2: compile: signal: killed')", "memory ran out"),
        ("if arguments[1:2] == ['download']: fail('dial tcp: i/o timeout')", "Go modules can't be fetched"),
        (
            "if arguments[0] == 'build': print(json.dumps({'Output': 'ec2: signal: killed'})); fail('')",
            "out: ec2: signal",
        ),
        ("if arguments[0] == 'build': import os; os.kill(os.getpid(), 9)", "memory ran out"),
    ],
)
def test_build_leaves_nothing_after_a_failure(failing: str, message: str, home: Path, fake_go: MakeGo) -> None:
    with pytest.raises(HarnessError, match=message):
        build(path=fake_go(failing).path)
    assert [path for path in home.iterdir() if path.is_dir()] == []


def test_build_removes_the_rests_of_a_killed_one(home: Path, fake_go: MakeGo, recipe: Recipe) -> None:
    rest = home / f".{recipe.key('go1.26.1')}-left"
    (rest / "mirror").mkdir(parents=True)
    build(path=fake_go().path)
    assert not rest.exists()


def test_build_leaves_nothing_after_an_interrupt(home: Path, fake_go: MakeGo) -> None:
    def stop(_text: str, share: float | None) -> None:
        if share == 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(tell=stop, path=fake_go().path)
    assert [path for path in home.iterdir() if path.is_dir()] == []


def test_build_stops_on_an_interrupt_from_another_thread(home: Path, fake_go: MakeGo) -> None:
    interrupt = Interrupt()
    go = fake_go("if arguments[0] == 'build': print('one', flush=True); import signal; signal.pause()")

    def stop(_text: str, share: float | None) -> None:
        if share == 0.5:
            threading.Thread(target=interrupt.request).start()

    with pytest.raises(KeyboardInterrupt):
        build(tell=stop, interrupt=interrupt, path=go.path)
    assert [path for path in home.iterdir() if path.is_dir()] == []


@pytest.mark.usefixtures("home")
def test_build_rejects_a_directory_that_is_a_file(
    tmp_path: Path, fake_go: MakeGo, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "file"))
    with pytest.raises(HarnessError, match="the AWS provider can't be built there") as caught:
        build(path=fake_go().path)
    assert store.VARIABLE in str(caught.value.hint)
