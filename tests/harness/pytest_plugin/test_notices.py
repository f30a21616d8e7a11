"""The plugin's notices while tests run, such as the start of a build that takes minutes."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

TESTS = """
from privatelink_harness.pytest_plugin.plugin import _notify

def test_build(pytestconfig):
    _notify(pytestconfig, "build the AWS provider")
"""


@pytest.mark.process
@pytest.mark.parametrize("options", [(), ("-n", "1")])
def test_notice_is_shown_past_pytests_capture(pytester: pytest.Pytester, options: tuple[str, ...]) -> None:
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_subprocess(*options)
    result.assert_outcomes(passed=1)
    assert "privatelink: build the AWS provider" in result.stderr.lines
