from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.terraform import Terraform, find
from privatelink_harness.terraform.workspace import Workspace, copy, module_directories

if TYPE_CHECKING:
    from pathlib import Path

ROOT = 'module "a" {\n  source = "../../modules/a"\n}\nmodule "r" {\n  source = "hashicorp/consul/aws"\n}\n'


def write(base: Path, **files: str) -> None:
    for name, text in files.items():
        path = base / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def files(base: Path) -> set[str]:
    return {path.relative_to(base).as_posix() for path in base.rglob("*") if not path.is_dir()}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    base = tmp_path / "project"
    write(
        base,
        **{
            "live/x/main.tf": ROOT,
            "live/x/terraform.tfvars": "",
            "modules/a/main.tf": '# module\nmodule "b" {\n  source = "../b"\n}\n',
            "modules/b/main.tf": 'locals {\n  text = file("${path.module}/../texts/hello.txt")\n}\n',
            "modules/texts/hello.txt": "hello",
            "modules/unused/main.tf": "",
        },
    )
    return base


def test_copy_has_the_root_and_everything_it_needs(project: Path, tmp_path: Path) -> None:
    copied = copy(project / "live/x", tmp_path / "copy")
    assert copied == Workspace(tmp_path / "copy/live/x", project / "live/x")
    assert files(tmp_path / "copy") == {
        "live/x/main.tf",
        "live/x/privatelink_override.tf",
        "live/x/terraform.tfvars",
        "modules/a/main.tf",
        "modules/b/main.tf",
        "modules/texts/hello.txt",
    }


def test_copy_of_an_example_has_its_module(tmp_path: Path) -> None:
    base = tmp_path / "module"
    write(base, **{"main.tf": "", "examples/complete/main.tf": 'module "this" {\n  source = "../.."\n}\n'})
    assert copy(base / "examples/complete", tmp_path / "copy").directory == tmp_path / "copy/examples/complete"
    assert (tmp_path / "copy/main.tf").is_file()


def test_copy_leaves_out_files_of_terraform_and_tools(tmp_path: Path) -> None:
    base = tmp_path / "module"
    write(
        base,
        **{
            "main.tf": "",
            ".terraform.lock.hcl": "",
            "a.auto.tfvars": "",
            ".terraform/modules/modules.json": "",
            ".git/config": "",
            ".venv/x": "",
            "node_modules/x": "",
            "__pycache__/x": "",
            "terraform.tfstate": "",
            "terraform.tfstate.backup": "",
            ".terraform.tfstate.lock.info": "",
        },
    )
    copy(base, tmp_path / "copy")
    expected = {"main.tf", ".terraform.lock.hcl", "a.auto.tfvars", "privatelink_override.tf"}
    assert expected == files(tmp_path / "copy")


def test_copy_inside_the_root_does_not_copy_itself(tmp_path: Path) -> None:
    write(tmp_path, **{"main.tf": ""})
    copy(tmp_path, tmp_path / "work")
    assert files(tmp_path) == {"main.tf", "work/main.tf", "work/privatelink_override.tf"}


def test_copy_keeps_inner_links_and_replaces_outer_ones(tmp_path: Path) -> None:
    base = tmp_path / "module"
    write(base, **{"main.tf": "", "sub/x.txt": ""})
    write(tmp_path, **{"outside/y.txt": "y"})
    (base / "inside").symlink_to("sub")
    (base / "outside").symlink_to(tmp_path / "outside")
    (base / "sub" / "round").symlink_to(base)
    (base / "dangling").symlink_to("nowhere")
    copy(base, tmp_path / "copy")
    copied = tmp_path / "copy"
    assert (copied / "inside").readlink().as_posix() == "sub"
    assert ((copied / "outside").is_symlink(), (copied / "outside/y.txt").read_text()) == (False, "y")
    assert not (copied / "sub" / "round").exists()
    assert not (copied / "dangling").is_symlink()


def test_copy_reads_json_configuration(tmp_path: Path) -> None:
    write(tmp_path, **{"x/main.tf.json": '{"module": {"a": {"source": "../a"}}}', "a/main.tf": ""})
    assert module_directories(tmp_path / "x") == [tmp_path / "x", tmp_path / "a"]


def test_copy_replaces_a_remote_backend(tmp_path: Path) -> None:
    base = tmp_path / "module"
    write(
        base,
        **{"main.tf": 'terraform {\n  backend "s3" {}\n}\nresource "terraform_data" "x" {}\n'},
    )
    copied = copy(base, tmp_path / "copy")
    terraform = Terraform(find(), copied.directory, {"HOME": str(tmp_path)}, origin=copied.origin)
    terraform.init()
    terraform.plan(tmp_path / "plan")
    terraform.apply(tmp_path / "plan")
    assert (copied.directory / "terraform.tfstate").is_file()
    assert files(base) == {"main.tf"}


def test_copy_names_a_missing_module(tmp_path: Path) -> None:
    write(tmp_path, **{"main.tf": 'module "a" {\n  source = "./a"\n}\n'})
    with pytest.raises(HarnessError, match=r"main.tf: module source './a': no such directory"):
        copy(tmp_path, tmp_path / "copy")


def test_copy_names_the_place_of_broken_hcl(tmp_path: Path) -> None:
    write(tmp_path, **{"main.tf": 'module "a" {\n  source = \n}\n'})
    with pytest.raises(HarnessError, match=r"main.tf:2:\d+: not HCL"):
        copy(tmp_path, tmp_path / "copy")


def test_copy_names_the_place_of_broken_json(tmp_path: Path) -> None:
    write(tmp_path, **{"main.tf.json": '{\n"module": \n}\n'})
    with pytest.raises(HarnessError, match=r"main.tf.json:3: not JSON"):
        copy(tmp_path, tmp_path / "copy")


def test_copy_rejects_a_directory_without_configuration(tmp_path: Path) -> None:
    with pytest.raises(HarnessError, match="no Terraform configuration"):
        copy(tmp_path, tmp_path / "copy")
