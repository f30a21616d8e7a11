"""DeleteListener."""

from __future__ import annotations

from privatelink_localstack.load_balancing.context import Context
from privatelink_localstack.load_balancing.errors import resource_in_use
from privatelink_localstack.load_balancing.listeners.describe import get_listener


def delete_listener(context: Context, arn: str) -> None:
    """Delete a listener of a network or gateway load balancer."""
    context.store.drop_listener(get_listener(context.store, arn))


def check_application_listener_unused(context: Context, arn: str) -> None:
    """Reject deleting an application load balancer's listener on whose port it is a target. The message is AWS's."""
    listener = context.store.find_listener_port(arn)
    if listener is None:
        return
    for target_group in context.store.target_groups():
        if (listener.load_balancer_arn, listener.port) in context.store.registered(target_group.arn):
            raise resource_in_use(
                f"Listener port '{listener.port}' is in use by registered target '{listener.load_balancer_arn}' and "
                "cannot be removed."
            )
