"""Who may connect: principals, their ids and types, and what others see of a service."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest


def test_permissions_have_ids_and_types(mine: Any) -> None:
    service = mine.new_service("a")["ServiceId"]
    asked = [f"arn:aws:iam::{mine.id}:root", f"arn:aws:iam::{mine.id}:role/app", "*"]
    added = mine.ec2.modify_vpc_endpoint_service_permissions(ServiceId=service, AddAllowedPrincipals=asked)
    found = mine.ec2.describe_vpc_endpoint_service_permissions(ServiceId=service)["AllowedPrincipals"]
    types = {each["Principal"]: each["PrincipalType"] for each in found}
    assert types == dict(zip(asked, ["Account", "Role", "All"], strict=True))
    ids = {each["Principal"]: each["ServicePermissionId"] for each in found}
    assert ids == {each["Principal"]: each["ServicePermissionId"] for each in added["AddedPrincipals"]}
    assert all(re.fullmatch(r"vpce-svc-perm-[0-9a-f]{17}", each) for each in ids.values())


def test_what_is_no_principal_is_refused(mine: Any, refused: Callable[..., str]) -> None:
    service = mine.new_service("a")["ServiceId"]
    change = mine.ec2.modify_vpc_endpoint_service_permissions
    met = refused(change, ServiceId=service, AddAllowedPrincipals=["somebody"])
    assert met == "InvalidPrincipal: Principal somebody is invalid"


def test_principals_are_removed_and_can_be_tagged(mine: Any) -> None:
    service = mine.new_service("a")["ServiceId"]
    mine.ec2.modify_vpc_endpoint_service_permissions(ServiceId=service, AddAllowedPrincipals=["*", mine.root])
    mine.ec2.modify_vpc_endpoint_service_permissions(ServiceId=service, RemoveAllowedPrincipals=["*"])
    (left,) = mine.ec2.describe_vpc_endpoint_service_permissions(ServiceId=service)["AllowedPrincipals"]
    mine.ec2.create_tags(Resources=[left["ServicePermissionId"]], Tags=[{"Key": "a", "Value": "b"}])
    (tagged,) = mine.ec2.describe_vpc_endpoint_service_permissions(ServiceId=service)["AllowedPrincipals"]
    assert (mine.root, [{"Key": "a", "Value": "b"}]) == (tagged["Principal"], tagged["Tags"])


@pytest.mark.parametrize("principal", ["{root}", "arn:aws:iam::{id}:role/app", "arn:aws:iam::{id}:user/dev", "*"])
def test_who_is_admitted_sees_the_service_and_may_connect(
    principal: str, mine: Any, make_account: Callable[..., Any]
) -> None:
    theirs = make_account()
    service = mine.new_service("a", allow=[principal.format(root=theirs.root, id=theirs.id)])
    (seen,) = theirs.ec2.describe_vpc_endpoint_services(ServiceNames=[service["ServiceName"]])["ServiceDetails"]
    assert (mine.id, False, True, ["us-east-1a"]) == (
        seen["Owner"],
        seen["VpcEndpointPolicySupported"],
        seen["AcceptanceRequired"],
        seen["AvailabilityZones"],
    )
    made = theirs.interface_endpoint(theirs.vpc(), service["ServiceName"])
    assert made["State"] == "pendingAcceptance"


def test_nobody_is_admitted_by_default_but_the_owner(
    mine: Any, make_account: Callable[..., Any], refused: Callable[..., str]
) -> None:
    theirs, third = make_account(), make_account()
    name = mine.new_service("a", allow=[third.root])["ServiceName"]
    expected = f"InvalidServiceName: The Vpc Endpoint Service '{name}' does not exist"
    assert expected == refused(theirs.interface_endpoint, vpc=theirs.vpc(), service=name)
    assert expected == refused(theirs.ec2.describe_vpc_endpoint_services, ServiceNames=[name])
    assert mine.interface_endpoint(mine.vpc(), name)["State"] == "pendingAcceptance"


def test_a_removed_principals_connections_stay(
    mine: Any, make_account: Callable[..., Any], refused: Callable[..., str]
) -> None:
    theirs = make_account()
    service = mine.new_service("a", allow=[theirs.root], AcceptanceRequired=False)
    vpc = theirs.vpc()
    made = theirs.interface_endpoint(vpc, service["ServiceName"])["VpcEndpointId"]
    mine.ec2.modify_vpc_endpoint_service_permissions(
        ServiceId=service["ServiceId"], RemoveAllowedPrincipals=[theirs.root]
    )
    assert theirs.available(made)["State"] == "available"
    assert refused(theirs.interface_endpoint, vpc=vpc, service=service["ServiceName"]).startswith("InvalidServiceName")
