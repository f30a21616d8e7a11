"""The calls after which the data plane's state may be another one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from privatelink_localstack.adapters.traffic.calls import is_change


def call(service: str, operation: str) -> Any:
    """Return the context of a call of an AWS API."""
    return SimpleNamespace(
        operation=SimpleNamespace(name=operation), service=SimpleNamespace(service_name=service), request=None
    )


def request(method: str, path: str) -> Any:
    """Return the context of another request."""
    return SimpleNamespace(operation=None, service=None, request=SimpleNamespace(method=method, path=path))


@pytest.mark.parametrize(
    ("context", "is_one"),
    [
        (call("ec2", "AuthorizeSecurityGroupIngress"), True),
        (call("elbv2", "RegisterTargets"), True),
        (call("route53", "ChangeResourceRecordSets"), True),
        (call("ec2", "DescribeVpcEndpoints"), False),
        (call("s3", "PutObject"), False),
        (request("POST", "/_privatelink/reset"), True),
        (request("PUT", "/_privatelink/durations"), True),
        (request("DELETE", "/_privatelink/accounts/111111111111"), True),
        (request("POST", "/_localstack/state/reset"), True),
        (request("GET", "/_privatelink/endpoints"), False),
        (request("POST", "/bucket"), False),
    ],
)
def test_only_calls_that_change_something_count(context: Any, *, is_one: bool) -> None:
    assert is_change(context) is is_one
