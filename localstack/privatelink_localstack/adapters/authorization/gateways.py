"""The gateway endpoint that a client's route leads through."""

from __future__ import annotations

from typing import Any

from privatelink_localstack.adapters.ec2.network import network_of, scope_of_vpc
from privatelink_localstack.dataplane.protocol import Origin
from privatelink_localstack.emulation import Emulation
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink.endpoints.model import Endpoint
from privatelink_localstack.privatelink.endpoints.states import AVAILABLE
from privatelink_localstack.traffic.gateways import split_key


def endpoint_of(emulation: Emulation, origin: Origin) -> Endpoint | None:
    """Return the endpoint whose route leads from a client to a service; None where none does. The lock is held."""
    vpc_id, prefix_list = split_key(origin.endpoint)
    scope = scope_of_vpc(vpc_id)
    if scope is None:
        return None
    tables = _tables_of(scope, vpc_id, origin.client)
    return next(
        (
            each
            for each in emulation.privatelink.store.endpoints_in_vpc(vpc_id)
            if each.prefix_list == prefix_list and each.state == AVAILABLE and not tables.isdisjoint(each.route_tables)
        ),
        None,
    )


def _tables_of(scope: Scope, vpc_id: str, address: str) -> frozenset[str]:
    """Return the route tables of the subnets that have an address."""
    backend = network_of(scope).backend
    subnets = {
        each.subnet.id
        for each in backend.enis.values()
        if each.subnet.vpc_id == vpc_id and any(own["PrivateIpAddress"] == address for own in each.private_ip_addresses)
    }
    return frozenset(_table_of(backend, each) for each in subnets)


def _table_of(backend: Any, subnet: str) -> str:
    """Return the route table of a subnet: its own, or its VPC's main one."""
    tables = list(backend.route_tables.values())
    own = next((each for each in tables if subnet in each.associations.values()), None)
    vpc = next(zone[subnet].vpc_id for zone in backend.subnets.values() if subnet in zone)
    main = (each for each in tables if each.vpc_id == vpc and each.main_association_id)
    return str((own or next(main)).id)
