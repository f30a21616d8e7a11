"""What PrivateLink asks of load balancers."""

from __future__ import annotations

from privatelink_localstack.adapters.elbv2.store import MotoElbStore
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink.load_balancers import LoadBalancerView, ZonePresence


class Elbv2LoadBalancers:
    """Knows the load balancers of this emulation, of every account and Region."""

    def lookup(self, arn: str, account: str, region: str) -> LoadBalancerView | None:
        """Look one up in an account and Region; None where there is none.

        Parameters:
            arn: the load balancer's.
            account: 12 digits.
            region: of AWS.
        """
        found = MotoElbStore(Scope(account, region)).find_load_balancer(arn)
        if found is None:
            return None
        return LoadBalancerView(
            arn=found.arn,
            name=found.name,
            type=found.type,
            account=found.account,
            region=found.region,
            zones={zone.subnet.zone_id: ZonePresence(zone.subnet.id, zone.private_address) for zone in found.zones},
            security_groups=found.security_groups,
            dual_stack=found.address_type == "dualstack",
        )
