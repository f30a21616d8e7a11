"""Handlers of the operations of Organizations that change it."""

from __future__ import annotations

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.organizations import responses
from privatelink_localstack.adapters.organizations.calls import joined, managed, new_account, new_id, tags
from privatelink_localstack.adapters.organizations.store import drop, organization_of, put
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.organizations import members, trust, units
from privatelink_localstack.organizations.model import Member, Organization
from privatelink_localstack.organizations.tags import tagged, tags_of

_FEATURES = {"ALL", "CONSOLIDATED_BILLING"}


def create_organization(call: Call) -> Response:
    """CreateOrganization: the caller manages it."""
    account, partition = call.scope.account, call.context.partition
    features = call.request.get("FeatureSet") or "ALL"
    if features not in _FEATURES:
        raise AwsError("InvalidInputException", "You specified an invalid value.")
    if organization_of(account, partition):
        raise AwsError("AlreadyInOrganizationException", "The provided account is already a member of an organization.")
    root = new_id("r-", 4)
    manager = Member(account, account, f"{account}@example.com", root, "INVITED", call.emulation.clock())
    made = Organization(new_id("o-", 10), partition, account, root, features, members={account: manager})
    put(made)
    return {"Organization": responses.organization(made)}


def delete_organization(call: Call) -> Response:
    """DeleteOrganization, which has no other account."""
    organization = managed(call)
    units.check_empty(organization)
    drop(organization)
    return {}


def create_organizational_unit(call: Call) -> Response:
    """CreateOrganizationalUnit."""
    before, request = managed(call), call.request
    name = new_id(f"ou-{before.root.removeprefix('r-')}-", 8)
    after, made = units.create(
        before, name, name=request["Name"], parent=request["ParentId"], tags=tags(request.get("Tags"))
    )
    put(after)
    return {"OrganizationalUnit": responses.unit(after, made)}


def update_organizational_unit(call: Call) -> Response:
    """UpdateOrganizationalUnit: its name."""
    after, renamed = units.rename(managed(call), call.request["OrganizationalUnitId"], call.request.get("Name"))
    put(after)
    return {"OrganizationalUnit": responses.unit(after, renamed)}


def delete_organizational_unit(call: Call) -> Response:
    """DeleteOrganizationalUnit, which is empty."""
    put(units.delete(managed(call), call.request["OrganizationalUnitId"]))
    return {}


def create_account(call: Call) -> Response:
    """CreateAccount: at once. No role is made in the account: here every role can be assumed."""
    before, request = managed(call), call.request
    after, made = members.create(
        before,
        new_id("car-", 32),
        new_account(call.context.partition),
        name=request["AccountName"],
        email=request["Email"],
        tags=tags(request.get("Tags")),
        now=call.emulation.clock(),
    )
    put(after)
    return {"CreateAccountStatus": responses.creation(made)}


def close_account(call: Call) -> Response:
    """CloseAccount."""
    put(members.close(managed(call), call.request["AccountId"]))
    return {}


def move_account(call: Call) -> Response:
    """MoveAccount."""
    request = call.request
    put(
        members.move(
            managed(call),
            request["AccountId"],
            source=request["SourceParentId"],
            destination=request["DestinationParentId"],
        )
    )
    return {}


def remove_account(call: Call) -> Response:
    """RemoveAccountFromOrganization."""
    put(members.remove(managed(call), call.request["AccountId"]))
    return {}


def leave_organization(call: Call) -> Response:
    """LeaveOrganization: the caller takes itself out."""
    put(members.remove(joined(call), call.scope.account))
    return {}


def enable_service_access(call: Call) -> Response:
    """EnableAWSServiceAccess."""
    put(trust.admit(managed(call), call.request["ServicePrincipal"], call.emulation.clock()))
    return {}


def disable_service_access(call: Call) -> Response:
    """DisableAWSServiceAccess."""
    put(trust.dismiss(managed(call), call.request["ServicePrincipal"]))
    return {}


def register_delegated_administrator(call: Call) -> Response:
    """RegisterDelegatedAdministrator."""
    request = call.request
    put(trust.delegate(managed(call), request["AccountId"], request["ServicePrincipal"], call.emulation.clock()))
    return {}


def deregister_delegated_administrator(call: Call) -> Response:
    """DeregisterDelegatedAdministrator."""
    put(trust.undelegate(managed(call), call.request["AccountId"], call.request["ServicePrincipal"]))
    return {}


def tag_resource(call: Call) -> Response:
    """TagResource."""
    before, resource = managed(call), call.request["ResourceId"]
    put(tagged(before, resource, {**tags_of(before, resource), **tags(call.request["Tags"])}))
    return {}


def untag_resource(call: Call) -> Response:
    """UntagResource."""
    before, resource = managed(call), call.request["ResourceId"]
    gone = set(call.request["TagKeys"])
    kept = {key: value for key, value in tags_of(before, resource).items() if key not in gone}
    put(tagged(before, resource, kept))
    return {}
