"""Stand-ins: endpoint services in place of vendors' services, of which only the name is known.

A stand-in is an endpoint service like any other: its account accepts connections and deletes it through EC2. It has no
load balancers, is in every zone of its Region unless its zones are given, and allows all principals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from privatelink_localstack.kernel.ids import new_id
from privatelink_localstack.kernel.settings import SettingError, check_account, check_boolean
from privatelink_localstack.privatelink.names import REGION, custom_service_name
from privatelink_localstack.privatelink.plane import ControlPlane
from privatelink_localstack.privatelink.services.model import EndpointService, PrivateName
from privatelink_localstack.privatelink.services.principals import EVERYBODY, Permission
from privatelink_localstack.privatelink.services.service_view import GATEWAY_LOAD_BALANCER, INTERFACE
from privatelink_localstack.privatelink.services.states import AVAILABLE

NAME = re.compile(rf"[a-z0-9.-]+\.vpce\.(?P<region>{REGION.pattern})\.(?P<id>vpce-svc-[0-9a-f]{{8,17}})")
DOMAIN = re.compile(r"(?:\*\.)?[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})+")

VENDOR = "999999999999"
"""The default owner."""

KEYS = ("acceptance_required", "address_types", "name", "owner", "private_dns_name", "regions", "type", "zones")


def add_stand_in(plane: ControlPlane, settings: Mapping[str, Any]) -> EndpointService:
    """Create a stand-in, or give the one that has the name these settings too; a service that is none stays as it is.

    Parameters:
        settings: `name`, `com.amazonaws.vpce.<region>.vpce-svc-…`; optional: `owner` (12 digits),
            `acceptance_required` (default false), `private_dns_name` (verified, for interface endpoints alone),
            `regions` that it supports beside its own, `address_types` (default `ipv4`), `type` (of its endpoints,
            `Interface` or `GatewayLoadBalancer`; default `Interface`), `zones` (IDs; default: every zone of its
            Region). Regions and address types add to earlier ones; the type of an earlier one stays.

    Raises:
        SettingError: a setting is unknown, missing or invalid.
    """
    for key in settings:
        if key not in KEYS:
            raise SettingError(f"{key}: unknown. Known are: {', '.join(KEYS)}")
    match = NAME.fullmatch(str(settings.get("name")))
    if match is None or match[0] != custom_service_name(match["region"], match["id"]):
        raise SettingError(
            f"name: {settings.get('name')!r} is not com.amazonaws.vpce.<region>.vpce-svc-<17 hex digits>"
        )
    owner = check_account("owner", settings.get("owner", VENDOR))
    private_name = settings.get("private_dns_name")
    if private_name is not None and (not isinstance(private_name, str) or DOMAIN.fullmatch(private_name) is None):
        raise SettingError(f"private_dns_name: {private_name!r} is not a domain's name")
    endpoint_type = settings.get("type", INTERFACE)
    if endpoint_type not in {INTERFACE, GATEWAY_LOAD_BALANCER}:
        raise SettingError(f"type: {endpoint_type!r} is neither {INTERFACE} nor {GATEWAY_LOAD_BALANCER}")
    if private_name and endpoint_type == GATEWAY_LOAD_BALANCER:
        raise SettingError(f"private_dns_name: services of type {GATEWAY_LOAD_BALANCER} have none")
    zones = _texts(settings, "zones", "[a-z0-9]+-az[0-9]+", "not a zone's ID, such as use1-az1")
    address_types = _texts(settings, "address_types", "ipv[46]", "neither ipv4 nor ipv6")
    regions = _texts(settings, "regions", REGION.pattern, "not a Region's name")
    acceptance_required = check_boolean(settings, "acceptance_required")
    present = plane.store.services.get(match["id"])
    if present is not None:
        if present.name != match[0]:
            raise SettingError(f"name: {match['id']} is {present.name} already")
        return _changed(plane, present, settings) if present.is_stand_in else present
    service = EndpointService(
        id=match["id"],
        account=owner,
        region=match["region"],
        name=match[0],
        type=endpoint_type,
        state=AVAILABLE,
        created=plane.clock(),
        load_balancers=(),
        acceptance_required=acceptance_required,
        address_types=address_types or ("ipv4",),
        regions=tuple(dict.fromkeys((match["region"], *regions))),
        private_name=_verified(private_name),
        permissions=(Permission(new_id("vpce-svc-perm"), EVERYBODY),),
        is_stand_in=True,
        zones=frozenset(zones),
    )
    plane.store.put_service(service)
    plane.record(service.id, owner, "stand-in", service.name)
    return service


def _changed(plane: ControlPlane, present: EndpointService, settings: Mapping[str, Any]) -> EndpointService:
    changed = replace(
        present,
        account=settings.get("owner", present.account),
        acceptance_required=settings.get("acceptance_required", present.acceptance_required),
        address_types=tuple(dict.fromkeys((*present.address_types, *settings.get("address_types", ())))),
        regions=tuple(dict.fromkeys((*present.regions, *settings.get("regions", ())))),
        private_name=_verified(settings.get("private_dns_name")) or present.private_name,
        zones=frozenset(settings.get("zones", present.zones)),
    )
    if changed != present:
        plane.store.put_service(changed)
        plane.record(changed.id, changed.account, "stand-in", changed.name)
    return changed


def _verified(private_name: str | None) -> PrivateName | None:
    return PrivateName(private_name, "", state="verified") if private_name else None


def _texts(settings: Mapping[str, Any], key: str, form: str, complaint: str) -> tuple[str, ...]:
    value = settings.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise SettingError(f"{key}: {value!r} is not a list of texts")
    for text in value:
        if re.fullmatch(form, text) is None:
            raise SettingError(f"{key}: {text!r} is {complaint}")
    return tuple(dict.fromkeys(value))
