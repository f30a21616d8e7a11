"""Operations on the allowed principals of a service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from privatelink_localstack.kernel.errors import dry_run_succeeded
from privatelink_localstack.kernel.filters import Filters, check_filters, matches
from privatelink_localstack.kernel.ids import new_id
from privatelink_localstack.kernel.pages import Page
from privatelink_localstack.kernel.partitions import partition_of
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink.pages import page
from privatelink_localstack.privatelink.plane import ControlPlane
from privatelink_localstack.privatelink.services import principals
from privatelink_localstack.privatelink.services.manage import find_own
from privatelink_localstack.privatelink.services.principals import Permission

PERMIT = "ModifyVpcEndpointServicePermissions"

FILTERS = ("permission-type", "principal", "principal-type")


def modify_permissions(
    plane: ControlPlane,
    scope: Scope,
    service_id: str,
    *,
    add: Sequence[str],
    remove: Sequence[str],
    permission_type: str = principals.ENDPOINT,
    dry_run: bool,
) -> tuple[Permission, ...]:
    """Add and remove allowed principals, of one permission type. Existing connections stay.

    Returns:
        The new permissions.

    Raises:
        AwsError: the account owns no such service, a principal is malformed, or the permission type does not fit.
    """
    service = find_own(plane, scope, service_id)
    for principal in (*add, *remove):
        principals.check_principal(principal, partition_of(scope.region).name)
    principals.check_permission_type(permission_type, service.type, add)
    if dry_run:
        raise dry_run_succeeded()
    others = tuple(each for each in service.permissions if each.permission_type != permission_type)
    present = {each.principal: each for each in service.permissions if each.permission_type == permission_type}
    added = tuple(
        Permission(new_id("vpce-svc-perm"), each, permission_type) for each in dict.fromkeys(add) if each not in present
    )
    kept = (each for each in (*present.values(), *added) if each.principal not in remove)
    plane.store.put_service(replace(service, permissions=(*others, *kept)))
    plane.network(scope).untag([present[each].id for each in dict.fromkeys(remove) if each in present])
    plane.record(service_id, scope.account, PERMIT, f"added {list(add)}, removed {list(remove)}")
    return added


def describe_permissions(
    plane: ControlPlane, scope: Scope, service_id: str, filters: Filters, *, size: int | None, token: str | None
) -> Page[Permission]:
    """Return a page of a service's permissions.

    Raises:
        AwsError: the account owns no such service, or a filter is unknown.
    """
    check_filters(filters, FILTERS)
    service = find_own(plane, scope, service_id)
    network = plane.network(scope)
    permissions = [each for each in service.permissions if matches(filters, _values(each), network.tags(each.id))]
    permissions.sort(key=lambda each: each.id)
    return page(permissions, lambda each: each.id, size=size, token=token)


def _values(permission: Permission) -> dict[str, list[str]]:
    return {
        "permission-type": [permission.permission_type],
        "principal": [permission.principal],
        "principal-type": [permission.type],
    }
