"""Standard output and standard error that never fail: what can't be printed is lost, and nothing else changes.

A run must end as its checks say, whatever became of the terminal, the pipe or the disk that its report goes to.
"""

from __future__ import annotations

import errno
import io
import os
import select
import sys
from collections.abc import Buffer
from contextlib import suppress
from dataclasses import dataclass
from typing import TextIO

from privatelink_generator.characters import visible

_OUTPUT, _ERROR = 1, 2


class Sink(io.RawIOBase):
    """A file descriptor that takes every write. After the first one that fails, nothing is written any more."""

    def __init__(self, descriptor: int, failure: OSError | None = None) -> None:
        """Write to a descriptor, which stays open.

        Parameters:
            failure: why nothing can be written; None if it can.
        """
        super().__init__()
        self._descriptor = descriptor
        self._failure = failure
        self._has_lost = False

    @property
    def loss(self) -> OSError | None:
        """Why something was not written; None if all was."""
        return self._failure if self._has_lost else None

    def writable(self) -> bool:
        """Return true."""
        return True

    def fileno(self) -> int:
        """Return the descriptor."""
        return self._descriptor

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return os.isatty(self._descriptor)

    def write(self, data: Buffer, /) -> int:
        """Write some of the data, or lose it. Return how much is done with."""
        size = memoryview(data).nbytes
        while self._failure is None:
            try:
                return os.write(self._descriptor, data)
            except BlockingIOError:
                # Another process made the terminal or the pipe non-blocking.
                select.select([], [self._descriptor], [])
            except OSError as error:
                self._failure = error
        self._has_lost = True
        return size


@dataclass(frozen=True, slots=True)
class Streams:
    """What standard output and standard error lead to."""

    output: Sink
    error: Sink

    def settle(self, *, tell_of_readers: bool) -> OSError | None:
        """Write what is left, say on standard error what could not be printed, and return why; None if all could.

        Parameters:
            tell_of_readers: say it of a reader too that has enough, as `head` has.
        """
        with suppress(ValueError):
            sys.stdout.flush()
        loss = self.output.loss
        if loss is not None and (tell_of_readers or loss.errno != errno.EPIPE):
            reason = "it is closed" if loss.errno == errno.EBADF else loss.strerror
            sys.stderr.write(f"warning: standard output can't be written: {reason}; some of the answer is lost\n")
        with suppress(ValueError):
            sys.stderr.flush()
        return loss


def guard() -> Streams:
    """Replace standard output and standard error by streams that never fail."""
    closed = [descriptor for descriptor in (0, _OUTPUT, _ERROR) if not _is_open(descriptor)]
    for _ in closed:
        # The lowest free descriptor is taken. Else a file that is opened later would get it, and with it all that
        # is printed.
        os.open(os.devnull, os.O_RDWR)
    streams = Streams(*(_sink(each, is_closed=each in closed) for each in (_OUTPUT, _ERROR)))
    encoding, error_encoding = (getattr(each, "encoding", None) or "utf-8" for each in (sys.stdout, sys.stderr))
    sys.stdout = _text(streams.output, encoding, "replace")
    sys.stderr = _text(streams.error, error_encoding, "backslashreplace")
    return streams


def is_lost(stream: TextIO) -> bool:
    """Return whether nothing that is written to a stream of `guard` arrives any more."""
    sink = getattr(getattr(stream, "buffer", None), "raw", None)
    return isinstance(sink, Sink) and sink.loss is not None


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _sink(descriptor: int, *, is_closed: bool) -> Sink:
    return Sink(descriptor, OSError(errno.EBADF, os.strerror(errno.EBADF)) if is_closed else None)


def _text(sink: Sink, encoding: str, errors: str) -> io.TextIOWrapper:
    return _Visible(io.BufferedWriter(sink), encoding, errors, line_buffering=True)


class _Visible(io.TextIOWrapper):
    """A text stream that shows what nobody would see: names of files, answers of APIs and Terraform's errors have it.

    Sequences that colour a terminal or move its cursor pass: Rich writes them.
    """

    def write(self, text: str, /) -> int:
        """Write a text with escapes in place of unseen characters."""
        super().write("\x1b[".join(visible(part) for part in text.split("\x1b[")))
        return len(text)
