"""Networks on premises as tests describe them."""

from __future__ import annotations

from typing import Any

import pytest

from privatelink_localstack.kernel.settings import SettingError
from privatelink_localstack.on_premises.sites import Site, Sites, read_site

OFFICE = Site("office", ("cgw-1", "dx-1"), ("192.168.0.0/16",))


def test_description_is_read() -> None:
    given = {"gateways": ["cgw-1"], "cidrs": ["192.168.0.0/16"], "name_servers": ["192.168.0.53"], "up": False}
    assert read_site("office", given) == Site("office", ("cgw-1",), ("192.168.0.0/16",), ("192.168.0.53",), is_up=False)


def test_description_without_gateways_is_of_the_gateway_of_its_name() -> None:
    assert read_site("cgw-0a1b", {"cidrs": ["10.0.0.0/8"]}) == Site("cgw-0a1b", ("cgw-0a1b",), ("10.0.0.0/8",))


@pytest.mark.parametrize(
    ("name", "changes", "message"),
    [
        ("Office", {}, "Office: a name has"),
        ("office", {"cidrs": []}, "cidrs: at least one"),
        ("office", {"cidrs": ["192.168.0.0"]}, "cidrs: '192.168.0.0' is not a CIDR block"),
        ("office", {"cidrs": ["192.168.0.1/16"]}, "cidrs: '192.168.0.1/16' is not a CIDR block"),
        ("office", {"cidrs": "192.168.0.0/16"}, "cidrs: is no list of texts"),
        ("office", {"name_servers": ["ns"]}, "name_servers: 'ns' is not an IP address"),
        ("office", {"up": "yes"}, "up: 'yes' is neither true nor false"),
        ("office", {"gateway": "cgw-1"}, "gateway: unknown"),
    ],
)
def test_description_that_does_not_fit_is_refused(name: str, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingError, match=f"^{message}"):
        read_site(name, {"cidrs": ["192.168.0.0/16"], **changes})


def test_gateway_has_one_network() -> None:
    sites = Sites()
    sites.put(OFFICE)
    with pytest.raises(SettingError, match="cgw-1 is of the network 'office' already"):
        sites.put(Site("other", ("cgw-1",), ("10.0.0.0/8",)))


def test_network_without_its_gateways_is_forgotten() -> None:
    sites = Sites()
    sites.put(OFFICE)
    sites.keep({"dx-1"})
    assert sites.at("cgw-1") is OFFICE
    sites.keep({"cgw-2"})
    assert sites.all() == ()


def test_network_that_routes_have_found_outlives_them() -> None:
    sites = Sites()
    assert sites.found("cgw-1", ()) == ()
    assert sites.found("cgw-1", ["192.168.0.0/16"]) == ("192.168.0.0/16",)
    assert sites.found("cgw-1", ()) == ("192.168.0.0/16",)
    sites.keep(())
    assert sites.found("cgw-1", ()) == ()
