"""The doctor's findings about LocalStack."""

from __future__ import annotations

import errno
import socket
from importlib.metadata import PackageNotFoundError

import pytest

from privatelink_harness.finding import Finding
from privatelink_harness.targets.localstack import diagnosis
from privatelink_localstack.dataplane import capabilities
from privatelink_localstack.dataplane.capabilities import Attempt, Capabilities, Settings, Step
from tests.support.versions import LOCALSTACK


def test_package_accepts_the_emulated_release() -> None:
    assert diagnosis.package() == Finding("LocalStack, installed", "ok", LOCALSTACK)


def test_package_warns_of_another_release(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnosis, "version", lambda _name: "1.2.3")
    finding = diagnosis.package()
    assert (finding.status, finding.found) == ("warning", f"1.2.3, but the emulation is made for {LOCALSTACK}")


def test_package_warns_of_a_missing_localstack(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(diagnosis, "version", absent)
    assert diagnosis.package().status == "warning"


@pytest.mark.process
def test_port_warns_of_a_port_in_use() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        finding = diagnosis.port(server.getsockname()[1])
    assert (finding.status, finding.found) == ("warning", "in use")


@pytest.mark.process
def test_port_accepts_a_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1]
    assert diagnosis.port(number) == Finding(f"Port {number}", "ok", "free")


def test_traffic_tells_each_step_and_the_way_out_of_the_first_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = Capabilities(
        (Attempt(Step.SYSTEM), Attempt(Step.USER, "Operation not permitted", errno.EPERM)), Settings(user_namespaces=0)
    )
    monkeypatch.setattr(capabilities, "probe", lambda: tried)
    assert diagnosis.traffic() == [
        Finding("Traffic, Linux", "ok", "works"),
        Finding(
            "Traffic, user namespace",
            "warning",
            "Operation not permitted; traffic goes through proxies, which show less",
            "allow user namespaces: sudo sysctl -w user.max_user_namespaces=10000; or run with sudo",
        ),
    ]
