"""The HTTP API of load balancers, under `/_privatelink/`: the health of targets, on purpose.

    GET    /_privatelink/target-health     the faults that are set
    PUT    /_privatelink/target-health     set one
    DELETE /_privatelink/target-health     take one back, or all of them without a body

`docs/faults.md` documents the bodies. They are JSON.
"""

from __future__ import annotations

from typing import Any

from localstack.http import Request, Resource, Response
from localstack.http.router import Router
from localstack.services.plugins import SERVICE_PLUGINS

from privatelink_localstack.control.settings import SettingError
from privatelink_localstack.elbv2.health_fault import health_faults, read_fault, read_where, show

PATH = "/_privatelink/target-health"


class TargetHealth:
    """`/_privatelink/target-health`."""

    def on_get(self, request: Request | None = None) -> dict[str, Any]:  # noqa: ARG002 - as LocalStack calls it
        """Give the faults that are set. Those of a target group that is gone, with its account, are forgotten."""
        for group in {each.where.target_group for each in health_faults().all()}:
            if group is not None and not _exists(group):
                health_faults().forget_group(group)
        return {"faults": [show(each) for each in health_faults().all()]}

    def on_put(self, request: Request) -> Any:
        """Set one."""
        try:
            fault = read_fault(_body(request))
        except SettingError as error:
            return _error(400, str(error))
        # LocalStack's reset reaches only services that are loaded.
        SERVICE_PLUGINS.require("elbv2")
        group = fault.where.target_group
        if group is not None and not _exists(group):
            return _error(404, f"target_group: there is no target group {group!r}")
        health_faults().set(fault)
        return self.on_get()

    def on_delete(self, request: Request) -> Any:
        """Take one back, or all."""
        if not request.get_data():
            health_faults().clear()
            return self.on_get()
        try:
            where = read_where(_body(request))
        except SettingError as error:
            return _error(400, str(error))
        if not health_faults().take_back(where):
            return _error(404, "there is no such fault; GET shows those that are set")
        return self.on_get()


def register_health_routes(router: Router[Any]) -> None:
    """Add the routes to LocalStack's own."""
    router.add(Resource(PATH, TargetHealth()))


def _exists(target_group: str) -> bool:
    # Heavy, and needed rarely: not while LocalStack starts.
    from privatelink_localstack.elbv2.store import has_target_group

    return has_target_group(target_group)


def _body(request: Request) -> dict[str, Any]:
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise SettingError("the body is not a JSON object")
    return body


def _error(status: int, message: str) -> Response:
    return Response.for_json({"error": message}, status=status)
