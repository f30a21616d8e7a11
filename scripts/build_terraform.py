#!/usr/bin/env python3
"""Build a Terraform or OpenTofu that the tests run, where no package has it, and print its path.

    PRIVATELINK_TERRAFORM=$(python scripts/build_terraform.py tofu) make test TESTS=…

Its source comes from Go's module proxy. `go install` refuses it, because its go.mod replaces modules: so a copy of the
module is compiled. That takes some 6 minutes of processor and 1 GB of memory; the executable stays in the user's cache.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock
from platformdirs import user_cache_path

from privatelink_harness.aws_provider.trimmed.go import Go, find
from privatelink_harness.terraform.version import parse


@dataclass(frozen=True, slots=True)
class Release:
    """A release that can be built.

    Parameters:
        module: Go's name.
        package: of the executable, in the module.
        dropped: packages whose source is in no module that the proxy has, and which nothing here needs.
    """

    module: str
    version: str
    package: str
    executable: str
    dropped: tuple[str, ...] = ()

    @property
    def directory(self) -> Path:
        """The directory of the executable."""
        return user_cache_path("tf-privatelink", appauthor=False) / "terraform" / f"{self.executable}-{self.version}"

    @property
    def path(self) -> Path:
        """The executable."""
        return self.directory / self.executable


RELEASES = {
    "tofu": Release("github.com/opentofu/opentofu", "v1.12.6", "./cmd/tofu", "tofu"),
    "oldest": Release(
        "github.com/hashicorp/terraform",
        "v1.9.0",
        ".",
        "terraform",
        # Backends, each a module of its own without a version.
        ("azure", "consul", "cos", "gcs", "kubernetes", "oss", "pg", "s3"),
    ),
}
"""OpenTofu, and the oldest Terraform that the modules work with."""

_BACKENDS = Path("internal", "backend", "init", "init.go")


def main() -> None:
    """Build the named release, if it is not built."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=RELEASES)
    release = RELEASES[parser.parse_args().name]
    release.directory.mkdir(parents=True, exist_ok=True)
    with FileLock(release.directory / "lock"):
        if not release.path.exists():
            sys.stderr.write(f"build {release.executable} {release.version}, which takes minutes\n")
            _build(release)
    print(release.path)


def _build(release: Release) -> None:
    """Fetch the source, compile a copy, and put the executable in its place, all or nothing."""
    go = find(parse("1.24"))
    with tempfile.TemporaryDirectory(dir=release.directory) as name:
        directory = Path(name)
        source = shutil.copytree(
            _fetch(release, go, directory), directory / "source", copy_function=shutil.copyfile, ignore=_documents
        )
        for path in (source, *source.rglob("*")):
            if path.is_dir():
                path.chmod(0o755)
        if release.dropped:
            _drop_backends(source, release.dropped)
        flags = ["-trimpath", "-buildvcs=false", f"-ldflags=-s -w -X {release.module}/version.dev=no"]
        built = directory / release.executable
        go.run(["build", *flags, "-o", str(built), release.package], source)
        built.rename(release.path)


def _fetch(release: Release, go: Go, directory: Path) -> Path:
    """Return the directory of the module's source in Go's cache; Go checks it against its database of checksums."""
    answer = go.run(["mod", "download", "-json", f"{release.module}@{release.version}"], directory)
    return Path(json.loads(answer)["Dir"])


def _documents(_directory: str, names: list[str]) -> set[str]:
    return {name for name in names if name in {"website", "testdata", "test-fixtures"}}


def _drop_backends(source: Path, names: tuple[str, ...]) -> None:
    """Take backends out of the list of all, and out of what the module requires."""
    any_of = "|".join(names)
    for path, pattern in (
        (source / "go.mod", rf"^.*/backend/remote-state/({any_of}) .*\n"),
        (source / _BACKENDS, rf"^.*/backend/remote-state/({any_of})\"\n|^.*\bbackend({any_of})\.New\(.*\n"),
    ):
        path.write_text(re.sub(pattern, "", path.read_text(), flags=re.MULTILINE | re.IGNORECASE))


if __name__ == "__main__":
    main()
