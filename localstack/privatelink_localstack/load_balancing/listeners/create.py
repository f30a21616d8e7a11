"""CreateListener and CreateRule."""

from __future__ import annotations

from collections.abc import Mapping

from privatelink_localstack.load_balancing import names, quotas
from privatelink_localstack.load_balancing.context import Context
from privatelink_localstack.load_balancing.errors import not_emulated
from privatelink_localstack.load_balancing.listeners.actions import target_group_arns
from privatelink_localstack.load_balancing.listeners.checks import ListenerContext, check_listener, listener_context
from privatelink_localstack.load_balancing.listeners.describe import get_listener
from privatelink_localstack.load_balancing.listeners.model import Listener, ListenerSettings
from privatelink_localstack.load_balancing.listeners.settings import is_same, new_listener
from privatelink_localstack.load_balancing.load_balancers.describe import get_load_balancer
from privatelink_localstack.load_balancing.target_groups.target_quota import check_forwarding


def create_listener(
    context: Context, load_balancer_arn: str, settings: ListenerSettings, tags: Mapping[str, str]
) -> Listener:
    """Create a listener of a network or gateway load balancer, or return an equal one of the load balancer."""
    load_balancer = get_load_balancer(context.store, load_balancer_arn)
    wanted = new_listener(load_balancer, settings, names.listener_arn(load_balancer.arn, names.new_id()))
    listener = existing_or_checked(wanted, listener_context(context, load_balancer))
    if listener is wanted:
        check_forwarding(context, load_balancer, target_group_arns(listener.actions))
        context.store.put_listener(listener)
        context.store.set_tags(listener.arn, tags)
    return listener


def existing_or_checked(wanted: Listener, context: ListenerContext) -> Listener:
    """Return the equal listener of the load balancer, else the wanted one once nothing speaks against it."""
    for other in context.others:
        if is_same(other, wanted):
            return other
    check_listener(wanted, context)
    quotas.check_listeners(
        context.quotas, context.load_balancer.type, context.load_balancer.arn, len(context.others) + 1
    )
    return wanted


def check_new_application_listener(context: Context, load_balancer_arn: str) -> None:
    """Reject another listener of an application load balancer where the quota is reached."""
    load_balancer = context.store.find_load_balancer(load_balancer_arn)
    if load_balancer is not None:
        count = len(context.store.listener_ports(load_balancer_arn)) + 1
        quotas.check_listeners(context.quotas, load_balancer.type, load_balancer_arn, count)


def check_new_rule(context: Context, listener_arn: str) -> None:
    """Reject rules of listeners of network load balancers, which AWS has since 2026, and of gateway load balancers."""
    if names.load_balancer_type(listener_arn) != "application":
        get_listener(context.store, listener_arn)
        raise not_emulated(f"CreateRule for listener '{listener_arn}'")
