"""The handler of DescribeAccountLimits."""

from __future__ import annotations

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.elbv2 import responses
from privatelink_localstack.adapters.elbv2.context import context_of
from privatelink_localstack.kernel.quotas import LOAD_BALANCING


def describe_account_limits(call: Call) -> Response:
    """List the quotas of load balancing."""
    quotas = context_of(call).quotas
    return responses.page_of(
        "Limits",
        list(LOAD_BALANCING),
        lambda name: {"Name": name, "Max": str(quotas[name])},
        key=str,
        request=call.request,
    )
