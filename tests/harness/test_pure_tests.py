"""Tests of these folders start no process and open no socket, unless they are marked with `process`."""

from __future__ import annotations

import socket
import subprocess

import pytest

REFUSED = "mark it with pytest.mark.process"


def test_unmarked_test_starts_no_process() -> None:
    with pytest.raises(AssertionError, match=REFUSED):
        subprocess.run(["true"], check=True)


@pytest.mark.parametrize("use", ["bind", "connect"])
def test_unmarked_test_opens_no_socket(use: str) -> None:
    with socket.socket() as unused, pytest.raises(AssertionError, match=REFUSED):
        getattr(unused, use)(("127.0.0.1", 0))


@pytest.mark.process
def test_marked_test_starts_a_process_and_opens_a_socket() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        assert bound.getsockname()[1]
    assert subprocess.run(["true"], check=False).returncode == 0
