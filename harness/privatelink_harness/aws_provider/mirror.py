"""Filesystem mirrors: directories of providers in the layout that Terraform installs from.

`<host>/<namespace>/<type>/<version>/<os>_<arch>/` unpacked, or
`<host>/<namespace>/<type>/terraform-provider-<type>_<version>_<os>_<arch>.zip` packed
(https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror).
"""

from __future__ import annotations

import platform
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from privatelink_harness.terraform.version import Version, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

_ARCHITECTURES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
_RELEASE = re.compile(r"\d+\.\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Package:
    """One version of a provider in a mirror.

    Parameters:
        mirror: the mirror's directory.
        host: the registry under which the package is filed.
        path: the unpacked package's directory, or the zip archive.
    """

    mirror: Path
    host: str
    version: Version
    path: Path


def here() -> str:
    """Return this machine's platform in Terraform's notation, such as `linux_amd64`."""
    machine = platform.machine().lower()
    return f"{platform.system().lower()}_{_ARCHITECTURES.get(machine, machine)}"


def directories(home: Path) -> list[Path]:
    """Return the directories that may be mirrors: Terraform's own implied ones, and those directly under /opt."""
    usual = [
        home / ".terraform.d" / "plugins",
        home / ".local" / "share" / "terraform" / "plugins",
        Path("/usr/local/share/terraform/plugins"),
        Path("/usr/share/terraform/plugins"),
    ]
    return usual + sorted(Path("/opt").glob("*/"))


def packages(mirror: Path, provider: str = "hashicorp/aws", *, system: str | None = None) -> list[Package]:
    """Return the provider's releases in a mirror for one platform, the newest first.

    Parameters:
        mirror: a directory that may not be a mirror, or not exist.
        provider: namespace and type.
        system: by default this machine's platform.
    """
    system = system or here()
    try:
        releases = [package for base in mirror.glob(f"*.*/{provider}") for package in _within(mirror, base, system)]
    except OSError:
        return []
    return sorted(releases, key=lambda package: package.version, reverse=True)


def providers(mirror: Path) -> list[str]:
    """Return the addresses of all providers in a mirror, such as `registry.terraform.io/hashicorp/aws`."""
    return sorted(path.relative_to(mirror).as_posix() for path in mirror.glob("*.*/*/*/") if path.is_dir())


def _within(mirror: Path, base: Path, system: str) -> Iterator[Package]:
    host, kind = base.relative_to(mirror).parts[0], base.name
    for path in base.glob(f"*/{system}"):
        executable = any(path.glob(f"terraform-provider-{kind}*"))
        if executable and _RELEASE.fullmatch(path.parent.name):
            yield Package(mirror, host, parse(path.parent.name), path)
    prefix, suffix = f"terraform-provider-{kind}_", f"_{system}.zip"
    for archive in base.glob(f"{prefix}*{suffix}"):
        number = archive.name.removeprefix(prefix).removesuffix(suffix)
        if _RELEASE.fullmatch(number):
            yield Package(mirror, host, parse(number), archive)
