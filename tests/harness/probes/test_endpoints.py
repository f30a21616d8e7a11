"""Probes of interface endpoints that follow from what is known of them."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from privatelink_harness.checks.facts import Interface, Permission
from privatelink_harness.checks.property import Property
from privatelink_harness.probes import endpoints
from privatelink_harness.probes.probe import Shown
from privatelink_harness.probes.prober import Met, Prober
from privatelink_localstack.dataplane.state.guests import Place
from privatelink_localstack.dataplane.state.trace import Hop, Step, Trace
from tests.harness.probes.test_invocations import LAMBDA, OWN, PRIVATE, ZONAL, evidence

INTERFACE = Interface("eni-1", "subnet-a", "10.0.1.5", frozenset(), frozenset())
IPV6_ONLY = Interface("eni-1", "subnet-a", "", frozenset({"2001:db8::5"}), frozenset())


def _names(*, is_private: bool) -> set[str]:
    probes = endpoints.probes(evidence(PrivateDnsEnabled=is_private, NetworkInterfaceIds=[]))
    found = next(each for each in probes if each.about is Property.ANSWERS).expected
    assert isinstance(found, dict)
    return set(found)


def test_own_names_are_asked_for_without_private_dns() -> None:
    assert _names(is_private=False) == {OWN, ZONAL}


def test_all_names_are_asked_for_with_private_dns() -> None:
    assert _names(is_private=True) == {OWN, ZONAL, PRIVATE}


class _Acl:
    """A prober of a VPC whose network ACL denies some blocks; a client's ID is the block that it is in."""

    def __init__(self, *denied: str) -> None:
        self.denied = denied
        self.client = self

    def attach(self, place: Place) -> SimpleNamespace:
        return SimpleNamespace(id=str(place.network))

    def trace(self, client: str, _address: str, _port: int) -> Trace:
        return Trace((Hop(Step.ACL, "acl", "denied") if client in self.denied else Hop(Step.ENDPOINT, "vpce-1"),))

    def meet(self, client: str, _address: str, _port: int, _timeout: float) -> Met:
        return Met.SILENT if client in self.denied else Met.REACHED


def _reached(*denied: str) -> object:
    found = evidence(NetworkInterfaceIds=["eni-1"])
    known = replace(found.facts, interfaces={"eni-1": INTERFACE})
    probes = endpoints.probes(replace(found, facts=known))
    outcome = next(each for each in probes if each.about is Property.REACHED).attempt(cast("Prober", _Acl(*denied)))
    assert isinstance(outcome, Shown)
    return cast("dict[str, Any]", outcome.found)["10.0.0.0/16 tcp 443"]


def test_client_is_where_the_network_acl_lets_it_in() -> None:
    assert _reached("10.0.0.0/16", "10.0.128.0/17") is Met.REACHED


def test_source_that_the_network_acl_denies_is_not_reached() -> None:
    assert _reached("10.0.0.0/16", "10.0.0.0/17", "10.0.128.0/17") is Met.SILENT


@pytest.mark.parametrize(
    ("interface", "permission", "outsider"),
    [
        (INTERFACE, Permission("tcp", "443", "10.0.0.0/16"), "198.51.100.0/24 tcp 443"),
        (INTERFACE, Permission("tcp", "443", "198.51.0.0/16"), "203.0.113.0/24 tcp 443"),
        (IPV6_ONLY, Permission("tcp", "443", "2001:db8::/56"), "3fff:1::/64 tcp 443"),
        (IPV6_ONLY, Permission("tcp", "443", "3fff:1::/32"), "3fff:2::/64 tcp 443"),
    ],
)
def test_outsider_has_the_endpoint_s_ip_version_and_is_in_no_block_of_a_rule(
    interface: Interface, permission: Permission, outsider: str
) -> None:
    found = evidence(LAMBDA, permission, NetworkInterfaceIds=["eni-1"])
    known = replace(found.facts, interfaces={"eni-1": interface})
    probes = endpoints.probes(replace(found, facts=known))

    assert [each.expected for each in probes if each.about is Property.SILENT] == [{outsider: Met.SILENT}]


@pytest.mark.parametrize(("interface", "everybody"), [(INTERFACE, "0.0.0.0/0"), (IPV6_ONLY, "::/0")])
def test_nobody_is_an_outsider_where_everybody_is_let_in(interface: Interface, everybody: str) -> None:
    found = evidence(LAMBDA, Permission("tcp", "443", everybody), NetworkInterfaceIds=["eni-1"])
    known = replace(found.facts, interfaces={"eni-1": interface})

    assert not any(each.about is Property.SILENT for each in endpoints.probes(replace(found, facts=known)))
