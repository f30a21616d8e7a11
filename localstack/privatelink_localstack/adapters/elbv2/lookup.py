"""Load balancers for PrivateLink."""

from __future__ import annotations

from privatelink_localstack.adapters.elbv2.store import MotoElbStore
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.load_balancing.listeners.attributes import IDLE_TIMEOUT
from privatelink_localstack.privatelink.load_balancers import LoadBalancerView, ZonePresence


class Elbv2LoadBalancers:
    """The emulated load balancers of all accounts and Regions, as PrivateLink sees them."""

    def lookup(self, arn: str, account: str, region: str) -> LoadBalancerView | None:
        """Return a load balancer of an account in a Region; None if it is unknown there."""
        load_balancer = MotoElbStore(Scope(account, region)).find_load_balancer(arn)
        if load_balancer is None:
            return None
        return LoadBalancerView(
            arn=load_balancer.arn,
            name=load_balancer.name,
            type=load_balancer.type,
            account=load_balancer.account,
            region=load_balancer.region,
            zones={
                zone.subnet.zone_id: ZonePresence(zone.subnet.id, zone.private_address) for zone in load_balancer.zones
            },
            security_groups=load_balancer.security_groups,
            dual_stack=load_balancer.is_dual_stack,
        )

    def idle_timeouts(self, arn: str, account: str, region: str) -> frozenset[int]:
        """Return the TCP idle timeouts of a load balancer's listeners, in seconds."""
        listeners = MotoElbStore(Scope(account, region)).listeners(arn)
        return frozenset(int(each.attributes[IDLE_TIMEOUT]) for each in listeners if IDLE_TIMEOUT in each.attributes)
