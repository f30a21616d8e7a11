"""The accounts and Regions of a stack, read from its state."""

from __future__ import annotations

from typing import Any

import pytest

from privatelink_harness.checks.scope import Place, Scope, Scopes, home
from privatelink_harness.terraform.snapshot import Resource

A, B, C = "111122223333", "444455556666", "777788889999"
MAIN, WEST = 'provider["registry.terraform.io/hashicorp/aws"]', 'provider["registry.terraform.io/hashicorp/aws"].west'


def resource(provider: str = MAIN, **values: Any) -> Resource:
    return Resource("", "aws_x", "this", None, values, provider)


def arn(account: str = A, region: str = "eu-west-1", service: str = "ec2", partition: str = "aws") -> str:
    return f"arn:{partition}:{service}:{region}:{account}:x/y"


@pytest.mark.parametrize(
    ("values", "scope"),
    [
        ({"arn": arn()}, Scope(A, "eu-west-1")),
        ({"arn": arn(partition="aws-us-gov", region="us-gov-west-1")}, Scope(A, "us-gov-west-1")),
        ({"arn": arn(), "region": "eu-west-3"}, Scope(A, "eu-west-3")),
        ({"arn": arn(), "owner_id": B}, Scope(A, "eu-west-1")),
        ({"owner_id": A, "region": "eu-west-1"}, Scope(A, "eu-west-1")),
        ({"owner_id": A, "availability_zone": "eu-west-1a"}, Scope(A, "eu-west-1")),
        ({"owner_id": A, "availability_zone": "us-east-1-bos-1a"}, Scope(A, "us-east-1")),
        ({"arn": "arn:aws:iam::111122223333:role/x"}, Scope(A, "us-east-1")),
        ({"arn": arn(account=""), "owner_id": A}, Scope(A, "eu-west-1")),
        ({"owner_id": "amazon", "region": "eu-west-1"}, None),
        ({"owner_id": A}, None),
        ({"region": "eu-west-1"}, None),
        ({"arn": "arn:aws:s3:::bucket", "region": "eu-west-1"}, None),
        ({"arn": None, "owner_id": None, "region": None, "availability_zone": None}, None),
        ({}, None),
    ],
)
def test_scope_of_a_resource_is_what_it_says(values: dict[str, Any], scope: Scope | None) -> None:
    it = resource(**values)
    assert Scopes.read([it]).of(it) == scope


def test_scope_of_a_silent_resource_is_that_of_its_provider_configuration() -> None:
    silent = resource(WEST)
    scopes = Scopes.read([resource(arn=arn(A)), resource(WEST, arn=arn(B, "us-west-2")), silent])
    assert scopes.of(silent) == Scope(B, "us-west-2")


@pytest.mark.parametrize("other", [{"arn": arn(B)}, {"arn": arn(A, "eu-west-3")}])
def test_scope_of_a_silent_resource_is_unknown_where_the_others_differ(other: dict[str, Any]) -> None:
    silent = resource()
    assert Scopes.read([resource(arn=arn(A)), resource(**other), silent]).of(silent) is None


def test_an_alias_leads_where_the_resources_of_its_provider_configuration_are() -> None:
    inner = f"module.x.{WEST}"
    foreign = 'provider["registry.terraform.io/hashicorp/tls"].west'
    resources = [resource(arn=arn(A)), resource(WEST, arn=arn(B, "us-west-2")), resource(inner), resource(foreign)]
    assert Scopes.read(resources).aliases() == {"west": Place(B, "us-west-2")}


def test_an_alias_without_one_account_or_region_says_so() -> None:
    resources = [resource(WEST, arn=arn(A)), resource(WEST, arn=arn(B, "us-west-2"))]
    assert Scopes.read(resources).aliases() == {"west": Place(None, None)}


def test_scopes_leave_out_services_without_regions() -> None:
    role = resource(arn="arn:aws:iam::111122223333:role/x")
    vpc = resource(arn=arn(B))
    assert Scopes.read([role, vpc]).all([role, vpc]) == {Scope(B, "eu-west-1")}


def test_scope_of_a_service_without_regions_is_the_given_one() -> None:
    role = resource(arn="arn:aws-cn:iam::111122223333:role/x")
    assert Scopes.read([role], global_region="cn-north-1").of(role) == Scope(A, "cn-north-1")


@pytest.mark.parametrize(
    ("scopes", "expected"),
    [
        ([], Scope(A, "r1")),
        ([Scope(A, "r1"), Scope(B, "r2")], Scope(A, "r1")),
        ([Scope(A, "r2"), Scope(B, "r1")], Scope(A, "r2")),
        ([Scope(B, "r1"), Scope(B, "r2")], Scope(B, "r1")),
        ([Scope(B, "r2")], Scope(B, "r2")),
        ([Scope(A, "r2"), Scope(A, "r3")], None),
        ([Scope(B, "r1"), Scope(C, "r2")], None),
    ],
)
def test_home_prefers_the_account_then_the_region_of_the_default(scopes: list[Scope], expected: Scope | None) -> None:
    assert home(scopes, Scope(A, "r1")) == expected
