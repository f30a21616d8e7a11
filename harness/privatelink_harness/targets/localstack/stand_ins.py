"""Services in LocalStack in place of a vendor's, which LocalStack does not have (docs/faults.md)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.request import ProxyHandler, Request, build_opener

from privatelink_harness.errors import HarnessError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from privatelink_generator.patterns.base import ForeignService

_PRIVATE_NAME = "stand-in.example.com"


def register(services: Iterable[ForeignService], *, api: str, region: str) -> None:
    """Register a stand-in for each service.

    Parameters:
        api: URL of LocalStack.

    Raises:
        HarnessError: LocalStack refuses.
    """
    for service in services:
        _post(api, _registration(service, region))


def _registration(service: ForeignService, region: str) -> dict[str, object]:
    """Return the body of the request, as docs/faults.md describes it."""
    return {
        "name": service.name,
        "regions": [region],
        "address_types": service.address_types,
        "acceptance_required": service.acceptance_required,
        **({"private_dns_name": _PRIVATE_NAME} if service.has_private_dns else {}),
    }


def _post(api: str, service: dict[str, object]) -> None:
    body = json.dumps(service).encode()
    request = Request(f"{api}/_privatelink/services", body, {"Content-Type": "application/json"})  # noqa: S310 - loopback
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=30):
            return
    except OSError as error:
        raise HarnessError(f"{api}: no stand-in for {service['name']}: {error}") from error
