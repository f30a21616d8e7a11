"""LocalStack's index of AWS's services, built by `python -m privatelink_localstack.runtime.service_index`.

LocalStack builds the index at its first start in a directory. For that it reads the models of all services and keeps
them in memory until it ends: some 340 MB. A process of its own gives the memory back, builds the index while LocalStack
starts, and does so once for all directories of a user.
"""

from __future__ import annotations

import gc
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def index_file() -> Path:
    """Return the path of the user's index; its name has the versions of LocalStack and botocore."""
    from platformdirs import user_cache_path

    versions = "-".join(metadata.version(name) for name in ("localstack-core", "botocore"))
    return user_cache_path("tf-privatelink", appauthor=False) / "localstack" / f"service-index-{versions}.dill"


@dataclass(frozen=True, slots=True)
class ServiceIndex:
    """The index, or the process that builds it.

    Parameters:
        builder: None where the file exists already.
    """

    file: Path
    builder: subprocess.Popen[bytes] | None

    @classmethod
    def begin(cls) -> ServiceIndex:
        """Start building the index unless it exists, and return at once."""
        file = index_file()
        return cls(file, None if file.exists() else subprocess.Popen([sys.executable, "-P", "-m", __name__, file]))

    def install(self) -> None:
        """Make LocalStack copy this index where it would build its own. It still does if the builder fails."""
        from localstack.aws import spec

        build_own = spec.build_service_index_cache

        def copy(file_path: str) -> object:
            if self.builder is not None and self.builder.wait() != 0:
                return build_own(file_path)
            _put(Path(file_path), lambda path: shutil.copyfile(self.file, path))
            return spec.load_service_index_cache(file_path)

        spec.build_service_index_cache = copy


def _put(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file in one step, so that other processes never see a part of it. Create its directory."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".") as beside:
        write(Path(beside, path.name))
        Path(beside, path.name).replace(path)


def main() -> None:
    """Build the index in the file that the one argument names."""
    # Nothing becomes garbage before the end. With the collector the index takes 6.7 s instead of 3.2 s, and the first
    # answer of EC2 on a new machine 8.4 s instead of 5.4 s.
    gc.disable()
    from localstack.aws.spec import build_service_index_cache

    _put(Path(sys.argv[1]), lambda path: build_service_index_cache(str(path)))


if __name__ == "__main__":
    main()
