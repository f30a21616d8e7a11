"""Handlers of the operations of Organizations that only read."""

from __future__ import annotations

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.organizations import responses
from privatelink_localstack.adapters.organizations.calls import joined, page, readable
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.organizations import tree
from privatelink_localstack.organizations.tags import tags_of


def describe_organization(call: Call) -> Response:
    """DescribeOrganization: by every account of it."""
    return {"Organization": responses.organization(joined(call))}


def list_roots(call: Call) -> Response:
    """ListRoots."""
    return page(call, "Roots", [responses.root(readable(call))], _id)


def describe_organizational_unit(call: Call) -> Response:
    """DescribeOrganizationalUnit."""
    organization = readable(call)
    unit = tree.unit(organization, call.request["OrganizationalUnitId"])
    return {"OrganizationalUnit": responses.unit(organization, unit)}


def list_organizational_units_for_parent(call: Call) -> Response:
    """ListOrganizationalUnitsForParent."""
    organization = readable(call)
    found = tree.units_of(organization, call.request["ParentId"])
    return page(call, "OrganizationalUnits", [responses.unit(organization, each) for each in found], _id)


def list_accounts(call: Call) -> Response:
    """ListAccounts."""
    organization = readable(call)
    found = organization.members.values()
    return page(call, "Accounts", [responses.account(organization, each) for each in found], _id)


def list_accounts_for_parent(call: Call) -> Response:
    """ListAccountsForParent: those directly in it."""
    organization = readable(call)
    found = tree.accounts_of(organization, call.request["ParentId"])
    return page(call, "Accounts", [responses.account(organization, each) for each in found], _id)


def describe_account(call: Call) -> Response:
    """DescribeAccount."""
    organization = readable(call)
    return {"Account": responses.account(organization, tree.account(organization, call.request["AccountId"]))}


def list_parents(call: Call) -> Response:
    """ListParents: the one parent of a unit or account."""
    organization = readable(call)
    parent = tree.parent(organization, call.request["ChildId"])
    kind = "ROOT" if parent == organization.root else "ORGANIZATIONAL_UNIT"
    return page(call, "Parents", [{"Id": parent, "Type": kind}], _id)


def list_children(call: Call) -> Response:
    """ListChildren."""
    organization, kind = readable(call), call.request["ChildType"]
    if kind not in {"ACCOUNT", "ORGANIZATIONAL_UNIT"}:
        raise AwsError("InvalidInputException", "You specified an invalid value.")
    of = tree.accounts_of if kind == "ACCOUNT" else tree.units_of
    found = of(organization, call.request["ParentId"])
    return page(call, "Children", [{"Id": each.id, "Type": kind} for each in found], _id)


def describe_create_account_status(call: Call) -> Response:
    """DescribeCreateAccountStatus."""
    found = readable(call).creations.get(call.request["CreateAccountRequestId"])
    if found is None:
        raise AwsError(
            "CreateAccountStatusNotFoundException",
            "You specified an create account request that doesn't exist.",
        )
    return {"CreateAccountStatus": responses.creation(found)}


def list_create_account_status(call: Call) -> Response:
    """ListCreateAccountStatus."""
    states = call.request.get("States") or ()
    found = [responses.creation(each) for each in readable(call).creations.values()]
    wanted = [each for each in found if not states or each["State"] in states]
    return page(call, "CreateAccountStatuses", wanted, _id)


def list_aws_service_access(call: Call) -> Response:
    """ListAWSServiceAccessForOrganization."""
    found = [
        {"ServicePrincipal": service, "DateEnabled": responses.time(since)}
        for service, since in readable(call).services.items()
    ]
    return page(call, "EnabledServicePrincipals", found, lambda each: str(each["ServicePrincipal"]))


def list_delegated_administrators(call: Call) -> Response:
    """ListDelegatedAdministrators, of all services or of one."""
    organization, service = readable(call), call.request.get("ServicePrincipal")
    found = [
        {
            **responses.account(organization, organization.members[account]),
            "DelegationEnabledDate": responses.time(min(services.values())),
        }
        for account, services in organization.administrators.items()
        if service is None or service in services
    ]
    return page(call, "DelegatedAdministrators", found, _id)


def list_delegated_services_for_account(call: Call) -> Response:
    """ListDelegatedServicesForAccount."""
    organization, account = readable(call), call.request["AccountId"]
    tree.account(organization, account)
    if account not in organization.administrators:
        raise AwsError(
            "AccountNotRegisteredException",
            "The provided account is not a registered delegated administrator for your organization.",
        )
    found = [
        {"ServicePrincipal": service, "DelegationEnabledDate": responses.time(since)}
        for service, since in organization.administrators[account].items()
    ]
    return page(call, "DelegatedServices", found, lambda each: str(each["ServicePrincipal"]))


def list_tags_for_resource(call: Call) -> Response:
    """ListTagsForResource."""
    found = tags_of(readable(call), call.request["ResourceId"])
    return page(call, "Tags", [{"Key": key, "Value": value} for key, value in found.items()], lambda each: each["Key"])


def _id(record: Response) -> str:
    return str(record["Id"])
