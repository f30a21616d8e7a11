"""The plugin's options of targets: the same test runs on LocalStack and in a sandbox."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

SPEC = "version: 1\npattern: consumer\nname: s3\nendpoints:\n  s3: {service: s3, type: gateway}\n"
TESTS = """
def test_stack(privatelink):
    privatelink.apply("s3.yaml")
"""
SETTINGS = "[sandbox]\nregion = 'eu-west-1'\n[sandbox.accounts.consumer]\nprofile = 'dev'\n"


@pytest.mark.process
def test_settings_of_the_sandbox_are_options(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(pytester.path))
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    pytester.path.joinpath("s3.yaml").write_text(SPEC)
    pytester.path.joinpath("privatelink.toml").write_text(SETTINGS)
    pytester.makepyfile(TESTS)
    options = ("allowed_accounts=111122223333", "accounts.consumer.profile=mine")
    result = pytester.runpytest_subprocess(
        "--privatelink-target=sandbox", *(f"--privatelink-sandbox={option}" for option in options)
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*HarnessError: account consumer: profile 'mine' is not there*"])
