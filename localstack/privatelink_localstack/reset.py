"""`POST /_localstack/state/reset`: LocalStack's way to clear all state, which its free edition 4.14 leaves out."""

from __future__ import annotations

from typing import Any

from localstack.services.plugins import SERVICE_PLUGINS
from localstack.services.stores import AccountRegionBundle
from localstack.state import StateVisitor
from moto.core.base_backend import BackendDict

from privatelink_localstack.running import plane


class ResetVisitor(StateVisitor):  # type: ignore[misc]
    """Clears what a service keeps its state in."""

    def visit(self, state_container: Any) -> None:
        """Clear a container: moto's, or LocalStack's own. Files stay."""
        if isinstance(state_container, BackendDict):
            for backends in list(state_container.values()):
                for backend in list(backends.values()):
                    backend.reset()
            state_container.clear()
        elif isinstance(state_container, AccountRegionBundle):
            state_container.reset()


def reset_state() -> None:
    """Clear the state of every service that has been used, and the control plane's."""
    visitor = ResetVisitor()
    with plane().lock:
        for name in SERVICE_PLUGINS.list_active_services():
            service = SERVICE_PLUGINS.get_service(name)
            service.lifecycle_hook.on_before_state_reset()
            service.accept_state_visitor(visitor)
            service.lifecycle_hook.on_after_state_reset()
        plane().reset()
