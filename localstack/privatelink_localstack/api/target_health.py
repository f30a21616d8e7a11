"""The HTTP API of load balancers: health faults.

    GET    /_privatelink/target-health     all faults
    PUT    /_privatelink/target-health     set a fault
    DELETE /_privatelink/target-health     remove a fault, or all of them without a body

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
        """Return all faults. Drop the faults of deleted target groups first: their accounts may be gone."""
        faults = self.emulation.health_faults
        with self.emulation.locked():
            for target_group in {fault.selector.target_group for fault in faults.all()}:
                if target_group is not None and not _exists(target_group):
                    faults.forget_target_group(target_group)
            return {"faults": [show_fault(fault) for fault in faults.all()]}

    def on_put(self, request: Request) -> Any:
        """Set a fault."""
        return with_body(self._set, request)

    def on_delete(self, request: Request) -> Any:
        """Remove a fault; without a body, all of them."""
        if request.get_data():
            return with_body(self._remove, request)
        with self.emulation.locked():
            self.emulation.health_faults.clear()
        return self.on_get()

    def _set(self, body: dict[str, Any]) -> Any:
        fault = read_fault(body)
        # LocalStack's reset reaches only services that are loaded.
        SERVICE_PLUGINS.require("elbv2")
        target_group = fault.selector.target_group
        with self.emulation.locked():
            if target_group is not None and not _exists(target_group):
                return error(404, f"target_group: there is no target group {target_group!r}")
            self.emulation.health_faults.set(fault)
        return self.on_get()

    def _remove(self, body: dict[str, Any]) -> Any:
        selector = read_selector(body)
        with self.emulation.locked():
            is_removed = self.emulation.health_faults.remove(selector)
        return self.on_get() if is_removed else error(404, "there is no such fault; GET shows all faults")


def _exists(target_group: str) -> bool:
    # Imports moto: slow and rarely needed, so not at the start of LocalStack.
    from privatelink_localstack.adapters.elbv2.store import has_target_group

    return has_target_group(target_group)
