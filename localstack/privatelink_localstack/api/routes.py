"""The HTTP API under `/_privatelink/`, on LocalStack's own port: a view of the state, settings and faults.

    GET    /_privatelink/                       the provider of ec2, and numbers of records
    GET    /_privatelink/endpoints              all endpoints with their history; also services,
                                                connections, notifications
    POST   /_privatelink/services               add a stand-in for a vendor's service
    POST   /_privatelink/organizational-units   add a stand-in for an organizational unit
    GET    /_privatelink/history/<id>           the events of a resource
    GET    /_privatelink/names/<vpc>/<name>     who answers for a name in a VPC, and what
    GET    /_privatelink/durations   PUT        durations of states, in seconds
    GET    /_privatelink/quotas      PUT        quotas
    GET    /_privatelink/faults      POST       faults; POST sets one
    DELETE /_privatelink/faults                 remove all faults, or those of an account
    GET    /_privatelink/target-health          the health of load balancers' targets (PUT, DELETE): `target_health`
    GET    /_privatelink/traffic                the data plane; POST starts it, and waits for changes to be in force
    GET    /_privatelink/on-premises            networks on premises; PUT and DELETE: `on_premises`
    GET    /_privatelink/places?name=<name>     the IDs of VPCs, and of instances' and functions' interfaces, by name
    GET    /_privatelink/decisions              what became of the last requests through endpoints; DELETE forgets
    GET    /_privatelink/accounts               the accounts with state, and their Regions
    GET    /_privatelink/runs/<run>             the calls of a run: `runs`
    DELETE /_privatelink/accounts/<account>     remove all state of an account
    POST   /_privatelink/reset                  clear all state of this LocalStack

`docs/faults.md` documents the bodies. They are JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from localstack.aws.spec import load_service
from localstack.http import Request, Resource
from localstack.http.router import Router
from localstack.services.plugins import SERVICE_PLUGINS

from privatelink_localstack.api import settings, view
from privatelink_localstack.api.decisions import PATH as DECISIONS
from privatelink_localstack.api.decisions import DecisionsResource
from privatelink_localstack.api.on_premises import PATH as ON_PREMISES
from privatelink_localstack.api.on_premises import Network, Networks
from privatelink_localstack.api.organizations import OrganizationalUnits
from privatelink_localstack.api.places import PATH as PLACES
from privatelink_localstack.api.places import PlacesResource
from privatelink_localstack.api.replies import error, with_body
from privatelink_localstack.api.resource import EmulationResource
from privatelink_localstack.api.runs import PATH as RUNS
from privatelink_localstack.api.runs import RunResource
from privatelink_localstack.api.target_health import PATH as TARGET_HEALTH
from privatelink_localstack.api.target_health import TargetHealth
from privatelink_localstack.api.traffic import PATH as TRAFFIC
from privatelink_localstack.api.traffic import TrafficResource
from privatelink_localstack.emulation import Emulation
from privatelink_localstack.functions.plugin import chosen_executor
from privatelink_localstack.kernel.runs import Runs
from privatelink_localstack.privatelink.plane import ControlPlane
from privatelink_localstack.privatelink.services import stand_in
from privatelink_localstack.traffic.keeper import Keeper

PREFIX = "/_privatelink"
PROVIDERS = {"ec2": "privatelink"}
"""The expected provider by service."""

LISTS: dict[str, Callable[[ControlPlane], list[dict[str, Any]]]] = {
    "endpoints": view.endpoints,
    "services": view.services,
    "connections": view.all_connections,
    "notifications": view.notifications,
}
SETTINGS = (
    *("accounts", "decisions", "durations", "faults", "history/<id>", "names/<vpc>/<name>", "on-premises"),
    *("places?name=<name>", "quotas", "runs/<run>", "target-health", "traffic"),
)
"""What else a GET shows."""


class Overview(EmulationResource):
    """`/_privatelink/`."""

    def on_get(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - as LocalStack calls it
        """Return the providers and numbers of records; `ours` is whether the providers are this package's."""
        store = self.emulation.privatelink.store
        providers = {service: provider_of(service) for service in PROVIDERS}
        return {
            "providers": providers,
            "ours": providers == PROVIDERS,
            "functions": chosen_executor(),
            "endpoints": len(store.endpoints),
            "services": len(store.services),
            "notifications": len(store.notifications),
        }


class Lists(EmulationResource):
    """`/_privatelink/<name>`."""

    def on_get(self, request: Request, name: str) -> Any:  # noqa: ARG002 - as LocalStack calls it
        """Return all records of a type."""
        if name not in LISTS:
            return error(404, f"{name}: unknown. Known are: {', '.join(sorted((*LISTS, *SETTINGS)))}")
        with self.emulation.locked():
            return {name: LISTS[name](self.emulation.privatelink)}

    def on_post(self, request: Request, name: str) -> Any:
        """Add a stand-in for a vendor's service."""
        if name != "services":
            return error(405, f"{name}: only services can be added")

        def add(body: dict[str, Any]) -> dict[str, Any]:
            with self.emulation.locked():
                return view.record(stand_in.add_stand_in(self.emulation.privatelink, body))

        return with_body(add, request)


class History(EmulationResource):
    """`/_privatelink/history/<id>`."""

    def on_get(self, request: Request, resource_id: str) -> dict[str, Any]:  # noqa: ARG002 - as LocalStack calls it
        """Return the events of a resource."""
        with self.emulation.locked():
            return {"id": resource_id, "history": view.history(self.emulation.privatelink, resource_id)}


