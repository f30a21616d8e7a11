"""The findings of `privatelink doctor --client`: whether a long invocation survives, and what to set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from privatelink_harness.clients.keepalive import IDLE_TIMEOUT, LONGEST_INVOCATION, KeepAlive
from privatelink_harness.finding import Finding

if TYPE_CHECKING:
    from privatelink_harness.clients.boto import BotoClient
    from privatelink_harness.clients.process import Connection

SYSCTL = "sysctl -w net.ipv4.tcp_keepalive_time=60 net.ipv4.tcp_keepalive_intvl=30 net.ipv4.tcp_keepalive_probes=5"
"""Sends the first probe after a minute of silence, for every socket with keep-alive and without options of its own."""

_ENABLE = (
    "Set tcp_keepalive = true in the profile, or Config(tcp_keepalive=True) in code, and lower the system's idle time."
)
_LOWER = f"Run as root: {SYSCTL}; or set the socket's own options, as docs/lambda.md shows."


def client_findings(client: BotoClient, library: str) -> Iterator[Finding]:
    """Yield what a boto3 client's settings mean for an invocation."""
    yield Finding("Client", "ok", f"{library}, profile {client.profile}")
    yield _keep_alive("Keep-alive", client.keep_alive)
    yield _read_timeout(client)
    yield _attempts(client)
    if client.proxy:
        yield Finding(
            "Proxy", "warning", "calls to Lambda go through a proxy", "Look up its own idle timeout; it counts too."
        )
    yield _invocation(client)


def connection_findings(pid: int, connections: Sequence[Connection]) -> Iterator[Finding]:
    """Yield what the options of each connection of a process mean."""
    for connection in connections:
        yield _keep_alive(f"{connection.local} to {connection.remote}", connection.keep_alive)
    if not connections:
        yield Finding(
            f"Process {pid}", "missing", "no established TCP connection", "Run it while an invocation is under way."
        )
    else:
        yield Finding(
            f"Process {pid}",
            "warning",
            "its read timeout and attempts can't be seen from outside",
            f"Set the timeout above {LONGEST_INVOCATION} s, and one attempt, as docs/lambda.md shows.",
        )


def _keep_alive(name: str, options: KeepAlive) -> Finding:
    found = _described(options)
    if options.survives:
        return Finding(name, "ok", found)
    if options.survives is None:
        return Finding(name, "warning", f"{found}; the rest can't be known from outside", "Run the command as root.")
    return Finding(name, "failed", found, _LOWER if options.enabled else _ENABLE)


def _described(options: KeepAlive) -> str:
    if not options.enabled:
        return "off" if options.enabled is False else "not known while data is on its way"
    if options.idle is not None:
        return f"on: first probe after {options.idle} s, then every {options.interval} s, {options.count} times"
    return f"on: next probe in {options.next_probe:.0f} s" if options.next_probe is not None else "on"


def _read_timeout(client: BotoClient) -> Finding:
    found = "none" if client.read_timeout is None else f"{client.read_timeout:g} s"
    if client.waits:
        return Finding("Read timeout", "ok", found)
    hint = (
        f"In code: Config(read_timeout={LONGEST_INVOCATION + 10}), measured with --function; "
        f"for the AWS CLI: --cli-read-timeout {LONGEST_INVOCATION + 10}"
    )
    return Finding("Read timeout", "failed", f"{found}: a function may run for {LONGEST_INVOCATION} s", hint)


def _attempts(client: BotoClient) -> Finding:
    found = f"{client.attempts} ({client.retry_mode})"
    if client.attempts == 1:
        return Finding("Attempts", "ok", found)
    return Finding(
        "Attempts",
        "warning",
        f"{found}: a lost answer runs the function again",
        'Config(retries={"total_max_attempts": 1}); or AWS_MAX_ATTEMPTS=1',
    )


def _invocation(client: BotoClient) -> Finding:
    name = f"Invocation of {LONGEST_INVOCATION} s"
    if client.survives:
        return Finding(name, "ok", f"survives an idle timeout of {IDLE_TIMEOUT} s")
    cut = IDLE_TIMEOUT if client.keep_alive.survives is not True else None
    given_up = client.read_timeout if not client.waits else None
    if given_up is not None and (cut is None or given_up <= cut):
        lost = f"given up by the client after {given_up:g} s"
    else:
        lost = f"cut after {cut} s"
    runs = "the function runs once" if client.attempts == 1 else f"the function runs up to {client.attempts} times"
    return Finding(name, "failed", f"{lost}; {runs}", "docs/lambda.md has the settings of each SDK.")
