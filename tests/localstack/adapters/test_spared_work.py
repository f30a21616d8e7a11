from __future__ import annotations

import threading
from typing import Any

from privatelink_localstack.adapters.spared_work import Deferred


class Backend:
    """A backend with two attributes that are filled together."""

    def __init__(self) -> None:
        self.fills = 0
        self.images: dict[str, str] = {}
        self.snapshots: dict[str, str] = {}
        self.empty = True


def fill(backend: Any) -> None:
    backend.fills += 1
    backend.images["ami-1"] = "image"
    backend.snapshots["snap-1"] = "snapshot"


FIELDS: Any = Backend
FIELDS.images = Deferred("images", "empty", fill)
FIELDS.snapshots = Deferred("snapshots", "empty", fill)


def test_attribute_is_filled_when_it_is_read() -> None:
    backend = Backend()
    before = backend.fills
    assert (before, backend.snapshots, backend.fills) == (0, {"snap-1": "snapshot"}, 1)


def test_attributes_are_filled_together_and_once() -> None:
    backend = Backend()
    backend.images.clear()
    assert (backend.images, backend.snapshots, backend.fills) == ({}, {"snap-1": "snapshot"}, 1)


def test_threads_read_all_of_it() -> None:
    backend = Backend()
    reading = threading.Barrier(8)
    found: list[int] = []

    def read() -> None:
        reading.wait()
        found.append(len(backend.images))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found, backend.fills) == ([1] * 8, 1)


def test_attribute_of_an_older_backend_stays_as_it_is() -> None:
    backend = Backend()
    del backend.empty
    assert backend.images == {}
