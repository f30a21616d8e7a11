"""The progress of a build, for whoever listens. A run that builds nothing needs no more of the builder than this."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[str, float | None], object]
"""A listener to progress: gets the step, and the share that is done, from 0 to 1; None if the share is unknown."""


def silent(_text: str, _share: float | None) -> None:
    """Ignore the progress."""


def lines(write: Callable[[str], object]) -> Tell:
    """Return a listener that writes a line of plain text for each step and each tenth of a step."""
    last: list[tuple[str, int]] = []

    def tell(text: str, share: float | None) -> None:
        tenth = -1 if share is None else int(share * 10)
        if (text, tenth) not in last:
            last.append((text, tenth))
            write(text if share is None else f"{text}: {tenth * 10} %")

    return tell
