"""Network interfaces of Lambda functions, of all accounts and Regions, and the changes that time brings.

Functions of an account with the same subnet and the same security groups share one. Source: Lambda's guide, "Giving
Lambda functions access to resources in an Amazon VPC", "Understanding Hyperplane Elastic Network Interfaces".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from privatelink_localstack.kernel.addresses import free_address
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.network import Network, NewInterface
from privatelink_localstack.kernel.plane import Plane
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.kernel.settings import Settings
from privatelink_localstack.kernel.timeline import Change

TYPE = "lambda"
"""EC2's type of these interfaces."""
DELETING = "function.interface"
"""Duration: how long an interface outlives the last function that uses it."""
_REQUESTER = "amazon-aws"
_IN_USE, _UNUSED, _GONE = "in use", "unused", "gone"


@dataclass(frozen=True, slots=True)
class Placement:
    """A subnet, and the security groups of a function there, in order."""

    subnet: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Interface:
    id: str
    scope: Scope
    placement: Placement
    state: str = _IN_USE


def placements(subnets: Iterable[str], groups: Iterable[str]) -> tuple[Placement, ...]:
    """Return where a function's interfaces are: one in each subnet."""
    ordered = tuple(sorted(set(groups)))
    return tuple(Placement(subnet, ordered) for subnet in subnets)


class FunctionInterfaces(Plane):
    """The network interfaces; see `Plane`.

    Parameters:
        new_uuid: returns a new UUID.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        timer: Callable[[], float],
        network: Callable[[Scope], Network],
        new_uuid: Callable[[], str],
    ) -> None:
        super().__init__(settings, timer=timer, network=network)
        self.new_uuid = new_uuid
        self._interfaces: dict[tuple[Scope, Placement], _Interface] = {}

    def find(self, scope: Scope, placement: Placement) -> str | None:
        """Return the ID of an interface; None if there is none."""
        own = self._interfaces.get((scope, placement))
        return own.id if own else None

    def check(self, scope: Scope, subnets: Iterable[str], groups: Iterable[str]) -> None:
        """Check that subnets and groups exist, in one VPC.

        Raises:
            AwsError: they don't (words observed; those for several VPCs are inferred).
        """
        network, vpcs = self.network(scope), set[str]()
        for subnet_id in subnets:
            subnet = network.subnet(subnet_id)
            if subnet is None:
                code, message = "InvalidSubnetID.NotFound", f"The subnet ID '{subnet_id}' does not exist"
                raise _refused_by_ec2("DescribeSubnets", code, message)
            vpcs.add(subnet.vpc_id)
        for group_id in groups:
            group = network.group(group_id)
            if group is None:
                code, message = "InvalidGroup.NotFound", f"The security group '{group_id}' does not exist"
                raise _refused_by_ec2("DescribeSecurityGroups", code, message)
            vpcs.add(group[0])
        if len(vpcs) > 1:
            raise AwsError("InvalidParameterValueException", "Subnets and security groups must be in the same VPC.")

    def ensure(self, scope: Scope, wanted: Iterable[Placement], function: str) -> None:
        """Create the interfaces that a function lacks.

        Raises:
            AwsError: a subnet has no free address.
        """
        for placement in wanted:
            own = self._interfaces.get((scope, placement))
            if own is None:
                self._create(scope, placement, function)
            elif own.state == _UNUSED:
                self._interfaces[scope, placement] = replace(own, state=_IN_USE)

    def follow(self, scope: Scope, used: Mapping[Placement, str]) -> None:
        """Let go of the interfaces that no function uses, and create those that are missing.

        Parameters:
            used: the name of a function by what it uses.
        """
        for placement, function in used.items():
            self.ensure(scope, (placement,), function)
        for own in list(self._interfaces.values()):
            if own.scope == scope and own.state == _IN_USE and own.placement not in used:
                self._let_go(own)

    def forget(self, account: str) -> None:
        """Remove the interfaces of an account, whose network is removed too."""
        for key in [each for each in self._interfaces if each[0].account == account]:
            del self._interfaces[key]

    def reset(self) -> None:
        """Remove everything."""
        self._interfaces.clear()
        self.timeline.clear()

    def _create(self, scope: Scope, placement: Placement, function: str) -> None:
        network = self.network(scope)
        subnet = network.subnet(placement.subnet)
        if subnet is None or subnet.ipv4 is None:
            return
        try:
            address = free_address(subnet.ipv4, network.addresses(subnet.id), subnet.id)
        except AwsError as error:
            raise _refused_by_ec2("CreateNetworkInterface", error.code, error.message) from error
        interface = network.add_interface(
            NewInterface(
                subnet_id=subnet.id,
                type=TYPE,
                description=f"AWS Lambda VPC ENI-{function}-{self.new_uuid()}",
                ipv4=address,
                ipv6=None,
                groups=placement.groups,
                requester=_REQUESTER,
            )
        )
        self._interfaces[scope, placement] = _Interface(interface, scope, placement)

    def _let_go(self, own: _Interface) -> None:
        if self.settings.durations[DELETING] <= 0:
            self._remove(own)
            return
        self._interfaces[own.scope, own.placement] = replace(own, state=_UNUSED)
        self.later(DELETING, own.id, _UNUSED, _GONE)

    def _apply(self, change: Change) -> None:
        for own in list(self._interfaces.values()):
            if (own.id, own.state) == (change.resource_id, change.before):
                self._remove(own)

    def _remove(self, own: _Interface) -> None:
        self.network(own.scope).remove_interface(own.id)
        del self._interfaces[own.scope, own.placement]


def _refused_by_ec2(operation: str, code: str, message: str) -> AwsError:
    return AwsError(
        "InvalidParameterValueException",
        f"Error occurred while {operation}. EC2 Error Code: {code}. EC2 Error Message: {message}",
    )
