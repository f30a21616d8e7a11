from __future__ import annotations

import fcntl
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from privatelink_harness.terraform import Terraform, TerraformError, find
from privatelink_harness.terraform.secrets import Secrets, sensitive_values

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def stack(root: Path, text: str) -> Terraform:
    (root / "main.tf").write_text(text)
    return Terraform(find(), root, {"HOME": str(root)})


def test_plan_names_file_and_line_of_a_failed_precondition(tmp_path: Path) -> None:
    terraform = stack(
        tmp_path,
        'resource "terraform_data" "this" {\n  lifecycle {\n    precondition {\n'
        '      condition     = length(path.cwd) == 0\n      error_message = "never"\n    }\n  }\n}\n',
    )
    terraform.init()
    with pytest.raises(TerraformError) as caught:
        terraform.plan(tmp_path / "plan")
    expected = f"terraform plan failed:\n{tmp_path}/main.tf:4: Resource precondition failed: never"
    assert expected == caught.value.message
    assert [each.summary for each in caught.value.diagnostics] == ["Resource precondition failed"]


class Crashed:
    """An AWS provider that has crashed."""

    def reattach(self, environment: Mapping[str, str]) -> tuple[dict[str, str], None]:
        assert "HOME" in environment
        return {}, None

    def crash(self) -> str:
        return "panic: the AWS provider's, with hunter22"


def test_crash_of_a_served_aws_provider_is_in_the_error_of_its_command(tmp_path: Path) -> None:
    text = (
        'resource "terraform_data" "this" {\n  lifecycle {\n    precondition {\n'
        '      condition     = length(path.cwd) == 0\n      error_message = "never"\n    }\n  }\n}\n'
    )
    terraform = replace(stack(tmp_path, text), served=Crashed(), secrets=Secrets(("hunter22",)))
    terraform.init()
    with pytest.raises(TerraformError) as caught:
        terraform.plan(tmp_path / "plan")
    place = f"{tmp_path}/main.tf:4: Resource precondition failed: never"
    assert caught.value.message == f"terraform plan failed:\n{place}\npanic: the AWS provider's, with (hidden)"


def test_state_that_another_run_has_locked_is_left_as_it_is(tmp_path: Path) -> None:
    terraform = stack(tmp_path, 'resource "terraform_data" "this" {}\n')
    terraform.init()
    terraform.plan(tmp_path / "plan")
    terraform.apply(tmp_path / "plan")
    state = tmp_path / "terraform.tfstate"
    before = state.read_bytes()
    with state.open("rb+") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        with pytest.raises(TerraformError, match="Error acquiring the state lock") as caught:
            terraform.destroy()
    assert "force-unlock" in (caught.value.hint or "")
    assert (caught.value.transient, state.read_bytes()) == (True, before)


def test_sensitive_value_in_an_error_is_hidden(tmp_path: Path) -> None:
    terraform = stack(
        tmp_path,
        'variable "password" {\n  sensitive = true\n}\n\n'
        'resource "terraform_data" "this" {\n  lifecycle {\n    precondition {\n'
        '      condition     = length(path.cwd) == 0\n      error_message = "no ${nonsensitive(var.password)} here"\n'
        "    }\n  }\n}\n",
    )
    (tmp_path / "terraform.tfvars").write_text('password = "hunter22"\n')
    terraform = replace(terraform, secrets=Secrets.of(sensitive_values(tmp_path, {}, {})))
    terraform.init()
    seen: list[str] = []
    with pytest.raises(TerraformError, match=r"Resource precondition failed: no \(hidden\) here") as caught:
        terraform.plan(tmp_path / "plan", lambda event: seen.append(repr(event)))
    assert "hunter22" not in f"{seen}{caught.value.diagnostics}"


def test_files_of_terraform_are_the_users_alone(tmp_path: Path) -> None:
    terraform = replace(stack(tmp_path, 'resource "terraform_data" "this" {}\n'), lock=tmp_path / "terraform.lock")
    terraform = replace(terraform, environment={**terraform.environment, "TF_LOG": "TRACE"})
    terraform.init()
    terraform.plan(tmp_path / "plan")
    terraform.apply(tmp_path / "plan")
    files = ("plan", "terraform.tfstate", "terraform.lock")
    assert {name: (tmp_path / name).stat().st_mode & 0o777 for name in files} == dict.fromkeys(files, 0o600)


def test_init_names_the_origin_of_a_copy(tmp_path: Path) -> None:
    text = 'resource "terraform_data" "this" {\n  lifecycle {\n    nonsense = 1\n  }\n}\n'
    copied = stack(tmp_path, text)
    terraform = Terraform(copied.binary, copied.directory, copied.environment, origin=tmp_path / "origin")
    with pytest.raises(TerraformError, match=rf"{tmp_path}/origin/main.tf:3"):
        terraform.init()


def test_apply_names_the_resource_that_failed(tmp_path: Path) -> None:
    terraform = stack(
        tmp_path,
        'resource "terraform_data" "this" {\n  provisioner "local-exec" {\n    command = "exit 7"\n  }\n}\n',
    )
    terraform.init()
    terraform.plan(tmp_path / "plan")
    with pytest.raises(TerraformError, match=r"main.tf:2: terraform_data.this: local-exec provisioner error"):
        terraform.apply(tmp_path / "plan")


def test_plan_rejects_an_invalid_configuration(tmp_path: Path) -> None:
    terraform = stack(tmp_path, 'resource "terraform_data" "this" {\n  input = var.absent\n}\n')
    terraform.init()
    with pytest.raises(TerraformError, match=r"terraform plan failed:\n.*main.tf:2: .*undeclared input variable"):
        terraform.plan(tmp_path / "plan")


def test_init_gives_a_hint_where_the_configuration_excludes_the_version(tmp_path: Path) -> None:
    terraform = stack(tmp_path, 'terraform {\n  required_version = ">= 99.0"\n}\n')
    with pytest.raises(TerraformError, match=r"main.tf:2: Unsupported Terraform Core version") as caught:
        terraform.init()
    assert "required_version" in str(caught.value.hint)


def test_show_plan_shows_plain_errors(tmp_path: Path) -> None:
    terraform = stack(tmp_path, "")
    with pytest.raises(TerraformError, match=r"terraform show failed:\n(.|\n)*nowhere"):
        terraform.show_plan(tmp_path / "nowhere")
