"""Forgetting state: all of it, or an account's.

`POST /_localstack/state/reset` is LocalStack's way to clear everything, which the open-source edition leaves out. A
LocalStack that stays up for hundreds of runs, each with accounts of its own, forgets those by
`DELETE /_privatelink/accounts/<account>`: moto makes 1,181 images with a volume and a snapshot each for every account
and Region, some 4 MB.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

from localstack.services.plugins import SERVICE_PLUGINS
from localstack.services.stores import AccountRegionBundle
from localstack.state import StateVisitor
from moto.core.base_backend import BackendDict

from privatelink_localstack.emulation import Emulation
from privatelink_localstack.privatelink import forget
from privatelink_localstack.privatelink.forget import Forgotten


class _Collector(StateVisitor):  # type: ignore[misc]
    """Collects what services keep their state in. Files are left out."""

    def __init__(self) -> None:
        # By identity: moto's containers are equal only to themselves, LocalStack's are plain dictionaries.
        self.found: dict[int, Any] = {}

    def visit(self, state_container: Any) -> None:
        """Take a container: moto's, or LocalStack's own."""
        if isinstance(state_container, BackendDict | AccountRegionBundle):
            self.found[id(state_container)] = state_container


def reset_state(emulation: Emulation) -> None:
    """Clear the state of every service that has been used, and the emulation's."""
    with emulation.locked():
        services = list(_active_services())
        for service in services:
            service.lifecycle_hook.on_before_state_reset()
        for container in _containers():
            for account in list(container):
                _drop(container, account)
            if isinstance(container, AccountRegionBundle):
                container.reset()
        for service in services:
            service.lifecycle_hook.on_after_state_reset()
        emulation.reset()
        gc.collect()


def accounts(emulation: Emulation) -> list[str]:
    """Return the accounts that have any state, of any service. The caller holds the lock."""
    return sorted(forget.accounts(emulation.privatelink).union(*(list(container) for container in _containers())))


def forget_account(emulation: Emulation, account: str) -> Forgotten | None:
    """Forget all state of an account, in every Region; None where it has none. No other account's is touched.

    Parameters:
        account: its 12 digits.
    """
    with emulation.locked():
        if account not in accounts(emulation):
            return None
        forgotten = forget.forget_account(emulation.privatelink, account)
        for group in {each.selector.target_group for each in emulation.health_faults.all()}:
            if group is not None and f":{account}:" in group:
                emulation.health_faults.forget_target_group(group)
        for container in _containers():
            _drop(container, account)
        # What is dropped refers to itself, so that only the garbage collector finds it.
        gc.collect()
        return forgotten


def _active_services() -> Iterator[Any]:
    for name in SERVICE_PLUGINS.list_active_services():
        yield SERVICE_PLUGINS.get_service(name)


def _containers() -> list[Any]:
    """Give what all services keep their state in, also those of moto's that LocalStack has not loaded itself."""
    collector = _Collector()
    for service in _active_services():
        service.accept_state_visitor(collector)
    in_use: list[Any] = BackendDict._instances  # type: ignore[misc]  # noqa: SLF001 - moto's only list of what is in use
    for backends in list(in_use):
        collector.visit(backends)
    return list(collector.found.values())


def _drop(container: Any, account: str) -> None:
    """Drop an account out of a container."""
    if isinstance(container, AccountRegionBundle):
        with container.lock:
            bundle = container.pop(account, None)
            if bundle is not None:
                bundle.reset()
            _drop_shared(container, account)
        return
    backends = container.pop(account, None)
    if backends is not None:
        # A cache of moto's, of the Regions of a service, keeps the object.
        backends.clear()


def _drop_shared(container: Any, account: str) -> None:
    """Drop an account's entries of what all accounts share, such as whose an S3 bucket's name is."""
    for shared in container._universal.values():  # noqa: SLF001 - LocalStack tells nobody
        if isinstance(shared, dict):
            for key in [key for key, value in shared.items() if value == account or f":{account}:" in str(key)]:
                del shared[key]
