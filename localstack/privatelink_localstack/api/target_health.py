"""The HTTP API of load balancers, under `/_privatelink/`: the health of targets, on purpose.

    GET    /_privatelink/target-health     the faults that are set
    PUT    /_privatelink/target-health     set one
    DELETE /_privatelink/target-health     take one back, or all of them without a body

`docs/faults.md` documents the bodies. They are JSON.
"""

from __future__ import annotations

from typing import Any

from localstack.http import Request
from localstack.services.plugins import SERVICE_PLUGINS

from privatelink_localstack.api.replies import error, with_body
from privatelink_localstack.api.resource import EmulationResource
from privatelink_localstack.load_balancing.target_groups.health_fault import (
    read_fault,
    read_selector,
    show_fault,
)

PATH = "/_privatelink/target-health"


class TargetHealth(EmulationResource):
    """`/_privatelink/target-health`."""

    def on_get(self, request: Request | None = None) -> dict[str, Any]:  # noqa: ARG002 - as LocalStack calls it
        """Give the faults that are set. Those of a target group that is gone, with its account, are forgotten."""
        for group in {each.selector.target_group for each in self.emulation.health_faults.all()}:
            if group is not None and not _exists(group):
                self.emulation.health_faults.forget_target_group(group)
        return {"faults": [show_fault(each) for each in self.emulation.health_faults.all()]}

    def on_put(self, request: Request) -> Any:
        """Set one."""
        return with_body(self._set, request)

    def on_delete(self, request: Request) -> Any:
        """Take one back, or all."""
        if request.get_data():
            return with_body(self._take_back, request)
        self.emulation.health_faults.clear()
        return self.on_get()

    def _set(self, body: dict[str, Any]) -> Any:
        fault = read_fault(body)
        # LocalStack's reset reaches only services that are loaded.
        SERVICE_PLUGINS.require("elbv2")
        group = fault.selector.target_group
        if group is not None and not _exists(group):
            return error(404, f"target_group: there is no target group {group!r}")
        self.emulation.health_faults.set(fault)
        return self.on_get()

    def _take_back(self, body: dict[str, Any]) -> Any:
        if not self.emulation.health_faults.remove(read_selector(body)):
            return error(404, "there is no such fault; GET shows those that are set")
        return self.on_get()


def _exists(target_group: str) -> bool:
    # Heavy, and needed rarely: not while LocalStack starts.
    from privatelink_localstack.adapters.elbv2.store import has_target_group

    return has_target_group(target_group)
