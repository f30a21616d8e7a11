"""The option for inbound-only private DNS: explicit where AWS would choose, which is for S3 only."""

from __future__ import annotations

import re

import pytest

from privatelink_generator.load import loads
from privatelink_generator.render.module import render
from tests.support.specs import HEAD

S3 = "com.amazonaws.us-east-1.s3"
INBOUND = "dns_options: {private_dns_only_for_inbound_resolver_endpoint: true}"


@pytest.mark.parametrize(
    ("endpoints", "expected"),
    [
        ("{a: {service: s3, private_dns: true}}", ["false"]),
        (f"{{a: {{service_name: {S3}, private_dns: true}}}}", ["false"]),
        (f"{{a: {{service: s3, private_dns: true, {INBOUND}}}, b: {{service: s3, type: gateway}}}}", ["true"]),
        (f"{{a: {{service_name: {S3}, private_dns: true, {INBOUND}}}, b: {{service: s3, type: gateway}}}}", ["true"]),
        ("{a: {service: s3}}", []),
        ("{a: {service: dynamodb}}", []),
        ("{a: {service: lambda}}", []),
    ],
)
def test_inbound_only_is_explicit_for_private_dns_of_s3(endpoints: str, expected: list[str]) -> None:
    text = render(loads(f"{HEAD}endpoints: {endpoints}\n"), source="s.yaml").files["interface-endpoints.tf"]
    assert re.findall(r"private_dns_only_for_inbound_resolver_endpoint = (\w+)", text) == expected
