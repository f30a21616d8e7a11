"""ModifyListener and ModifyListenerAttributes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from privatelink_localstack.load_balancing.context import Context
from privatelink_localstack.load_balancing.errors import invalid_configuration
from privatelink_localstack.load_balancing.listeners.actions import target_group_arns
from privatelink_localstack.load_balancing.listeners.attributes import (
    DEFAULT_IDLE_TIMEOUT,
    IDLE_TIMEOUT,
    changed_attributes,
)
from privatelink_localstack.load_balancing.listeners.checks import check_listener, listener_context
from privatelink_localstack.load_balancing.listeners.describe import get_listener
from privatelink_localstack.load_balancing.listeners.model import Listener, ListenerSettings
from privatelink_localstack.load_balancing.listeners.settings import changed_listener
from privatelink_localstack.load_balancing.load_balancers.describe import get_load_balancer
from privatelink_localstack.load_balancing.target_groups.target_quota import check_forwarding


def modify_listener(context: Context, arn: str, settings: ListenerSettings) -> Listener:
    """Change a listener."""
    listener = get_listener(context.store, arn)
    load_balancer = get_load_balancer(context.store, listener.load_balancer_arn)
    changed = changed_listener(load_balancer, listener, settings)
    check_listener(changed, listener_context(context, load_balancer, without=listener))
    check_forwarding(context, load_balancer, target_group_arns(changed.actions))
    context.store.put_listener(changed)
    return changed


def modify_listener_attributes(context: Context, arn: str, changes: Mapping[str, str]) -> Listener:
    """Change a listener's attributes."""
    listener = get_listener(context.store, arn)
    attributes = changed_attributes(listener.protocol, listener.attributes, changes)
    if attributes.get(IDLE_TIMEOUT, DEFAULT_IDLE_TIMEOUT) != DEFAULT_IDLE_TIMEOUT:
        _check_not_across_regions(context, listener)
    changed = replace(listener, attributes=attributes)
    context.store.put_listener(changed)
    return changed


def _check_not_across_regions(context: Context, listener: Listener) -> None:
    """Reject a custom idle timeout where a service with several Regions uses the load balancer.

    Source: PrivateLink guide, "Cross-Region access". The words are inferred.
    """
    if context.services.zones_beside(listener.load_balancer_arn) is not None:
        raise invalid_configuration(
            f"Listener attribute key '{IDLE_TIMEOUT}' cannot be changed because a VPC endpoint service with several "
            "supported Regions uses the load balancer"
        )
