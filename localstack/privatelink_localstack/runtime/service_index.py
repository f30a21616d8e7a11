"""LocalStack's index of AWS's services: `python -m privatelink_localstack.runtime.service_index` makes it.

LocalStack makes the index at its first start in a directory. For that it reads the models of all services, and holds
them for as long as it lives: some 340 MB. A process that ends gives them back; and it works beside LocalStack's start,
once for all directories of a user.
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
    """Give the file in which a user's index is kept; its name has LocalStack's version, and botocore's."""
    from platformdirs import user_cache_path

    versions = "-".join(metadata.version(name) for name in ("localstack-core", "botocore"))
    return user_cache_path("tf-privatelink", appauthor=False) / "localstack" / f"service-index-{versions}.dill"


@dataclass(frozen=True, slots=True)
class ServiceIndex:
    """The index, there or being made.

    Parameters:
        file: where it is kept.
        maker: the process that makes it; None where it was there.
    """

    file: Path
    maker: subprocess.Popen[bytes] | None

    @classmethod
    def begin(cls) -> ServiceIndex:
        """Have the index made, if it isn't there; returns at once."""
        file = index_file()
        return cls(file, None if file.exists() else subprocess.Popen([sys.executable, "-P", "-m", __name__, file]))

    def install(self) -> None:
        """Have LocalStack take this index where it would make its own; which it does if there is none to take."""
        from localstack.aws import spec

        make_own = spec.build_service_index_cache

        def take(file_path: str) -> object:
            if self.maker is not None and self.maker.wait() != 0:
                return make_own(file_path)
            _put(Path(file_path), lambda path: shutil.copyfile(self.file, path))
            return spec.load_service_index_cache(file_path)

        spec.build_service_index_cache = take


def _put(path: Path, write: Callable[[Path], object]) -> None:
    """Make a file that others see whole or not at all; its directory with it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".") as beside:
        write(Path(beside, path.name))
        Path(beside, path.name).replace(path)


def main() -> None:
    """Make the index, in the file that the one argument names."""
    # Nothing here is garbage before the end; looking for it takes half of the time.
    gc.disable()
    from localstack.aws.spec import build_service_index_cache

    _put(Path(sys.argv[1]), lambda path: build_service_index_cache(str(path)))


if __name__ == "__main__":
    main()
