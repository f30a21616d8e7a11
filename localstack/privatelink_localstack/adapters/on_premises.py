"""Networks on premises, with the VPN connections and Direct Connect gateways that lead to them, of all accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from moto.ec2.models import ec2_backends

from privatelink_localstack.adapters.direct_connect.store import all_records, records
from privatelink_localstack.adapters.ec2.network import MotoNetwork, network_of
from privatelink_localstack.adapters.ec2.vpn.context import known_store, store_of
from privatelink_localstack.direct_connect import model as direct_connect
from privatelink_localstack.direct_connect.model import Association
from privatelink_localstack.emulation import Emulation
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.on_premises.sites import Sites
from privatelink_localstack.resolver.model import INBOUND, OPERATIONAL, UPDATING
from privatelink_localstack.traffic.facts_on_premises import (
    ConnectionFacts,
    OnPremisesFacts,
    SiteFacts,
    VpnGatewayFacts,
)
from privatelink_localstack.transit_gateways import model as transit
from privatelink_localstack.transit_gateways.plane import TransitGateways
from privatelink_localstack.vpn import routes
from privatelink_localstack.vpn.model import ATTACHED, AVAILABLE, MODIFYING, Connection
from privatelink_localstack.vpn.store import VpnStore

_CARRY = frozenset({AVAILABLE, MODIFYING})
"""States of VPN connections over which packets go."""
_ASSOCIATED = frozenset({direct_connect.ASSOCIATED, direct_connect.UPDATING})
"""States of associations over which packets go."""


def gateways() -> set[str]:
    """Return the IDs of all customer gateways and Direct Connect gateways. The caller holds the lock."""
    return {
        *(key for _, store in _stores() for key in store.customer_gateways),
        *(key for own in records() for key in own.gateways),
    }


def next_change() -> float | None:
    """Return when time brings the next change, in seconds of the timer; None if it brings none."""
    own = (*(store.next_change for _, store in _stores()), *(each.next_change for each in records()))
    return min((each for each in own if each is not None), default=None)


def facts(emulation: Emulation) -> OnPremisesFacts:
    """Return all networks on premises. The caller holds the lock."""
    scoped = [(network, store_of(network, emulation)) for network, _ in _stores()]
    connections = [each for _, store in scoped for each in store.connections.values()]
    emulation.sites.keep(gateways())
    devices = [key for _, store in scoped for key in store.customer_gateways]
    return OnPremisesFacts(
        sites=tuple(_sites(emulation, devices, connections)),
        gateways=tuple(each for network, store in scoped for each in _vpn_gateways(network, store)),
        connections=(*_vpn_connections(emulation, connections), *_associations(emulation)),
        inbound=tuple(
            address
            for endpoint in emulation.resolver.endpoints.values()
            if endpoint.direction == INBOUND and endpoint.status in {OPERATIONAL, UPDATING}
            for each in endpoint.kept_addresses
            for address in (each.ipv4, each.ipv6)
            if address
        ),
    )


def shown(emulation: Emulation) -> list[dict[str, Any]]:
    """Return all networks on premises, with what carries their packets, for the HTTP API. The caller holds the lock."""
    found = facts(emulation)
    return [
        {
            "name": site.id,
            "gateways": list(site.gateways),
            "cidrs": list(site.cidrs),
            "name_servers": None if site.name_servers is None else list(site.name_servers),
            "up": site.is_up,
            "connections": sorted(each.id for each in found.connections if each.outside in site.gateways),
        }
        for site in found.sites
    ]


def announced(sites: Sites, attachment: transit.Attachment) -> tuple[str, ...]:
    """Return what networks on premises announce over an attachment to a transit gateway."""
    if attachment.type == transit.DIRECT_CONNECT:
        return sites.announced(attachment.resource_id)
    store = known_store(network_of(attachment.resource)) if attachment.type == transit.VPN else None
    found = store.connections.get(attachment.resource_id) if store else None
    if found is None or found.state not in _CARRY or found.options.static_only:
        return ()
    return sites.announced(found.customer_gateway_id)


def _stores() -> Iterator[tuple[MotoNetwork, VpnStore]]:
    """Yield the records of VPN of every account and Region that has some."""
    for account, backends in list(ec2_backends.items()):
        for region in list(backends):
            network = network_of(Scope(str(account), str(region)))
            if (store := known_store(network)) is not None:
                yield network, store


def _sites(emulation: Emulation, devices: Iterable[str], connections: Sequence[Connection]) -> Iterator[SiteFacts]:
    """Yield the networks that tests describe, and those of other customer gateways, as far as static routes tell."""
    for site in emulation.sites.all():
        yield SiteFacts(site.id, site.gateways, site.cidrs, site.name_servers, site.is_up)
    for device in devices:
        if emulation.sites.at(device) is None:
            own = [each for each in connections if each.customer_gateway_id == device]
            leading = [cidr for each in own for cidr in _static_routes(emulation.transit_gateways, each)]
            cidrs = emulation.sites.found(device, (each for each in leading if not each.endswith("/0")))
            if cidrs:
                yield SiteFacts(device, (device,), cidrs)


def _static_routes(plane: TransitGateways, connection: Connection) -> Iterator[str]:
    """Yield the blocks that static routes of a connection, or of a transit gateway's route tables, lead to it."""
    yield from (each.cidr for each in connection.routes)
    own = {each.id for each in plane.attachments.values() if each.resource_id == connection.id}
    for table in plane.tables_of(connection.transit_gateway_id or ""):
        yield from (cidr for cidr, target in table.routes.items() if target in own)


