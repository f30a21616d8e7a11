"""Requests that load services before the user needs them.

LocalStack loads a service at its first request; EC2 takes a second.
"""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

CALLS = (
    ("ec2", "DescribeVpcs", "2016-11-15"),
    ("sts", "GetCallerIdentity", "2011-06-15"),
    ("iam", "ListRoles", "2010-05-08"),
)
"""Service, action and API version of requests that change nothing."""

ACCOUNT = "000000000000"


def warm_up(port: int) -> None:
    """Send each request once, one after the other. Stop at the first failure: the user's own request will show it."""
    for service, action, version in CALLS:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("POST", "/", urlencode({"Action": action, "Version": version}), _headers(service))
            connection.getresponse().read()
        except (OSError, HTTPException):
            return
        finally:
            connection.close()


def _headers(service: str) -> dict[str, str]:
    """Return the headers from which LocalStack reads the service. It does not check signatures."""
    scope = f"{ACCOUNT}/20200101/us-east-1/{service}/aws4_request"
    return {
        "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0",
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
    }
