"""DescribeLoadBalancers, and the look-up that every request about one load balancer starts with."""

from __future__ import annotations

from collections.abc import Sequence

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing.errors import validation_error
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer
from privatelink_localstack.load_balancing.names import check_arn
from privatelink_localstack.load_balancing.store import ElbStore

MAX_DESCRIBED = 20
"""Load balancers that one request can name."""


def get_load_balancer(store: ElbStore, arn: str) -> LoadBalancer:
    """Return a load balancer. Reject malformed and unknown ARNs."""
    check_arn(arn, "loadbalancer")
    load_balancer = store.find_load_balancer(arn)
    if load_balancer is None:
        raise load_balancer_not_found(arn)
    return load_balancer


def load_balancer_not_found(arn: str) -> AwsError:
    """Return AWS's refusal of an unknown ARN, in requests about one load balancer."""
    return AwsError("LoadBalancerNotFound", f"Load balancer '{arn}' not found")


def describe_load_balancers(store: ElbStore, arns: Sequence[str], names: Sequence[str]) -> Sequence[LoadBalancer]:
    """Return load balancers by ARN, by name, or all of them. The messages about 20 and about unknown ones are AWS's."""
    if arns and names:
        raise validation_error("Load balancer names and load balancer ARNs cannot be specified at the same time")
    keys = list(arns or names)
    if len(keys) > MAX_DESCRIBED:
        raise validation_error(
            f"Up to {MAX_DESCRIBED} load balancers can be described at a time, but {len(keys)} were specified"
        )
    for arn in arns:
        check_arn(arn, "loadbalancer")
    load_balancers = store.load_balancers()
    if not keys:
        return load_balancers
    by_key = {each.arn if arns else each.name: each for each in load_balancers}
    missing = [key for key in keys if key not in by_key]
    if missing:
        raise AwsError("LoadBalancerNotFound", f"Load balancers '[{', '.join(missing)}]' not found")
    return [by_key[key] for key in dict.fromkeys(keys)]
