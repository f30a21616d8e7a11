"""A hub in an applied stack: its module and those of its spokes, their accounts, and what the API says there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from privatelink_generator import hcl
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.hybrid.names import Zone
from privatelink_generator.patterns.hybrid.spoke import Spoke
from privatelink_generator.patterns.hybrid.view import HybridView
from privatelink_harness.checks.api import Api
from privatelink_harness.checks.check import Account
from privatelink_harness.checks.hybrid.facts import Facts, Request, read
from privatelink_harness.checks.placement import Placement, from_outputs
from privatelink_harness.checks.scope import Scope, Scopes, home
from privatelink_harness.checks.stack import StackSnapshot, last_call
from privatelink_harness.terraform.snapshot import Resource

HUB = "hub"
"""The alias of the hub's own account."""

_EXAMPLE = "module.hub"
"""The hub in the complete example."""

_SPOKES = "spokes"
"""The root module's output that tells the VPC and the route tables of each spoke, by its name."""

_VPCS = {
    "aws_vpc_peering_connection_accepter": "vpc_id",
    "aws_ec2_transit_gateway_vpc_attachment": "vpc_id",
    "aws_route53_zone_association": "vpc_id",
    "aws_route53_resolver_rule_association": "vpc_id",
    "aws_route53profiles_association": "resource_id",
    "aws_vpc_endpoint": "vpc_id",
}
"""What a spoke's module has in the spoke's account, and the attribute with the spoke's VPC."""

_TABLE = "transit_gateway_route_table_id"


@dataclass(frozen=True, slots=True)
class SpokeStack:
    """A spoke in an applied stack.

    Parameters:
        module: the address of its module; None where the stack has none.
        resources: of the module, and of those below it.
        placement: its VPC and route tables.
        scope: its account and Region; the hub's where the state does not tell.
    """

    name: str
    model: Spoke
    module: str | None
    resources: tuple[Resource, ...]
    placement: Placement
    scope: Scope

    def one(self, *types: str) -> Resource | None:
        """Return the module's resource of one of these types."""
        return next(self.of(*types), None)

    def of(self, *types: str) -> Iterator[Resource]:
        """Yield the module's resources of these types."""
        return (each for each in self.resources if each.type in types)


@dataclass(frozen=True)
class Hub:
    """A hub in an applied stack.

    Parameters:
        module: the address of the hub's module.
        resources: of this module, without those of the modules below it.
        scope: the hub's account and Region.
        facts: the API's answers by account and Region.
    """

    spec: HybridSpec
    stack: StackSnapshot
    module: str
    resources: tuple[Resource, ...]
    placement: Placement
    scopes: Scopes
    scope: Scope
    spokes: Mapping[str, SpokeStack]
    facts: Mapping[Scope, Facts]

    @cached_property
    def view(self) -> HybridView:
        """What the templates see of the spec."""
        return HybridView(self.spec)

    @property
    def here(self) -> Facts:
        """The API's answers in the hub's account and Region."""
        return self.facts[self.scope]

    def one(self, resource_type: str, name: str, key: str | None = None) -> Resource | None:
        """Return a resource of the hub's module, which may have a count where it has no key."""
        keys = (None, 0) if key is None else (key,)
        named = (each for each in self.resources if (each.type, each.name) == (resource_type, name))
        return next((each for each in named if each.key in keys), None)

    def zone(self, zone: Zone) -> Resource | None:
        """Return a private hosted zone; a general module has it by its domain."""
        key = domain_in(zone, self.scope.region) if self.spec.general else zone.key
        return self.one("aws_route53_zone", "this", key)

    def of(self, *types: str) -> Iterator[Resource]:
        """Yield the stack's resources of these types: a stack may have more spokes than the spec."""
        return self.stack.state.of(*types)

    def below(self, call: str) -> str:
        """Return the address of a module that the hub's calls."""
        return f"{self.module}.module.{call}".removeprefix(".")

    def account(self, alias: str | None, scope: Scope) -> Account | None:
        """Return an account for the report; None where the spec has one only."""
        return Account(alias or HUB, scope.account, scope.region) if self.spec.accounts else None

    @cached_property
    def routed(self) -> dict[str, SpokeStack]:
        """The spokes that use the hub's endpoints, as far as the stack has them."""
        return {name: each for name, each in self.spokes.items() if each.model.is_routed}

    @cached_property
    def cidrs(self) -> list[str]:
        """The CIDR blocks of the hub's subnets."""
        known, subnets = self.here.of("aws_subnet"), self.placement.subnets or ()
        return [known[each]["CidrBlock"] for each in subnets if each in known]

    @cached_property
    def tables(self) -> dict[str, str]:
        """What the hub calls the transit gateway's route tables, by ID."""
        return {
            str(each.values[_TABLE]): str(each.key)
            for each in self.resources
            if each.type == "aws_ec2_transit_gateway_route_table_propagation" and each.name == HUB
        }

    @cached_property
    def regional_names(self) -> dict[str, str]:
        """The spec's names of the endpoints by their regional DNS names, in lower case."""
        described, found = self.here.of("aws_vpc_endpoint"), {}
        for name, resource in self.endpoints.items():
            entries = described.get(resource.id, {}).get("DnsEntries", ())
            own = [each["DnsName"].lower() for each in entries if resource.id in each["DnsName"]]
            if own:
                # A zonal name has the zone's in it.
                found[min(own, key=len)] = name
        return found

    @cached_property
    def endpoints(self) -> dict[str, Resource]:
        """The endpoints by their names in the spec."""
        labels = {hcl.label(name): name for name in self.spec.endpoints}
        within = self.stack.state.of("aws_vpc_endpoint", module=self.below("endpoints"))
        named = ((str(each.key) if self.spec.general else labels.get(each.name, ""), each) for each in within)
        return {name: each for name, each in named if name in self.spec.endpoints}

    def named(self, arns: Iterable[object]) -> frozenset[str]:
        """Return what the spec calls resources that are shared; an unknown one keeps its ARN."""
        known = {each.values.get("arn"): f"endpoint {name}" for name, each in self.endpoints.items()}
        for each in self.resources:
            noun = {
                "aws_route53_resolver_rule": f"rule {each.key}",
                "aws_route53profiles_profile": "profile",
                "aws_ec2_transit_gateway": "transit gateway",
            }.get(each.type)
            if noun:
                known[each.values.get("arn")] = noun
        return frozenset(known.get(arn, str(arn)) for arn in arns)


