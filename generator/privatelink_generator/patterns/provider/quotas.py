"""Quotas of network load balancers, which a provider spec can exceed."""

from __future__ import annotations

from privatelink_generator.aws import limits
from privatelink_generator.patterns.base import Model
from privatelink_generator.patterns.quotas import Quota, quota


class LoadBalancingQuotas(Model):
    """AWS's quotas, for accounts with raised ones."""

    network_load_balancers_per_region: Quota = quota(limits.NETWORK_LOAD_BALANCERS_PER_REGION)
    certificates_per_network_load_balancer: Quota = quota(limits.CERTIFICATES_PER_NETWORK_LOAD_BALANCER)
    target_groups_per_region: Quota = quota(limits.TARGET_GROUPS_PER_REGION)
    targets_per_target_group: Quota = quota(limits.TARGETS_PER_TARGET_GROUP)
    targets_per_network_load_balancer: Quota = quota(limits.TARGETS_PER_NETWORK_LOAD_BALANCER)
    targets_per_availability_zone_per_network_load_balancer: Quota = quota(
        limits.TARGETS_PER_ZONE_PER_NETWORK_LOAD_BALANCER
    )
    rules_per_security_group: Quota = quota(limits.RULES_PER_SECURITY_GROUP)
