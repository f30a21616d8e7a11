"""The builds on this machine: where they are, what each is made of, and whether it is still what was built.

A build is a filesystem mirror of Terraform's with a manifest beside it:

    <cache>/provider/<key>/manifest.json
    <cache>/provider/<key>/registry.terraform.io/hashicorp/aws/<version>/<os>_<arch>/terraform-provider-aws_v<version>_x5
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from privatelink_harness.aws_provider.trimmed.recipe import Recipe
from privatelink_harness.errors import HarnessError

VARIABLE = "PRIVATELINK_PROVIDER_DIR"
"""Names the directory of all builds; without it, it is `provider` in the user's cache directory for tf-privatelink."""

MANIFEST = "manifest.json"
REBUILD = "Build it again: privatelink aws-provider build"


class Manifest(BaseModel):
    """What a build is made of, and what came of it.

    Parameters:
        key: the build's name, over everything that went in.
        recipe: digest of what went in, except Go.
        version: of hashicorp/aws.
        platform: what it runs on: `linux_amd64`.
        go: what compiled it: `go1.26.1`.
        waits: whether the provider's fixed waits are `cut` or `kept`.
        types: the resource and data source types that it has, sorted.
        sha256: of the executable, in hex digits.
        size: of the executable, in bytes.
        built_at: the end of the build, in ISO 8601.
        seconds: what the build took.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    recipe: str
    version: str
    platform: str
    go: str
    waits: str
    types: tuple[str, ...]
    sha256: str
    size: int
    built_at: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Build:
    """A build on this machine.

    Parameters:
        directory: the filesystem mirror.
        manifest: what it is made of.
    """

    directory: Path
    manifest: Manifest

    @property
    def executable(self) -> Path:
        """The provider."""
        return self.directory / place(self.manifest.version, self.manifest.platform)

    def fault(self) -> str | None:
        """Why the provider is not what was built any more, None where it is; takes 0.1 s."""
        try:
            with self.executable.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            return f"{self.executable}: {error.strerror}"
        if found == self.manifest.sha256:
            return None
        recorded = self.manifest.sha256
        return f"{self.executable}: its SHA-256 is {found[:12]}…, and {recorded[:12]}… was recorded when it was built"

    def check(self) -> None:
        """Check that the provider is still what was built.

        Raises:
            HarnessError: it is not, or it is gone.
        """
        if fault := self.fault():
            raise HarnessError(fault, hint=REBUILD)


def place(version: str, platform: str) -> Path:
    """Where the executable is inside a mirror."""
    return Path("registry.terraform.io/hashicorp/aws", version, platform, f"terraform-provider-aws_v{version}_x5")


def root() -> Path:
    """The directory of all builds; may not exist yet."""
    if named := os.environ.get(VARIABLE):
        return Path(named).expanduser().absolute()
    from platformdirs import user_cache_path

    return user_cache_path("tf-privatelink", appauthor=False) / "provider"


def builds() -> Iterator[Build]:
    """All builds on this machine that have a manifest, by key; not checked."""
    for path in sorted(root().glob(f"*/{MANIFEST}")):
        if build := _read(path):
            yield build


def find(recipe: Recipe) -> Build | None:
    """The newest build of a recipe, by whichever Go; None if there is none. Not checked."""
    fitting = [each for each in builds() if each.manifest.recipe == recipe.digest]
    return max(fitting, key=lambda each: each.manifest.built_at, default=None)


def named(key: str) -> Build | None:
    """The build with a key; None if there is none."""
    return _read(root() / key / MANIFEST)


def install(made: Path, manifest: Manifest) -> Build:
    """Put a finished build where it belongs, all or nothing.

    Parameters:
        made: directory of the mirror, on the file system of `root()`; it is gone afterwards.
        manifest: of the build.

    Raises:
        OSError: it can't be written.
    """
    target = root() / manifest.key
    (made / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
    if target.exists():
        # A directory can't be replaced by another in one step. In between there is none, which is no harm.
        old = made.with_name(f"{made.name}.old")
        target.rename(old)
        shutil.rmtree(old, ignore_errors=True)
    made.rename(target)
    return Build(target, manifest)


def remove() -> int:
    """Remove all builds, and what broken ones left; give how many bytes it were.

    Raises:
        HarnessError: they can't be removed.
    """
    directory = root()
    if not directory.exists():
        return 0
    size = sum(file.stat().st_size for file in directory.rglob("*") if file.is_file())
    try:
        shutil.rmtree(directory)
    except OSError as error:
        raise HarnessError(f"{error.filename or directory}: can't be removed: {error.strerror}") from error
    return size


def _read(path: Path) -> Build | None:
    try:
        return Build(path.parent, Manifest.model_validate_json(path.read_text(encoding="utf-8")))
    except (OSError, ValidationError):
        return None
