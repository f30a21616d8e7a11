"""Stand-ins for services of others: a vendor's service that is known by name only can be connected to.

A stand-in is an endpoint service like any other, of the account that it is said to be of, which accepts connections
and deletes it through EC2. It has no load balancers, is in every zone of its Region, and admits everybody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from privatelink_localstack.kernel.settings import SettingError, check_account, check_boolean
from privatelink_localstack.privatelink.names import new_id
from privatelink_localstack.privatelink.plane import ControlPlane
from privatelink_localstack.privatelink.services.model import EndpointService, PrivateName
from privatelink_localstack.privatelink.services.principals import EVERYBODY, Permission
from privatelink_localstack.privatelink.services.service_view import INTERFACE
from privatelink_localstack.privatelink.services.states import AVAILABLE

REGION = r"[a-z]{2}(?:-[a-z]+)+-\d"
NAME = re.compile(rf"com\.amazonaws\.vpce\.(?P<region>{REGION})\.(?P<id>vpce-svc-[0-9a-f]{{8,17}})")
DOMAIN = re.compile(r"(?:\*\.)?[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})+")

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
    owner = check_account("owner", given.get("owner", VENDOR))
    private_name = given.get("private_dns_name")
    if private_name is not None and (not isinstance(private_name, str) or DOMAIN.fullmatch(private_name) is None):
        raise SettingError(f"private_dns_name: {private_name!r} is not a domain's name")
    address_types = _texts(given, "address_types", "ipv[46]", "neither ipv4 nor ipv6")
    regions = _texts(given, "regions", REGION, "not a Region's name")
    acceptance_required = check_boolean(given, "acceptance_required")
    known = plane.store.services.get(match["id"])
    if known is not None:
        if known.name != match[0]:
            raise SettingError(f"name: {match['id']} is {known.name} already")
        return known
    service = EndpointService(
        id=match["id"],
        account=owner,
        region=match["region"],
        name=match[0],
        kind=INTERFACE,
        state=AVAILABLE,
        created=plane.clock(),
        load_balancers=(),
        acceptance_required=acceptance_required,
        address_types=address_types or ("ipv4",),
        regions=tuple(dict.fromkeys((match["region"], *regions))),
        private_name=PrivateName(private_name, "", state="verified") if private_name else None,
        permissions=(Permission(new_id("vpce-svc-perm"), EVERYBODY),),
        everywhere=True,
    )
    plane.store.put_service(service)
    plane.record(service.id, owner, "stand-in", service.name)
    return service


def _texts(given: Mapping[str, Any], key: str, form: str, otherwise: str) -> tuple[str, ...]:
    value = given.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise SettingError(f"{key}: {value!r} is not a list of texts")
    for each in value:
        if re.fullmatch(form, each) is None:
            raise SettingError(f"{key}: {each!r} is {otherwise}")
    return tuple(dict.fromkeys(value))
