"""The composition of the emulation in this process's LocalStack.

The rules of PrivateLink reach VPCs, load balancers, DNS records and topics through protocols. The adapters implement
them with moto's EC2, elbv2 and Route 53, and with LocalStack's SNS.
"""

from __future__ import annotations

import time
from functools import lru_cache, partial
from uuid import uuid4

from privatelink_localstack.adapters import on_premises
from privatelink_localstack.adapters.ec2.network import network_of
from privatelink_localstack.adapters.elbv2.lookup import Elbv2LoadBalancers
from privatelink_localstack.adapters.ram import lookup
from privatelink_localstack.adapters.route53 import Route53Records
from privatelink_localstack.adapters.sns import SnsTopics
from privatelink_localstack.emulation import Emulation
from privatelink_localstack.function_interfaces.plane import FunctionInterfaces
from privatelink_localstack.kernel.ids import new_id
from privatelink_localstack.kernel.settings import Settings
from privatelink_localstack.on_premises.sites import Sites
from privatelink_localstack.peering.plane import Peerings
from privatelink_localstack.privatelink.plane import ControlPlane
from privatelink_localstack.profiles.plane import ProfilePlane
from privatelink_localstack.resolver.plane import ResolverPlane
from privatelink_localstack.traffic.keeper import Reading
from privatelink_localstack.traffic.reader import Reader
from privatelink_localstack.traffic.recorder import Meter
from privatelink_localstack.traffic.state import state
from privatelink_localstack.transit_gateways.plane import TransitGateways


@lru_cache(maxsize=1)
def emulation() -> Emulation:
    """Return the emulation, which the first call creates."""
    settings, sites = Settings(), Sites()
    plane = ControlPlane(
        settings,
        clock=time.time,
        timer=time.monotonic,
        network=network_of,
        load_balancers=Elbv2LoadBalancers(),
        records=Route53Records(),
        topics=SnsTopics(),
    )
    return Emulation(
        clock=time.time,
        timer=time.monotonic,
        settings=settings,
        privatelink=plane,
        peerings=Peerings(settings, clock=time.time, timer=time.monotonic, network=network_of, new_id=new_id),
        transit_gateways=TransitGateways(
            settings,
            clock=time.time,
            timer=time.monotonic,
            network=network_of,
            is_shared=partial(lookup.is_shared_with, resource_type="ec2:TransitGateway"),
            new_id=new_id,
            announced=partial(on_premises.announced, sites),
        ),
        sites=sites,
        function_interfaces=FunctionInterfaces(
            settings, timer=time.monotonic, network=network_of, new_uuid=lambda: str(uuid4())
        ),
        resolver=ResolverPlane(settings, clock=time.time, timer=time.monotonic, network=network_of, shares=lookup),
        profiles=ProfilePlane(settings, clock=time.time, timer=time.monotonic, network=network_of, shares=lookup),
    )


def traffic() -> Reading:
    """Return the data plane's state that follows from all records now."""
    from privatelink_localstack.adapters.traffic.facts import facts

    emulated = emulation()
    with emulated.locked():
        # First: what comes due while records are read may be in one part of what follows from them, not in another.
        changes = (emulated.next_change, on_premises.next_change())
        found = facts(emulated)
        due = min((each for each in changes if each is not None), default=None)
        changes_in = None if due is None else max(due - emulated.timer(), 0.0)
    reader = Reader()
    return Reading(state(found, reader), changes_in, reader.left_out)


def meter() -> Meter:
    """Return what records the data plane's traffic in CloudWatch."""
    from privatelink_localstack.adapters.traffic import metrics

    return metrics.meter(emulation())
