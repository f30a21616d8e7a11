"""The source of the AWS provider: the user's CLI configuration, a filesystem mirror, the registry, or a build."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from privatelink_harness.aws_provider import mirror
from privatelink_harness.errors import HarnessError, unwritable
from privatelink_harness.terraform.version import satisfies
from privatelink_harness.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from privatelink_harness.aws_provider.trimmed.store import Build
    from privatelink_harness.terraform.binary import Binary

NAME = "hashicorp/aws"

_COMMENT = re.compile(r'"(?:\\.|[^"\\\n])*"|#[^\n]*|//[^\n]*|/\*.*?\*/', re.DOTALL)
_INSTALLATION = re.compile(r'^\s*"?provider_installation"?\s*[{=:]|[{,]\s*"provider_installation"\s*:', re.MULTILINE)
_CHECKPOINT = re.compile(r"^\s*disable_checkpoint\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class AwsProvider:
    """An AWS provider, and the CLI configuration with which Terraform installs it.

    Parameters:
        source: `user-config`, `mirror` or `registry` for the official one; `trimmed` for a build of ours.
        version: the version in a mirror or a build; None if only `terraform init` will tell.
        location: the configuration file, the mirror's directory, the registry's host, or the build's directory.
        warnings: for the user.
        waits_cut: whether the fixed waits are cut.
        from_build: whether the user's configuration installs a build of ours.
        executable: of the trimmed build; None for any other.
    """

    source: Literal["user-config", "mirror", "registry", "trimmed"]
    version: str | None
    location: str
    cli_config: Path
    warnings: tuple[str, ...] = ()
    waits_cut: bool = False
    from_build: bool = False
    executable: Path | None = None

    @property
    def label(self) -> str:
        """Name, version and source for reports, with what differs from the official one."""
        name = f"{NAME} {self.version}" if self.version else NAME
        origin = "" if self.source == "trimmed" else f" from {self.source}"
        if self.source != "trimmed" and not self.from_build:
            return name + origin
        return f"{name}{origin}, trimmed build, {'fixed waits cut' if self.waits_cut else 'fixed waits kept'}"


@dataclass(frozen=True, slots=True)
class _UserConfig:
    """The user's own CLI configuration: its files, their joined text, and warnings about it."""

    files: tuple[Path, ...] = ()
    text: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def names(self) -> str:
        """The names of its files."""
        return ", ".join(str(file) for file in self.files)


def choose(
    binary: Binary,
    directory: Path,
    *,
    environment: Mapping[str, str] | None = None,
    constraints: str = "",
    home: Path | None = None,
    mirrors: Iterable[Path] | None = None,
    build: Build | None = None,
) -> AwsProvider:
    """Choose the source of the AWS provider, and write the CLI configuration file for it.

    In this order: the given build; the user's own configuration if it has a `provider_installation` block; a filesystem
    mirror with a version that meets the constraints; the registry. The user's other settings stay in force.

    Parameters:
        binary: the Terraform that will run; OpenTofu files providers under another host.
        directory: where our CLI configuration file is written.
        environment: has TF_CLI_CONFIG_FILE; by default the process's own.
        constraints: the configuration's version constraints, such as `>= 5.83, < 7.0`.
        home: the user's home directory.
        mirrors: directories to look in, in order; by default the usual ones.
        build: the trimmed AWS provider to use.

    Raises:
        HarnessError: the user's configuration can't be read, or ours can't be written.
    """
    home = Path.home() if home is None else home
    user = _user_config(os.environ if environment is None else environment, home, binary)
    if build is not None:
        return _trimmed(binary, build, user, directory)
    if _has_installation(user):
        return _users_own(user, directory)
    warnings = list(user.warnings)
    for place in mirror.directories(home) if mirrors is None else mirrors:
        packages = mirror.packages(place)
        fit = [package for package in packages if satisfies(package.version, constraints)]
        if not fit:
            if packages:
                warnings.append(f"{place}: not used: its newest {NAME}, {packages[0].version}, is not {constraints}")
            continue
        return _mirrored(binary, fit, user, directory, warnings)
    text = _join(user, "")
    config = _write(directory, text)
    return AwsProvider("registry", None, binary.registry, config, warnings=tuple(warnings))


def _has_installation(user: _UserConfig) -> bool:
    return bool(_INSTALLATION.search(_uncommented(user.text)))


