"""The control plane of the LocalStack that runs in this process, and how the emulations of EC2 and elbv2 meet in it.

EC2 asks for load balancers through `control.load_balancers.LoadBalancers`, which elbv2 hands over with
`connect_load_balancers`. elbv2 asks `services_using` before it deletes one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from privatelink_localstack.privatelink.plane import ControlPlane
from privatelink_localstack.privatelink.services import visibility

if TYPE_CHECKING:
    from privatelink_localstack.privatelink.load_balancers import LoadBalancers


@lru_cache(maxsize=1)
def plane() -> ControlPlane:
    """Give the control plane; the first call makes it."""
    from privatelink_localstack.adapters.ec2.network import network_of
    from privatelink_localstack.adapters.route53 import Route53Records
    from privatelink_localstack.adapters.sns import SnsTopics

    made = ControlPlane(network_of)
    made.records = Route53Records()
    made.topics = SnsTopics()
    return made


def connect_load_balancers(load_balancers: LoadBalancers) -> None:
    """Let the control plane know who knows the load balancers."""
    plane().load_balancers = load_balancers


def services_using(load_balancer_arn: str) -> list[str]:
    """Give the ids of the endpoint services that use a load balancer."""
    return visibility.services_using(plane(), load_balancer_arn)
