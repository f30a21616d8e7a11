"""Where a stack is applied: what Terraform and boto3 need for it, and what it can't prove."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from privatelink_harness.checks.api import Api
from privatelink_harness.checks.check import Proof
from privatelink_harness.checks.property import Property
from privatelink_harness.errors import HarnessError

_client_lock = threading.Lock()
"""boto3's default session, which localstack-client uses, is not safe to make clients with in several threads."""


class Target(Api, Protocol):
    """Where a stack is applied."""

    def environment(self) -> dict[str, str]:
        """The complete environment of Terraform."""


STOCK_GAPS: Mapping[Property, str] = {
    Property.ADDRESSES: "LocalStack gives network interfaces random addresses",
    Property.FIXED_ADDRESSES: "LocalStack gives network interfaces random addresses",
    Property.INTERFACE_GROUPS: "LocalStack gives network interfaces the VPC's default group",
    Property.POLICY_VERSION: "LocalStack drops a policy's Version",
    Property.PRIVATE_NAMES: "LocalStack lists no private names",
    Property.REGIONAL_NAME: "LocalStack makes names on a domain of its own",
    Property.ZONAL_NAMES: "LocalStack makes no zonal names",
    Property.ACCEPTANCE: "LocalStack calls every endpoint available",
    Property.IPV6_ADDRESSES: "LocalStack gives network interfaces no IPv6 addresses",
    Property.IP_ADDRESS_TYPE: "LocalStack calls every endpoint IPv4",
    Property.DNS_RECORDS: "LocalStack calls every endpoint's records IPv4",
    Property.INBOUND_ONLY: "LocalStack does not know for whom private DNS is",
    Property.SERVICE_REGION: "LocalStack takes every service for one of the endpoint's own Region",
}


@dataclass(frozen=True, slots=True)
class LocalStackTarget:
    """A LocalStack.

    Parameters:
        endpoint: URL of its API.
        account: 12 digits. LocalStack takes such an access key for the account's id, so that each run can have an
            account to itself and nothing of another run is in its way.
        region: of the stack.
        version: what LocalStack says of itself.
        emulated: whether tf-privatelink's own emulation answers in it for EC2; stock LocalStack has gaps.
        temporary: whether the account was made for this stack, on a LocalStack that goes on without it.
    """

    endpoint: str
    account: str
    region: str = "us-east-1"
    version: str | None = None
    emulated: bool = False
    temporary: bool = False
    _clients: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def name(self) -> str:
        """For reports."""
        which = "LocalStack" if self.emulated else "stock LocalStack"
        return f"{which} {self.version or ''} at {self.endpoint}".replace("  ", " ")

    @property
    def proof(self) -> Proof:
        """An emulator's answers."""
        return Proof.EMULATED

    @property
    def gaps(self) -> Mapping[Property, str]:
        """What stock LocalStack answers wrongly; nothing where the emulation answers."""
        return {} if self.emulated else STOCK_GAPS

    def environment(self) -> dict[str, str]:
        """This process's environment without any AWS setting, and dummy credentials that only LocalStack takes.

        The settings reach every provider configuration of a stack, aliased ones too, where an override file has to
        name each. Profiles can't be found: the files that hold them are named away.
        """
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        host = urlsplit(self.endpoint).hostname or "127.0.0.1"
        unproxied = ",".join(filter(None, (kept.get("NO_PROXY") or kept.get("no_proxy"), host)))
        return kept | {
            "AWS_ACCESS_KEY_ID": self.account,
            "AWS_SECRET_ACCESS_KEY": "localstack",
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_EC2_METADATA_DISABLED": "true",
            # The provider asks up to 25 times, for minutes, of a LocalStack that is gone.
            "AWS_MAX_ATTEMPTS": "5",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "NO_PROXY": unproxied,
            "no_proxy": unproxied,
        }

    def client(self, service: str, account: str = "consumer") -> Any:
        """Return a boto3 client, made by localstack-client.

        Raises:
            HarnessError: the run has no such account; the environment leads localstack-client elsewhere.
        """
        if account != "consumer":
            raise HarnessError(f"{self.name}: the run has no account {account!r}")
        with _client_lock:
            if service not in self._clients:
                self._clients[service] = self._make(service)
            return self._clients[service]

    def alive(self) -> bool:
        """Whether LocalStack still runs: one that is slow to answer does."""
        try:
            with build_opener(ProxyHandler({})).open(f"{self.endpoint}/_localstack/health", timeout=10) as answer:
                return bool(answer.status == HTTPStatus.OK)
        except OSError as error:
            return isinstance(getattr(error, "reason", error), TimeoutError)

    def forget(self) -> None:
        """Have LocalStack forget an account that was made for the stack: each takes some 8 MB, for as long as it lives.

        Stock LocalStack can't. One that does not answer any more has forgotten it already.
        """
        if self.temporary and self.emulated:
            request = Request(f"{self.endpoint}/_privatelink/accounts/{self.account}", method="DELETE")  # noqa: S310 - ours
            with suppress(OSError):
                build_opener(ProxyHandler({})).open(request, timeout=10).close()

    def _make(self, service: str) -> Any:
        from botocore.config import Config
        from localstack_client.session import Session

        session = Session(
            aws_access_key_id=self.account,
            aws_secret_access_key="localstack",  # noqa: S106 (LocalStack takes any)
            region_name=self.region,
            localstack_host=urlsplit(self.endpoint).netloc,
        )
        with _no_profile():
            # A proxy knows nothing of LocalStack.
            client = session.client(service, config=Config(proxies={}))
        if client.meta.endpoint_url.rstrip("/") != self.endpoint.rstrip("/"):
            raise HarnessError(
                f"localstack-client goes to {client.meta.endpoint_url}, and LocalStack is at {self.endpoint}",
                hint="Name one LocalStack only: AWS_ENDPOINT_URL and LOCALSTACK_ENDPOINT differ, or USE_SSL is set.",
            )
        return client


@contextmanager
def _no_profile() -> Iterator[None]:
    """Within, boto3's default session, which localstack-client uses, knows no profile and no file of the user's."""
    import boto3
    import botocore.session

    plain: dict[str, Any] = {
        "profile": (None, None, None, None),
        "config_file": (None, None, os.devnull, None),
        "credentials_file": (None, None, os.devnull, None),
    }
    users = boto3.DEFAULT_SESSION
    boto3.DEFAULT_SESSION = boto3.Session(botocore_session=botocore.session.Session(session_vars=plain))
    try:
        yield
    finally:
        boto3.DEFAULT_SESSION = users


def fresh_account() -> str:
    """An account id that no other run on the same LocalStack has."""
    return f"{secrets.randbelow(9) + 1}{secrets.randbelow(10**11):011d}"
