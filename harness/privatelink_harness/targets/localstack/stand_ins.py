"""Services in LocalStack in place of a vendor's, which LocalStack does not have (docs/faults.md)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.request import ProxyHandler, Request, build_opener

from privatelink_harness.errors import HarnessError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from privatelink_generator.patterns.consumer.model import InterfaceEndpoint

_PRIVATE_NAME = "stand-in.example.com"


def register(endpoints: Iterable[InterfaceEndpoint], *, api: str, region: str) -> None:
    """Register a stand-in for every custom service; where the spec waits for acceptance, it accepts by hand.

    Parameters:
        api: URL of LocalStack.

    Raises:
        HarnessError: LocalStack refuses.
    """
    for endpoint in endpoints:
        if endpoint.custom:
            _post(api, _service(endpoint, region))


def _service(endpoint: InterfaceEndpoint, region: str) -> dict[str, object]:
    types = {"ipv4": ["ipv4"], "ipv6": ["ipv6"], "dualstack": ["ipv4", "ipv6"]}[endpoint.ip_address_type]
    service: dict[str, object] = {"name": endpoint.service_name, "regions": [region], "address_types": types}
    service["acceptance_required"] = endpoint.private_dns_mode == "after-acceptance" or endpoint.auto_accept
    if endpoint.private_dns_mode != "off":
        service["private_dns_name"] = _PRIVATE_NAME
    return service


def _post(api: str, service: dict[str, object]) -> None:
    body = json.dumps(service).encode()
    request = Request(f"{api}/_privatelink/services", body, {"Content-Type": "application/json"})  # noqa: S310 - loopback
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=30):
            return
    except OSError as error:
        raise HarnessError(f"{api}: no stand-in for {service['name']}: {error}") from error
