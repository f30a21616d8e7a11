"""Records of shares in RAM's form."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from privatelink_localstack.adapters.dispatch import Response
from privatelink_localstack.sharing.model import Association, Invitation, Share
from privatelink_localstack.sharing.resources import ResourceType, resource_type

_MANAGED_SINCE = datetime(2018, 11, 20, tzinfo=UTC).timestamp()
"""The creation of managed permissions: RAM's first day."""


def share(record: Share) -> Response:
    """Return a share."""
    return {
        "resourceShareArn": record.arn,
        "name": record.name,
        "owningAccountId": record.account,
        "allowExternalPrincipals": record.allow_external,
        "status": record.status,
        "tags": [{"key": key, "value": value} for key, value in record.tags.items()],
        "creationTime": _time(record.created),
        "lastUpdatedTime": _time(record.updated),
        "featureSet": "STANDARD",
    }


def association(record: Share, one: Association) -> Response:
    """Return an association of a share."""
    return {
        "resourceShareArn": record.arn,
        "resourceShareName": record.name,
        "associatedEntity": one.entity,
        "associationType": one.type,
        "status": one.status,
        "external": one.external,
        **_times(one.time),
    }


def invitation(record: Share, one: Invitation) -> Response:
    """Return an invitation to a share."""
    return {
        "resourceShareInvitationArn": one.arn,
        "resourceShareName": record.name,
        "resourceShareArn": record.arn,
        "senderAccountId": record.account,
        "receiverAccountId": one.receiver,
        "invitationTimestamp": _time(one.time),
        "status": one.status,
    }


def resource(record: Share, one: Association) -> Response:
    """Return a resource of a share."""
    return {
        "arn": one.entity,
        "type": resource_type(one.entity).name,
        "resourceShareArn": record.arn,
        "status": "AVAILABLE",
        "resourceRegionScope": "REGIONAL",
        **_times(one.time),
    }


def principal(record: Share, name: str, one: Association) -> Response:
    """Return a principal: of a share of the caller's, or the owner of a share that the caller has."""
    return {"id": name, "resourceShareArn": record.arn, "external": one.external, **_times(one.time)}


def permission(arn: str, kind: ResourceType, record: Share | None = None) -> Response:
    """Return a managed permission.

    Parameters:
        record: the share that it is associated with; None where it is listed without one.
    """
    return {
        "arn": arn,
        "version": "1",
        "defaultVersion": True,
        "name": kind.permission,
        "resourceType": kind.name,
        "status": "ASSOCIATED" if record else "ATTACHABLE",
        "isResourceTypeDefault": True,
        "permissionType": "AWS_MANAGED",
        "featureSet": "STANDARD",
        **_times(record.created if record else _MANAGED_SINCE),
    }


def _times(seconds: float) -> dict[str, Any]:
    return {"creationTime": _time(seconds), "lastUpdatedTime": _time(seconds)}


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
