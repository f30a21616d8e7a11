"""The environment variables that name a LocalStack."""

from __future__ import annotations

import pytest

from privatelink_localstack.runtime.endpoint_variable import NamedEndpoint, read_named_endpoint
from privatelink_localstack.runtime.errors import LocalStackError


def test_blank_variable_names_none() -> None:
    assert read_named_endpoint({"LOCALSTACK_ENDPOINT": " "}) is None


@pytest.mark.parametrize("variable", ["LOCALSTACK_ENDPOINT", "AWS_ENDPOINT_URL"])
def test_variable_names_an_endpoint(variable: str) -> None:
    expected = NamedEndpoint(variable, "http://localhost:4566")
    assert expected == read_named_endpoint({variable: "http://localhost:4566/"})


def test_localstack_endpoint_precedes_aws_endpoint_url() -> None:
    environment = {"AWS_ENDPOINT_URL": "http://one:1", "LOCALSTACK_ENDPOINT": "https://two:2"}
    assert read_named_endpoint(environment) == NamedEndpoint("LOCALSTACK_ENDPOINT", "https://two:2")


@pytest.mark.parametrize(
    "value",
    [
        "localhost:4566",
        "file:///etc",
        "http://",
        "http://host:port",
        "http://host:99999",
        "http://host/path",
        "http://\udcff",
        "http://ho\u202est",
    ],
)
def test_malformed_url_is_rejected(value: str) -> None:
    with pytest.raises(LocalStackError, match=r"^LOCALSTACK_ENDPOINT: not the URL of a LocalStack: ") as caught:
        read_named_endpoint({"LOCALSTACK_ENDPOINT": value})
    assert caught.value.message.endswith(value)


def test_password_is_rejected_and_not_shown() -> None:
    with pytest.raises(LocalStackError, match=r"^AWS_ENDPOINT_URL: the URL holds a user name") as caught:
        read_named_endpoint({"AWS_ENDPOINT_URL": "http://me:hidden@host:4566"})
    assert "hidden" not in f"{caught.value.message} {caught.value.hint}"
