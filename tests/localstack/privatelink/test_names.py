"""IDs and DNS names."""

from __future__ import annotations

import re

import pytest

from privatelink_localstack.privatelink import names


@pytest.mark.parametrize("prefix", ["vpce", "vpce-svc", "vpce-svc-perm", "vpce-nfn"])
def test_new_id_has_a_prefix_and_17_hexadecimal_digits(prefix: str) -> None:
    assert re.fullmatch(rf"{prefix}-0[0-9a-f]{{16}}", names.new_id(prefix))


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
