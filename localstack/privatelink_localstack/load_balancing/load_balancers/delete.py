"""DeleteLoadBalancer."""

from __future__ import annotations

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing.context import Context
from privatelink_localstack.load_balancing.errors import resource_in_use
from privatelink_localstack.load_balancing.load_balancers.interfaces import remove_interfaces
from privatelink_localstack.load_balancing.names import check_arn
from privatelink_localstack.load_balancing.store import ElbStore


def delete_load_balancer(context: Context, arn: str) -> None:
    """Delete a load balancer with its listeners and network interfaces.

    Succeeds for a load balancer that does not exist. The messages are AWS's.
    """
    check_arn(arn, "loadbalancer")
    load_balancer = context.store.find_load_balancer(arn)
    if load_balancer is None:
        return
    if load_balancer.attributes["deletion_protection.enabled"] == "true":
        raise AwsError(
            "OperationNotPermitted", f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled"
        )
    if context.services.use(arn) or _is_target(context.store, arn):
        raise resource_in_use(
            f"Load balancer '{arn}' cannot be deleted because it is currently associated with another service"
        )
    remove_interfaces(context.network, load_balancer.zones)
    context.store.drop_load_balancer(arn)


def _is_target(store: ElbStore, load_balancer_arn: str) -> bool:
    """Return whether an application load balancer is registered with a target group."""
    return any(
        target.id == load_balancer_arn
        for target_group in store.target_groups()
        for target in store.registered(target_group.arn).values()
    )
