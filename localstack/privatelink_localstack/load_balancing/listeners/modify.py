"""ModifyListener and ModifyListenerAttributes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from privatelink_localstack.load_balancing.context import Context
from privatelink_localstack.load_balancing.listeners.actions import target_group_arns
from privatelink_localstack.load_balancing.listeners.attributes import changed_attributes
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
    changed = replace(listener, attributes=attributes)
    context.store.put_listener(changed)
    return changed
