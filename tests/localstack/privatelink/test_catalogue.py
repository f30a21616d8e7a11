"""AWS's own services as the emulation has them: by Region and partition."""

from __future__ import annotations

import pytest

from privatelink_localstack.privatelink.endpoints.placement import check_address_type
from privatelink_localstack.privatelink.services import catalogue
from privatelink_localstack.privatelink.services.catalogue import services_across, services_in
from tests.support.refusal import refusal


@pytest.mark.parametrize(
    ("region", "name", "private_name"),
    [
        ("us-east-1", "com.amazonaws.us-east-1.lambda", "lambda.us-east-1.amazonaws.com"),
        ("cn-north-1", "cn.com.amazonaws.cn-north-1.lambda", "lambda.cn-north-1.amazonaws.com.cn"),
        ("us-gov-west-1", "com.amazonaws.us-gov-west-1.lambda", "lambda.us-gov-west-1.amazonaws.com"),
        ("eusc-de-east-1", "com.amazonaws.eusc-de-east-1.lambda", "lambda.eusc-de-east-1.amazonaws.eu"),
        ("us-iso-east-1", "com.amazonaws.us-iso-east-1.lambda", "lambda.us-iso-east-1.c2s.ic.gov"),
        ("us-isob-east-1", "gov.sgov.sc2s.us-isob-east-1.ec2", "ec2.us-isob-east-1.sc2s.sgov.gov"),
    ],
)
def test_services_have_the_names_of_their_partition(region: str, name: str, private_name: str) -> None:
    assert services_in(region)[name].private_names == (private_name,)


def test_s3_in_china_is_two_services() -> None:
    found = {name: view.types for name, view in services_in("cn-north-1").items() if name.endswith(".s3")}

    assert found == {"com.amazonaws.cn-north-1.s3": ("Gateway",), "cn.com.amazonaws.cn-north-1.s3": ("Interface",)}


@pytest.mark.parametrize(
    ("region", "present"),
    [("us-east-1", True), ("eu-west-1", False), ("cn-north-1", True), ("cn-northwest-1", False)],
)
def test_iam_is_in_its_home_region_alone(region: str, present: bool) -> None:  # noqa: FBT001 - a test's parameter
    assert ("com.amazonaws.iam" in services_in(region)) is present


def test_services_across_regions_are_interface_services_of_that_region() -> None:
    found = services_across("eu-west-1")

    assert sorted(name.removeprefix("com.amazonaws.") for name in found) == [
        "eu-west-1.ecr.api",
        "eu-west-1.ecr.dkr",
        "eu-west-1.ecs",
        "eu-west-1.ecs-fips",
        "eu-west-1.kinesis-firehose",
        "eu-west-1.kinesisanalytics",
        "eu-west-1.kinesisanalytics-fips",
        "eu-west-1.kms",
        "eu-west-1.kms-fips",
        "eu-west-1.lambda",
        "eu-west-1.s3",
        "route53",
    ]
    assert {view.types for view in found.values()} == {("Interface",)}


def test_iam_is_reached_across_regions_from_its_home() -> None:
    assert services_across("us-east-1")["com.amazonaws.iam"].region == "us-east-1"


def test_gateway_service_of_china_is_not_reached_across_regions() -> None:
    assert [name for name in services_across("cn-north-1") if name.endswith(".s3")] == [
        "cn.com.amazonaws.cn-north-1.s3"
    ]


def test_policy_support_is_the_services_own() -> None:
    found = services_in("us-east-1")

    assert found["com.amazonaws.us-east-1.lambda"].policy_supported
    assert not found["com.amazonaws.us-east-1.transfer.server"].policy_supported


def test_address_types_are_the_services_own(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = {"private_names": {"*": ["old.{region}.{dns_suffix}"]}, "address_types": ["ipv4"]}
    monkeypatch.setitem(catalogue._catalogue()["services"], "old", entry)
    catalogue.services_in.cache_clear()
    view = services_in("us-east-1")["com.amazonaws.us-east-1.old"]
    catalogue.services_in.cache_clear()

    assert view.address_types == ("ipv4",)
    assert refusal(check_address_type, "dualstack", view) == (
        "InvalidParameter",
        "The service com.amazonaws.us-east-1.old does not support IpAddressType dualstack.",
    )


def test_region_of_a_partition_that_is_not_emulated_has_no_services() -> None:
    assert services_in("us-isof-south-1") == {}


@pytest.mark.parametrize(("region", "present"), [("us-east-2", True), ("us-east-1", False), ("cn-north-1", False)])
def test_service_that_names_a_region_is_in_that_region_alone(region: str, present: bool) -> None:  # noqa: FBT001 - a test's parameter
    assert ("aws.api.us-east-2.route53globalresolver" in services_in(region)) is present


def test_s3_in_china_knows_that_it_has_both_endpoint_types() -> None:
    found = {name for name, view in services_in("cn-north-1").items() if view.has_both}

    assert found == {
        "cn.com.amazonaws.cn-north-1.s3",
        "com.amazonaws.cn-north-1.s3",
        "com.amazonaws.cn-north-1.dynamodb",
    }
