"""DeleteTargetGroup."""

from __future__ import annotations

from privatelink_localstack.load_balancing.context import Context
from privatelink_localstack.load_balancing.errors import resource_in_use
from privatelink_localstack.load_balancing.names import check_arn


def delete_target_group(context: Context, arn: str) -> None:
    """Delete a target group with its targets and health faults. The message is AWS's.

    Succeeds for a target group that does not exist: botocore's model lists `ResourceInUse` as the only error.
    """
    check_arn(arn, "targetgroup")
    if context.store.find_target_group(arn) is None:
        return
    if context.store.load_balancers_of(arn):
        raise resource_in_use(f"Target group '{arn}' is currently in use by a listener or a rule")
    context.store.drop_target_group(arn)
    context.health_faults.forget_target_group(arn)
