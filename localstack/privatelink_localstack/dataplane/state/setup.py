"""What must exist in the kernel for a state, interface by interface, and what must change from one state to the next.

An interface whose setup is the same object before and after needs nothing: a change of one endpoint among thousands
costs a comparison of identities for the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from privatelink_localstack.dataplane.state import flows
from privatelink_localstack.dataplane.state.flows import Elements
from privatelink_localstack.dataplane.state.model import TCP, Address, AwsEndpoint, Endpoint, Interface, State, Vpc
from privatelink_localstack.dataplane.state.reach import Grants, Groups
from privatelink_localstack.dataplane.state.targets import Balancing, Port


@dataclass(frozen=True, slots=True)
class Door:
    """An address and port where an endpoint answers, with TCP or UDP by its number."""

    endpoint: str
    interface: str
    address: Address
    protocol: int
    port: int


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
    """What a state needs, by the IDs of VPCs and interfaces."""

    vpcs: Mapping[str, Vpc] = field(default_factory=dict)
    interfaces: Mapping[str, InterfaceSetup] = field(default_factory=dict)


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
    """What changes: doors that close, VPCs that go with all that they have, VPCs that come, and changes inside."""

    remove_doors: tuple[Door, ...] = ()
    remove_vpcs: tuple[str, ...] = ()
    add_vpcs: tuple[Vpc, ...] = ()
    inside: tuple[Change, ...] = ()


class Planner:
    """What follows from states, one after the other.

    Attributes:
        state: the one that was followed last.
    """

    def __init__(self) -> None:
        self.state = State()
        self._setup = Setup()
        self._groups: Groups | None = None
        self._entrances: Mapping[str, _Entrance] = {}

    @property
    def doors(self) -> int:
        """How many doors the state has."""
        return sum(len(each.doors or ()) for each in self._setup.interfaces.values())

    def follow(self, state: State) -> Changes:
        """Return the changes from the state before to this one."""
        self.state = replace(self.state, state)
        self._groups = Groups(self.state, self._groups)
        self._entrances = _entrances(self.state, self._entrances)
        doors = {key: each.doors for key, each in self._entrances.items()}
        before, self._setup = self._setup, _setup(self.state, self._groups, doors, self._setup)
        return changes(before, self._setup)


def changes(before: Setup, after: Setup) -> Changes:
    """Return what changes from one setup to the next."""
    gone = tuple(each for each in before.vpcs if each not in after.vpcs)
    new = tuple(own for key, own in after.vpcs.items() if key not in before.vpcs)
    old_doors, new_doors = set[Door](), set[Door]()
    removed: dict[str, list[InterfaceSetup]] = defaultdict(list)
    added: dict[str, list[InterfaceSetup]] = defaultdict(list)
    for key in before.interfaces.keys() | after.interfaces.keys():
        old, now = before.interfaces.get(key), after.interfaces.get(key)
        if old is now:
            continue
        if old is not None:
            old_doors.update(old.doors or ())
            if old.interface.vpc not in gone:
                removed[old.interface.vpc].append(old)
        if now is not None:
            new_doors.update(now.doors or ())
            added[now.interface.vpc].append(now)
    inside = (_inside(vpc, removed[vpc], added[vpc]) for vpc in sorted(removed.keys() | added.keys()))
    return Changes(_sorted(old_doors - new_doors), gone, new, tuple(inside))


def _inside(vpc: str, old: Iterable[InterfaceSetup], new: Iterable[InterfaceSetup]) -> Change:
    """Return the change of a VPC from the setups of those of its interfaces that change."""
    doors, new_doors = ({door for each in some for door in each.doors or ()} for some in (old, new))
    elements, new_elements = (reduce(or_, (each.elements for each in some), Elements()) for some in (old, new))
    standing = {_kernel_part(each.interface): each.interface for each in old}
    wanted = {_kernel_part(each.interface): each.interface for each in new}
    return Change(
        vpc,
        remove_interfaces=tuple(own for key, own in standing.items() if key not in wanted),
        remove_elements=elements - new_elements,
        add_elements=new_elements - elements,
        add_interfaces=tuple(own for key, own in wanted.items() if key not in standing),
        add_doors=_sorted(new_doors - doors),
    )


def _sorted(doors: Iterable[Door]) -> tuple[Door, ...]:
    return tuple(
        sorted(doors, key=lambda each: (each.endpoint, each.interface, str(each.address), each.protocol, each.port))
    )


def _kernel_part(interface: Interface) -> tuple[str, tuple[Address, ...], bool]:
    """Return what of an interface its links and addresses follow from: not its groups."""
    return interface.id, interface.addresses, interface.workload


def _setup(state: State, groups: Groups, doors: Mapping[str, tuple[Door, ...]], before: Setup) -> Setup:
    found = {}
    for key, interface in state.interfaces.items():
        if interface.vpc in state.vpcs:
            grants, own, old = groups.grants(interface.groups or ()), doors.get(key), before.interfaces.get(key)
            if old and old.interface is interface and old.grants is grants and (old.doors is own or old.doors == own):
                found[key] = old
            else:
                found[key] = InterfaceSetup(interface, grants, own, _elements(interface, grants, own))
    return Setup(state.vpcs, found)


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


@dataclass(frozen=True, slots=True)
class _Entrance:
    """An endpoint's interface with what its doors follow from."""

    endpoint: Endpoint | AwsEndpoint
    interface: Interface
    ports: tuple[Port, ...]
    doors: tuple[Door, ...]


