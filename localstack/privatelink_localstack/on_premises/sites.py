"""What tests say of networks on premises: what their devices announce, and whether their links are up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any

from privatelink_localstack.kernel.settings import SettingError, check_boolean

_KEYS = ("cidrs", "gateways", "name_servers", "up")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,62}")


@dataclass(frozen=True, slots=True)
class Site:
    """A network on premises.

    Parameters:
        gateways: IDs of its customer gateways, and of the Direct Connect gateways that its virtual interfaces lead to.
        cidrs: where its hosts are, and what its devices announce by BGP.
        name_servers: whom its hosts ask for names; None for the inbound endpoints of Resolver that it reaches.
        is_up: whether its links are up.
    """

    id: str
    gateways: tuple[str, ...]
    cidrs: tuple[str, ...]
    name_servers: tuple[str, ...] | None = None
    is_up: bool = True


class Sites:
    """The sites that tests describe, by name. Not thread-safe."""

    def __init__(self) -> None:
        self._sites: dict[str, Site] = {}
        self._found: dict[str, tuple[str, ...]] = {}

    def found(self, gateway: str, cidrs: Iterable[str]) -> tuple[str, ...]:
        """Return the CIDR blocks behind a gateway that no test describes.

        Parameters:
            cidrs: where routes lead now; without any it counts where they led last: a network outlives its links.
        """
        now = tuple(dict.fromkeys(cidrs))
        if now:
            self._found[gateway] = now
        return self._found.get(gateway, ())

    def all(self) -> tuple[Site, ...]:
        """Return all sites, in the order of their descriptions."""
        return tuple(self._sites.values())

    def put(self, site: Site) -> None:
        """Add a site, or replace the one of its name.

        Raises:
            SettingError: a gateway is another site's.
        """
        for gateway in site.gateways:
            other = self.at(gateway)
            if other is not None and other.id != site.id:
                raise SettingError(f"gateways: {gateway} is of the network {other.id!r} already")
        self._sites[site.id] = site

    def remove(self, name: str) -> bool:
        """Remove a site; return whether there was one."""
        return self._sites.pop(name, None) is not None

    def keep(self, gateways: Iterable[str]) -> None:
        """Remove the sites without any of the given gateways."""
        there = frozenset(gateways)
        self._found = {key: cidrs for key, cidrs in self._found.items() if key in there}
        self._sites = {key: site for key, site in self._sites.items() if not there.isdisjoint(site.gateways)}

    def clear(self) -> None:
        """Remove all sites."""
        self._sites.clear()
        self._found.clear()

    def at(self, gateway: str) -> Site | None:
        """Return the site of a gateway; None if no test describes one."""
        return next((each for each in self._sites.values() if gateway in each.gateways), None)

    def is_up(self, gateway: str) -> bool:
        """Return whether the links of a gateway are up, as they are unless a test says otherwise."""
        site = self.at(gateway)
        return site is None or site.is_up

    def announced(self, gateway: str) -> tuple[str, ...]:
        """Return the CIDR blocks that are announced at a gateway by BGP."""
        site = self.at(gateway)
        return site.cidrs if site is not None and site.is_up else ()


def read_site(name: str, given: Mapping[str, Any]) -> Site:
    """Return the site that a request describes. A site without `gateways` is that of the gateway of its name.

    Raises:
        SettingError: a key is unknown or missing, or a value does not fit.
    """
    if not _NAME.fullmatch(name) and not re.fullmatch(r"[0-9a-f-]{36}", name):
        raise SettingError(f"{name}: a name has up to 63 lower-case letters, digits and hyphens, a letter first")
    if unknown := sorted(given.keys() - set(_KEYS)):
        raise SettingError(f"{unknown[0]}: unknown. Known are: {', '.join(_KEYS)}")
    cidrs = tuple(dict.fromkeys(_network(each) for each in _texts(given, "cidrs")))
    if not cidrs:
        raise SettingError("cidrs: at least one CIDR block is needed")
    servers = tuple(_address(each) for each in _texts(given, "name_servers")) if "name_servers" in given else None
    gateways = tuple(dict.fromkeys(_texts(given, "gateways"))) if "gateways" in given else (name,)
    return Site(name, gateways, cidrs, servers, check_boolean({"up": True, **given}, "up"))


def _texts(given: Mapping[str, Any], key: str) -> list[str]:
    found = given.get(key, [])
    if not isinstance(found, list) or any(not isinstance(each, str) for each in found):
        raise SettingError(f"{key}: is no list of texts")
    return found


def _network(text: str) -> str:
    try:
        found = str(ip_network(text))
    except ValueError:
        found = ""
    if not found or "/" not in text:
        raise SettingError(f"cidrs: {text!r} is not a CIDR block such as 192.168.0.0/16")
    return found


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise SettingError(f"name_servers: {text!r} is not an IP address") from None
