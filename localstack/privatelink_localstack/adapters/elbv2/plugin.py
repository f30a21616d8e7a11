"""The entry point by which LocalStack finds elbv2, in the group `localstack.aws.provider`: `elbv2:default`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localstack.services.plugins import aws_provider

if TYPE_CHECKING:
    from localstack.services.plugins import Service


@aws_provider()  # type: ignore[untyped-decorator]
def elbv2() -> Service:
    """Make the service, when it is first called."""
    from localstack.services.plugins import Service

    from privatelink_localstack.adapters.elbv2.lookup import Elbv2LoadBalancers
    from privatelink_localstack.adapters.elbv2.provider import Elbv2Provider, dispatch_table
    from privatelink_localstack.wiring import connect_load_balancers

    connect_load_balancers(Elbv2LoadBalancers())
    return Service.for_provider(Elbv2Provider(), dispatch_table_factory=dispatch_table)
