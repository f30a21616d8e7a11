"""The state of a stack that Terraform could not write, as on a full disk, and the room to write it all the same.

Terraform then writes `errored.tfstate`; where that fails too, it prints the state. Either is put into the place of the
state, so that a destroy knows what was created. A file in the stack's directory keeps the room that this needs.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from privatelink_harness.stacks.directory import STATES
from privatelink_harness.terraform.errors import TerraformError

if TYPE_CHECKING:
    from collections.abc import Callable

_STATE, _ERRORED = STATES
_BACKUP = "terraform.tfstate.backup"
_PRINTED = "Terraform's output"

RESERVE = "reserve"
_RESERVED = 4 * 1024 * 1024
"""Bytes: a state of 500 resources twice, beside its backup."""


@dataclass(slots=True)
class Rescue:
    """What is done about a state that could not be written.

    Parameters:
        directory: the stack's.
        root: the root module, with the state.
        printed: the state that Terraform has printed; None: none.
        is_lost: whether there was no room for the newest one.
    """

    directory: Path
    root: Path
    printed: str | None = None
    is_lost: bool = False

    def reserve(self) -> None:
        """Keep room for a state. Without it a run goes on: the disk is not full yet."""
        with suppress(OSError):
            (self.directory / RESERVE).write_bytes(bytes(_RESERVED))

    def keep(self, text: str) -> None:
        """Take a state that Terraform has printed."""
        self.printed = text

    @contextmanager
    def after(self, tell: Callable[[str], object]) -> Iterator[None]:
        """After a command that could not write its state, put it into its place; the error goes on.

        Parameters:
            tell: called with a line that says so.
        """
        try:
            yield
        except BaseException as error:
            if isinstance(error, TerraformError) and error.is_out_of_space:
                self._free()
            source = self.take_up()
            if self.is_lost:
                tell("Terraform could not write its state, and there is no room for it; tags tell what was created")
            elif source:
                tell(f"Terraform could not write its state: it is taken from {source}")
            raise

    def take_up(self) -> str | None:
        """Put the newest state for which there is room into its place; return where it was, None if it was there."""
        if self.printed is None and not (self.root / _ERRORED).exists():
            return None
        self._free()
        texts = {name: _read(self.root / name) for name in (_BACKUP, _STATE, _ERRORED)} | {_PRINTED: self.printed or ""}
        serials = {source: serial for source, text in texts.items() if (serial := _serial(text)) is not None}
        # Of equal ones the later: Terraform comes to it last.
        newest = sorted(serials, key=lambda source: (serials[source], list(texts).index(source)), reverse=True)
        source = next((each for each in newest if self._is_placed(each, texts[each])), None)
        self.is_lost = source != next(iter(newest), None)
        self.printed = None
        (self.root / _ERRORED).unlink(missing_ok=True)
        return None if source == _STATE else source

    def _is_placed(self, source: str, text: str) -> bool:
        """Put a state into its place; return whether there was room for it. A file is moved, which needs none."""
        state = self.root / _STATE
        with suppress(OSError):
            if source == _PRINTED:
                _write(state, text)
            elif source != _STATE:
                (self.root / source).replace(state)
            return True
        return False

    def _free(self) -> None:
        with suppress(OSError):
            (self.directory / RESERVE).unlink(missing_ok=True)


def _read(path: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return path.read_text(encoding="utf-8")
    return ""


def _serial(text: str) -> int | None:
    """Return the number of a state's version; None for a text that is no state, as one that was cut."""
    with suppress(ValueError, TypeError, KeyError):
        return int(json.loads(text)["serial"])
    return None


def _write(path: Path, text: str) -> None:
    """Write a state, which holds secrets, whole or not at all."""
    beside = path.with_suffix(".new")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