def _vpn_gateways(network: MotoNetwork, store: VpnStore) -> Iterator[VpnGatewayFacts]:
    for gateway in store.gateways.values():
        vpc = network.vpc(gateway.vpc_id or "") if gateway.attachment == ATTACHED else None
        if vpc is not None:
            yield VpnGatewayFacts(gateway.id, vpc.id, vpc.cidrs)


def _vpn_connections(emulation: Emulation, connections: Iterable[Connection]) -> Iterator[ConnectionFacts]:
    for connection in connections:
        is_static, outside = connection.options.static_only, connection.customer_gateway_id
        if connection.state not in _CARRY:
            continue
        if connection.gateway_id:
            told = routes.destinations(connection, emulation.sites.announced(outside))
            yield ConnectionFacts(connection.id, outside, connection.gateway_id, told, is_static=is_static)
        elif attachment := _attachment(emulation.transit_gateways, connection.id):
            table = _table(emulation.transit_gateways, attachment)
            yield ConnectionFacts(connection.id, outside, attachment.gateway_id, table=table, is_static=is_static)


def _associations(emulation: Emulation) -> Iterator[ConnectionFacts]:
    for found in all_records(emulation):
        for each in found.associations.values():
            if each.state in _ASSOCIATED and (own := _association(emulation, each)):
                yield own


def _association(emulation: Emulation, own: Association) -> ConnectionFacts | None:
    told = emulation.sites.announced(own.gateway_id)
    if own.associated.type == direct_connect.VPN_GATEWAY:
        return ConnectionFacts(own.id, own.gateway_id, own.associated.id, told, prefixes=own.prefixes)
    plane = emulation.transit_gateways
    attachment = _attachment(plane, own.gateway_id, own.associated.id)
    if attachment is None:
        return None
    table = _table(plane, attachment)
    return ConnectionFacts(attachment.id, own.gateway_id, own.associated.id, told, table, own.prefixes)


def _attachment(plane: TransitGateways, resource: str, gateway: str | None = None) -> transit.Attachment | None:
    """Return the attachment of a resource to a transit gateway that carries packets."""
    return next(
        (
            each
            for each in plane.attachments.values()
            if each.resource_id == resource and gateway in {None, each.gateway_id} and each.state in transit.CARRY
        ),
        None,
    )


def _table(plane: TransitGateways, attachment: transit.Attachment) -> str | None:
    """Return the ID of the route table for what comes over an attachment."""
    found = plane.association(attachment)
    return found[0].id if found and found[1] == transit.ASSOCIATED else None
