"""What rows of connections by proxies say that they don't show."""

from __future__ import annotations

from ipaddress import ip_address
from types import SimpleNamespace
from typing import Any

import pytest

from privatelink_harness.checks.property import Property
from privatelink_harness.probes.limits import joined, note
from privatelink_harness.probes.prober import Unprovable
from privatelink_harness.probes.senders import Senders
from privatelink_localstack.dataplane.state.limits import Limit
from privatelink_localstack.dataplane.state.trace import Passage

ISOLATION = "isolation: a program can go around the proxy"


def _way(balancer: str, address: str) -> Passage:
    node = {"blue": "10.0.0.1", "green": "10.0.0.2"}[balancer]
    return Passage(balancer, ip_address(node), "group", "vpc", ip_address(address), 80, "TCP", False, "healthy")  # noqa: FBT003 - a record


def _stand_ins(**seen: str) -> Any:
    return {(f"10.0.1.{key[1:]}", 80): SimpleNamespace(seen=[SimpleNamespace(peer=peer)]) for key, peer in seen.items()}


@pytest.mark.parametrize("about", [Property.REACHED, Property.SILENT, Property.ANSWERS, Property.CALLS])
def test_row_in_namespaces_has_no_note(about: Property) -> None:
    assert note(about, ()) == ""


def test_silence_by_proxies_is_not_that_of_the_first_packet() -> None:
    assert note(Property.SILENT, Limit) == f"by proxies, which don't show {Limit.SYN}; nor {ISOLATION}"


def test_function_can_go_around_the_proxy() -> None:
    assert note(Property.CALLS, Limit) == f"by proxies, which don't show {ISOLATION}"


def test_property_without_an_entry_says_everything() -> None:
    assert all(each in note(Property.TAGS, Limit) for each in Limit)


def test_notes_are_one_text() -> None:
    assert joined("", "one", "", "two") == "one; two"


def test_sender_is_known_by_its_address() -> None:
    senders = Senders([_way("blue", "10.0.1.1"), _way("green", "10.0.1.1")], {}, hides_peers=False)

    assert senders.of(_stand_ins(t1="10.0.0.2")) == {"green"}


def test_sender_is_known_by_its_targets_where_peers_are_hidden() -> None:
    senders = Senders([_way("blue", "10.0.1.1"), _way("green", "10.0.1.2")], {"blue": "Blue"}, hides_peers=True)

    assert senders.of(_stand_ins(t1="127.0.0.1")) == {"Blue"}


def test_shared_targets_tell_nothing_where_peers_are_hidden() -> None:
    with pytest.raises(Unprovable, match="load balancers share targets"):
        Senders([_way("blue", "10.0.1.1"), _way("green", "10.0.1.1")], {}, hides_peers=True)
