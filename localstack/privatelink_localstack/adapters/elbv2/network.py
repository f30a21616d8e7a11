"""What load balancers must know of EC2, read from moto's: VPCs, gateways, groups, subnets, instances."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from privatelink_localstack.adapters.ec2.network import MotoNetwork, network_of
from privatelink_localstack.kernel.network import Subnet
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.load_balancing.errors import (
    invalid,
    invalid_security_group,
    invalid_subnet,
    subnet_not_found,
)

if TYPE_CHECKING:
    from moto.ec2.models.instances import Instance


class Network:
    """EC2 of an account in a Region.

    Parameters:
        account: 12 digits.
        region: of AWS.
    """

    def __init__(self, account: str, region: str) -> None:
        self.moto: MotoNetwork = network_of(Scope(account, region))

    def subnet(self, subnet_id: str) -> Subnet:
        """Find a subnet.

        Raises:
            AwsError: there is none.
        """
        found = self.moto.subnet(subnet_id)
        if found is None:
            raise subnet_not_found(subnet_id)
        return found

    def subnets_of(self, vpc: str) -> list[Subnet]:
        """The subnets of a VPC."""
        ids = [each.id for each in self.moto.backend.describe_subnets(filters={"vpc-id": [vpc]})]
        return [self.subnet(each) for each in ids]

    def zones(self) -> list[str]:
        """The names of the Region's Availability Zones."""
        return [name for name, _ in self.moto.zones()]

    def check_vpc(self, vpc: str) -> None:
        """Check that there is a VPC.

        Raises:
            AwsError: there is none.
        """
        if self.moto.vpc(vpc) is None:
            raise invalid(f"The VPC ID '{vpc}' is not found")

    def check_gateway(self, vpc: str) -> None:
        """Check that a VPC has an internet gateway, which an internet-facing load balancer needs.

        Raises:
            AwsError: it has none.
        """
        gateways = list(self.moto.backend.internet_gateways.values())
        if all(gateway.vpc is None or gateway.vpc.id != vpc for gateway in gateways):
            raise invalid_subnet(f"VPC {vpc} has no internet gateway")

    def check_groups(self, groups: Iterable[str], vpc: str) -> None:
        """Check that security groups are there, in a VPC.

        Raises:
            AwsError: one is not.
        """
        for group in groups:
            found = self.moto.group(group)
            if found is None:
                raise invalid_security_group(f"Security group '{group}' does not exist")
            if found[0] != vpc:
                raise invalid_security_group(f"Security group '{group}' does not belong to VPC '{vpc}'")

    def default_group(self, vpc: str) -> str:
        """The id of a VPC's default security group."""
        found = self.moto.vpc(vpc)
        return found.default_group if found else ""

    def instance(self, instance_id: str) -> Instance | None:
        """Find an instance."""
        found: Instance | None = self.moto.backend.get_instance_by_id(instance_id)
        return found

    def stopped(self, instances: Sequence[str]) -> frozenset[str]:
        """Those of some instances that do not run."""
        found = {each: self.instance(each) for each in instances}
        return frozenset(each for each, one in found.items() if one is None or one.state != "running")
