"""What handlers of EC2's calls share: LocalStack's decorator, with types, and whose call it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from localstack.aws.api import RequestContext, handler

from privatelink_localstack.kernel.errors import dry_run
from privatelink_localstack.kernel.scope import Scope

Handler = Callable[[Any, RequestContext, dict[str, Any]], Any]


def ec2_call(operation: str) -> Callable[[Handler], Handler]:
    """Mark a method as what handles a call. It takes the context and the request as a dictionary.

    A dry run of a call that only looks ends here; those that change something check first whether they could.

    Parameters:
        operation: EC2's name of the call.
    """

    def mark(function: Handler) -> Handler:
        @wraps(function)
        def handle(self: Any, context: RequestContext, request: dict[str, Any]) -> Any:
            if operation.startswith("Describe") and request.get("DryRun"):
                raise dry_run()
            return function(self, context, request)

        marked: Handler = handler(operation, expand=False)(handle)
        return marked

    return mark


def scope_of(context: RequestContext) -> Scope:
    """Give the account and Region of a call."""
    return Scope(context.account_id, context.region)
