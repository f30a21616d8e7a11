"""Accounts in a LocalStack: what Terraform and boto3 need to reach them, and what LocalStack can't prove."""

from __future__ import annotations

import os
import re
import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

from privatelink_generator.aws.partitions import partition
from privatelink_harness.checks.check import Proof
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.scope import Scope
from privatelink_harness.errors import HarnessError
from privatelink_harness.probes.access import NoTraffic
from privatelink_harness.targets.localstack import calls
from privatelink_harness.targets.localstack.stock import DROPS, EMULATED, STOCK_GAPS
from privatelink_harness.terraform.provider_blocks import confine
from privatelink_localstack.runtime.direct import direct

if TYPE_CHECKING:
    from pathlib import Path

    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.checks.api import Drop
    from privatelink_harness.orphans.orphans import Created
    from privatelink_harness.probes.access import Traffic

_ACCOUNT = re.compile(r"\d{12}")
_ROLE_ARN = re.compile(r"arn:[a-z-]+:iam::(\d{12}):role/")
_ROLE = "terraform"
_STOCK = "stock LocalStack has no data plane"

_client_lock = threading.Lock()
"""boto3's default session, which localstack-client uses, can't make clients in several threads at once."""


@dataclass(frozen=True, slots=True)
class LocalStackSession:
    """One run's access to a LocalStack.

    Parameters:
        endpoint: URL of its API.
        account: 12 digits, the one that Terraform's credentials are for. LocalStack takes such an access key for the
            account's ID, so that each run can have an account to itself, out of the way of all others.
        region: of provider configurations that name none.
        version: what LocalStack reports as its own; None if unknown.
        aliases: 12 digits by alias, of all accounts of the run; without any, `account` is the consumer's.
        emulated: whether the emulation answers in it; stock LocalStack has gaps.
        has_roles: whether the aliases are a spec's, whose example takes a role in every account but the credentials'.
        temporary: accounts that were made for this session, on a LocalStack that goes on without it. An account that
            only the stack's own configuration names is never among them: others may use it too.
        fresh: all accounts that were made for this session, also on a LocalStack that ends with it.
        run: the run's ID, which is in the user agent of its calls too; "" for none.
        stack: the account and Region that the stack's state tells; None before its apply.
    """

    endpoint: str
    account: str
    region: str = "us-east-1"
    version: str | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)
    emulated: bool = False
    has_roles: bool = False
    temporary: tuple[str, ...] = ()
    fresh: tuple[str, ...] = ()
    run: str = ""
    stack: Scope | None = None
    _clients: dict[tuple[str, str, str], Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def name(self) -> str:
        """For reports and errors."""
        product = "LocalStack" if self.emulated else "stock LocalStack"
        return f"{product} {self.version or ''} at {self.endpoint}".replace("  ", " ")

    @property
    def regions(self) -> tuple[str, ...]:
        """The one Region of the stack."""
        return (self.home.region,)

    @property
    def home(self) -> Scope:
        """Where the stack is: as its state tells, before its apply as the settings say."""
        return self.stack or Scope(self.account, self.region)

    def settled(self, stack: Scope) -> LocalStackSession:
        """Return the session of a stack whose state tells where it is; Terraform's environment stays as it was."""
        return replace(self, stack=stack)

    @property
    def accounts(self) -> Mapping[str, str]:
        """Account IDs by alias."""
        return self.aliases or {"consumer": self.account}

    @property
    def role_arns(self) -> Mapping[str, str]:
        """Roles in every account but the credentials' own; LocalStack lets them be taken without their being there."""
        if not self.has_roles:
            return {}
        name = partition(self.region).name
        return {
            alias: f"arn:{name}:iam::{account}:role/{_ROLE}"
            for alias, account in self.accounts.items()
            if account != self.account
        }

    def assuming(self, role_arns: Mapping[str, str]) -> LocalStackSession:
        """Return the session whose accounts of these aliases are the roles'."""
        named = {alias: match[1] for alias, arn in role_arns.items() if (match := _ROLE_ARN.match(arn))}
        return replace(self, aliases={**self.accounts, **named})

    def confined(self, directory: Path, root: Path, origin: Path | None) -> LocalStackSession:
        """Take away what leads from provider blocks to another place than LocalStack."""
        del root, origin
        confine(directory)
        return self

    def renewed(self) -> LocalStackSession:
        """Return this session: LocalStack's credentials don't end."""
        return self

    @property
    def validity(self) -> None:
        """None: the same."""

    @property
    def proof(self) -> Proof:
        """An emulator's answers."""
        return Proof.EMULATED

    @property
    def gaps(self) -> Mapping[Property, str]:
        """None with the emulation."""
        return {} if self.emulated else STOCK_GAPS

    @property
    def drops(self) -> Mapping[tuple[str, str], Drop]:
        """Those of LocalStack itself; the emulation keeps some of them."""
        return {key: drop for key, drop in DROPS.items() if not (self.emulated and key in EMULATED)}

    @property
    def advice(self) -> str:
        """The command that shows why LocalStack ended."""
        return "Read its log: privatelink localstack logs"

    @property
    def secrets(self) -> frozenset[str]:
        """None: LocalStack takes any."""
        return frozenset()

    def environment(self) -> dict[str, str]:
        """Return this process's environment without any AWS setting, with credentials that only LocalStack takes.

        The settings reach every provider configuration of a stack, aliased ones too; an override file would have to
        name each. The files that hold profiles are named away.
        """
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        host = urlsplit(self.endpoint).hostname or "127.0.0.1"
        named = {calls.USER_AGENT: calls.user_agent(self.run, kept.get(calls.USER_AGENT))} if self.run else {}
        unproxied = ",".join(filter(None, (kept.get("NO_PROXY") or kept.get("no_proxy"), host)))
        return (
            kept
            | named
            | {
                "AWS_ACCESS_KEY_ID": self.account,
                "AWS_SECRET_ACCESS_KEY": "localstack",
                "AWS_REGION": self.region,
                "AWS_DEFAULT_REGION": self.region,
                "AWS_ENDPOINT_URL": self.endpoint,
                "AWS_EC2_METADATA_DISABLED": "true",
                # By default the AWS provider retries 25 times, for minutes, where LocalStack has ended.
                "AWS_MAX_ATTEMPTS": "5",
                "AWS_CONFIG_FILE": os.devnull,
                "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
                "NO_PROXY": unproxied,
                "no_proxy": unproxied,
            }
        )

    def client(self, service: str, account: str | None = None, region: str | None = None) -> Any:
        """Return a boto3 client, made by localstack-client; the same one at every call.

        LocalStack lets everybody into every account.

        Raises:
            HarnessError: the session has no such account; the environment leads localstack-client elsewhere.
        """
        number = self.accounts.get(account, account) if account else self.home.account
        if not _ACCOUNT.fullmatch(number):
            known = ", ".join(self.accounts)
            raise HarnessError(
                f"{self.name}: the run has no account {account!r}", hint=f"Name one of: {known}; or write 12 digits."
            )
        key = (service, number, region or self.home.region)
        with _client_lock:
            if key not in self._clients:
                self._clients[key] = self._make_client(*key)
            return self._clients[key]

    def traffic(self, wanted: str | None = None) -> Traffic:
        """Return the way into LocalStack's data plane, or why no connection is made.

        Parameters:
            wanted: `auto`, `on` or `off`; None: as the environment says, or LocalStack's own setting.
        """
        from privatelink_harness.targets.localstack import traffic

        return traffic.unless_off(self.endpoint, wanted) if self.emulated else NoTraffic(_STOCK)

    def data_plane(self) -> Traffic:
        """Start LocalStack's data plane unless it runs, and return the way into it, or why there is none."""
        from privatelink_harness.targets.localstack import traffic

        return traffic.find(self.endpoint) if self.emulated else NoTraffic(_STOCK)

    def prepare(self, spec: Spec) -> None:
        """Register stand-ins for the spec's foreign services and organizational units.

        Stock LocalStack takes any name of a service, and has no units.

        Each is there for the account and the Region of the spec's that connects to it.

        Raises:
            HarnessError: LocalStack refuses.
        """
        from privatelink_harness.targets.localstack import stand_ins

        if self.emulated:
            for service in spec.foreign_services:
                place = Scope(self.accounts.get(service.account, self.account), service.region or self.region)
                stand_ins.register(service, api=self.endpoint, scope=place)
            for unit in spec.organizational_units:
                place = Scope(self.accounts.get(unit.account, self.account), unit.region or spec.region or self.region)
                members = [each for each in self.aliases.values() if each != place.account]
                stand_ins.register_unit(unit, members, api=self.endpoint, scope=place)

    def alive(self) -> bool:
        """Return whether LocalStack still runs. One that is slow to answer does, and one that answers an error."""
        try:
            with direct().open(f"{self.endpoint}/_localstack/health", timeout=10) as response:
                return bool(response.status == HTTPStatus.OK)
        except HTTPError as error:
            error.close()
            return True
        except OSError as error:
            return isinstance(getattr(error, "reason", error), TimeoutError)

    def release(self, *, clean: bool) -> None:  # noqa: ARG002 - nobody looks into an account with a drawn number
        """Have LocalStack forget the accounts that were made for the session, and free their memory.

        The report names what is left there. Stock LocalStack can't. One that no longer answers has forgotten them.
        """
        if self.emulated:
            calls.forget(self.endpoint, self.temporary)

    @property
    def ephemeral(self) -> frozenset[str]:
        """The accounts that were made for this session; stock LocalStack can't forget them."""
        return frozenset(self.fresh if self.emulated else ())

    def forget(self) -> frozenset[str]:
        """Have LocalStack forget the accounts that were made for this session, with all that is in them."""
        return calls.forget(self.endpoint, self.ephemeral)

    def open_calls(self) -> int | None:
        """Return the number of the run's calls that LocalStack has not answered; stock LocalStack does not tell."""
        return calls.open_calls(self.endpoint, self.run) if self.emulated and self.run else None

    def created(self) -> Sequence[Created] | None:
        """Return what the run's calls have created; stock LocalStack does not tell."""
        return calls.created(self.endpoint, self.run) if self.emulated and self.run else None

    def record(self) -> dict[str, Any]:
        """Return the session's fields, for `reopen`: `account` and `region` are the stack's."""
        names = ("endpoint", "version", "emulated", "has_roles", "temporary", "fresh", "run")
        return {
            "target": "localstack",
            **asdict(self.home),
            "environment": {"account": self.account, "region": self.region},
            "accounts": dict(self.aliases),
            **{name: getattr(self, name) for name in names},
        }

    def _make_client(self, service: str, account: str, region: str) -> Any:
        import boto3
        from botocore.config import Config
        from localstack_client.config import get_service_endpoint
        from localstack_client.session import Session

        host = urlsplit(self.endpoint).netloc
        # LocalStack takes any secret.
        credentials = {"aws_access_key_id": account, "aws_secret_access_key": "localstack", "region_name": region}
        # A proxy can't reach LocalStack on the loopback address.
        config = Config(proxies={})
        with _without_profiles():
            if get_service_endpoint(service, host) is None:
                # localstack-client lacks services that the emulation adds, such as route53profiles.
                make: Any = boto3.client
                return make(service, endpoint_url=self.endpoint, config=config, **credentials)
            client = Session(**credentials, localstack_host=host).client(service, config=config)
        if client.meta.endpoint_url.rstrip("/") != self.endpoint.rstrip("/"):
            raise HarnessError(
                f"localstack-client goes to {client.meta.endpoint_url}, and LocalStack is at {self.endpoint}",
                hint="Name one LocalStack only: AWS_ENDPOINT_URL and LOCALSTACK_ENDPOINT differ, or USE_SSL is set.",
            )
        return client


def reopen(record: Mapping[str, Any]) -> LocalStackSession:
    """Return the session that wrote this record.

    Raises:
        KeyError, TypeError: the record lacks a field.
    """
    stack = Scope(record["account"], record["region"])
    return LocalStackSession(
        endpoint=record["endpoint"],
        **record["environment"],
        version=record["version"],
        aliases=dict(record["accounts"]),
        emulated=record["emulated"],
        has_roles=record["has_roles"],
        temporary=tuple(record["temporary"]),
        fresh=tuple(record["fresh"]),
        run=record["run"],
        stack=stack if asdict(stack) != record["environment"] else None,
    )


def fresh_account() -> str:
    """Return an account ID that no other run on the same LocalStack has."""
    return f"{secrets.randbelow(9) + 1}{secrets.randbelow(10**11):011d}"


@cache
def _plain_session() -> Any:
    """Return a session that reads none of the user's files and variables, one for all clients: it keeps their models.

    An AWS_RETRY_MODE that botocore does not know, or a bundle of certificates that is gone, would end a run in the
    middle.
    """
    import boto3
    import botocore.session

    variables: dict[str, Any] = botocore.session.Session.SESSION_VARIABLES
    plain = {name: (None, None, default, convert) for name, (_, _, default, convert) in variables.items()}
    files: dict[str, Any] = dict.fromkeys(("config_file", "credentials_file"), (None, None, os.devnull, None))
    return boto3.Session(botocore_session=botocore.session.Session(session_vars={**plain, **files}))


@contextmanager
def _without_profiles() -> Iterator[None]:
    """Make the plain session boto3's default one, which localstack-client uses."""
    import boto3

    default = boto3.DEFAULT_SESSION
    boto3.DEFAULT_SESSION = _plain_session()
    try:
        yield
    finally:
        boto3.DEFAULT_SESSION = default
