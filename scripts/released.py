#!/usr/bin/env python3
"""Keep a released module, from which `tests/end_to_end/test_upgrades.py` upgrades: after each release.

    python scripts/released.py v0.1.0 modules/consumer/isolated-vpc specs/consumer/isolated-vpc.yaml

The module's Terraform code, its complete example and its spec are taken from the commit, and replace the module of that
name in tests/upgrades/.
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


def main() -> None:
    """Export one module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commit", help="of the release, such as its tag")
    parser.add_argument("module", type=PurePosixPath, help="its directory in that commit")
    parser.add_argument("spec", type=PurePosixPath, help="its spec in that commit")
    options = parser.parse_args()
    target = RELEASED / options.module.name
    shutil.rmtree(target, ignore_errors=True)
    for path, text in _files(options.commit, options.module).items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_bytes(text)
    (target / SPEC).write_bytes(_git("show", f"{options.commit}:{options.spec}"))


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
