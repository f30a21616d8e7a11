"""Managed interfaces: network interfaces of endpoints and load balancers, in moto's EC2."""

from __future__ import annotations

import secrets
from types import SimpleNamespace
from typing import Any, Self

from moto.ec2.models.elastic_network_interfaces import NetworkInterface

from privatelink_localstack.kernel.ids import new_id


class ManagedInterface(NetworkInterface):
    """A network interface that AWS manages: in use, and not for the customer to change.

    Parameters:
        backend: moto's EC2 backend of the scope.
        subnet: moto's subnet.
        interface_type: EC2's, such as `vpc_endpoint`.
        ipv4, ipv6: addresses; None for no address of the family.
        groups: IDs of security groups.
        requester: ID of the account that manages it.
    """

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """Create an interface outside moto's list of all instances, which keeps them for ever."""
        return object.__new__(cls)

    def __init__(
        self,
        backend: Any,
        subnet: Any,
        *,
        interface_type: str,
        description: str,
        ipv4: str | None,
        ipv6: str | None,
        groups: tuple[str, ...],
        requester: str,
    ) -> None:
        addresses = [ipv4] if ipv4 else []
        super().__init__(
            backend,
            subnet,
            ipv4 or "",
            group_ids=list(groups),
            description=description,
            ipv6_addresses=[ipv6] if ipv6 else [],
            private_ip_addresses=[{"Primary": True, "PrivateIpAddress": each} for each in addresses],
        )
        self.interface_type = interface_type
        self.requester_managed = True
        self.requester_id = requester
        self.status = "in-use"
        # Moto's MAC addresses have too many digits.
        self.mac_address = ":".join(["02", *(f"{byte:02x}" for byte in secrets.token_bytes(5))])
        self.source_dest_check = interface_type not in {"gateway_load_balancer_endpoint", "transit_gateway"}
        self._attachment = SimpleNamespace(
            attachment_id=new_id("ela-attach"),
            attach_time=None,
            delete_on_termination=False,
            device_index=1,
            network_card_index=0,
            instance_id=None,
            instance_owner_id="amazon-aws",
            status="attached",
        )
        if not ipv4:
            self.private_ip_address = None
            self.private_ip_addresses = []
        if not groups:
            self._group_set = []

    @property
    def attachment(self) -> Any:
        """The attachment to an instance of AWS's."""
        return self._attachment

    def place(self, *, ipv4: str | None, ipv6: str | None, groups: tuple[str, ...]) -> None:
        """Replace the addresses and security groups."""
        self.private_ip_address = ipv4
        self.private_ip_addresses = [{"Primary": True, "PrivateIpAddress": ipv4}] if ipv4 else []
        self.ipv6_addresses = [ipv6] if ipv6 else []
        security_groups = (self.ec2_backend.get_security_group_from_id(each) for each in groups)
        self._group_set = [group for group in security_groups if group is not None]

    def get_filter_value(self, filter_name: str, method_name: str | None = None) -> Any:
        """Return the value that a filter of DescribeNetworkInterfaces compares."""
        if filter_name == "requester-managed":
            return "true"
        if filter_name == "group-name":
            return [group.name for group in self._group_set]
        if filter_name.startswith("attachment."):
            return getattr(self._attachment, filter_name.removeprefix("attachment.").replace("-", "_"), "") or ""
        return super().get_filter_value(filter_name, method_name)
