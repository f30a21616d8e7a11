"""From a file to a spec: the one way through."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from privatelink_generator.document.faults import faults
from privatelink_generator.document.reader import Document, parse
from privatelink_generator.errors import Fault, Position, SpecError
from privatelink_generator.patterns.consumer import rules
from privatelink_generator.patterns.consumer.model import ConsumerSpec


def load(path: Path) -> ConsumerSpec:
    """Read a spec.

    Raises:
        SpecError: with every fault found; nothing else is raised, whatever the file holds.
    """
    try:
        data = path.read_bytes()
        text = data.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line, column = data.count(b"\n", 0, error.start) + 1, error.start - data.rfind(b"\n", 0, error.start)
        message = f"the byte 0x{data[error.start]:02X} is not UTF-8 text; save the file as UTF-8"
        raise SpecError([Fault(Position(str(path), line, column), message)]) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SpecError([Fault(Position(str(path)), f"can't be read: {reason}")]) from error
    return loads(text, str(path))


def loads(text: str, file: str = "<spec>") -> ConsumerSpec:
    """Read a spec from text; `file` is the name that messages use.

    Raises:
        SpecError: with every fault found.
    """
    document = parse(text, file)
    _check_version(document)
    try:
        spec = ConsumerSpec.model_validate(document.data)
    except ValidationError as error:
        raise SpecError(faults(error, document)) from error
    broken = [Fault(document.position(loc), message) for loc, message in rules.check(spec)]
    if broken:
        raise SpecError(broken)
    return spec


def _check_version(document: Document) -> None:
    """A spec of another version is only that: what its other keys mean is not ours to say."""
    if not isinstance(document.data, dict):
        raise SpecError([Fault(document.position(()), "a spec is a mapping that starts with version: 1")])
    version = document.data.get("version", 1)
    if type(version) is not int or version != 1:
        raise SpecError(
            [
                Fault(
                    document.position(("version",)),
                    f"version {version!r} is not known to this tf-privatelink, which reads version 1; "
                    "install the release that the spec was written for",
                )
            ]
        )
