"""The builds on this machine: their directories, their manifests, and whether an executable is undamaged.

A build is a filesystem mirror of Terraform's with a manifest beside it:

    <cache>/provider/<key>/manifest.json
    <cache>/provider/<key>/registry.terraform.io/hashicorp/aws/<version>/<os>_<arch>/terraform-provider-aws_v<version>_x5
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from pathlib import Path

from privatelink_harness.aws_provider.trimmed.recipe import Recipe
from privatelink_harness.errors import HarnessError

VARIABLE = "PRIVATELINK_PROVIDER_DIR"
"""The variable that names the directory of all builds; by default `provider` in the project's cache directory."""

MANIFEST = "manifest.json"
REBUILD = "Build it again: privatelink aws-provider build"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The record of a build: its inputs and its result.

    Parameters:
        key: the build's name, a digest over all inputs.
        recipe: digest over the inputs except Go.
        version: of hashicorp/aws.
        platform: in Terraform's form, such as `linux_amd64`.
        go: the Go that compiled it, such as `go1.26.1`.
        waits: `cut` or `kept`: the AWS provider's fixed waits.
        types: its resource and data source types, sorted.
        sha256: of the executable, in hex digits.
        size: of the executable, in bytes.
        built_at: the end of the build, in ISO 8601.
        seconds: the build's duration.
    """

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

    @classmethod
    def read(cls, text: str) -> Manifest:
        """Return the manifest in a JSON object.

        Raises:
            ValueError: it is none, also where it has a member too many or too few, or one of another type.
        """
        data = json.loads(text)
        names = {field.name for field in fields(cls)}
        if not isinstance(data, dict) or data.keys() != names:
            raise ValueError(f"{MANIFEST}: not an object with the members {', '.join(sorted(names))}")
        types = data["types"] if isinstance(data["types"], list) else [None]
        texts = [*types, *(value for name, value in data.items() if name not in {"types", "size", "seconds"})]
        numbers = isinstance(data["size"], int) and isinstance(data["seconds"], int | float)
        if not numbers or not all(isinstance(value, str) for value in texts):
            raise ValueError(f"{MANIFEST}: a member has another type")
        return cls(**{**data, "types": tuple(types)})


@dataclass(frozen=True, slots=True)
class Build:
    """A build on this machine.

    Parameters:
        directory: the filesystem mirror.
    """

    directory: Path
    manifest: Manifest

    @property
    def executable(self) -> Path:
        """The AWS provider's executable."""
        return self.directory / executable_path(self.manifest.version, self.manifest.platform)

    def fault(self) -> str | None:
        """Return how the executable differs from what was built, None if it does not. Reading it takes 0.1 s."""
        try:
            status = self.executable.stat()
            digest = _digest(self.executable, status.st_ino, status.st_size, status.st_ctime_ns)
        except OSError as error:
            return f"{self.executable}: {error.strerror}"
        if digest == self.manifest.sha256:
            return None
        recorded = self.manifest.sha256
        return f"{self.executable}: its SHA-256 is {digest[:12]}…, and {recorded[:12]}… was recorded when it was built"

    def check(self) -> None:
        """Reject a damaged build.

        Raises:
            HarnessError: the executable is not what was built, or is gone.
        """
        if fault := self.fault():
            raise HarnessError(fault, hint=REBUILD)


@lru_cache
def _digest(file: Path, _inode: int, _size: int, _changed: int) -> str:
    """Return the SHA-256 of a file, which a process reads once while it is unchanged: a fleet asks for each stack."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def executable_path(version: str, platform: str) -> Path:
    """Return the executable's path inside a mirror."""
    return Path("registry.terraform.io/hashicorp/aws", version, platform, f"terraform-provider-aws_v{version}_x5")


def root() -> Path:
    """Return the directory of all builds; it may not exist yet."""
    if directory := os.environ.get(VARIABLE):
        return Path(directory).expanduser().absolute()
    from platformdirs import user_cache_path

    return user_cache_path("tf-privatelink", appauthor=False) / "provider"


def builds() -> Iterator[Build]:
    """Yield the builds on this machine that have a manifest, in the order of their keys, unchecked."""
    for path in sorted(root().glob(f"*/{MANIFEST}")):
        if build := _read(path):
            yield build


def find(recipe: Recipe) -> Build | None:
    """Return the newest build of a recipe, of any Go, unchecked; None if there is none."""
    fitting = [build for build in builds() if build.manifest.recipe == recipe.digest]
    return max(fitting, key=lambda build: build.manifest.built_at, default=None)


def find_by_key(key: str) -> Build | None:
    """Return the build with a key; None if there is none."""
    return _read(root() / key / MANIFEST)


def install(mirror: Path, manifest: Manifest) -> Build:
    """Move a finished build into the directory of all builds, all or nothing.

    Parameters:
        mirror: directory of the build, on the file system of `root()`; it is gone afterwards.

    Raises:
        OSError: the directory can't be written.
    """
    target = root() / manifest.key
    (mirror / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")
    if target.exists():
        # A directory can't be replaced by another in one step. A reader in between finds no build.
        old = mirror.with_name(f"{mirror.name}.old")
        target.rename(old)
        shutil.rmtree(old, ignore_errors=True)
    mirror.rename(target)
    return Build(target, manifest)


def remove() -> int:
    """Remove all builds and the rests of killed ones, and return the bytes that this frees.

    Raises:
        HarnessError: a file can't be removed.
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


def installed(root: Path) -> Build | None:
    """Return the build that `terraform init` installed for a root module, of any directory of builds; None without one.

    Terraform links the packages of an unpacked mirror.
    """
    packages = (root / ".terraform" / "providers").glob("*/hashicorp/aws/*/*")
    places = (place for package in packages for place in package.resolve().parents)
    return next((build for place in places if (build := _read(place / MANIFEST))), None)


def _read(path: Path) -> Build | None:
    try:
        return Build(path.parent, Manifest.read(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None
