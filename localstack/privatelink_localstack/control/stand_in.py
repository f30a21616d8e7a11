"""Stand-ins for services of others: a vendor's service that is known by name only can be connected to.

A stand-in is an endpoint service like any other, of the account that it is said to be of, which accepts connections
and deletes it through EC2. It has no load balancers, is in every zone of its Region, and admits everybody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from privatelink_localstack.control import endpoint_service
from privatelink_localstack.control.endpoint_service import EndpointService, PrivateName
from privatelink_localstack.control.names import new_id
from privatelink_localstack.control.plane import ControlPlane
from privatelink_localstack.control.principals import EVERYBODY, Permission
from privatelink_localstack.control.service_view import INTERFACE
from privatelink_localstack.control.settings import SettingError

NAME = re.compile(r"com\.amazonaws\.vpce\.(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)\.(?P<id>vpce-svc-[0-9a-f]{8,17})")

VENDOR = "999999999999"
"""Whose it is, where nobody says."""

KEYS = ("acceptance_required", "address_types", "name", "owner", "private_dns_name", "regions")


def add_stand_in(plane: ControlPlane, given: Mapping[str, Any]) -> EndpointService:
    """Make a stand-in, or give the service that has the name already.

    Parameters:
        given: `name`, `com.amazonaws.vpce.<region>.vpce-svc-…`; and, where it matters, `owner` (12 digits),
            `acceptance_required` (false), `private_dns_name` (taken for verified), `regions` where it may be used
            beside its own, `address_types` (`ipv4`).

    Raises:
        SettingError: it is none of that.
    """
    for key in given:
        if key not in KEYS:
            raise SettingError(f"{key}: unknown. Known are: {', '.join(KEYS)}")
    match = NAME.fullmatch(str(given.get("name")))
    if match is None:
        raise SettingError(f"name: {given.get('name')!r} is not com.amazonaws.vpce.<region>.vpce-svc-<17 hex digits>")
    owner = given.get("owner", VENDOR)
    if not isinstance(owner, str) or re.fullmatch(r"\d{12}", owner) is None:
        raise SettingError(f"owner: {owner!r} is not an account's 12 digits")
    private_name = given.get("private_dns_name")
    with plane.lock:
        known = plane.store.services.get(match["id"])
        if known is not None:
            return known
        service = EndpointService(
            id=match["id"],
            account=owner,
            region=match["region"],
            name=match[0],
            kind=INTERFACE,
            state=endpoint_service.AVAILABLE,
            created=plane.clock(),
            load_balancers=(),
            acceptance_required=given.get("acceptance_required") is True,
            address_types=_texts(given, "address_types") or ("ipv4",),
            regions=tuple(dict.fromkeys((match["region"], *_texts(given, "regions")))),
            private_name=PrivateName(str(private_name), "", state="verified") if private_name else None,
            permissions=(Permission(new_id("vpce-svc-perm"), EVERYBODY),),
            everywhere=True,
        )
        plane.store.put_service(service)
        plane.record(service.id, owner, "stand-in", service.name)
        return service


def _texts(given: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = given.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise SettingError(f"{key}: {value!r} is not a list of texts")
    return tuple(value)
