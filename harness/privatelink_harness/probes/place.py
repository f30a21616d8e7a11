"""Where people say that a client is: in a VPC, in a subnet, or at a network interface."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from privatelink_harness.errors import HarnessError

if TYPE_CHECKING:
    from privatelink_localstack.dataplane.client import Client
    from privatelink_localstack.dataplane.state.guests import Place
    from privatelink_localstack.dataplane.state.model import Interface, State

_MOST_NAMES = 8
_VPC, _NAMED = "VPC", "VPC, instance, function or account"


def attach(client: Client, name: str, groups: Sequence[str] = (), *, workload: bool = False) -> Interface:
    """Return an interface at a VPC, a subnet or a network interface: its own, or else a guest's.

    Parameters:
        name: the ID. In a VPC the guest is in the first of its subnets, by address.
        groups: security groups of the guest; none lets it send everything, and only rules for addresses admit it. At a
            network interface none stands for the interface's own.
        workload: whether commands shall run there. They end with the client's connection, so that a network interface
            gets a guest beside it, with its subnet and groups.

    Raises:
        HarnessError: the data plane has no such VPC, subnet, interface or group, or its network is full.
    """
    from privatelink_localstack.dataplane.state.wire import WireError

    records = client.records()
    own = records.interfaces.get(name)
    if own and not groups and not workload:
        return own
    for group in groups:
        if group not in records.groups:
            raise _unknown("security group", group, records.groups)
    try:
        return client.attach(_place(records, name, tuple(groups), workload=workload))
    except WireError as error:
        raise HarnessError(f"{name}: {error}") from error


def _place(records: State, name: str, groups: tuple[str, ...], *, workload: bool) -> Place:
    from privatelink_localstack.dataplane.state.guests import Place

    if own := records.interfaces.get(name):
        return Place(own.vpc, own.subnet, groups=groups or own.groups, workload=workload)
    name = next((key for key, own in records.vpcs.items() if name in own.gateways), name)
    if name in records.vpcs:
        first = places(records, name)[0]
        return replace(first, groups=groups or None, workload=workload)
    if found := records.subnets.get(name):
        return Place(found.vpc, found.id, groups=groups or None, workload=workload)
    kinds: dict[str, tuple[str, Collection[str]]] = {
        "subnet-": ("subnet", records.subnets),
        "eni-": ("network interface", records.interfaces),
        "vpc-": (_VPC, records.vpcs),
    }
    kind, known = next((kinds[each] for each in kinds if name.startswith(each)), (_NAMED, records.vpcs))
    raise _unknown(kind, name, known)


def places(records: State, vpc: str) -> list[Place]:
    """Return a place in each subnet of a VPC, by address; beside them where it has none.

    Raises:
        HarnessError: the data plane has no such VPC.
    """
    from privatelink_localstack.dataplane.state.guests import Place

    if vpc not in records.vpcs:
        raise _unknown("VPC", vpc, records.vpcs)
    own = [each for each in records.subnets.values() if each.vpc == vpc and each.cidrs]
    own.sort(key=lambda each: (each.cidrs[0].version, int(each.cidrs[0].network_address)))
    return [Place(vpc, each.id) for each in own] or [Place(vpc)]


def _unknown(kind: str, name: str, known: Collection[str]) -> HarnessError:
    others = sorted(each for each in known if not each.startswith("guest-"))
    shown = ", ".join(others[:_MOST_NAMES]) + (", …" if len(others) > _MOST_NAMES else "")
    note = " (a VPC without network interfaces is not there)" if kind in {_VPC, _NAMED} else ""
    return HarnessError(
        f"{name!r}: the data plane has no such {kind}{note}",
        hint=f"It has: {shown}" if shown else "It has none: create the network first.",
    )
