"""DescribeListeners and DescribeListenerAttributes, and the look-up that requests about one listener start with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing.errors import validation_error
from privatelink_localstack.load_balancing.listeners.attributes import attributes_of
from privatelink_localstack.load_balancing.listeners.model import Listener
from privatelink_localstack.load_balancing.load_balancers.describe import get_load_balancer
from privatelink_localstack.load_balancing.names import check_arn
from privatelink_localstack.load_balancing.store import ElbStore


def get_listener(store: ElbStore, arn: str) -> Listener:
    """Return a listener of a network or gateway load balancer. Reject malformed and unknown ARNs."""
    check_arn(arn, "listener")
    listener = store.find_listener(arn)
    if listener is None:
        raise listener_not_found(arn)
    return listener


def listener_not_found(arn: str) -> AwsError:
    """Return the refusal of an unknown ARN."""
    return AwsError("ListenerNotFound", f"Listener '{arn}' not found")


def describe_listeners(store: ElbStore, load_balancer_arn: str | None, arns: Sequence[str]) -> Sequence[Listener]:
    """Return the listeners of a load balancer, or those with the ARNs."""
    if not load_balancer_arn and not arns:
        raise validation_error("You must specify either listener ARNs or a load balancer ARN")
    if load_balancer_arn and arns:
        raise validation_error("Listener ARNs and a load balancer ARN cannot be specified at the same time")
    if load_balancer_arn:
        return store.listeners(get_load_balancer(store, load_balancer_arn).arn)
    return [get_listener(store, arn) for arn in dict.fromkeys(arns)]


def describe_listener_attributes(store: ElbStore, arn: str) -> Mapping[str, str]:
    """Return a listener's attributes."""
    listener = get_listener(store, arn)
    supported = attributes_of(listener.protocol)
    return {key: value for key, value in listener.attributes.items() if key in supported}
