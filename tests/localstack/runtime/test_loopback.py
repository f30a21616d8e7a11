"""The check that a process listens on loopback alone."""

from __future__ import annotations

import socket
from types import SimpleNamespace
from typing import Any, cast

import psutil
import pytest

from privatelink_localstack.runtime.child import check_loopback
from privatelink_localstack.runtime.errors import LocalStackError


def process_with(status: str, *addresses: tuple[str, int]) -> Any:
    connections = [SimpleNamespace(laddr=address, status=status) for address in addresses]
    return SimpleNamespace(pid=12, net_connections=lambda kind: {"inet": connections}[kind])


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])  # noqa: S104 - the address to reject
@pytest.mark.parametrize("status", [psutil.CONN_LISTEN, psutil.CONN_NONE])
def test_listener_outside_of_loopback_is_rejected(status: str, host: str) -> None:
    process = process_with(status, ("127.0.0.1", 4566), (host, 4510))
    with pytest.raises(LocalStackError, match=rf"process 12\) listens outside of loopback, on {host}:4510$"):
        check_loopback(process)


def test_loopback_of_both_ip_versions_is_accepted() -> None:
    check_loopback(process_with(psutil.CONN_LISTEN, ("127.0.0.1", 4566), ("::1", 4566)))


def test_established_connection_is_ignored() -> None:
    check_loopback(process_with(psutil.CONN_ESTABLISHED, ("192.0.2.1", 4566)))


def test_process_of_another_user_namespace_is_left_to_who_started_it() -> None:
    def refuse(kind: str) -> Any:
        raise psutil.AccessDenied(12, msg=kind)

    check_loopback(cast("psutil.Process", SimpleNamespace(pid=12, net_connections=refuse)))


@pytest.mark.process
def test_real_process_is_examined() -> None:
    with socket.create_server(("127.0.0.1", 0)):
        check_loopback(psutil.Process())
