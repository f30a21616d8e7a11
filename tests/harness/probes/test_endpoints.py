"""Probes of interface endpoints that follow from what is known of them."""

from __future__ import annotations

from privatelink_harness.checks.property import Property
from privatelink_harness.probes import endpoints
from tests.harness.probes.test_invocations import OWN, PRIVATE, ZONAL, evidence


def _names(*, is_private: bool) -> set[str]:
    probes = endpoints.probes(evidence(PrivateDnsEnabled=is_private, NetworkInterfaceIds=[]))
    found = next(each for each in probes if each.about is Property.ANSWERS).expected
    assert isinstance(found, dict)
    return set(found)


def test_own_names_are_asked_for_without_private_dns() -> None:
    assert _names(is_private=False) == {OWN, ZONAL}


def test_all_names_are_asked_for_with_private_dns() -> None:
    assert _names(is_private=True) == {OWN, ZONAL, PRIVATE}
