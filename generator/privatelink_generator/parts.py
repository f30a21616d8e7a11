"""The parts of a composition's spec: other specs, inside of it or in files of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from privatelink_generator.aws.partitions import is_region
from privatelink_generator.document.reader import MAX_BYTES, TOO_LARGE, Document, parse
from privatelink_generator.errors import Fault, Loc, Note, Position, SpecError
from privatelink_generator.patterns.base import Spec


@dataclass(frozen=True, slots=True)
class Reading:
    """A valid spec, and what is worth knowing about it."""

    spec: Spec
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """A composition's document with its parts read.

    Parameters:
        document: has a `Spec` at each part's place. A bare one stands for a part with faults.
    """

    document: Document
    faults: tuple[Fault, ...]
    notes: tuple[Note, ...]


def text_of(path: Path) -> str:
    """Return a spec's text.

    Raises:
        SpecError: the file can't be read, or isn't text.
    """
    try:
        with path.open("rb") as file:
            # A device may have no end.
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise SpecError([Fault(Position(str(path)), TOO_LARGE)])
        return data.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line, column = data.count(b"\n", 0, error.start) + 1, error.start - data.rfind(b"\n", 0, error.start)
        message = f"the byte 0x{data[error.start]:02X} is not UTF-8 text; save the file as UTF-8"
        raise SpecError([Fault(Position(str(path), line, column), message)]) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SpecError([Fault(Position(str(path)), f"can't be read: {reason}")]) from error


def parts_of(document: Document, read: Callable[[Document], Reading]) -> Parts:
    """Read the parts, which are at `spec` of each entry of `modules`.

    Parameters:
        read: reads the document of one part, or raises SpecError.
    """
    data = document.data if isinstance(document.data, dict) else {}
    modules = data.get("modules")
    if not isinstance(modules, dict):
        return Parts(document, (), ())
    faults: list[Fault] = []
    notes: list[Note] = []
    entries = dict(modules)
    documents: dict[Loc, Document] = {}
    for name, entry in modules.items():
        if not isinstance(entry, dict) or not isinstance(entry.get("spec"), str | dict):
            continue
        spec: Spec = Spec.model_construct(version=1, pattern="", name=name)
        try:
            part = _document(document, name, region=_region(data, entry))
            documents["modules", name, "spec"] = part
            reading = read(part)
        except SpecError as error:
            faults += error.faults
        else:
            spec = reading.spec
            notes += reading.notes
        entries[name] = {**entry, "spec": spec}
    # Two modules of one file have the same faults.
    whole = replace(document, data={**data, "modules": entries}, parts=documents)
    return Parts(whole, tuple(dict.fromkeys(faults)), tuple(dict.fromkeys(notes)))


def _document(document: Document, name: str, *, region: str | None) -> Document:
    """Return the document of a part, which is in the Region that the composition has for it unless it names its own."""
    at: Loc = ("modules", name, "spec")
    spec = document.data["modules"][name]["spec"]  # type: ignore[index]
    around = {"region": region} if region else {}
    if isinstance(spec, dict):
        return document.part(at, {"version": 1, "name": name, **around, **spec})
    part = parse(_text(document, at, spec), str(Path(document.file).parent / spec))
    return replace(part, data={**around, **part.data} if isinstance(part.data, dict) else part.data)


def _text(document: Document, at: Loc, spec: str) -> str:
    """Return the text of a part's file.

    Raises:
        SpecError: the file is outside of the folder of the composition's, or can't be read.
    """
    folder = Path(document.file).parent
    path = folder / spec
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
        exists = path.is_file()
    except (OSError, ValueError):
        inside, exists = True, False
    if not inside:
        reason = f"{spec!r} leads out of the folder of {Path(document.file).name}; move the file into it or below it"
        raise SpecError([Fault(document.position(at), reason)])
    if not exists:
        reason = f"{spec!r} is no file in the folder of {Path(document.file).name}; write the path from there"
        raise SpecError([Fault(document.position(at), reason)])
    return text_of(path)


def _region(data: dict[str, Any], entry: dict[str, Any]) -> str | None:
    """Return the Region that the composition has for a part: its account's, or its own."""
    accounts, alias = data.get("accounts"), entry.get("account")
    account = accounts.get(alias) if isinstance(accounts, dict) and isinstance(alias, str) else None
    named = account.get("region") if isinstance(account, dict) else None
    region = named or data.get("region")
    return region if isinstance(region, str) and is_region(region) else None
