"""Traffic through an endpoint that was made with boto3, and what calls of the API change about it."""

from __future__ import annotations

import os
import signal
import socket
import ssl

import pytest

from privatelink_localstack.dataplane.certificates import Authority
from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.runtime.traffic import Phase, TrafficStatus
from tests.support.echo import echo, read, serving
from tests.support.traffic import PORT, TARGET_PORT, Link, available, in_force, plane
from tests.support.until import until

BRIEF = 0.5
"""Seconds after which a connection counts as silent."""


def greet(connection: socket.socket) -> str:
    """Send a word, and return the peer's address that the target has seen."""
    connection.sendall(b"hello")
    peer, _, word = read_until(connection, b"hello").partition(" ")
    assert word == "hello"
    return peer


def read_until(connection: socket.socket, end: bytes) -> str:
    """Return what comes, up to some bytes."""
    got = b""
    while not got.endswith(end):
        data = read(connection, 1)
        assert data, got
        got += data
    return got.decode()


def test_a_client_reaches_the_target_and_a_stranger_does_not(linked: Link, plane: Client) -> None:
    (node,) = linked.provider.ec2.describe_network_interfaces(
        Filters=[{"Name": "interface-type", "Values": ["network_load_balancer"]}]
    )["NetworkInterfaces"]
    with serving(plane.listen(linked.target, TARGET_PORT), echo):
        with plane.connect(linked.client, linked.name, PORT) as connection:
            assert greet(connection) == node["PrivateIpAddress"]
        with pytest.raises(TimeoutError):
            plane.connect(linked.stranger, linked.name, PORT, BRIEF)
    assert plane.traffic()[linked.endpoint]["opened"] == 1


def test_changes_of_a_group_are_in_force_when_the_call_is_answered(linked: Link, plane: Client) -> None:
    with serving(plane.listen(linked.target, TARGET_PORT), echo):
        linked.close_group()
        with pytest.raises(TimeoutError):
            plane.connect(linked.client, linked.name, PORT, BRIEF)
        linked.open_group()
        with plane.connect(linked.client, linked.name, PORT) as connection:
            assert greet(connection)


def test_a_rejected_connection_is_cut_and_an_accepted_one_flows_again(linked: Link, plane: Client) -> None:
    with serving(plane.listen(linked.target, TARGET_PORT), echo):
        with plane.connect(linked.client, linked.name, PORT) as connection:
            greet(connection)
            linked.reject()
            with pytest.raises(ConnectionResetError):
                connection.recv(1)
        with pytest.raises(TimeoutError):
            plane.connect(linked.client, linked.name, PORT, BRIEF)
        linked.accept()
        available(linked)
        in_force(linked.consumer.url)
        with plane.connect(linked.client, linked.name, PORT) as connection:
            assert greet(connection)


def test_a_deleted_endpoint_is_cut_and_its_name_is_gone(linked: Link, plane: Client) -> None:
    with (
        serving(plane.listen(linked.target, TARGET_PORT), echo),
        plane.connect(linked.client, linked.name, PORT) as connection,
    ):
        greet(connection)
        linked.consumer.ec2.delete_vpc_endpoints(VpcEndpointIds=[linked.endpoint])
        with pytest.raises(ConnectionResetError):
            connection.recv(1)
    # Time alone removes the endpoint, and no call tells it.
    until(lambda: _is_known(plane, linked), lambda known: not known)


def test_a_reset_removes_everything(linked: Link) -> None:
    assert in_force(linked.consumer.url).vpcs == 2
    linked.consumer.http("POST", "reset")
    status = in_force(linked.consumer.url)
    assert (status.phase, status.vpcs, status.endpoints) == (Phase.RUNNING, 0, 0)


def test_a_killed_plane_is_started_anew_with_everything(linked: Link) -> None:
    before = in_force(linked.consumer.url)
    assert before.pid is not None
    os.kill(before.pid, signal.SIGKILL)

    def is_whole(status: TrafficStatus) -> bool:
        return status.pid not in {before.pid, None} and (status.vpcs, status.endpoints) == (2, 1)

    assert until(lambda: in_force(linked.consumer.url), is_whole).phase is Phase.RUNNING
    with (
        plane(linked.consumer.url) as again,
        serving(again.listen(linked.target, TARGET_PORT), echo),
        again.connect(linked.client, linked.name, PORT) as connection,
    ):
        assert greet(connection)


def _is_known(plane: Client, linked: Link) -> bool:
    try:
        plane.connect(linked.client, linked.name, PORT, BRIEF).close()
    except socket.gaierror:
        return False
    except OSError:
        return True
    return True


def test_tls_listener_ends_tls_with_its_certificates_of_acm_and_iam(linked: Link, plane: Client) -> None:
    name, customers = "orders.example.com", Authority()
    issued, acm = customers.issue((name,)), linked.provider.client("acm")
    imported = acm.import_certificate(Certificate=issued.chain.encode(), PrivateKey=issued.key.encode())
    requested = acm.request_certificate(DomainName="other.example.com")
    linked.provider.elbv2.modify_listener(
        ListenerArn=linked.listener,
        Protocol="TLS",
        Certificates=[{"CertificateArn": imported["CertificateArn"]}],
        AlpnPolicy=["HTTP2Preferred"],
    )
    linked.provider.elbv2.add_listener_certificates(
        ListenerArn=linked.listener, Certificates=[{"CertificateArn": requested["CertificateArn"]}]
    )
    uploaded = customers.issue(("third.example.com",))
    of_iam = linked.provider.client("iam").upload_server_certificate(
        ServerCertificateName="third", CertificateBody=uploaded.chain, PrivateKey=uploaded.key
    )["ServerCertificateMetadata"]
    linked.provider.elbv2.add_listener_certificates(
        ListenerArn=linked.listener, Certificates=[{"CertificateArn": of_iam["Arn"]}]
    )
    trusted = {
        name: customers.text,
        "other.example.com": plane.authority().read_text(encoding="ascii"),
        "third.example.com": customers.text,
    }

    with serving(plane.listen(linked.target, TARGET_PORT), echo):
        for wanted, authority in trusted.items():
            context = ssl.create_default_context(cadata=authority)
            context.set_alpn_protocols(["http/1.1", "h2"])
            plain = plane.connect(linked.client, linked.name, PORT)
            with context.wrap_socket(plain, server_hostname=wanted) as connection:
                assert connection.selected_alpn_protocol() == "h2"
                assert (connection.cipher() or "")[0] == "ECDHE-ECDSA-AES128-GCM-SHA256"
                assert greet(connection)
