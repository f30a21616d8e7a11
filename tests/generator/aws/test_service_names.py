"""The forms of endpoint services' whole names, in every partition."""

from __future__ import annotations

import pytest

from privatelink_generator.aws.service_names import is_amazon, is_custom
from privatelink_generator.aws.services import services

ID = "vpce-svc-070f9283a2c0d1f0c"


@pytest.mark.parametrize(
    "name",
    [
        f"com.amazonaws.vpce.us-east-1.{ID}",
        # Published by a vendor with a service in China.
        f"cn.com.amazonaws.vpce.cn-northwest-1.{ID}",
        f"com.amazonaws.vpce.us-gov-west-1.{ID}",
        f"eu.amazonaws.vpce.eusc-de-east-1.{ID}",
        f"gov.ic.c2s.vpce.us-iso-east-1.{ID}",
        "com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc",
    ],
)
def test_name_of_a_customers_service_has_its_partitions_prefix(name: str) -> None:
    assert (is_custom(name), is_amazon(name)) == (True, False)


@pytest.mark.parametrize(
    "name",
    [
        f"com.amazonaws.vpce.cn-northwest-1.{ID}",
        f"cn.com.amazonaws.vpce.us-east-1.{ID}",
        f"com.amazonaws.vpce.nowhere.{ID}",
        "com.amazonaws.vpce.us-east-1.vpce-svc-0e12",
        f"com.example.vpce.us-east-1.{ID}",
        "lambda",
    ],
)
def test_other_text_is_no_service_name(name: str) -> None:
    assert (is_custom(name), is_amazon(name)) == (False, False)


@pytest.mark.parametrize("region", ["us-east-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1", "us-iso-east-1"])
def test_every_name_of_the_catalogue_has_an_aws_services_form(region: str) -> None:
    names = (service.service_name(region) for service in services().values())
    assert [name for name in names if not is_amazon(name)] == []