def _entrances(state: State, before: Mapping[str, _Entrance]) -> Mapping[str, _Entrance]:
    """Return the endpoints' interfaces by ID; what has not changed is the same object."""
    found: dict[str, _Entrance] = {}
    for endpoint, ports in _ports(state):
        for key in endpoint.interfaces:
            interface, old = state.interfaces.get(key), before.get(key)
            if interface is None:
                continue
            if old and old.endpoint is endpoint and old.interface is interface and old.ports == ports:
                found[key] = old
            else:
                found[key] = _Entrance(endpoint, interface, ports, _doors(endpoint, interface, ports))
    return found


def _ports(state: State) -> Iterator[tuple[Endpoint | AwsEndpoint, tuple[Port, ...]]]:
    """Yield each endpoint with the ports where it answers."""
    balancing = Balancing(state)
    services = {key: tuple(sorted(balancing.ports(key))) for key in state.services}
    for endpoint in state.endpoints.values():
        yield endpoint, services.get(endpoint.service, ()) if endpoint.open else ()
    for own in state.aws_endpoints.values():
        yield own, tuple((TCP, port) for port in sorted((*own.ports, *own.plain_ports))) if own.open else ()


def _doors(endpoint: Endpoint | AwsEndpoint, interface: Interface, ports: tuple[Port, ...]) -> tuple[Door, ...]:
    return tuple(Door(endpoint.id, interface.id, address, *port) for address in interface.addresses for port in ports)


def merge(state: State, put: State, remove: Iterable[str]) -> State:
    """Return a state with records put and, by their IDs, removed. An equal record stays the same object."""
    gone = frozenset(remove)
    return State(*(_merged(getattr(state, name), getattr(put, name), gone) for name in State.__slots__))


def _merged[T](records: Mapping[str, T], put: Mapping[str, T], gone: frozenset[str]) -> Mapping[str, T]:
    if put is records:
        return records
    changed = {key: own for key, own in put.items() if records.get(key) is not own and records.get(key) != own}
    if not changed and gone.isdisjoint(records):
        return records
    return {key: own for key, own in {**records, **changed}.items() if key not in gone or key in put}


def replace(state: State, put: State) -> State:
    """Return the state that was put. A record that is equal in both is the old object."""
    return merge(state, put, _ids(state) - _ids(put))


def _ids(state: State) -> frozenset[str]:
    return frozenset(_each_id(state))


def _each_id(state: State) -> Iterator[str]:
    for name in State.__slots__:
        yield from getattr(state, name)
