"""An account's network in a Region, out of moto's EC2, as load balancers need it."""

from __future__ import annotations

from moto.ec2.models import ec2_backends

from privatelink_localstack.adapters.ec2.network import MotoNetwork, network_of
from privatelink_localstack.kernel.network import Subnet
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.load_balancing.load_balancers.interfaces import REQUESTER
from privatelink_localstack.load_balancing.network import ElasticAddress, Instance


class MotoElbNetwork(MotoNetwork):
    """Moto's EC2 of one account and Region, seen as `load_balancing.network.ElbNetwork`."""

    def subnets_of(self, vpc_id: str) -> list[Subnet]:
        """Return the subnets of a VPC."""
        ids = [subnet.id for subnet in self.backend.describe_subnets(filters={"vpc-id": [vpc_id]})]
        return [subnet for subnet_id in ids if (subnet := self.subnet(subnet_id)) is not None]

    def has_internet_gateway(self, vpc_id: str) -> bool:
        """Return whether an internet gateway is attached to a VPC."""
        gateways = list(self.backend.internet_gateways.values())
        return any(gateway.vpc is not None and gateway.vpc.id == vpc_id for gateway in gateways)

    def elastic_address(self, allocation_id: str) -> ElasticAddress | None:
        """Look up an Elastic IP address; None for an unknown allocation ID."""
        address = next((each for each in self.backend.addresses if each.allocation_id == allocation_id), None)
        if address is None:
            return None
        return ElasticAddress(str(address.public_ip), is_associated=address.eni is not None)

    def associate_address(self, allocation_id: str, interface_id: str) -> None:
        """Associate an Elastic IP address with a network interface."""
        self.backend.associate_address(eni=self.backend.enis[interface_id], allocation_id=allocation_id)

    def disassociate_addresses(self, interface_id: str) -> None:
        """End the association of every Elastic IP address of a network interface."""
        for address in self.backend.addresses:
            if address.eni is not None and address.eni.id == interface_id:
                address.eni = None
                address.association_id = None

    def instance(self, instance_id: str) -> Instance | None:
        """Look up an instance."""
        instance = self.backend.get_instance_by_id(instance_id)
        if instance is None:
            return None
        return Instance(instance.state, instance.vpc_id, instance.placement.zone, instance.private_ip)


def elb_network_of(scope: Scope) -> MotoElbNetwork:
    """Return an account's network in a Region."""
    return MotoElbNetwork(network_of(scope).backend)


def remove_all_interfaces() -> None:
    """Remove the network interfaces of all load balancers, in all accounts and Regions."""
    for account, regions in list(ec2_backends.items()):
        for region in list(regions):
            network = network_of(Scope(account, region))
            for interface in network.managed_interfaces():
                if interface.requester_id == REQUESTER:
                    network.remove_interface(interface.id)
