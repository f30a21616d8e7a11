"""What a newer botocore has that the catalogue lacks: clients without an entry, and other private DNS names."""

from __future__ import annotations

import zipfile
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

_DATA = Path("botocore", "data")

type Names = Mapping[str, Sequence[str]]
"""Private DNS names by Region, partition or "*"."""


@contextmanager
def data_of(path: Path) -> Iterator[Path]:
    """Yield the directory with the data of a botocore: a wheel, or a directory that has one installed.

    The data of a wheel is unpacked, and removed at the end. Ends the script if there is none.
    """
    if path.suffix == ".whl":
        with TemporaryDirectory() as directory, zipfile.ZipFile(path) as wheel:
            wheel.extractall(directory, [name for name in wheel.namelist() if name.startswith(f"{_DATA.as_posix()}/")])
            yield Path(directory) / _DATA
        return
    if not (path / _DATA).is_dir():
        raise SystemExit(f"{path}: has no {_DATA}; name a wheel of botocore, or the directory that has the package")
    yield path / _DATA


def news(
    *,
    clients: tuple[Sequence[str], Sequence[str]],
    entries: Collection[str],
    used: Mapping[str, str],
    names: Mapping[str, tuple[Names, Names]],
) -> Iterator[str]:
    """Yield a line for each thing that the newer botocore changes.

    Parameters:
        clients: of the installed botocore, and of the newer one.
        entries: the catalogue's services: a client with such a name is no news.
        used: the client whose endpoint is a service's private DNS name, by service.
        names: the private DNS names of each service with a client in both: installed, newer.
    """
    old, new = (set(each) for each in clients)
    for client in sorted(new - old - {*used.values(), *entries}):
        yield f"new client without an entry: {client}"
    for client in sorted((old - new) & {*used.values()}):
        yield f"client is gone: {client}, of {', '.join(sorted(name for name, each in used.items() if each == client))}"
    for service, (before, after) in sorted(names.items()):
        for where in sorted({*before, *after}):
            if before.get(where) != after.get(where):
                yield f"{service} in {where}: {_text(before, where)} is now {_text(after, where)}"


def _text(names: Names, where: str) -> str:
    return ", ".join(names[where]) if where in names else "as elsewhere"
