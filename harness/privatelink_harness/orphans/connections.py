"""Endpoints, endpoint services and load balancers, in the order in which PrivateLink lets go of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from privatelink_harness.checks.api import pages
from privatelink_harness.orphans import removal, tag_readers
from privatelink_harness.orphans.kind import Kind, keys, nothing, untagged
from privatelink_harness.orphans.removal import Item


def _listeners(client: Any) -> Iterator[Item]:
    """Yield every load balancer's listeners."""
    for balancer in pages(client, "describe_load_balancers", "LoadBalancers"):
        yield from pages(client, "describe_listeners", "Listeners", LoadBalancerArn=balancer["LoadBalancerArn"])


CONNECTIONS = (
    Kind(
        "connection notification",
        ("describe_vpc_endpoint_connection_notifications", "ConnectionNotificationSet"),
        "ConnectionNotificationId",
        "CreateVpcEndpointConnectionNotification",
        "vpce-nfn-",
        removal.by_batch_call(
            "delete_vpc_endpoint_connection_notifications", "ConnectionNotificationIds", "ConnectionNotificationId"
        ),
        keys("ServiceId", "VpcEndpointId"),
        tags=untagged,
    ),
    Kind(
        "endpoint",
        ("describe_vpc_endpoints", "VpcEndpoints"),
        "VpcEndpointId",
        "CreateVpcEndpoint",
        "vpce-",
        removal.remove_endpoint,
    ),
    Kind(
        "endpoint service",
        ("describe_vpc_endpoint_service_configurations", "ServiceConfigurations"),
        "ServiceId",
        "CreateVpcEndpointServiceConfiguration",
        "vpce-svc-",
        removal.remove_service,
        nothing,
    ),
    Kind(
        "listener",
        _listeners,
        "ListenerArn",
        "CreateListener",
        "listener/",
        removal.by_call("delete_listener", "ListenerArn", "ListenerArn"),
        keys("LoadBalancerArn"),
        service="elbv2",
        tags=tag_readers.of_load_balancing("ListenerArn"),
    ),
    Kind(
        "load balancer",
        ("describe_load_balancers", "LoadBalancers"),
        "LoadBalancerArn",
        "CreateLoadBalancer",
        "loadbalancer/",
        removal.by_call("delete_load_balancer", "LoadBalancerArn", "LoadBalancerArn"),
        service="elbv2",
        tags=tag_readers.of_load_balancing("LoadBalancerArn"),
    ),
    Kind(
        "target group",
        ("describe_target_groups", "TargetGroups"),
        "TargetGroupArn",
        "CreateTargetGroup",
        "targetgroup/",
        removal.by_call("delete_target_group", "TargetGroupArn", "TargetGroupArn"),
        service="elbv2",
        tags=tag_readers.of_load_balancing("TargetGroupArn"),
    ),
)
"""An endpoint before the service that it connects to, a service before its load balancer."""
