"""Services that a spec knows by name only: a vendor's is not in LocalStack, so that something must take its place."""

from __future__ import annotations

import json
from urllib.request import ProxyHandler, Request, build_opener

from privatelink_generator.patterns.base import Spec
from privatelink_generator.patterns.consumer.model import ConsumerSpec, InterfaceEndpoint
from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.localstack import LocalStackTarget

_PRIVATE_NAME = "stand-in.example.com"


def stand_in(spec: Spec, target: LocalStackTarget) -> None:
    """Put a stand-in in the place of each custom service of the spec that is not there (docs/faults.md).

    It accepts by hand where the spec waits for acceptance. Stock LocalStack takes any name, and needs none.

    Raises:
        HarnessError: LocalStack refuses.
    """
    if not target.emulated or not isinstance(spec, ConsumerSpec):
        return
    for endpoint in spec.interfaces.values():
        if endpoint.custom:
            _post(target, _service(endpoint, target.region))


def _service(endpoint: InterfaceEndpoint, region: str) -> dict[str, object]:
    types = {"ipv4": ["ipv4"], "ipv6": ["ipv6"], "dualstack": ["ipv4", "ipv6"]}[endpoint.ip_address_type]
    service: dict[str, object] = {"name": endpoint.service_name, "regions": [region], "address_types": types}
    service["acceptance_required"] = endpoint.private_dns_mode == "after-acceptance" or endpoint.auto_accept
    if endpoint.private_dns_mode != "off":
        service["private_dns_name"] = _PRIVATE_NAME
    return service


def _post(target: LocalStackTarget, service: dict[str, object]) -> None:
    body = json.dumps(service).encode()
    url = f"{target.endpoint}/_privatelink/services"
    request = Request(url, body, {"Content-Type": "application/json"})  # noqa: S310 (the target is http or https)
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=30):
            return
    except OSError as error:
        raise HarnessError(f"{target.name}: no stand-in for {service['name']}: {error}") from error
