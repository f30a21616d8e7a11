"""Filesystem mirrors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privatelink_harness.aws_provider import mirror
from privatelink_harness.terraform.version import Version

if TYPE_CHECKING:
    from pathlib import Path

HOST = "registry.terraform.io"


def unpacked(root: Path, version: str, system: str = "linux_amd64") -> Path:
    path = root / HOST / "hashicorp" / "aws" / version / system
    path.mkdir(parents=True)
    (path / f"terraform-provider-aws_v{version}_x5").touch()
    return path


def packed(root: Path, version: str) -> Path:
    path = root / HOST / "hashicorp" / "aws" / f"terraform-provider-aws_{version}_linux_amd64.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def test_packages_lists_directories_and_archives_newest_first(tmp_path: Path) -> None:
    old, new = unpacked(tmp_path, "5.99.0"), packed(tmp_path, "5.100.0")
    expected = [
        mirror.Package(tmp_path, HOST, Version("5.100.0"), new),
        mirror.Package(tmp_path, HOST, Version("5.99.0"), old),
    ]
    assert expected == mirror.packages(tmp_path, system="linux_amd64")


def test_packages_leaves_out_other_platforms_pre_releases_and_empty_directories(tmp_path: Path) -> None:
    unpacked(tmp_path, "5.100.0", "darwin_arm64")
    unpacked(tmp_path, "6.0.0-beta1")
    (tmp_path / HOST / "hashicorp" / "aws" / "5.98.0" / "linux_amd64").mkdir(parents=True)
    assert mirror.packages(tmp_path, system="linux_amd64") == []


def test_packages_of_a_missing_directory_is_empty(tmp_path: Path) -> None:
    assert mirror.packages(tmp_path / "none") == []


def test_providers_lists_all_providers_of_a_mirror(tmp_path: Path) -> None:
    unpacked(tmp_path, "5.100.0")
    (tmp_path / HOST / "hashicorp" / "random" / "3.6.0").mkdir(parents=True)
    expected = [f"{HOST}/hashicorp/aws", f"{HOST}/hashicorp/random"]
    assert expected == mirror.providers(tmp_path)
