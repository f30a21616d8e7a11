"""Network interfaces that a service of AWS's manages, among moto's own."""

from __future__ import annotations

import secrets
from types import SimpleNamespace
from typing import Any, Self

from moto.ec2.models.elastic_network_interfaces import NetworkInterface

from privatelink_localstack.privatelink.names import new_id


class ManagedInterface(NetworkInterface):
    """An interface as DescribeNetworkInterfaces shows those of endpoints: in use, and not the customer's to manage.

    Parameters:
        backend: moto's EC2 of the account and Region.
        subnet: moto's.
        kind: EC2's interface type.
        ipv4, ipv6: its addresses; None for none.
        groups: ids of security groups.
        requester: who manages it.
    """

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """Make one that moto does not keep a reference to for ever, as it does to its own."""
        return object.__new__(cls)

    def __init__(
        self,
        backend: Any,
        subnet: Any,
        *,
        kind: str,
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
        self.interface_type = kind
        self.requester_managed = True
        self.requester_id = requester
        self.status = "in-use"
        # Moto's own has digits too many.
        self.mac_address = ":".join(["02", *(f"{byte:02x}" for byte in secrets.token_bytes(5))])
        self.source_dest_check = kind != "gateway_load_balancer_endpoint"
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
        """What it is attached to: something of AWS's."""
        return self._attachment

    def place(self, *, ipv4: str | None, ipv6: str | None, groups: tuple[str, ...]) -> None:
        """Give it other addresses and groups."""
        self.private_ip_address = ipv4
        self.private_ip_addresses = [{"Primary": True, "PrivateIpAddress": ipv4}] if ipv4 else []
        self.ipv6_addresses = [ipv6] if ipv6 else []
        found = (self.ec2_backend.get_security_group_from_id(each) for each in groups)
        self._group_set = [group for group in found if group is not None]

    def get_filter_value(self, filter_name: str, method_name: str | None = None) -> Any:
        """Give what a filter of DescribeNetworkInterfaces looks at."""
        if filter_name == "requester-managed":
            return "true"
        if filter_name == "group-name":
            return [group.name for group in self._group_set]
        if filter_name.startswith("attachment."):
            return getattr(self._attachment, filter_name.removeprefix("attachment.").replace("-", "_"), "") or ""
        return super().get_filter_value(filter_name, method_name)
