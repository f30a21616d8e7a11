"""Allowed principals of an endpoint service."""

from __future__ import annotations

import re

import pytest

from tests.support.account import Account, MakeAccount, state
from tests.support.refusal import refusal


def test_allowed_principals_have_ids_and_types(mine: Account) -> None:
    service = mine.new_service("a")["ServiceId"]
    principals = [f"arn:aws:iam::{mine.id}:root", f"arn:aws:iam::{mine.id}:role/app", "*"]
    added = mine.ec2.modify_vpc_endpoint_service_permissions(ServiceId=service, AddAllowedPrincipals=principals)
    permissions = mine.ec2.describe_vpc_endpoint_service_permissions(ServiceId=service)["AllowedPrincipals"]
    types = {each["Principal"]: each["PrincipalType"] for each in permissions}
    assert types == dict(zip(principals, ["Account", "Role", "All"], strict=True))
    ids = {each["Principal"]: each["ServicePermissionId"] for each in permissions}
    assert ids == {each["Principal"]: each["ServicePermissionId"] for each in added["AddedPrincipals"]}
    assert all(re.fullmatch(r"vpce-svc-perm-[0-9a-f]{17}", each) for each in ids.values())


def test_modify_rejects_a_malformed_principal(mine: Account) -> None:
    service = mine.new_service("a")["ServiceId"]
    change = mine.ec2.modify_vpc_endpoint_service_permissions
    error = refusal(change, ServiceId=service, AddAllowedPrincipals=["somebody"])
    assert error == ("InvalidPrincipal", "Invalid Principal: 'somebody'")


def test_allowed_principals_are_removed_and_tagged(mine: Account) -> None:
    service = mine.new_service("a")["ServiceId"]
    mine.ec2.modify_vpc_endpoint_service_permissions(ServiceId=service, AddAllowedPrincipals=["*", mine.root])
    mine.ec2.modify_vpc_endpoint_service_permissions(ServiceId=service, RemoveAllowedPrincipals=["*"])
    (remaining,) = mine.ec2.describe_vpc_endpoint_service_permissions(ServiceId=service)["AllowedPrincipals"]
    mine.ec2.create_tags(Resources=[remaining["ServicePermissionId"]], Tags=[{"Key": "a", "Value": "b"}])
    (tagged,) = mine.ec2.describe_vpc_endpoint_service_permissions(ServiceId=service)["AllowedPrincipals"]
    assert (mine.root, [{"Key": "a", "Value": "b"}]) == (tagged["Principal"], tagged["Tags"])


@pytest.mark.parametrize("principal", ["{root}", "arn:aws:iam::{id}:role/app", "arn:aws:iam::{id}:user/dev", "*"])
def test_allowed_principal_sees_the_service_and_can_connect(
    principal: str, mine: Account, make_account: MakeAccount
) -> None:
    theirs = make_account()
    service = mine.new_service("a", allow=[principal.format(root=theirs.root, id=theirs.id)])
    (detail,) = theirs.ec2.describe_vpc_endpoint_services(ServiceNames=[service["ServiceName"]])["ServiceDetails"]
    assert (mine.id, False, True, ["us-east-1a"]) == (
        detail["Owner"],
        detail["VpcEndpointPolicySupported"],
        detail["AcceptanceRequired"],
        detail["AvailabilityZones"],
    )
    endpoint = theirs.interface_endpoint(theirs.vpc(), service["ServiceName"])
    assert state(endpoint) == "pendingAcceptance"


def test_service_allows_only_its_owner_by_default(mine: Account, make_account: MakeAccount) -> None:
    theirs, third = make_account(), make_account()
    name = mine.new_service("a", allow=[third.root])["ServiceName"]
    expected = ("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist")
    assert expected == refusal(theirs.interface_endpoint, vpc=theirs.vpc(), service=name)
    assert expected == refusal(theirs.ec2.describe_vpc_endpoint_services, ServiceNames=[name])
    assert state(mine.interface_endpoint(mine.vpc(), name)) == "pendingAcceptance"


def test_connections_of_a_removed_principal_stay(mine: Account, make_account: MakeAccount) -> None:
    theirs = make_account()
    service = mine.new_service("a", allow=[theirs.root], AcceptanceRequired=False)
    vpc = theirs.vpc()
    endpoint_id = theirs.interface_endpoint_id(vpc, service["ServiceName"])
    mine.ec2.modify_vpc_endpoint_service_permissions(
        ServiceId=service["ServiceId"], RemoveAllowedPrincipals=[theirs.root]
    )
    assert state(theirs.available(endpoint_id)) == "available"
    assert refusal(theirs.interface_endpoint, vpc=vpc, service=service["ServiceName"]).code == "InvalidServiceName"
