"""Records of profiles in the form of their API. Source of the status messages: AWS CLI reference, route53profiles."""

from __future__ import annotations

from datetime import UTC, datetime

from privatelink_localstack.adapters.dispatch import Response
from privatelink_localstack.profiles.model import Profile, ResourceAssociation, VpcAssociation

_PROFILE_WORDS = {"COMPLETE": "Created Profile", "DELETED": "Deleted Profile"}
_VPC_WORDS = {
    "CREATING": "Creating Profile Association",
    "COMPLETE": "Created Profile Association",
    "DELETING": "Deleting Profile Association",
}
_RESOURCE_WORDS = {
    "UPDATING": "Updating the Profile to {} association",
    "COMPLETE": "Completed creation of Profile to {} association",
    "DELETING": "Deleting the Profile to {} association",
}
_TYPES = {
    "PRIVATE_HOSTED_ZONE": "private hosted zone",
    "RESOLVER_RULE": "Resolver rule",
    "FIREWALL_RULE_GROUP": "DNS Firewall rule group",
    "VPC_ENDPOINT": "VPC endpoint",
    "RESOLVER_QUERY_LOG_CONFIG": "Resolver query log configuration",
}


def profile(record: Profile, share_status: str) -> Response:
    """Return a profile as an account sees it."""
    return {
        **summary(record, share_status),
        "ClientToken": record.token,
        "CreationTime": _time(record.created),
        "ModificationTime": _time(record.modified),
        "OwnerId": record.account,
        "Status": record.status,
        "StatusMessage": _PROFILE_WORDS[record.status],
    }


def summary(record: Profile, share_status: str) -> Response:
    """Return a profile as ListProfiles shows it."""
    return {"Arn": record.arn, "Id": record.id, "Name": record.name, "ShareStatus": share_status}


def vpc_association(record: VpcAssociation) -> Response:
    """Return an association with a VPC."""
    return {
        "Id": record.id,
        "Name": record.name,
        "OwnerId": record.account,
        "ProfileId": record.profile_id,
        "ResourceId": record.vpc_id,
        "Status": record.status,
        "StatusMessage": _VPC_WORDS[record.status],
        "CreationTime": _time(record.created),
        "ModificationTime": _time(record.modified),
    }


def resource_association(record: ResourceAssociation) -> Response:
    """Return an association with a resource."""
    return {
        "Id": record.id,
        "Name": record.name,
        "OwnerId": record.account,
        "ProfileId": record.profile_id,
        "ResourceArn": record.resource_arn,
        "ResourceType": record.type,
        **({"ResourceProperties": record.properties} if record.properties else {}),
        "Status": record.status,
        "StatusMessage": _RESOURCE_WORDS[record.status].format(_TYPES[record.type]),
        "CreationTime": _time(record.created),
        "ModificationTime": _time(record.modified),
    }


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
