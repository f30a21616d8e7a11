"""The module's test by this project's fixtures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks


@pytest.fixture
def stack(privatelink: Stacks) -> AppliedStack:
    return privatelink.apply(".")


def test_endpoint_is_available(stack: AppliedStack) -> None:
    assert stack.outputs["state"] == "available"
