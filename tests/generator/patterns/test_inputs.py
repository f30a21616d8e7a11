"""Variables of a module within another one, as attributes of the caller's variable."""

from __future__ import annotations

import pytest

from privatelink_generator.patterns.inputs import attribute_description, attribute_type, passed
from privatelink_generator.render.readback import Input

NAME = Input("private_dns_name", "string", "A name.", '"a.example.com"')
SETS = Input("supported_regions", "set(string)", "Regions.", '["us-east-1"]')


def test_text_that_can_be_null_is_none_by_an_empty_text() -> None:
    assert attribute_type(NAME) == 'optional(string, "a.example.com")'
    assert passed(NAME, "var.shop.private_dns_name") == (
        'var.shop.private_dns_name == "" ? null : var.shop.private_dns_name'
    )
    assert attribute_description(NAME) == 'A name. "" is none.'


@pytest.mark.parametrize(
    "variable",
    [
        SETS,
        Input("region", "string", "A Region.", "null"),
        Input("vpc_id", "string", "A VPC.", None),
        Input("name", "string", "A prefix.", '"shop"', nullable=False),
    ],
)
def test_other_values_are_passed_as_they_are(variable: Input) -> None:
    assert passed(variable, "var.shop.x") == "var.shop.x"
    assert attribute_description(variable) == variable.description
