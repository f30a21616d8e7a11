"""DNS names of an interface endpoint, as far as they can be predicted."""

from __future__ import annotations

import pytest

from privatelink_harness.checks.names import expected, is_predictable, masked, of_endpoint


@pytest.mark.parametrize(
    ("service", "region", "suffix", "zone", "name"),
    [
        (
            "com.amazonaws.us-east-1.lambda",
            "us-east-1",
            "amazonaws.com",
            None,
            "vpce-1-########.lambda.us-east-1.vpce.amazonaws.com",
        ),
        (
            "com.amazonaws.us-east-1.lambda",
            "us-east-1",
            "amazonaws.com",
            "us-east-1a",
            "vpce-1-########-us-east-1a.lambda.us-east-1.vpce.amazonaws.com",
        ),
        (
            "com.amazonaws.us-east-1.ecr.api",
            "us-east-1",
            "amazonaws.com",
            None,
            "vpce-1-########.api.ecr.us-east-1.vpce.amazonaws.com",
        ),
        (
            "com.amazonaws.vpce.eu-west-1.vpce-svc-0e12",
            "eu-west-1",
            "amazonaws.com",
            "eu-west-1b",
            "vpce-1-########-eu-west-1b.vpce-svc-0e12.eu-west-1.vpce.amazonaws.com",
        ),
        (
            "cn.com.amazonaws.cn-north-1.lambda",
            "cn-north-1",
            "amazonaws.com.cn",
            None,
            "vpce-1-########.lambda.cn-north-1.vpce.amazonaws.com.cn",
        ),
    ],
)
def test_expected_predicts_regional_and_zonal_names(
    service: str, region: str, suffix: str, zone: str | None, name: str
) -> None:
    assert expected("vpce-1", service, region, suffix, zone) == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("vpce-1-abcd1234.lambda.x", "vpce-1-########.lambda.x"),
        ("vpce-1-abcd1234-us-east-1a.lambda.x", "vpce-1-########-us-east-1a.lambda.x"),
        ("*.vpce-1-abcd1234.s3.x", "vpce-1-########.s3.x"),
        ("vpce-1-abc.lambda.x", "vpce-1-abc.lambda.x"),
        ("vpce-2-abcd1234.lambda.x", "vpce-2-abcd1234.lambda.x"),
    ],
)
def test_masked_hides_only_what_aws_chooses(name: str, expected: str) -> None:
    assert masked(name, "vpce-1") == expected


def test_of_endpoint_leaves_out_private_names() -> None:
    names = ["vpce-1-abcd1234.lambda.x", "lambda.us-east-1.amazonaws.com"]
    assert of_endpoint(names, "vpce-1") == {"vpce-1-########.lambda.x"}


@pytest.mark.parametrize(
    ("service", "predictable"),
    [
        ("com.amazonaws.us-east-1.lambda", True),
        ("com.amazonaws.vpce.us-east-1.vpce-svc-0e12", True),
        ("com.amazonaws.iam", False),
        ("com.amazonaws.s3-global.accesspoint", False),
    ],
)
def test_names_of_services_that_name_no_region_are_not_predictable(service: str, predictable: bool) -> None:  # noqa: FBT001
    assert is_predictable(service, "us-east-1") is predictable
