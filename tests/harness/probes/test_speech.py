"""What probes say to targets."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from privatelink_harness.probes.prober import Unprovable
from privatelink_harness.probes.speech import spoken
from privatelink_localstack.dataplane.state.trace import Passage


def way(web: str = "") -> Passage:
    """Return the way to a target."""
    node, target = ip_address("10.0.1.5"), ip_address("10.0.1.40")
    return Passage("nlb", node, "group", "vpc-1", target, 443, "TCP", proxy_protocol=False, health="healthy", web=web)


@pytest.mark.parametrize(("ways", "needed"), [([way(), way()], True), ([way("HTTP")], False), ([way("HTTPS")], False)])
def test_programs_stand_in_for_all_but_application_load_balancers(ways: list[Passage], *, needed: bool) -> None:
    assert spoken(ways).needs_stand_ins is needed


@pytest.mark.parametrize("ways", [[way(), way("HTTP")], [way("HTTP"), way("HTTPS")]])
def test_targets_of_several_languages_are_not_told_apart(ways: list[Passage]) -> None:
    with pytest.raises(Unprovable, match="a probe can't speak to alike"):
        spoken(ways)
