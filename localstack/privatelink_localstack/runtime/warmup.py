"""First calls, made before a user's: LocalStack loads a service at its first call, and EC2 for a second."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

CALLS = (
    ("ec2", "DescribeVpcs", "2016-11-15"),
    ("sts", "GetCallerIdentity", "2011-06-15"),
    ("iam", "ListRoles", "2010-05-08"),
)
"""Service, action and API version of calls that change nothing."""

ACCOUNT = "000000000000"


def warm_up(port: int) -> None:
    """Make each call once, one after the other. A call that fails is left to its user to meet."""
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
    """Give the headers by which LocalStack knows the service. It does not check signatures."""
    scope = f"{ACCOUNT}/20200101/us-east-1/{service}/aws4_request"
    return {
        "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0",
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
    }
