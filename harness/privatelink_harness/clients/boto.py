"""A boto3 client as the environment makes it: the options of its real socket, its timeout and its attempts."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import boto3
import botocore
from botocore import UNSIGNED
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import BotoCoreError
from botocore.utils import get_environ_proxies

from privatelink_harness.clients.keepalive import LONGEST_INVOCATION, KeepAlive
from privatelink_harness.clients.listener import listening
from privatelink_harness.errors import HarnessError

_ATTEMPTS = {"legacy": 5, "standard": 3, "adaptive": 3}
"""Attempts of a call where nothing sets them. Source: boto3 guide, "Retries", the three modes."""

_REGION = "us-east-1"
"""For a signature that nobody checks."""


@dataclass(frozen=True, slots=True)
class BotoClient:
    """A client's settings that decide about a long invocation.

    Parameters:
        profile: the profile that the settings come from.
        read_timeout: seconds without a byte until the client gives up; None: no limit.
        attempts: calls in all, the first included.
        proxy: whether calls to Lambda go through a proxy, as the environment or the code says.
    """

    profile: str
    keep_alive: KeepAlive
    read_timeout: float | None
    attempts: int
    retry_mode: str
    proxy: bool

    @property
    def waits(self) -> bool:
        """Whether the client waits for as long as a function may run."""
        return self.read_timeout is None or self.read_timeout > LONGEST_INVOCATION

    @property
    def survives(self) -> bool:
        """Whether one synchronous invocation of any length brings its answer."""
        return self.waits and self.keep_alive.survives is True


type Make = Callable[[str], Any]
"""Makes a Lambda client for an endpoint URL."""


def library() -> str:
    """Return the library and its versions."""
    return f"boto3 {boto3.__version__}, botocore {botocore.__version__}"


def client_of_environment(endpoint: str) -> Any:
    """Return a Lambda client with the settings of the environment's variables and profile.

    Its credentials are made up, and it goes past any proxy: what it sends reaches the listener alone. FIPS and
    dual-stack endpoints are off, because botocore refuses them beside an endpoint URL.
    """
    session = boto3.Session(aws_access_key_id="none", aws_secret_access_key="none")  # noqa: S106 (nobody's)
    config = Config(proxies={}, use_fips_endpoint=False, use_dualstack_endpoint=False)
    region = session.region_name or _REGION
    return session.client("lambda", endpoint_url=endpoint, region_name=region, config=config)


def client_of_function(name: str) -> Make:
    """Return what makes a client by a function of the user's, given as `module:function`.

    The function takes nothing, and finds the listener in AWS_ENDPOINT_URL_LAMBDA, as boto3 does.

    Raises:
        HarnessError: the name is of another form; on calling: the function can't be imported, fails, or returns
            something other than a Lambda client of the listener.
    """
    module, _, function = name.partition(":")
    if not module or not function.isidentifier():
        raise HarnessError(f"{name!r} names no function", hint="Write it as module:function, such as app.aws:client.")

    def make(endpoint: str) -> Any:
        with patch.dict(os.environ, _towards(endpoint)), patch.object(sys, "path", ["", *sys.path]):
            try:
                client = getattr(importlib.import_module(module), function)()
            except (Exception, SystemExit) as error:
                raise HarnessError(f"{name}: {type(error).__name__}: {error}") from error
        # Any other client would send a request to AWS.
        service = client.meta.service_model.service_name if isinstance(client, BaseClient) else None
        if service != "lambda" or client.meta.endpoint_url != endpoint:
            raise HarnessError(
                f"{name} returns no Lambda client of the endpoint that AWS_ENDPOINT_URL_LAMBDA names",
                hint='Return boto3.client("lambda", config=…), without an endpoint_url.',
            )
        if "http" in (client.meta.config.proxies or {}):
            raise HarnessError(
                f"{name} returns a client that sends calls over HTTP through a proxy",
                hint="The measurement is such a call: leave http out of Config(proxies=…), Lambda's calls are HTTPS.",
            )
        # A profile that the code names may have none, or real ones.
        client.meta.events.register_first("choose-signer.lambda", lambda **_: UNSIGNED)
        return client

    return make


def _towards(endpoint: str) -> dict[str, str]:
    """Return the variables that lead boto3's Lambda clients to an endpoint on loopback, past any proxy.

    The credentials of the user are neither needed nor looked for.
    """
    around = {
        name: ",".join(filter(None, (os.environ.get(name), "127.0.0.1")))
        for name in ("NO_PROXY", "no_proxy")
        if name == "NO_PROXY" or name in os.environ
    }
    return {
        "AWS_ENDPOINT_URL_LAMBDA": endpoint,
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_SESSION_TOKEN": "",
        **around,
    }


def measure(make: Make = client_of_environment) -> BotoClient:
    """Invoke a function of a listener on loopback, and read the socket that the client does it with.

    Raises:
        HarnessError: the environment's settings give no client.
    """
    try:
        with listening() as (endpoint, measured):
            client = make(endpoint)
            with closing(client):
                client.invoke(FunctionName="none")
            keep_alive = measured.result()
    except (BotoCoreError, ValueError) as error:
        raise HarnessError(
            f"boto3 makes no client: {error}",
            hint="Mend the variables AWS_* of the environment, or the file that AWS_CONFIG_FILE names.",
        ) from error
    retries = client.meta.config.retries
    mode = retries["mode"]
    return BotoClient(
        profile=boto3.Session().profile_name,
        keep_alive=keep_alive,
        read_timeout=client.meta.config.read_timeout,
        attempts=retries.get("total_max_attempts", _ATTEMPTS.get(mode, _ATTEMPTS["legacy"])),
        retry_mode=mode,
        proxy="https" in (client.meta.config.proxies or get_environ_proxies(f"https://lambda.{_REGION}.amazonaws.com")),
    )
