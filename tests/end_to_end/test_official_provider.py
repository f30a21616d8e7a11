"""The demo by the command line in a sandbox, for which a LocalStack stands, with the official AWS provider.

Where no mirror has it, the trimmed one stands for it: other tests run with that anyway, and real accounts never get it.
"""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from privatelink_cli.app import run
from privatelink_harness.aws_provider import mirror
from privatelink_harness.stacks.stack import Stack
from privatelink_harness.terraform import find
from tests.conftest import Answer
from tests.support import sandbox as support
from tests.support.paths import ROOT
from tests.support.sandbox import Sandbox

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance

SPEC = ROOT / "specs/consumer/lambda-from-private-subnets.yaml"
HAS_OFFICIAL = any(mirror.packages(place) for place in mirror.directories(Path.home()))


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept stack of `privatelink test --target sandbox`.

    Parameters:
        home: the directory of the user's spec, settings, reports and states.
        arguments, environment: files with the arguments of every Terraform, and with the environment of the last one.
        answer: what the command has printed.
    """

    sandbox: Sandbox
    home: Path
    arguments: Path
    environment: Path
    answer: Answer

    @property
    def data(self) -> dict[str, Any]:
        """The data of the answer."""
        data: dict[str, Any] = json.loads(self.answer.out)["data"]
        return data

    @property
    def stack(self) -> Stack:
        """The kept stack."""
        return Stack.reopen(Path(self.data["kept"]))


def privatelink(*arguments: str | Path) -> Answer:
    """Run a command in this process, whose fixtures have a module's scope."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run([str(each) for each in arguments])
    return Answer(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def kept(localstack: Instance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    home = tmp_path_factory.mktemp("sandbox")
    arguments, environment = home / "arguments", home / "environment"
    terraform = home / "terraform"
    binary = " ".join(f"'{part}'" for part in find().argv)
    terraform.write_text(
        f"#!/bin/sh\nprintf '%s\\n' \"$@\" >> '{arguments}'\nenv -0 > '{environment}'\nexec {binary} \"$@\"\n"
    )
    terraform.chmod(0o755)
    shutil.copy(SPEC, home / "core.yaml")
    with (
        support.sandbox(localstack.endpoint, home) as sandbox,
        pytest.MonkeyPatch.context() as patch,
        support.installed(home, patch, official=HAS_OFFICIAL),
    ):
        patch.setenv("XDG_STATE_HOME", str(home / "state"))
        patch.setenv("PRIVATELINK_TERRAFORM", str(terraform))
        options = ("--target", "sandbox", "--keep", "--format", "json", "--junit", home / "report.xml")
        answer = privatelink("test", home / "core.yaml", *options)
        assert answer.code == 0, answer.err
        yield Kept(sandbox, home, arguments, environment, answer)


def test_aws_provider_is_the_official_one(kept: Kept) -> None:
    provider = kept.stack.aws_provider
    expected = ("mirror", False) if HAS_OFFICIAL else ("user-config", True)
    assert (provider.source, provider.waits_cut) == expected


def test_demo_matches_its_spec_in_live_accounts(kept: Kept) -> None:
    checks = kept.data["checks"]
    assert {check["verdict"] for check in checks} == {"passed"}
    assert {check["proof"] for check in checks} <= {"live", "structural"}


def test_nothing_that_the_command_writes_has_a_secret(kept: Kept) -> None:
    variables = dict(each.split("=", 1) for each in kept.environment.read_text().split("\0") if each)
    secrets = support.secrets_of(variables)
    assert len(secrets) == 5, "two roles have a token each"
    files = [path for path in kept.home.rglob("*") if path.is_file() and not path.is_symlink()]
    theirs = {kept.home / name for name in ("config", "token", "privatelink.toml", "environment")}
    written = {path: path.read_bytes() for path in files if path not in theirs and "providers" not in path.parts}
    written |= {Path("output"): f"{kept.answer.out}{kept.answer.err}".encode()}
    assert {path.name for path in written} >= {"stack.json", "terraform.tfstate", "report.xml", "arguments"}
    assert support.found(written, secrets) == []


def test_files_of_the_run_are_the_users_alone(kept: Kept) -> None:
    home = kept.home / "state" / "tf-privatelink"
    assert {path.name for path in home.iterdir()} == {"journals", "stacks"}
    assert support.open_to_others(home) == []


@pytest.fixture
def elsewhere(kept: Kept, tmp_path: Path) -> Path:
    """The root module of a user who has applied it by other means."""
    shutil.copy(kept.stack.root / "terraform.tfstate", tmp_path)
    return tmp_path


def test_module_that_was_applied_elsewhere_is_verified(kept: Kept, elsewhere: Path) -> None:
    answer = privatelink("verify", kept.home / "core.yaml", elsewhere, "--target", "sandbox", "--format", "json")
    assert answer.code == 0, answer.err
    checks = json.loads(answer.out)["data"]["checks"]
    assert {check["verdict"] for check in checks} == {"passed"}
    assert "live" in {check["proof"] for check in checks}


def test_module_that_was_applied_elsewhere_is_verified_in_allowed_accounts_alone(kept: Kept, elsewhere: Path) -> None:
    arguments = ("--target", "sandbox", "--sandbox", "allowed_accounts=111122223333")
    answer = privatelink("verify", kept.home / "core.yaml", elsewhere, *arguments)
    assert answer.code == 1
    assert "which is not on the allow-list" in answer.err


def test_state_in_a_bucket_is_read(kept: Kept, tmp_path: Path) -> None:
    s3 = kept.stack.session.client("s3", "consumer")
    bucket = f"state-{kept.sandbox.accounts['consumer']}"
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    (tmp_path / "main.tf").write_text(
        f'terraform {{\n  backend "s3" {{\n    bucket         = "{bucket}"\n    key            = "core"\n'
        '    region         = "eu-west-1"\n    profile        = "consumer"\n    use_path_style = true\n  }\n}\n'
    )
    user = kept.sandbox.terraform(tmp_path)
    user.init()
    s3.put_object(Bucket=bucket, Key="core", Body=(kept.stack.root / "terraform.tfstate").read_bytes())
    answer = privatelink("verify", kept.home / "core.yaml", tmp_path, "--target", "sandbox")
    assert answer.code == 0, answer.err


def test_destroy_leaves_nothing_in_the_accounts_nor_on_disk(kept: Kept) -> None:
    directory = kept.data["kept"]
    answer = privatelink("destroy", directory)
    assert answer.code == 0, answer.err
    assert list((kept.home / "state" / "tf-privatelink" / "stacks").iterdir()) == []
