"""The function that is put into a VPC to call others there: it tells what each call meets.

It has the standard library alone: with boto3 it would take half a second more to start. Its event has the `host` of
Lambda's endpoint, the `functions`, and a `timeout` in seconds.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import http.client
import os
import socket
import ssl
import urllib.parse
from typing import Any

_PATH = "/2015-03-31/functions/{}/invocations"
_SIGNED = "host;x-amz-date;x-amz-security-token"


def handler(event: dict[str, Any], _context: object) -> dict[str, str]:
    """Return what the call of each function meets, by its name."""
    return {name: _call(event["host"], name, event["timeout"]) for name in event["functions"]}


def _call(host: str, name: str, timeout: float) -> str:
    connection = _connection(host, timeout)
    path, body, moment = _PATH.format(name), b"{}", dt.datetime.now(dt.timezone.utc)  # noqa: UP017 - 3.9
    try:
        connection.request("POST", path, body, signed(host, path, body, moment, dict(os.environ)))
        answer = connection.getresponse()
        answer.read()
    except socket.gaierror:
        return "unknown name"
    except TimeoutError:
        return "timed out"
    except OSError as error:
        return str(error)
    finally:
        connection.close()
    if answer.status < http.client.MULTIPLE_CHOICES:
        return "called"
    return (answer.getheader("x-amzn-ErrorType") or str(answer.status)).split(":")[0]


def _connection(host: str, timeout: float) -> http.client.HTTPSConnection:
    """Return a connection, through the proxy where proxies stand for namespaces."""
    context, proxy = ssl.create_default_context(), urllib.parse.urlsplit(os.environ.get("HTTPS_PROXY", ""))
    if not proxy.hostname:
        return http.client.HTTPSConnection(host, timeout=timeout, context=context)
    connection = http.client.HTTPSConnection(proxy.hostname, proxy.port, timeout=timeout, context=context)
    user = f"{urllib.parse.unquote(proxy.username or '')}:{proxy.password}".encode()
    connection.set_tunnel(host, 443, {"Proxy-Authorization": f"Basic {base64.b64encode(user).decode()}"})
    return connection


def signed(host: str, path: str, body: bytes, moment: dt.datetime, environment: dict[str, str]) -> dict[str, str]:
    """Return the headers of a request that the function's role sends: Signature Version 4 of Lambda."""
    time, day = moment.strftime("%Y%m%dT%H%M%SZ"), moment.strftime("%Y%m%d")
    token, region = environment["AWS_SESSION_TOKEN"], environment["AWS_REGION"]
    canonical = (
        f"POST\n{path}\n\nhost:{host}\nx-amz-date:{time}\nx-amz-security-token:{token}\n\n"
        f"{_SIGNED}\n{hashlib.sha256(body).hexdigest()}"
    )
    scope = f"{day}/{region}/lambda/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{time}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"AWS4{environment['AWS_SECRET_ACCESS_KEY']}".encode()
    for part in (day, region, "lambda", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.new(key, text.encode(), "sha256").hexdigest()
    credential = f"{environment['AWS_ACCESS_KEY_ID']}/{scope}"
    return {
        "X-Amz-Date": time,
        "X-Amz-Security-Token": token,
        "Authorization": f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={_SIGNED}, Signature={signature}",
    }
