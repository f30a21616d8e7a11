"""The facts that an initialised root module's files hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from privatelink_harness.aws_provider.installation import AwsProvider
from privatelink_harness.errors import HarnessError
from privatelink_harness.stacks import install
from privatelink_harness.stacks.install import Installation, Installer, locked_version, reinstall, reject_build
from privatelink_harness.terraform import Binary
from privatelink_harness.terraform.version import parse

LOCK = """
provider "registry.terraform.io/hashicorp/random" {
  version = "3.6.0"
}

provider "registry.terraform.io/hashicorp/aws" {
  version     = "5.100.0"
  constraints = ">= 5.83.0, < 7.0.0"
}
"""


@pytest.mark.parametrize(("text", "version"), [(LOCK, "5.100.0"), ("", None), (None, None)])
def test_locked_version_reads_the_aws_provider_from_a_lock_file(
    tmp_path: Path, text: str | None, version: str | None
) -> None:
    if text is not None:
        (tmp_path / ".terraform.lock.hcl").write_text(text)
    assert locked_version(tmp_path) == version


def test_real_accounts_take_no_build_of_ours(tmp_path: Path) -> None:
    official = AwsProvider("user-config", "6.13.0", "~/.terraformrc", tmp_path / "terraform.rc")
    reject_build(official)
    with pytest.raises(HarnessError, match=r"~/\.terraformrc: installs the trimmed AWS provider"):
        reject_build(replace(official, from_build=True))


def test_init_finds_no_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped(Exception):  # noqa: N818 - the test ends where Terraform would start
        pass

    given: dict[str, str] = {}

    def stop(_binary: object, _root: object, environment: dict[str, str], **_: object) -> None:
        given.update(environment)
        raise Stopped

    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "theirs")
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setattr(install, "Terraform", stop)
    monkeypatch.setattr(install, "find", lambda: Binary(("terraform",), "terraform", parse("1.11.4")))
    with pytest.raises(Stopped):
        Installer("official").install(tmp_path, tmp_path)
    assert {name: value for name, value in given.items() if name.startswith("AWS_")} == {
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


@dataclass
class Initialised:
    """The Terraform of a test: it notes the root modules that it initialises."""

    roots: list[Path]

    def __call__(self, _binary: Binary, root: Path, _environment: dict[str, str], **_: object) -> Initialised:
        self.roots.append(root)
        return self

    def init(self) -> None:
        """Do nothing."""


@pytest.mark.parametrize(
    ("log", "installed", "again"), [("debug", False, True), ("debug", True, False), ("OFF", False, False)]
)
def test_a_stack_whose_aws_provider_was_served_installs_it_for_a_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: str, *, installed: bool, again: bool
) -> None:
    monkeypatch.setenv("TF_LOG", log)
    terraform = Initialised([])
    monkeypatch.setattr(install, "Terraform", terraform)
    if installed:
        (tmp_path / ".terraform" / "providers").mkdir(parents=True)
    trimmed = AwsProvider("trimmed", "6.13.0", "build", tmp_path / "terraform.rc", executable=tmp_path / "aws")
    reinstall(Installation(Binary(("terraform",), "terraform", parse("1.11.4")), trimmed), tmp_path)
    assert terraform.roots == [tmp_path] * again