class Names(EmulationResource):
    """`/_privatelink/names/<vpc>/<name>`."""

    def on_get(self, request: Request, vpc_id: str, name: str) -> Any:  # noqa: ARG002 - as LocalStack calls it
        """Return who answers for a name in a VPC, and what."""
        # As in `Reset`.
        from privatelink_localstack.adapters.names import resolution

        with self.emulation.locked():
            found = resolution(self.emulation, vpc_id, name)
        return error(404, f"{vpc_id}: there is no such VPC here") if found is None else asdict(found)


class Durations(EmulationResource):
    """`/_privatelink/durations`."""

    def on_get(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - as LocalStack calls it
        """Return all durations."""
        return dict(self.emulation.settings.durations)

    def on_put(self, request: Request) -> Any:
        """Set the given durations, and return all."""

        def change(body: dict[str, Any]) -> dict[str, Any]:
            with self.emulation.locked():
                return settings.set_durations(self.emulation.settings, body)

        return with_body(change, request)


class Quotas(EmulationResource):
    """`/_privatelink/quotas`."""

    def on_get(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - as LocalStack calls it
        """Return all quotas."""
        return dict(self.emulation.settings.quotas)

    def on_put(self, request: Request) -> Any:
        """Set the given quotas, and return all."""

        def change(body: dict[str, Any]) -> dict[str, Any]:
            with self.emulation.locked():
                return settings.set_quotas(self.emulation.settings, body)

        return with_body(change, request)


class FaultsResource(EmulationResource):
    """`/_privatelink/faults`."""

    def on_get(self, request: Request | None = None) -> dict[str, Any]:  # noqa: ARG002 - as LocalStack calls it
        """Return all faults."""
        with self.emulation.locked():
            faults = self.emulation.settings.faults
            return {"calls": [asdict(each) for each in faults.calls], "zones": [asdict(each) for each in faults.zones]}

    def on_post(self, request: Request) -> Any:
        """Set a fault."""

        def add(body: dict[str, Any]) -> dict[str, Any]:
            with self.emulation.locked():
                settings.add_fault(self.emulation.settings, body, _operations())
            return self.on_get()

        return with_body(add, request)

    def on_delete(self, request: Request) -> Any:
        """Remove the faults of an account; without a body, all of them."""

        def remove(body: dict[str, Any]) -> dict[str, Any]:
            with self.emulation.locked():
                settings.remove_faults(self.emulation.settings, body)
            return self.on_get()

        return with_body(remove, request) if request.get_data() else remove({})


class Accounts(EmulationResource):
    """`/_privatelink/accounts`."""

    def on_get(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - as LocalStack calls it
        """Return the accounts with state, and the Regions in which each has some."""
        # As in `Reset`.
        from privatelink_localstack.adapters.reset import accounts, regions

        with self.emulation.locked():
            return {"accounts": accounts(self.emulation), "regions": regions()}


class Account(EmulationResource):
    """`/_privatelink/accounts/<account>`."""

    def on_delete(self, request: Request, account: str) -> Any:  # noqa: ARG002 - as LocalStack calls it
        """Remove an account's state, and return the numbers of removed records."""
        from privatelink_localstack.adapters.reset import forget_account

        forgotten = forget_account(self.emulation, account)
        if forgotten is None:
            return error(404, f"{account}: there is no such account here")
        return {"account": account, **asdict(forgotten)}


class Reset(EmulationResource):
    """`/_privatelink/reset` and `/_localstack/state/reset`."""

    def on_post(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - as LocalStack calls it
        """Clear all state."""
        # A heavy import that is rarely needed, so not at the start of LocalStack.
        from privatelink_localstack.adapters.reset import reset_state

        reset_state(self.emulation)
        return {"status": "OK"}


def add_routes(
    router: Router[Any], emulation: Callable[[], Emulation], runs: Runs, keeper: Callable[[], Keeper]
) -> None:
    """Add the HTTP API to a router.

    Parameters:
        emulation: returns the emulation. The first request calls it: moto's EC2 takes a second to load.
        keeper: returns the keeper of the data plane.
    """
    for path, resource in (
        ("/", Overview),
        ("/durations", Durations),
        ("/quotas", Quotas),
        ("/faults", FaultsResource),
        ("/reset", Reset),
        ("/organizational-units", OrganizationalUnits),
        ("/accounts", Accounts),
        ("/accounts/<account>", Account),
        ("/history/<resource_id>", History),
        ("/names/<vpc_id>/<name>", Names),
        ("/<name>", Lists),
    ):
        router.add(Resource(PREFIX + path, resource(emulation)))
    router.add(Resource(RUNS, RunResource(runs)))
    router.add(Resource(TRAFFIC, TrafficResource(keeper)))
    router.add(Resource(ON_PREMISES, Networks(emulation)))
    router.add(Resource(f"{ON_PREMISES}/<name>", Network(emulation)))
    router.add(Resource(PLACES, PlacesResource(emulation)))
    router.add(Resource(DECISIONS, DecisionsResource(emulation)))
    router.add(Resource(TARGET_HEALTH, TargetHealth(emulation)))
    router.add(Resource("/_localstack/state/reset", Reset(emulation)))


def provider_of(service: str) -> str:
    """Return the name of a service's provider. LocalStack uses its default if the chosen one fails to load."""
    chosen = SERVICE_PLUGINS.get_active_provider(service)
    known = SERVICE_PLUGINS.api_provider_specs.get(service, ())
    if chosen not in known or SERVICE_PLUGINS.plugin_errors.has_errors(service, chosen):
        return str(SERVICE_PLUGINS.get_default_provider())
    return str(chosen)


def _operations() -> dict[str, str]:
    """Return the services of all operations that can have faults, by operation."""
    return {name: service for service in ("ec2", "elbv2") for name in load_service(service).operation_names}