def domain_in(zone: Zone, region: str) -> str:
    """Return a zone's domain in a Region."""
    return zone.domain.replace("${local.region}", region)


def find(spec: HybridSpec, stack: StackSnapshot, api: Api) -> Hub:
    """Return the hub with its spokes, each with the API's answers of its account and Region.

    Raises:
        HarnessError: the stack calls the hub's module several times; an output that tells the placement has another
            type; the API refuses or does not answer.
    """
    module = _address(spec, stack)
    scopes = Scopes.read(stack.state.resources, global_region=api.home.region)
    resources = tuple(each for each in stack.state.resources if each.module == module and each.values)
    found = scopes.all(each for each in stack.state.within(module) if each.values)
    scope = home(found, api.home) or api.home
    placement = stack.expected_placement()
    calls = {name: _module_of_spoke(name, each, stack, module) for name, each in spec.spokes.items()}
    spokes = {name: _spoke(name, each, calls[name], stack, scopes, scope) for name, each in spec.spokes.items()}
    facts = read(api, _requests(spec, scopes, scope, resources, placement, spokes.values()))
    return Hub(spec, stack, module, resources, placement, scopes, scope, spokes, facts)


def _address(spec: HybridSpec, stack: StackSnapshot) -> str:
    """Return the address of the hub's module: what its parts are below, "" for the root module.

    Raises:
        HarnessError: several addresses are equally good.
    """
    calls = {"module.endpoints"} if spec.endpoints else set()
    calls |= {f"module.service_{hcl.label(name)}" for name in spec.services}
    return stack.caller_of(calls, of=spec.name, default=_EXAMPLE)


def _spoke(name: str, model: Spoke, module: str | None, stack: StackSnapshot, scopes: Scopes, hub: Scope) -> SpokeStack:
    resources = tuple(stack.state.within(module)) if module is not None else ()
    # What is in the spoke's own account tells its account; the others are in the hub's.
    own = [each for each in resources if each.type in _VPCS]
    outputs = stack.state.outputs.get(_SPOKES)
    told = outputs.get(name) if isinstance(outputs, Mapping) else None
    placement = from_outputs(told) if isinstance(told, Mapping) else Placement()
    if placement.vpc is None and own:
        placement = Placement(str(own[0].values[_VPCS[own[0].type]]), None, placement.route_tables)
    vpc = next((each for each in stack.state.of("aws_vpc") if each.id == placement.vpc), None)
    located = ([vpc] if vpc else []) + own
    scope = next((found for each in located if (found := scopes.of(each))), hub)
    return SpokeStack(name, model, module, resources, placement, scope)


def _module_of_spoke(name: str, model: Spoke, stack: StackSnapshot, hub: str) -> str | None:
    """Return the address of a spoke's module: the call of its name, or the one whose routes lead to its networks.

    Parameters:
        hub: the address of the hub's module; a composition's calls of spokes have its name before theirs.
    """
    label = hcl.label(name)
    calls = {f"module.{label}", f"module.{name}"}
    known = list(dict.fromkeys(stack.modules()))
    if f"{hub}_{label}" in known:
        return f"{hub}_{label}"
    named = [each for each in known if last_call(each) in calls or each.endswith(f'["{name}"]')]
    if named:
        return named[0]
    routed: dict[str, set[str]] = defaultdict(set)
    for each in stack.state.of("aws_route"):
        if each.name == "hub_to_spoke":
            routed[each.module].add(str(each.values.get("destination_cidr_block")))
    return next((module for module, cidrs in routed.items() if cidrs == set(model.cidrs)), None)


def _requests(
    spec: HybridSpec,
    scopes: Scopes,
    hub: Scope,
    resources: Iterable[Resource],
    placement: Placement,
    spokes: Iterable[SpokeStack],
) -> dict[Scope, Request]:
    """Return what each account and Region is asked for: the types and IDs that the state has there."""
    ids: dict[Scope, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    vpcs: dict[Scope, set[str]] = defaultdict(set)
    receives = set()
    ids[hub] = defaultdict(set)
    if placement.vpc:
        vpcs[hub].add(placement.vpc)
    spokes = tuple(spokes)
    for each in (*resources, *(each for spoke in spokes for each in spoke.resources)):
        scope = scopes.of(each) or hub
        ids[scope][each.type].add(each.id)
        if each.values.get(_TABLE):
            ids[scope]["aws_ec2_transit_gateway_route_table"].add(str(each.values[_TABLE]))
    for spoke in spokes:
        ids[spoke.scope]["aws_route_table"] |= spoke.placement.route_tables or set()
        if spoke.model.is_routed and spoke.placement.vpc:
            vpcs[spoke.scope].add(spoke.placement.vpc)
        if spoke.scope.account != hub.account and spoke.scope.region == hub.region:
            receives.add(spoke.scope)
    return {
        scope: Request(
            types,
            vpcs[scope] if spec.shared_names or spec.domains else (),
            scope in receives and bool(HybridView(spec).shares),
        )
        for scope, types in ids.items()
    }