def _trimmed(binary: Binary, build: Build, user: _UserConfig, directory: Path) -> AwsProvider:
    """Install the build, and all other providers from the registry."""
    warnings = list(user.warnings)
    if _has_installation(user):
        # Terraform takes the newest version that any source of a block has, so that the build can't be added to theirs.
        warnings.append(f"{user.names}: its provider_installation is not used, because the trimmed AWS provider is")
        user = _UserConfig()
    provider = _mirrored(binary, mirror.packages(build.directory), user, directory, warnings)
    cut = build.manifest.waits == "cut"
    return replace(provider, source="trimmed", waits_cut=cut, executable=build.executable)


def _users_own(user: _UserConfig, directory: Path) -> AwsProvider:
    """Use the user's configuration as it is: it has the sources of all providers."""
    # TF_CLI_CONFIG_FILE can name one file only.
    config = user.files[0] if len(user.files) == 1 else _write(directory, user.text)
    return AwsProvider("user-config", None, user.names, config, warnings=user.warnings)


def _mirrored(
    binary: Binary,
    fit: list[mirror.Package],
    user: _UserConfig,
    directory: Path,
    warnings: list[str],
) -> AwsProvider:
    """Install the mirror's providers from the mirror, and all others from the registry."""
    same_host = [package for package in fit if package.host == binary.registry]
    best = (same_host or fit)[0]
    place, served = best.mirror, mirror.providers(best.mirror)
    if not same_host:
        place = _rehosted(best, binary.registry, directory)
        served = [f"{binary.registry}/{NAME}"]
    excluded = json.dumps(served)
    block = (
        "provider_installation {\n"
        f"  filesystem_mirror {{\n    path = {json.dumps(str(place))}\n    include = {excluded}\n  }}\n"
        f"  direct {{\n    exclude = {excluded}\n  }}\n"
        "}\n"
    )
    config = _write(directory, _join(user, block))
    version = str(best.version)
    return AwsProvider("mirror", version, str(best.mirror), config, tuple(warnings))


def _rehosted(package: mirror.Package, host: str, directory: Path) -> Path:
    """Make a mirror of one symbolic link, which files a package under another registry's host.

    OpenTofu installs `hashicorp/aws` from registry.opentofu.org. The executables are the same, so that a mirror made
    for Terraform serves it too.
    """
    place = directory / "plugins"
    base = place / host / NAME
    link = base / package.path.name
    if package.path.is_dir():
        link = base / str(package.version) / package.path.name
    try:
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(package.path.absolute())
    except OSError as error:
        raise HarnessError(f"{link}: can't be linked to {package.path}: {error}") from error
    return place


def _user_config(environment: Mapping[str, str], home: Path, binary: Binary) -> _UserConfig:
    """Read what Terraform itself would read: the file that TF_CLI_CONFIG_FILE names, else the default ones."""
    named = environment.get("TF_CLI_CONFIG_FILE") or environment.get("TERRAFORM_CONFIG")
    if named:
        path = Path(named).expanduser().absolute()
        if not path.is_file():
            return _UserConfig(warnings=(f"TF_CLI_CONFIG_FILE={named}: no such file",))
        files = [path]
    else:
        tofu = [home / ".tofurc"] if binary.kind == "tofu" else []
        main = next((file for file in [*tofu, home / ".terraformrc"] if file.is_file()), None)
        files = [main] if main else []
        files += sorted(file for file in (home / ".terraform.d").glob("*.tfrc") if file.is_file())
    try:
        text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    except (OSError, UnicodeDecodeError) as error:
        raise HarnessError(f"Terraform's CLI configuration can't be read: {error}") from error
    return _UserConfig(tuple(files), text)


def _join(user: _UserConfig, block: str) -> str:
    """Return the user's settings, then ours."""
    text = user.text
    if text.lstrip().startswith("{"):
        raise HarnessError(
            f"{user.names}: is JSON, to which nothing can be added",
            hint="Add a provider_installation block to it, or write it in HCL.",
        )
    ours = "" if _CHECKPOINT.search(_uncommented(text)) else "disable_checkpoint = true\n"
    return "\n".join(part for part in (text.strip(), ours + block) if part)


def _uncommented(text: str) -> str:
    """Return the text without comments; a string may hold a comment's sign."""
    return _COMMENT.sub(lambda match: match[0] if match[0].startswith('"') else "", text)


def _write(directory: Path, text: str) -> Path:
    """Write our CLI configuration file, all or nothing, readable for the user only: it may hold their tokens."""
    path = directory / "terraform.rc"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
    except OSError as error:
        raise unwritable(path, error) from error
    return path
