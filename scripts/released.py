#!/usr/bin/env python3
"""Keep released modules, from which tests upgrade: after each release.

    python scripts/released.py v0.1.0
    python scripts/released.py v0.1.0 modules/consumer/isolated-vpc specs/consumer/isolated-vpc.yaml

The first keeps the code and the tests of all published modules of the commit, for
`tests/terraform/test_upgraded_modules.py`. The second keeps one module's code, its complete example and its spec, which
replace the module of that name in tests/upgrades/, for `tests/end_to_end/test_upgrades.py`.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import tarfile
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[1]
RELEASED = ROOT / "tests" / "upgrades"
SPEC = "spec.yaml"
PUBLISHED = RELEASED / "published.tar.xz"


def main() -> None:
    """Export all published modules, or one with its spec."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commit", help="of the release, such as its tag")
    parser.add_argument("module", type=PurePosixPath, nargs="?", help="its directory in that commit")
    parser.add_argument("spec", type=PurePosixPath, nargs="?", help="its spec in that commit")
    options = parser.parse_args()
    if options.module is None:
        _keep_all(options.commit)
        return
    if options.spec is None:
        parser.error("the module's spec is missing")
    target = RELEASED / options.module.name
    shutil.rmtree(target, ignore_errors=True)
    for path, text in _files(options.commit, options.module).items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_bytes(text)
    (target / SPEC).write_bytes(_git("show", f"{options.commit}:{options.spec}"))


def _keep_all(commit: str) -> None:
    """Keep what Terraform and its tests read of the published modules."""
    with (
        tarfile.open(fileobj=io.BytesIO(_git("archive", commit, "modules"))) as published,
        tarfile.open(PUBLISHED, "w:xz") as kept,
    ):
        for member in published:
            path = PurePosixPath(member.name)
            if path.suffix in {".tf", ".hcl"} and "examples" not in path.parts:
                kept.addfile(member, published.extractfile(member))


def _files(commit: str, module: PurePosixPath) -> dict[PurePosixPath, bytes]:
    """Return the module's code and its complete example, by relative path."""
    files: dict[PurePosixPath, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(_git("archive", commit, str(module)))) as archive:
        for member in archive:
            path = PurePosixPath(member.name)
            file = archive.extractfile(member) if path.suffix == ".tf" else None
            if file:
                files[path.relative_to(module)] = file.read()
    return {path: text for path, text in files.items() if path.parts[0] != "examples" or "complete" in path.parts}


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", "-C", str(ROOT), *arguments], check=True, capture_output=True).stdout


if __name__ == "__main__":
    main()
