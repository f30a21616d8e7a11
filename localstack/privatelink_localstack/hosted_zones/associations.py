"""Associations of private hosted zones with VPCs, and their authorization across accounts.

Sources: Route 53 API reference, which has the codes, and its guide, "Associating an Amazon VPC and a private hosted
zone that you created with different AWS accounts". Words are observed unless a rule says otherwise.
"""

from __future__ import annotations

from dataclasses import replace

from privatelink_localstack.hosted_zones.model import HostedZone, ZoneVpc
from privatelink_localstack.kernel.errors import AwsError


def no_such_zone(zone_id: str) -> AwsError:
    """Return the error for an unknown zone."""
    return AwsError("NoSuchHostedZone", f"No hosted zone found with ID: {zone_id}", status=404)


def invalid_vpc(vpc: ZoneVpc) -> AwsError:
    """Return the error for a VPC that is not where the request says."""
    return AwsError(
        "InvalidVPCId",
        f"The VPC {vpc.id} in region {vpc.region} that you provided is not authorized to make the association.",
    )


def check_owner(zone: HostedZone, caller: str, caller_arn: str) -> None:
    """Reject a call that is the zone's owner's alone.

    Parameters:
        caller: the calling account.
    """
    if caller != zone.account:
        raise AwsError("AccessDenied", f"User: {caller_arn} is not authorized to access this resource", status=403)


def check_listing(vpc: ZoneVpc, vpc_account: str | None, caller: str) -> None:
    """Reject the listing of the zones of a VPC that is another account's, or gone; the AWS provider reads the words.

    Parameters:
        vpc_account: the VPC's owner; None for an unknown VPC.
    """
    if vpc_account != caller:
        raise AwsError("AccessDenied", f"The VPC {vpc.id} in region {vpc.region} is not owned by you.", status=403)


def authorize(zone: HostedZone, vpc: ZoneVpc, vpc_account: str | None, quota: int) -> HostedZone:
    """Authorize the association of a VPC. A second authorization changes nothing.

    That unknown VPCs and public zones are refused, and the words about zones and quotas, are not confirmed.

    Parameters:
        vpc_account: the VPC's owner; None for an unknown VPC.
        quota: the most authorizations of a zone.
    """
    if not zone.private:
        raise AwsError("InvalidInput", f"The hosted zone {zone.id} is not a private hosted zone.")
    if vpc_account is None:
        raise invalid_vpc(vpc)
    if vpc in zone.authorized:
        return zone
    if len(zone.authorized) >= quota:
        raise AwsError(
            "TooManyVPCAssociationAuthorizations",
            f"The hosted zone {zone.id} already has {len(zone.authorized)} VPC association authorizations, "
            "which is the maximum.",
        )
    return replace(zone, authorized=(*zone.authorized, vpc))


def withdraw(zone: HostedZone, vpc: ZoneVpc) -> HostedZone:
    """Withdraw an authorization. An association stays."""
    if vpc not in zone.authorized:
        raise AwsError(
            "VPCAssociationAuthorizationNotFound",
            "The VPC that you specified is not authorized to be associated with the hosted zone.",
            status=404,
        )
    return replace(zone, authorized=tuple(each for each in zone.authorized if each != vpc))


def check_association(
    zone: HostedZone, vpc: ZoneVpc, vpc_account: str | None, caller: str, denial: str, quota: int
) -> None:
    """Reject the association of a VPC with a zone.

    The owner of the zone associates VPCs of its own account; other VPCs are associated by their owner, after the
    zone's owner has authorized it. The words about the quota are not confirmed.

    Parameters:
        vpc_account: the VPC's owner; None for an unknown VPC.
        caller: the calling account.
        denial: the words for a caller that does not own an authorized VPC.
        quota: the most VPCs of a zone.
    """
    if not zone.private:
        raise AwsError(
            "PublicZoneVPCAssociation",
            "You're trying to associate a VPC with a public hosted zone. Amazon Route 53 doesn't support associating "
            "a VPC with a public hosted zone.",
        )
    if vpc_account is None:
        raise invalid_vpc(vpc)
    if not caller == zone.account == vpc_account:
        if vpc not in zone.authorized:
            raise AwsError(
                "NotAuthorizedException",
                f"The VPC: {vpc.id} has not authorized to associate with your hosted zone.",
                status=401,
            )
        if caller != vpc_account:
            raise AwsError("NotAuthorizedException", denial, status=401)
    if len(zone.associated) >= quota and vpc not in zone.associated:
        raise AwsError(
            "LimitsExceeded",
            f"The hosted zone {zone.id} is already associated with {len(zone.associated)} VPCs, which is the maximum.",
        )


def associate(zone: HostedZone, vpc: ZoneVpc) -> HostedZone:
    """Associate a VPC that `check_association` has let pass."""
    return replace(zone, associated=(*zone.associated, vpc))


def disassociate(zone: HostedZone, vpc: ZoneVpc, vpc_account: str | None, caller: str, caller_arn: str) -> HostedZone:
    """Disassociate a VPC, which the zone's owner and the VPC's owner may. The last VPC stays.

    Parameters:
        vpc_account: the VPC's owner; None for an unknown VPC.
    """
    if caller != vpc_account:
        check_owner(zone, caller, caller_arn)
    if vpc not in zone.associated:
        raise AwsError(
            "VPCAssociationNotFound",
            "The specified VPC and hosted zone are not currently associated.",
            status=404,
        )
    if len(zone.associated) == 1:
        raise AwsError(
            "LastVPCAssociation",
            "The VPC that you're trying to disassociate from the private hosted zone is the last VPC that is "
            "associated with the hosted zone. Amazon Route 53 doesn't support disassociating the last VPC from a "
            "hosted zone.",
        )
    return replace(zone, associated=tuple(each for each in zone.associated if each != vpc))
