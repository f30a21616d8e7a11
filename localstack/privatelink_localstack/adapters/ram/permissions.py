"""Handlers of RAM's operations about permissions, types of resources and organizations."""

from __future__ import annotations

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.organizations.store import organization_of
from privatelink_localstack.adapters.organizations.store import put as put_organization
from privatelink_localstack.adapters.ram import responses
from privatelink_localstack.adapters.ram.calls import own, own_or_received, page, token
from privatelink_localstack.adapters.ram.organization import SERVICE_PRINCIPAL, make_role
from privatelink_localstack.adapters.ram.store import put
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.organizations import trust
from privatelink_localstack.sharing.permissions import (
    permission,
    permission_arn,
    permissions_of,
    with_permissions,
    without_permission,
)
from privatelink_localstack.sharing.resources import TYPES

_PERMISSION_TYPES = {"ALL", "AWS_MANAGED", "CUSTOMER_MANAGED"}
_SCOPES = {"ALL", "REGIONAL", "GLOBAL"}


def list_permissions(call: Call) -> Response:
    """ListPermissions: the managed ones. No account has any of its own."""
    request = call.request
    wanted = request.get("permissionType") or "ALL"
    if wanted not in _PERMISSION_TYPES:
        raise _invalid("permissionType", wanted)
    kinds = TYPES.values() if wanted != "CUSTOMER_MANAGED" else ()
    name = (request.get("resourceType") or "").casefold()
    found = [
        responses.permission(permission_arn(kind, call.context.partition), kind)
        for kind in kinds
        if name in {"", kind.name.casefold()}
    ]
    return page(call, "permissions", found, "arn")


def get_permission(call: Call) -> Response:
    """GetPermission: one without its policy, which is not known here."""
    arn = call.request["permissionArn"]
    version = call.request.get("permissionVersion", 1)
    kind = permission(arn)
    if version != 1:
        raise AwsError("UnknownResourceException", f"Version {version} of permission {arn} could not be found.")
    return {"permission": responses.permission(arn, kind)}


def list_permission_versions(call: Call) -> Response:
    """ListPermissionVersions: there is one."""
    arn = call.request["permissionArn"]
    return page(call, "permissions", [responses.permission(arn, permission(arn))], "arn")


def list_resource_share_permissions(call: Call) -> Response:
    """ListResourceSharePermissions."""
    share = own_or_received(call)
    found = [responses.permission(arn, kind, share) for arn, kind in permissions_of(share)]
    return page(call, "permissions", found, "arn")


def associate_resource_share_permission(call: Call) -> Response:
    """AssociateResourceSharePermission: each type has one permission, so that nothing is replaced."""
    put(with_permissions(own(call), [call.request["permissionArn"]], call.emulation.clock()), call.scope.region)
    return {"returnValue": True, **token(call)}


def disassociate_resource_share_permission(call: Call) -> Response:
    """DisassociateResourceSharePermission."""
    put(without_permission(own(call), call.request["permissionArn"], call.emulation.clock()), call.scope.region)
    return {"returnValue": True, **token(call)}


def list_resource_types(call: Call) -> Response:
    """ListResourceTypes: those that can be shared here, all of them regional."""
    scope = call.request.get("resourceRegionScope") or "ALL"
    if scope not in _SCOPES:
        raise _invalid("resourceRegionScope", scope)
    found = [
        {"resourceType": kind.name, "serviceName": kind.service, "resourceRegionScope": "REGIONAL"}
        for kind in TYPES.values()
        if scope != "GLOBAL"
    ]
    return page(call, "resourceTypes", found, "resourceType")


def enable_sharing_with_organization(call: Call) -> Response:
    """EnableSharingWithAwsOrganization: by the management account; it gives RAM trusted access, and a role.

    The words are not confirmed.
    """
    found = organization_of(call.scope.account, call.context.partition)
    if found is None or found.management != call.scope.account or found.feature_set != "ALL":
        raise AwsError(
            "OperationNotPermittedException",
            "Sharing can be enabled only by the management account of an organization with all features.",
        )
    make_role(call)
    put_organization(trust.admit(found, SERVICE_PRINCIPAL, call.emulation.clock()))
    return {"returnValue": True}


def _invalid(member: str, value: str) -> AwsError:
    return AwsError("InvalidParameterException", f"The value {value} of {member} is not valid.")
