"""LocalStack's environment: no variable of the user's changes where LocalStack listens or what it connects to."""

from __future__ import annotations

from pathlib import Path

import pytest

from privatelink_localstack.runtime.environment import child_environment
from privatelink_localstack.runtime.home import Home

HOME = Home(Path("/state"))


@pytest.mark.parametrize(
    "name",
    [
        "ACTIVATE_PRO",
        "AWS_ACCESS_KEY_ID",
        "AWS_ENDPOINT_URL",
        "AWS_PROFILE",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "DATA_DIR",
        "EAGER_SERVICE_LOADING",
        "GATEWAY_SERVER",
        "HTTPS_PROXY",
        "LOCALSTACK_API_KEY",
        "LOCALSTACK_AUTH_TOKEN",
        "OUTBOUND_HTTP_PROXY",
        "PERSISTENCE",
        "PYTHONWARNINGS",
        "RUNTIME_COMPONENTS",
        "http_proxy",
    ],
)
def test_setting_of_the_user_is_dropped(name: str) -> None:
    assert name not in child_environment({name: "theirs"}, home=HOME, port=4570)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("AWS_CONFIG_FILE", "/dev/null"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
        ("CONFIG_DIR", "/state/config"),
        ("DISABLE_EVENTS", "1"),
        ("DNS_ADDRESS", "0"),
        ("FILESYSTEM_ROOT", "/state/filesystem"),
        ("GATEWAY_LISTEN", "127.0.0.1:4570"),
        ("LOCALSTACK_HOST", "localhost:4570"),
        ("LOCALSTACK_VOLUME_DIR", "/state/filesystem"),
        ("OVERRIDE_IN_DOCKER", "0"),
        ("SKIP_SSL_CERT_DOWNLOAD", "1"),
    ],
)
def test_our_setting_replaces_the_users(name: str, expected: str) -> None:
    assert expected == child_environment({name: "theirs"}, home=HOME, port=4570)[name]


@pytest.mark.parametrize("name", ["DEBUG", "HOME", "LC_ALL", "PATH", "PYTHONPATH", "TMPDIR"])
def test_variable_of_every_program_is_kept(name: str) -> None:
    assert child_environment({name: "theirs"}, home=HOME, port=4570)[name] == "theirs"
