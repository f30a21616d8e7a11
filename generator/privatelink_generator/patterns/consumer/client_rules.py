"""Rules on clients in other VPCs."""

from __future__ import annotations

import ipaddress
import itertools

from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.pattern import Findings


def check(spec: ConsumerSpec) -> Findings:
    """Yield clients that nothing lets in, and CIDRs that no route tells apart."""
    clients = spec.security_group.clients
    for name, client in clients.items():
        if not client.cidrs and not client.groups:
            yield ("security_group", "clients", name), "nothing lets this client in; add cidrs or groups"
    named = [
        (name, index, ipaddress.ip_network(cidr))
        for name, client in clients.items()
        for index, cidr in enumerate(client.cidrs)
    ]
    for (first, _, one), (second, index, other) in itertools.combinations(named, 2):
        if first != second and one.version == other.version and one.overlaps(other):
            yield (
                ("security_group", "clients", second, "cidrs", index),
                (
                    f"{other} overlaps {one} of {first!r}, and a VPC routes a destination to one peer; "
                    "reach such a client by an endpoint service, or leave one out"
                ),
            )
