"""IDs and DNS names."""

from __future__ import annotations

import re

import pytest

from privatelink_localstack.kernel.ids import new_id
from privatelink_localstack.privatelink import names


@pytest.mark.parametrize("prefix", ["vpce", "vpce-svc", "vpce-svc-perm", "vpce-nfn"])
def test_new_id_has_a_prefix_and_17_hexadecimal_digits(prefix: str) -> None:
    assert re.fullmatch(rf"{prefix}-0[0-9a-f]{{16}}", new_id(prefix))


def test_new_suffix_has_8_letters_and_digits() -> None:
    assert re.fullmatch(r"[a-z0-9]{8}", names.new_suffix())


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("com.amazonaws.us-east-1.lambda", "lambda.us-east-1.vpce.amazonaws.com"),
        ("com.amazonaws.us-east-1.ecr.api", "api.ecr.us-east-1.vpce.amazonaws.com"),
        ("aws.sagemaker.us-east-1.notebook", "notebook.us-east-1.vpce.amazonaws.com"),
        ("com.amazonaws.route53", "route53.us-east-1.vpce.amazonaws.com"),
    ],
)
def test_base_name_has_the_reversed_labels_of_the_service(service: str, expected: str) -> None:
    assert expected == names.catalogue_base_name(service, "us-east-1")


@pytest.mark.parametrize(
    ("region", "name", "base_name"),
    [
        (
            # Published by vendors with services in China.
            "cn-northwest-1",
            "cn.com.amazonaws.vpce.cn-northwest-1.vpce-svc-070f9283a2c0d1f0c",
            "vpce-svc-070f9283a2c0d1f0c.cn-northwest-1.vpce.amazonaws.com.cn",
        ),
        (
            "us-gov-west-1",
            "com.amazonaws.vpce.us-gov-west-1.vpce-svc-070f9283a2c0d1f0c",
            "vpce-svc-070f9283a2c0d1f0c.us-gov-west-1.vpce.amazonaws.com",
        ),
        (
            "eusc-de-east-1",
            "eu.amazonaws.vpce.eusc-de-east-1.vpce-svc-070f9283a2c0d1f0c",
            "vpce-svc-070f9283a2c0d1f0c.eusc-de-east-1.vpce.amazonaws.eu",
        ),
    ],
)
def test_names_of_customers_services_are_those_of_the_partition(region: str, name: str, base_name: str) -> None:
    service = "vpce-svc-070f9283a2c0d1f0c"
    assert (names.custom_service_name(region, service), names.custom_base_name(region, service)) == (name, base_name)


@pytest.mark.parametrize(
    ("service", "region", "expected"),
    [
        ("cn.com.amazonaws.cn-north-1.lambda", "cn-north-1", "lambda.cn-north-1.vpce.amazonaws.com.cn"),
        ("com.amazonaws.cn-north-1.s3", "cn-north-1", "s3.cn-north-1.vpce.amazonaws.com.cn"),
        ("eu.amazonaws.eusc-de-east-1.ecr.api", "eusc-de-east-1", "api.ecr.eusc-de-east-1.vpce.amazonaws.eu"),
    ],
)
def test_base_name_has_the_suffix_of_the_partition(service: str, region: str, expected: str) -> None:
    assert expected == names.catalogue_base_name(service, region)


def test_gateway_base_name_is_the_public_name_of_the_service() -> None:
    expected = "s3.cn-north-1.amazonaws.com.cn"
    assert expected == names.gateway_base_name("com.amazonaws.cn-north-1.s3", "cn-north-1")


def test_endpoint_has_a_regional_name_and_a_zonal_name_for_each_zone() -> None:
    base = names.custom_base_name("us-east-1", "vpce-svc-1")
    expected = [
        "vpce-1-abcdefgh.vpce-svc-1.us-east-1.vpce.amazonaws.com",
        "vpce-1-abcdefgh-us-east-1a.vpce-svc-1.us-east-1.vpce.amazonaws.com",
        "vpce-1-abcdefgh-us-east-1b.vpce-svc-1.us-east-1.vpce.amazonaws.com",
    ]
    assert expected == names.endpoint_names("vpce-1", "abcdefgh", base, ("us-east-1a", "us-east-1b"))


def test_endpoint_without_subnets_has_no_name() -> None:
    assert names.endpoint_names("vpce-1", "abcdefgh", "base", ()) == []


def test_names_of_s3_are_wildcards() -> None:
    assert names.endpoint_names("v", "s", "base", ("a",), wildcard=True) == ["*.v-s.base", "*.v-s-a.base"]


def test_hosted_zone_is_constant() -> None:
    assert names.hosted_zone_of("us-east-1") == "Z7HUB22UULQXV"
    assert names.hosted_zone_of("eu-west-9") == names.hosted_zone_of("eu-west-9")
