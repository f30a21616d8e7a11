"""The calls after which the data plane's state may be another one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from localstack.aws.api import RequestContext

_SERVICES = frozenset(
    {
        *("acm", "directconnect", "ec2", "elbv2", "route53", "route53resolver", "route53profiles"),
        *("ram", "organizations", "autoscaling", "lambda"),
    }
)
_READING = ("Describe", "Get", "Invoke", "List", "Search")
"""What the names of operations that change nothing start with."""
_OWN_PATHS = ("/_privatelink/", "/_localstack/state/")


def follow(changed: Callable[[], None]) -> None:
    """Let LocalStack's gateway tell after each such call, before its answer is sent."""
    from localstack.aws import handlers

    def tell(_chain: Any, context: RequestContext, response: Any) -> None:
        if response.status_code < 300 and is_change(context):
            changed()

    handlers.run_custom_finalizers.append(tell)


def is_change(context: RequestContext) -> bool:
    """Return whether a call may change what the data plane follows."""
    if context.operation is None:
        request = context.request
        return request.method not in {"GET", "HEAD", "OPTIONS"} and request.path.startswith(_OWN_PATHS)
    return context.service.service_name in _SERVICES and not context.operation.name.startswith(_READING)
