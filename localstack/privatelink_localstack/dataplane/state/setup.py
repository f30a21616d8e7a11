"""What must exist in the kernel for a state, interface by interface, and what must change from one state to the next.

An interface whose setup is the same object before and after needs nothing: a change of one endpoint among thousands
costs a comparison of identities for the others.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import reduce
from itertools import chain
from operator import or_

from privatelink_localstack.dataplane.state import acls, flows, roads
from privatelink_localstack.dataplane.state.acls import SubnetSetup
from privatelink_localstack.dataplane.state.doors import OF_PORTS, Door, Entrance, entrances
from privatelink_localstack.dataplane.state.flows import Elements
from privatelink_localstack.dataplane.state.model import Address, Interface, State, Vpc
from privatelink_localstack.dataplane.state.reach import Grants, Groups
from privatelink_localstack.dataplane.state.roads import RoadChanges, RoadSetup


@dataclass(frozen=True, slots=True)
class InterfaceSetup:
    """What an interface needs.

    Parameters:
        grants: what its groups let through, from which `elements` follow.
        doors: None for an interface that is no endpoint's. An endpoint's is silent but at its doors: a connection that
            is pending or rejected, and a port that the service lacks, time out.
    """

    interface: Interface
    grants: Grants
    doors: tuple[Door, ...] | None
    elements: Elements


@dataclass(frozen=True, slots=True)
class Setup:
    """What a state needs, by the IDs of VPCs, interfaces and subnets.

    Parameters:
        doors, workloads: how many interfaces have, and how many are workloads'.
    """

    vpcs: Mapping[str, Vpc] = field(default_factory=dict)
    interfaces: Mapping[str, InterfaceSetup] = field(default_factory=dict)
    subnets: Mapping[str, SubnetSetup] = field(default_factory=dict)
    roads: RoadSetup = field(default_factory=RoadSetup)
    doors: int = 0
    workloads: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """What changes in a VPC that stays or is new. Remove first: an address may move from one interface to another."""

    vpc: str
    remove_interfaces: tuple[Interface, ...] = ()
    remove_elements: Elements = field(default_factory=Elements)
    add_elements: Elements = field(default_factory=Elements)
    add_interfaces: tuple[Interface, ...] = ()
    add_doors: tuple[Door, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What changes: doors that close, VPCs that go with all that they have, VPCs that come, and changes inside.

    Parameters:
        roads: between VPCs; what goes, before VPCs go, and what comes, after VPCs have come.
    """

    remove_doors: tuple[Door, ...] = ()
    remove_vpcs: tuple[str, ...] = ()
    add_vpcs: tuple[Vpc, ...] = ()
    inside: tuple[Change, ...] = ()
    roads: RoadChanges = field(default_factory=RoadChanges)


class Planner:
    """What follows from states, one after the other.

    Attributes:
        state: the one that was followed last.
        setup: what it needs.
    """

    def __init__(self) -> None:
        self.state = State()
        self.setup = Setup()
        self._groups: Groups | None = None
        self._entrances: Mapping[str, Entrance] = {}

    def follow(self, state: State) -> Changes:
        """Return the changes from the state before to this one."""
        old, self.state = self.state, replace(self.state, state)
        self._groups = Groups(self.state, self._groups)
        touched = _touched(old, self.state, self._groups)
        self._entrances = entrances(self.state, self._entrances, touched)
        before, self.setup = self.setup, _setup(self.state, self._groups, self._entrances, self.setup, touched)
        return _changes(before, self.setup, touched)


def _changes(before: Setup, after: Setup, touched: AbstractSet[str]) -> Changes:
    """Return what changes from one setup to the next, in which no other interfaces differ than those touched."""
    gone = tuple(each for each in before.vpcs if each not in after.vpcs)
    new = tuple(own for key, own in after.vpcs.items() if key not in before.vpcs)
    inside: dict[str, _Differences] = defaultdict(_Differences)
    closed, opened = set[Door](), set[Door]()
    for key in sorted(touched):
        old, now = before.interfaces.get(key), after.interfaces.get(key)
        if old is now:
            continue
        if old is not None:
            closed.update(old.doors or ())
            inside[old.interface.vpc].old.append(old)
        if now is not None:
            opened.update(now.doors or ())
            inside[now.interface.vpc].new.append(now)
    for old_subnet, subnet in _different(before.subnets, after.subnets):
        if old_subnet is not None:
            inside[old_subnet.subnet.vpc].old_subnets.append(old_subnet)
        if subnet is not None:
            inside[subnet.subnet.vpc].new_subnets.append(subnet)
    found = (_inside(vpc, inside[vpc]) for vpc in sorted(inside.keys() - set(gone)))
    return Changes(_sorted(closed - opened), gone, new, tuple(found), roads.changes(before.roads, after.roads))


def _different[T](before: Mapping[str, T], after: Mapping[str, T]) -> Iterator[tuple[T | None, T | None]]:
    """Yield what is not the same object before and after, with None for what there is not."""
    if before is after:
        return
    for key, now in after.items():
        if (old := before.get(key)) is not now:
            yield old, now
    for key in before.keys() - after.keys():
        yield before[key], None


@dataclass(frozen=True, slots=True)
class _Differences:
    """What is not the same in a VPC before and after."""

    old: list[InterfaceSetup] = field(default_factory=list)
    new: list[InterfaceSetup] = field(default_factory=list)
    old_subnets: list[SubnetSetup] = field(default_factory=list)
    new_subnets: list[SubnetSetup] = field(default_factory=list)


