"""What a handler works on: the records of the call's scope, kept in moto's backend so that a reset removes them too."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace

from moto.ec2.models.vpn_gateway import VPCGatewayAttachment
from moto.ec2.models.vpn_gateway import VpnGateway as MotoVpnGateway

from privatelink_localstack.adapters.dispatch import Call
from privatelink_localstack.adapters.ec2.network import MotoNetwork, network_of
from privatelink_localstack.emulation import Emulation
from privatelink_localstack.kernel.errors import dry_run_succeeded
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.vpn import customer_gateways, errors, gateways
from privatelink_localstack.vpn.model import DELETED, DELETING, Connection, CustomerGateway, VpnGateway
from privatelink_localstack.vpn.store import Record, VpnStore

_STORE = "privatelink_vpn"


@dataclass(frozen=True, slots=True)
class Vpn:
    """Site-to-Site VPN of a call's scope."""

    call: Call
    store: VpnStore
    network: MotoNetwork

    def customer_gateway(self, gateway_id: str) -> CustomerGateway:
        """Return a customer gateway that can be used.

        Raises:
            AwsError: there is none.
        """
        found = self.store.customer_gateways.get(gateway_id)
        if found is None or not customer_gateways.is_live(found):
            raise errors.no_customer_gateway(gateway_id)
        return found

    def gateway(self, gateway_id: str) -> VpnGateway:
        """Return a VPN gateway that can be used.

        Raises:
            AwsError: there is none.
        """
        found = self.store.gateways.get(gateway_id)
        if found is None or not gateways.is_live(found):
            raise errors.no_gateway(gateway_id)
        return found

    def connection(self, connection_id: str) -> Connection:
        """Return a connection that is not deleted.

        Raises:
            AwsError: there is none.
        """
        found = self.store.connections.get(connection_id)
        if found is None or found.state == DELETED:
            raise errors.no_connection(connection_id)
        return found

    def put(self, record: Record) -> None:
        """Add or replace a record, at the end of a call's checks.

        Raises:
            AwsError: the call is a dry run, which has succeeded.
        """
        if self.call.request.get("DryRun"):
            raise dry_run_succeeded()
        self.store.put(record, self.call.emulation.settings.durations, self.call.emulation.timer())
        _mirror(self.network, self.store)

    def tags(self, record_id: str) -> Mapping[str, str]:
        """Return a record's tags."""
        return self.network.tags(record_id)


def vpn_of(call: Call, scope: Scope | None = None) -> Vpn:
    """Return Site-to-Site VPN of a scope, by default the call's, after the changes that are due."""
    network = network_of(scope or call.scope)
    return Vpn(call, store_of(network, call.emulation), network)


def known_store(network: MotoNetwork) -> VpnStore | None:
    """Return the records of a scope, without the changes that are due; None before the first call."""
    found: VpnStore | None = network.backend.__dict__.get(_STORE)
    return found


def store_of(network: MotoNetwork, emulation: Emulation) -> VpnStore:
    """Return the records of a scope, after the changes that are due."""
    state = network.backend.__dict__
    store: VpnStore = state.get(_STORE) or state.setdefault(_STORE, VpnStore())
    store.settle(emulation.settings.durations, emulation.timer())
    network.untag(store.ended)
    store.ended.clear()
    _mirror(network, store)
    return store


def new_id(prefix: str) -> str:
    """Return an ID as EC2 makes them."""
    return f"{prefix}-0{secrets.token_hex(8)}"


def _mirror(network: MotoNetwork, store: VpnStore) -> None:
    """Show moto what is not deleted: it looks resources up before it tags them, routes to them, or deletes a VPC."""
    backend = network.backend
    for shown, records in (
        (backend.customer_gateways, store.customer_gateways),
        (backend.vpn_gateways, store.gateways),
        (backend.vpn_connections, store.connections),
    ):
        live = {each.id: each for each in records.values() if each.state not in {DELETING, DELETED}}
        for record_id in shown.keys() - live.keys():
            del shown[record_id]
        for record_id in live.keys() - shown.keys():
            shown[record_id] = SimpleNamespace(id=record_id)
    for gateway in store.gateways.values():
        if gateway.id in backend.vpn_gateways:
            backend.vpn_gateways[gateway.id] = _shown(network, gateway)


def _shown(network: MotoNetwork, gateway: VpnGateway) -> MotoVpnGateway:
    # Moto's classes seem abstract to type checkers.
    shown = MotoVpnGateway(network.backend, gateway.id, "ipsec.1", None, None)  # type: ignore[abstract]
    if gateway.is_attached:
        attachment = VPCGatewayAttachment(gateway.vpc_id or "", state="attached")  # type: ignore[abstract]
        shown.attachments[gateway.vpc_id or ""] = attachment
    return shown
