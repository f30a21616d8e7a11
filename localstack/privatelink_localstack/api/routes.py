"""The HTTP API under `/_privatelink/`, on LocalStack's own port: what is there, and faults on purpose.

    GET    /_privatelink/                       which provider answers for ec2, and how much there is
    GET    /_privatelink/endpoints              every endpoint with its history; also services, connections,
                                                notifications
    POST   /_privatelink/services               a stand-in for a service that is not here
    GET    /_privatelink/history/<id>           who did what to a resource, when
    GET    /_privatelink/durations   PUT        how long states last, in seconds
    GET    /_privatelink/quotas      PUT        quotas
    GET    /_privatelink/faults      POST       faults that wait; set one
    DELETE /_privatelink/faults                 forget all faults
    GET    /_privatelink/target-health          the health of load balancers' targets (PUT, DELETE): `elbv2.http`
    GET    /_privatelink/accounts               the accounts that have any state
    DELETE /_privatelink/accounts/<account>     forget all of an account's state
    POST   /_privatelink/reset                  clear all state of this LocalStack

`docs/faults.md` documents the bodies. They are JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from localstack.aws.spec import load_service
from localstack.http import Request, Resource
from localstack.runtime import hooks
from localstack.services.plugins import SERVICE_PLUGINS

from privatelink_localstack.api import settings, view
from privatelink_localstack.api.replies import error, with_body
from privatelink_localstack.api.target_health import register_health_routes
from privatelink_localstack.privatelink.services import stand_in
from privatelink_localstack.wiring import plane

PREFIX = "/_privatelink"
PROVIDERS = {"ec2": "privatelink"}
"""Which provider is to answer, by service."""

LISTS: dict[str, Callable[[Any], list[dict[str, Any]]]] = {
    "endpoints": view.endpoints,
    "services": view.services,
    "connections": view.all_connections,
    "notifications": view.notifications,
}


class Overview:
    """`/_privatelink/`."""

    def on_get(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - as LocalStack calls it
        """Say which provider answers; `ours` is whether they are this package's."""
        store = plane().store
        answering = {service: provider_of(service) for service in PROVIDERS}
        return {
            "providers": answering,
            "ours": answering == PROVIDERS,
            "endpoints": len(store.endpoints),
            "services": len(store.services),
            "notifications": len(store.notifications),
        }


class Lists:
    """`/_privatelink/<what>`."""

    def on_get(self, request: Request, what: str) -> Any:  # noqa: ARG002 - as LocalStack calls it
        """Give everything of a kind."""
        if what not in LISTS:
            return error(404, f"{what}: unknown. Known are: {', '.join(sorted(LISTS))}")
        plane().settle()
        return {what: LISTS[what](plane())}

    def on_post(self, request: Request, what: str) -> Any:
        """Make a stand-in for somebody's service."""
        if what != "services":
            return error(405, f"{what}: only services can be added")
        return with_body(lambda body: asdict(stand_in.add_stand_in(plane(), body)), request)


class History:
    """`/_privatelink/history/<id>`."""

    def on_get(self, request: Request, resource_id: str) -> dict[str, Any]:  # noqa: ARG002 - as LocalStack calls it
        """Give what happened to a resource."""
        plane().settle()
        return {"id": resource_id, "history": view.history(plane(), resource_id)}


class Durations:
    """`/_privatelink/durations`."""

    def on_get(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - as LocalStack calls it
        """Give all durations."""
        return dict(plane().durations)

    def on_put(self, request: Request) -> Any:
        """Set some."""
        return with_body(lambda body: settings.set_durations(plane(), body), request)


class Quotas:
    """`/_privatelink/quotas`."""

    def on_get(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - as LocalStack calls it
        """Give all quotas."""
        return dict(plane().quotas)

    def on_put(self, request: Request) -> Any:
        """Set some."""
        return with_body(lambda body: settings.set_quotas(plane(), body), request)


class FaultsResource:
    """`/_privatelink/faults`."""

    def on_get(self, request: Request | None = None) -> dict[str, Any]:  # noqa: ARG002 - as LocalStack calls it
        """Give the faults that wait."""
        with plane().lock:
            faults = plane().faults
            return {"calls": [asdict(each) for each in faults.calls], "zones": [asdict(each) for each in faults.zones]}

    def on_post(self, request: Request) -> Any:
        """Set one."""

        def add(body: dict[str, Any]) -> dict[str, Any]:
            settings.add_fault(plane(), body, _operations())
            return self.on_get()

        return with_body(add, request)

    def on_delete(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - as LocalStack calls it
        """Forget all."""
        with plane().lock:
            plane().faults.clear()
        return self.on_get()


class Accounts:
    """`/_privatelink/accounts`."""

    def on_get(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - as LocalStack calls it
        """Give the accounts that have any state."""
        # As in `Reset`.
        from privatelink_localstack.api.reset import accounts

        return {"accounts": accounts()}


class Account:
    """`/_privatelink/accounts/<account>`."""

    def on_delete(self, request: Request, account: str) -> Any:  # noqa: ARG002 - as LocalStack calls it
        """Forget an account, and say how much that was."""
        from privatelink_localstack.api.reset import forget_account

        forgotten = forget_account(account)
        if forgotten is None:
            return error(404, f"{account}: there is no such account here")
        return {"account": account, **asdict(forgotten)}


class Reset:
    """`/_privatelink/reset` and `/_localstack/state/reset`."""

    def on_post(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - as LocalStack calls it
        """Clear all state."""
        # Heavy, and needed rarely: not while LocalStack starts.
        from privatelink_localstack.api.reset import reset_state

        reset_state()
        return {"status": "OK"}


@hooks.on_infra_start()  # type: ignore[untyped-decorator]
def register_routes() -> None:
    """Add the routes, when LocalStack starts."""
    from localstack.services.internal import get_internal_apis

    router = get_internal_apis()
    for path, resource in (
        ("/", Overview()),
        ("/durations", Durations()),
        ("/quotas", Quotas()),
        ("/faults", FaultsResource()),
        ("/reset", Reset()),
        ("/accounts", Accounts()),
        ("/accounts/<account>", Account()),
        ("/history/<resource_id>", History()),
        ("/<what>", Lists()),
    ):
        router.add(Resource(PREFIX + path, resource))
    register_health_routes(router)
    router.add(Resource("/_localstack/state/reset", Reset()))


def provider_of(service: str) -> str:
    """Give the name of the provider that answers for a service: LocalStack falls back where one can't be loaded."""
    wanted = SERVICE_PLUGINS.get_active_provider(service)
    known = SERVICE_PLUGINS.api_provider_specs.get(service, ())
    if wanted not in known or SERVICE_PLUGINS.plugin_errors.has_errors(service, wanted):
        return str(SERVICE_PLUGINS.get_default_provider())
    return str(wanted)


def _operations() -> list[str]:
    """Give the names of the calls that faults may strike."""
    return [name for service in ("ec2", "elbv2") for name in load_service(service).operation_names]
