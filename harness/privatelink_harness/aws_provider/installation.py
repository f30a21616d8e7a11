"""Where the AWS provider comes from: the user's own configuration, a filesystem mirror, the registry, or a build."""

from __future__ import annotations

import json
import os
import re
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from privatelink_harness.aws_provider import mirror
from privatelink_harness.errors import HarnessError
from privatelink_harness.terraform.version import satisfies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from privatelink_harness.aws_provider.trimmed.store import Build
    from privatelink_harness.terraform.binary import Binary

NAME = "hashicorp/aws"

_COMMENT = re.compile(r'"(?:\\.|[^"\\\n])*"|#[^\n]*|//[^\n]*|/\*.*?\*/', re.DOTALL)
_INSTALLATION = re.compile(r'^\s*"?provider_installation"?\s*[{=:]|[{,]\s*"provider_installation"\s*:', re.MULTILINE)
_CHECKPOINT = re.compile(r"^\s*disable_checkpoint\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Provider:
    """Where Terraform gets hashicorp/aws.

    Parameters:
        source: `user-config`, `mirror` or `registry` for the official one; `trimmed` for a build of ours.
        version: what a mirror or the build offers; None where only `terraform init` will tell.
        location: the configuration file, the mirror's directory, the registry's host, or the build's directory.
        cli_config: the CLI configuration file to run Terraform with.
        warnings: what the user should know, a sentence each.
        waits_cut: whether its fixed waits are cut.
    """

    source: Literal["user-config", "mirror", "registry", "trimmed"]
    version: str | None
    location: str
    cli_config: Path
    warnings: tuple[str, ...] = ()
    waits_cut: bool = False

    @property
    def label(self) -> str:
        """What reports call it: name, version, where from, and what is not as in the official one."""
        name = f"{NAME} {self.version}" if self.version else NAME
        if self.source != "trimmed":
            return f"{name} from {self.source}"
        return f"{name}, trimmed build, {'fixed waits cut' if self.waits_cut else 'fixed waits kept'}"


@dataclass(frozen=True, slots=True)
class _UserConfig:
    """The user's own CLI configuration: its files, their text in one, and what is wrong with it."""

    files: tuple[Path, ...] = ()
    text: str = ""
    warnings: tuple[str, ...] = ()


def choose(
    binary: Binary,
    directory: Path,
    *,
    environment: Mapping[str, str] | None = None,
    constraints: str = "",
    home: Path | None = None,
    mirrors: Iterable[Path] | None = None,
    build: Build | None = None,
) -> Provider:
    """Decide where the provider comes from, and write the CLI configuration file that says so.

    In this order: the build, if one is given; the user's own configuration if it has a `provider_installation` block;
    a filesystem mirror that has a version which meets the constraints; the registry. The user's other settings stay in
    force.

    Parameters:
        binary: which Terraform will run: OpenTofu files providers under another host.
        directory: the work directory, where our configuration file is written.
        environment: where TF_CLI_CONFIG_FILE is read from; by default the process's own.
        constraints: the configuration's version constraints, such as `>= 5.83, < 7.0`.
        home: the user's home directory.
        mirrors: the directories to look in, the first one that serves is taken; by default the usual ones.
        build: the trimmed provider, where it is to be used.

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
        found = mirror.packages(place)
        fit = [package for package in found if satisfies(package.version, constraints)]
        if not fit:
            if found:
                newest = found[0].version
                warnings.append(f"{place}: its {NAME} is {newest} at most, and {constraints} is asked for.")
            continue
        return _mirrored(binary, fit, user, directory, warnings)
    text = _join(user.text, "")
    config = _write(directory, text)
    return Provider("registry", None, binary.registry, config, warnings=tuple(warnings))


def _has_installation(user: _UserConfig) -> bool:
    return bool(_INSTALLATION.search(_uncommented(user.text)))


def _trimmed(binary: Binary, build: Build, user: _UserConfig, directory: Path) -> Provider:
    """The build, and the registry for all other providers."""
    warnings = list(user.warnings)
    if _has_installation(user):
        # Terraform takes the newest version that any of a block's sources has, so theirs can't be added to.
        files = ", ".join(str(file) for file in user.files)
        warnings.append(f"{files}: its provider_installation is not used, because the trimmed provider is.")
        user = _UserConfig()
    found = _mirrored(binary, mirror.packages(build.directory), user, directory, warnings)
    return replace(found, source="trimmed", waits_cut=build.manifest.waits == "cut")


def _users_own(user: _UserConfig, directory: Path) -> Provider:
    """The user's configuration says where providers come from: it is used as it is."""
    # Terraform reads one file where TF_CLI_CONFIG_FILE names one, so several become one.
    config = user.files[0] if len(user.files) == 1 else _write(directory, user.text)
    location = ", ".join(str(file) for file in user.files)
    return Provider("user-config", None, location, config, warnings=user.warnings)


def _mirrored(
    binary: Binary,
    fit: list[mirror.Package],
    user: _UserConfig,
    directory: Path,
    warnings: list[str],
) -> Provider:
    """The mirror for what it has, the registry for all other providers."""
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
    config = _write(directory, _join(user.text, block))
    version = str(best.version)
    return Provider("mirror", version, str(best.mirror), config, tuple(warnings))


def _rehosted(package: mirror.Package, host: str, directory: Path) -> Path:
    """A mirror of one symbolic link, which files a package under another registry's host.

    OpenTofu takes `hashicorp/aws` from registry.opentofu.org. The executables are the same ones, so a mirror
    made for Terraform serves it too.
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
    """What Terraform itself would read: the file that TF_CLI_CONFIG_FILE names, or else the default ones."""
    named = environment.get("TF_CLI_CONFIG_FILE") or environment.get("TERRAFORM_CONFIG")
    if named:
        path = Path(named).expanduser().absolute()
        if not path.is_file():
            return _UserConfig(warnings=(f"TF_CLI_CONFIG_FILE names {named}, which does not exist.",))
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


def _join(text: str, block: str) -> str:
    """The user's settings, then ours."""
    if text.lstrip().startswith("{"):
        raise HarnessError(
            "the CLI configuration that TF_CLI_CONFIG_FILE names is JSON, which nothing can be added to",
            hint="Add a provider_installation block to it, or write it in HCL.",
        )
    ours = "" if _CHECKPOINT.search(_uncommented(text)) else "disable_checkpoint = true\n"
    return "\n".join(part for part in (text.strip(), ours + block) if part)


def _uncommented(text: str) -> str:
    """The text without comments; a comment's sign inside a string is none."""
    return _COMMENT.sub(lambda match: match[0] if match[0].startswith('"') else "", text)


def _write(directory: Path, text: str) -> Path:
    """Write our CLI configuration file, all or nothing, for the user alone: it may hold their tokens."""
    path = directory / "terraform.rc"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=directory, prefix=".terraform.rc.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError as error:
        raise HarnessError(f"{path}: can't be written: {error}") from error
    return path
