"""The checks of a stack: every endpoint of the spec, and nothing beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from privatelink_generator.patterns.base import Spec
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_harness.checks import consumer
from privatelink_harness.checks.api import Api
from privatelink_harness.checks.check import ABSENT, Check, Sheet
from privatelink_harness.checks.facts import Facts, read
from privatelink_harness.checks.placement import Placement, from_outputs
from privatelink_harness.checks.property import Property
from privatelink_harness.terraform.snapshot import Resource, Snapshot

STACK = "stack"
"""The subject of checks that are about no endpoint alone."""

_ENDPOINT = "aws_vpc_endpoint"


@dataclass(frozen=True, slots=True)
class Standing:
    """A stack that stands.

    Parameters:
        state: what Terraform's state holds.
        plan: what its plan was to make; None where it is not at hand.
        placement: where endpoints should stand; None: as the root module's outputs say.
        module: address of the module to look in, None for the whole stack.
    """

    state: Snapshot
    plan: Snapshot | None = None
    placement: Placement | None = None
    module: str | None = None


def verify(spec: Spec, standing: Standing, api: Api) -> list[Check]:
    """Check a stack against its spec, by asking the target's API.

    Raises:
        HarnessError: the outputs that tell the placement hold something else; the API refuses or does not answer.
    """
    if not isinstance(spec, ConsumerSpec):
        return []
    placement = standing.placement or from_outputs(standing.state.outputs)
    resources = list(standing.state.of(_ENDPOINT, module=standing.module))
    vpcs = {str(each.values["vpc_id"]) for each in resources if each.values.get("vpc_id")}
    facts = read(api, vpcs | ({placement.vpc} if placement.vpc else set()))
    found = match(spec, resources, api.region)
    accepted = {each.values.get("vpc_endpoint_id") for each in standing.state.of("aws_vpc_endpoint_private_dns")}
    checks: list[Check] = []
    for name in spec.endpoints:
        stated = found.get(name)
        planned = _planned(standing.plan, stated)
        sheet = Sheet(name, api.proof, api.gaps)
        described = facts.endpoints.get(stated.id) if stated else None
        sheet.compare(
            Property.EXISTS,
            spec=True,
            plan=ABSENT if standing.plan is None or stated is None else planned is not None,
            state=stated is not None,
            api=described is not None,
        )
        if described is not None and stated is not None:
            identity = str(described["VpcEndpointId"])
            witnesses = consumer.Witnesses(
                name, spec, planned, stated, described, facts, placement, api.region, identity in accepted
            )
            consumer.check(sheet, witnesses)
        checks += sheet.checks
    return [*checks, _others(found, standing, facts, api)]


def match(spec: ConsumerSpec, resources: Iterable[Resource], region: str) -> dict[str, Resource]:
    """Which resource is which endpoint of the spec: one of the same service and type, of the same name if there is one.

    A module that somebody wrote by hand names its resources as it likes.
    """
    left = list(resources)
    found: dict[str, Resource] = {}
    for exact in (True, False):
        for name, endpoint in spec.endpoints.items():
            wanted = (consumer.service_name(endpoint, region), endpoint.type.capitalize())
            for each in left:
                same = (each.values.get("service_name"), each.values.get("vpc_endpoint_type")) == wanted
                if name not in found and same and (not exact or name in {each.name, each.key}):
                    found[name] = each
                    left.remove(each)
                    break
    return found


def _planned(plan: Snapshot | None, stated: Resource | None) -> Resource | None:
    if plan is None or stated is None:
        return None
    return next((each for each in plan.of(_ENDPOINT) if each.address == stated.address), None)


def _others(found: dict[str, Resource], standing: Standing, facts: Facts, api: Api) -> Check:
    """Endpoints that nobody asked for; those of the stack's other modules are not looked at where one is named."""
    inside = {each.id for each in standing.state.of(_ENDPOINT, module=standing.module)}
    known = {each.id for each in found.values()}
    elsewhere = {each.id for each in standing.state.of(_ENDPOINT)} - inside
    sheet = Sheet(STACK, api.proof, api.gaps)
    sheet.compare(
        Property.OTHER_ENDPOINTS,
        spec=frozenset(),
        state=frozenset(inside - known),
        api=frozenset(facts.endpoints) - known - elsewhere,
    )
    return sheet.checks[0]