def _inside(vpc: str, found: _Differences) -> Change:
    """Return the change of a VPC."""
    doors, new_doors = ({door for each in some for door in each.doors or ()} for some in (found.old, found.new))
    elements = _joined([*found.old, *found.old_subnets])
    new_elements = _joined([*found.new, *found.new_subnets])
    standing = {_kernel_part(each.interface): each.interface for each in found.old}
    wanted = {_kernel_part(each.interface): each.interface for each in found.new}
    return Change(
        vpc,
        remove_interfaces=tuple(own for key, own in standing.items() if key not in wanted),
        remove_elements=elements - new_elements,
        add_elements=new_elements - elements,
        add_interfaces=tuple(own for key, own in wanted.items() if key not in standing),
        add_doors=_sorted(new_doors - doors),
    )


def _joined(setups: Iterable[InterfaceSetup | SubnetSetup]) -> Elements:
    return reduce(or_, (each.elements for each in setups), Elements())


def _sorted(doors: Iterable[Door]) -> tuple[Door, ...]:
    return tuple(
        sorted(doors, key=lambda each: (each.owner, each.interface, str(each.address), each.protocol, each.port))
    )


def _kernel_part(interface: Interface) -> tuple[str, tuple[Address, ...], bool]:
    """Return what of an interface its links and addresses follow from: not its groups."""
    return interface.id, interface.addresses, interface.workload


def _touched(before: State, after: State, groups: Groups) -> AbstractSet[str]:
    """Return the interfaces whose setup may differ from before: all where something changes that many depend on."""
    is_wide = before.vpcs.keys() != after.vpcs.keys() or any(
        getattr(before, name) is not getattr(after, name) for name in OF_PORTS
    )
    if is_wide or not groups.are_known:
        return before.interfaces.keys() | after.interfaces.keys()
    interfaces = (one or other for one, other in _different(before.interfaces, after.interfaces))
    owners = chain(
        _different(before.endpoints, after.endpoints),
        _different(before.aws_endpoints, after.aws_endpoints),
    )
    owned = (each.interfaces for pair in owners for each in pair if each)
    return frozenset(chain((each.id for each in interfaces if each), *owned))


def _setup(
    state: State, groups: Groups, entries: Mapping[str, Entrance], before: Setup, touched: AbstractSet[str]
) -> Setup:
    found, doors, workloads = {**before.interfaces}, before.doors, before.workloads
    for key in touched:
        interface, old = state.interfaces.get(key), found.pop(key, None)
        if old:
            doors -= len(old.doors or ())
            workloads -= old.interface.workload
        if interface is None or interface.vpc not in state.vpcs:
            continue
        entrance = entries.get(key)
        grants, own = groups.grants(interface.groups or ()), entrance.doors if entrance else None
        if old and old.interface is interface and old.grants is grants and (old.doors is own or old.doors == own):
            found[key] = old
        else:
            found[key] = InterfaceSetup(interface, grants, own, _elements(interface, grants, own))
        doors += len(own or ())
        workloads += interface.workload
    return Setup(state.vpcs, found, _subnets(state, before), roads.setup(state), doors, workloads)


def _subnets(state: State, before: Setup) -> Mapping[str, SubnetSetup]:
    found = {}
    for key, subnet in state.subnets.items():
        if subnet.vpc in state.vpcs:
            acl, old = state.acls.get(subnet.acl or ""), before.subnets.get(key)
            found[key] = old if old and old.subnet is subnet and old.acl is acl else acls.setup(subnet, acl)
    return found


def _elements(interface: Interface, grants: Grants, doors: tuple[Door, ...] | None) -> Elements:
    addresses = frozenset(interface.addresses)
    if interface.groups is None:
        return Elements(open=addresses)
    ingress = (
        grants.ingress
        if doors is None
        else flows.only(grants.ingress, sorted({(each.protocol, each.port) for each in doors}))
    )
    return Elements(
        guarded=addresses,
        egress=frozenset().union(*(flows.from_(each, grants.egress) for each in addresses)),
        ingress=frozenset().union(*(flows.to(each, ingress) for each in addresses)),
    )


def merge(state: State, put: State, remove: Iterable[str]) -> State:
    """Return a state with records put and, by their IDs, removed. An equal record stays the same object."""
    gone = frozenset(remove)
    return State(*(_merged(getattr(state, name), getattr(put, name), gone) for name in State.__slots__))


def _merged[T](records: Mapping[str, T], put: Mapping[str, T], gone: AbstractSet[str]) -> Mapping[str, T]:
    if put is records:
        return records
    changed = {key: own for key, own in put.items() if records.get(key) is not own and records.get(key) != own}
    if not changed and gone.isdisjoint(records):
        return records
    found = {**records, **changed}
    for key in gone - put.keys():
        found.pop(key, None)
    return found


def has_no_programs(state: State, key: str) -> bool:
    """Return whether an interface is an endpoint's or a load balancer's."""
    owned = chain(
        *(each.interfaces for each in state.endpoints.values()),
        *(each.interfaces for each in state.aws_endpoints.values()),
        *(each.interfaces for each in state.balancers.values()),
    )
    return key in owned


def with_workloads(state: State, entered: Collection[str]) -> State:
    """Return a state in which some interfaces have workloads, by ID. Those that do not exist are ignored."""
    found = {key: own for key in entered if (own := state.interfaces.get(key)) and not own.workload}
    put = State(interfaces={key: dataclasses.replace(own, workload=True) for key, own in found.items()})
    return merge(state, put, ()) if found else state


def replace(state: State, put: State) -> State:
    """Return the state that was put. A record that is equal in both is the old object."""
    records = ((getattr(state, name), getattr(put, name)) for name in State.__slots__)
    return State(*(_merged(old, new, old.keys() - new.keys()) for old, new in records))


def ids(state: State) -> Iterator[str]:
    """Yield the IDs of all records."""
    for name in State.__slots__:
        yield from getattr(state, name)
