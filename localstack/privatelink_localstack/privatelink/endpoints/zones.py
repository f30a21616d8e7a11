"""Availability Zones. Zone IDs are the same in all accounts; zone names are not."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.network import Network, Subnet
from privatelink_localstack.privatelink import errors
from privatelink_localstack.privatelink.services.service_view import ServiceView

NOT_ACROSS_REGIONS = frozenset({"use1-az3", "usw1-az2", "apne1-az3", "apne2-az2", "apne2-az4"})
"""Zones whose endpoints do not reach services of other Regions (PrivateLink guide, "Cross-Region access")."""


@dataclass(frozen=True, slots=True)
class Zone:
    """An Availability Zone as one account sees it: name (`us-east-1a`) and ID (`use1-az4`)."""

    name: str
    id: str


def names_of(zone_ids: AbstractSet[str], zones: Iterable[Zone]) -> tuple[str, ...]:
    """Return an account's names of zones, sorted."""
    return tuple(sorted(zone.name for zone in zones if zone.id in zone_ids))


def check_zones(
    network: Network, service: ServiceView, subnets: Iterable[Subnet], taken: AbstractSet[str] = frozenset()
) -> None:
    """Reject two subnets in one zone, and zones without the service.

    Source: EC2's error codes `DuplicateSubnetsInSameZone`; matching by zone ID across accounts: PrivateLink guide.

    Parameters:
        subnets: new subnets of the endpoint.
        taken: IDs of the zones of its present subnets.
    """
    seen = set(taken)
    for subnet in subnets:
        if not _is_in(service, subnet.zone_id):
            raise _unsupported(network, service, subnet)
        if subnet.zone_id in seen:
            raise AwsError(
                "DuplicateSubnetsInSameZone",
                f"Found another VPC endpoint subnet in the availability zone of {subnet.id}. VPC endpoint subnets "
                "should be in different availability zones supported by the VPC endpoint service.",
            )
        seen.add(subnet.zone_id)


def _unsupported(network: Network, service: ServiceView, subnet: Subnet) -> AwsError:
    """Return the error for a zone without the service; for a service of another Region the words name the good zones.

    Source of the second: a failed apply in a public pull request. The order of the zones, that of the account's zone
    names, is inferred.
    """
    if not service.remote:
        return errors.invalid(
            f"The VPC endpoint service {service.name} does not support the availability zone of the subnet: "
            f"{subnet.id}."
        )
    supported = [zone_id for _, zone_id in sorted(network.zones()) if _is_in(service, zone_id)]
    return errors.invalid(
        f"Only the following availability zones are supported for remote access: {', '.join(supported)}"
    )


def _is_in(service: ServiceView, zone_id: str) -> bool:
    if service.remote:
        return zone_id not in NOT_ACROSS_REGIONS
    return service.zone_ids is None or zone_id in service.zone_ids
