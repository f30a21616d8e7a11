"""The calls of runs, from LocalStack's gateway: of every service, before a call is handled and after its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from privatelink_localstack.kernel.runs import Created, Runs, new_ids, run_of

if TYPE_CHECKING:
    from localstack.aws.api import RequestContext

_NOTED = "privatelink_run"


def follow(runs: Runs) -> None:
    """Let LocalStack's gateway tell every call of a run."""
    from localstack.aws import handlers

    def begin(_chain: Any, context: RequestContext, _response: Any) -> None:
        run = run_of(str(context.request.user_agent), context.operation.name) if context.operation else None
        if run:
            runs.begin(run)
            setattr(context, _NOTED, run)

    def end(_chain: Any, context: RequestContext, response: Any) -> None:
        if run := getattr(context, _NOTED, None):
            runs.end(run, _created(context) if response.status_code < 300 else None)

    handlers.serve_custom_service_request_handlers.append(begin)
    handlers.run_custom_finalizers.append(end)


def _created(context: RequestContext) -> Created | None:
    operation = context.operation.name
    ids = new_ids(operation, context.service_request, context.service_response)
    service, account, region = context.service.service_name, context.account_id, context.region
    return Created(service, operation, account, region, ids) if ids else None
