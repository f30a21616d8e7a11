"""Removal of all state, or of one account's.

`POST /_localstack/state/reset` clears everything; the open-source edition of LocalStack lacks it.
`DELETE /_privatelink/accounts/<account>` is for a LocalStack that serves hundreds of runs with accounts of their own:
each takes 0.4 MB in each Region, and 4 to 8 MB where its images were read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from localstack.services.plugins import SERVICE_PLUGINS
from localstack.services.stores import AccountRegionBundle
from localstack.state import StateVisitor
from moto.core.base_backend import BackendDict
from moto.ec2.models.amis import AmiBackend

from privatelink_localstack.adapters.memory import give_back
from privatelink_localstack.adapters.organizations.store import forget_member
from privatelink_localstack.adapters.spared_work import release_images
from privatelink_localstack.emulation import Emulation
from privatelink_localstack.privatelink import forget
from privatelink_localstack.privatelink.forget import Forgotten

_REGION = re.compile(r"[a-z]+(?:-[a-z]+)+-\d")


class _Collector(StateVisitor):  # type: ignore[misc]
    """Collector of the services' state containers, without files."""

    def __init__(self) -> None:
        # Keys are identities: LocalStack's containers are dictionaries, which may be equal.
        self.containers: dict[int, Any] = {}

    def visit(self, state_container: Any) -> None:
        """Add a container of moto's or LocalStack's."""
        if isinstance(state_container, BackendDict | AccountRegionBundle):
            self.containers[id(state_container)] = state_container


def reset_state(emulation: Emulation) -> None:
    """Clear the state of all active services and of the emulation."""
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
    give_back()


def accounts(emulation: Emulation) -> list[str]:
    """Return the IDs of the accounts with state of any service. The caller holds the lock."""
    own = forget.accounts(emulation.privatelink) | emulation.resolver.accounts() | emulation.profiles.accounts()
    return sorted(own.union(*(list(container) for container in _containers())))


def regions() -> dict[str, list[str]]:
    """Return the Regions in which each account has state, by its ID. The caller holds the emulation's lock."""
    found: dict[str, set[str]] = defaultdict(set)
    for container in _containers():
        for account, bundle in list(container.items()):
            # Services without Regions have their state under words such as `aws` and `global`.
            found[account].update(region for region in list(bundle) if _REGION.fullmatch(region))
    return {account: sorted(some) for account, some in found.items() if some}


def forget_account(emulation: Emulation, account: str) -> Forgotten | None:
    """Remove all state of an account, in all Regions, and return what was removed; None if it has no state."""
    with emulation.locked():
        if account not in accounts(emulation):
            return None
        forgotten = forget.forget_account(emulation.privatelink, account)
        emulation.resolver.forget_account(account)
        emulation.profiles.forget_account(account)
        emulation.peerings.forget(account)
        emulation.transit_gateways.forget(account)
        emulation.function_interfaces.forget(account)
        for target_group in {fault.selector.target_group for fault in emulation.health_faults.all()}:
            if target_group is not None and f":{account}:" in target_group:
                emulation.health_faults.forget_target_group(target_group)
        for service in _active_services():
            if end := getattr(service.lifecycle_hook, "on_account_forgotten", None):
                end(account)
        for container in _containers():
            _drop(container, account)
        forget_member(account)
    # The removed objects form cycles, which only the garbage collector frees.
    give_back()
    return forgotten


def _active_services() -> Iterator[Any]:
    for name in SERVICE_PLUGINS.list_active_services():
        yield SERVICE_PLUGINS.get_service(name)


def _containers() -> list[Any]:
    """Return the state containers of all services, including moto's services that LocalStack has not loaded."""
    collector = _Collector()
    for service in _active_services():
        service.accept_state_visitor(collector)
    instances: list[Any] = BackendDict._instances  # type: ignore[misc]  # noqa: SLF001 - moto has no other list
    for backends in list(instances):
        collector.visit(backends)
    return list(collector.containers.values())


def _drop(container: Any, account: str) -> None:
    """Remove an account from a container."""
    if isinstance(container, AccountRegionBundle):
        with container.lock:
            bundle = container.pop(account, None)
            if bundle is not None:
                bundle.reset()
            _drop_shared(container, account)
        return
    backends = container.pop(account, None)
    if backends is not None:
        for backend in list(backends.values()):
            if isinstance(backend, AmiBackend):
                release_images(backend)
        # The object stays in moto's cache of a service's Regions.
        backends.clear()


def _drop_shared(container: Any, account: str) -> None:
    """Remove an account's entries from state that all accounts share, such as the owners of S3 bucket names."""
    for shared in container._universal.values():  # noqa: SLF001 - LocalStack has no accessor
        if isinstance(shared, dict):
            for key in [key for key, value in shared.items() if value == account or f":{account}:" in str(key)]:
                del shared[key]
