"""Managed permissions of shares: one for each type of resource. Source of the codes: RAM API reference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.sharing.model import RESOURCE, Share
from privatelink_localstack.sharing.resources import TYPES, ResourceType, resource_type

_ARN = re.compile(r"arn:[a-z-]+:ram::aws:permission/(?P<name>.+)|arn:[a-z-]+:ram:[a-z0-9-]+:\d{12}:permission/.+")


def permission_arn(kind: ResourceType, partition: str) -> str:
    """Return the ARN of a type's managed permission."""
    return f"arn:{partition}:ram::aws:permission/{kind.permission}"


def permission(arn: str) -> ResourceType:
    """Return the type of resources that a managed permission is for. The words are not confirmed."""
    found = _ARN.fullmatch(arn)
    if found is None:
        raise AwsError(
            "MalformedArnException", f"The specified permission ARN {arn} is not valid. Verify the ARN and try again."
        )
    kind = next((each for each in TYPES.values() if each.permission == found["name"]), None)
    if kind is None:
        raise AwsError("UnknownResourceException", f"Permission {arn} could not be found.")
    return kind


def permissions_of(share: Share) -> Iterator[tuple[str, ResourceType]]:
    """Yield the permissions of a share, with their types: those chosen, and those of the types of its resources."""
    partition = share.arn.split(":")[1]
    kinds = {resource_type(each.entity) for each in share.of(RESOURCE)} | {
        permission(each) for each in share.permissions
    }
    yield from ((permission_arn(kind, partition), kind) for kind in sorted(kinds))


def with_permissions(share: Share, arns: Iterable[str], now: float) -> Share:
    """Add permissions to a share."""
    arns = tuple(arns)
    for arn in arns:
        permission(arn)
    return replace(share, permissions=tuple(dict.fromkeys((*share.permissions, *arns))), updated=now)


def without_permission(share: Share, arn: str, now: float) -> Share:
    """Take a permission from a share that has no resource of its type. The words are not confirmed."""
    kind = permission(arn)
    if any(resource_type(each.entity) == kind for each in share.of(RESOURCE)):
        raise AwsError(
            "InvalidParameterException",
            f"Permission {arn} can't be removed: the resource share has resources of type {kind.name}.",
        )
    if arn not in share.permissions:
        raise AwsError("UnknownResourceException", f"Permission {arn} is not associated with the resource share.")
    return replace(share, permissions=tuple(each for each in share.permissions if each != arn), updated=now)
