"""The module's test by tftest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import tftest


@pytest.fixture
def outputs() -> Iterator[dict[str, str]]:
    root = tftest.TerraformTest(str(Path(__file__).parent))
    root.setup()
    root.apply()
    yield root.output()
    root.destroy()


def test_endpoint_is_available(outputs: dict[str, str]) -> None:
    assert outputs["state"] == "available"
