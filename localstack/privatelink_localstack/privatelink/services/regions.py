"""The Regions that a customer's service supports, and what it must be to support several.

Source: PrivateLink guide, "Cross-Region access": at least two zones, and no custom TCP idle timeout. The words of all
refusals are inferred.
"""

from __future__ import annotations

from collections.abc import Sequence

from privatelink_localstack.kernel.partitions import partition_of
from privatelink_localstack.privatelink import errors, names
from privatelink_localstack.privatelink.plane import ControlPlane
from privatelink_localstack.privatelink.services.model import EndpointService, ModifyService
from privatelink_localstack.privatelink.services.visibility import load_balancers_of

IDLE_TIMEOUT = 350
"""The TCP idle timeout that network load balancers have by default, in seconds."""

FEWEST_ZONES = 2


def check_regions(home: str, regions: Sequence[str]) -> tuple[str, ...]:
    """Return the Regions without repetition. Reject those outside of the partition.

    Parameters:
        home: the service's own Region.
    """
    for region in regions:
        if names.REGION.fullmatch(region) is None:
            raise errors.invalid(f"SupportedRegion {region} is invalid: it is no Region's code.")
        if partition_of(region) != partition_of(home):
            raise errors.invalid(f"SupportedRegion {region} is invalid: it is in another partition than {home}.")
    return tuple(dict.fromkeys(regions))


def changed_regions(service: EndpointService, request: ModifyService) -> tuple[str, ...]:
    """Return a service's Regions as a request changes them. Its own cannot be removed."""
    if service.region in request.remove_regions:
        raise errors.invalid(f"The service's own Region {service.region} cannot be removed.")
    together = dict.fromkeys((*service.regions, *request.add_regions))
    return check_regions(service.region, [each for each in together if each not in request.remove_regions])


def check_across_regions(plane: ControlPlane, service: EndpointService) -> None:
    """Reject several Regions for a service in one zone, or with a custom TCP idle timeout."""
    if len(service.regions) == 1 or service.is_stand_in:
        return
    if len(service.zones) < FEWEST_ZONES:
        raise errors.invalid(
            "A VPC endpoint service with several supported Regions must be available in at least two Availability "
            f"Zones; it is available in: {', '.join(sorted(service.zones))}."
        )
    for arn in service.load_balancers:
        custom = [each for each in _idle_timeouts(plane, service, arn) if each != IDLE_TIMEOUT]
        if custom:
            raise errors.invalid(
                "A VPC endpoint service with several supported Regions does not support a custom TCP idle timeout; "
                f"the load balancer {arn} has {custom[0]} seconds."
            )


def zones_beside(plane: ControlPlane, load_balancer_arn: str) -> frozenset[str] | None:
    """Return the zone IDs of the other load balancers of a load balancer's service with several Regions.

    None if no service uses the load balancer, or the service supports its own Region alone.
    """
    service = next((each for each in plane.store.services.values() if load_balancer_arn in each.load_balancers), None)
    if service is None or len(service.regions) == 1:
        return None
    others = (each for each in load_balancers_of(plane, service) if each.arn != load_balancer_arn)
    return frozenset(zone_id for each in others for zone_id in each.zones)


def _idle_timeouts(plane: ControlPlane, service: EndpointService, arn: str) -> list[int]:
    return sorted(plane.load_balancers.idle_timeouts(arn, service.account, service.region))
