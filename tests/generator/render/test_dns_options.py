"""DNS options: always explicit, because the AWS provider keeps what was where a module leaves them out."""

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
        ("{a: {service: s3}}", ["false"]),
        ("{a: {service: dynamodb}}", []),
        ("{a: {service: lambda}}", []),
    ],
)
def test_inbound_only_is_explicit_for_private_dns_of_s3(endpoints: str, expected: list[str]) -> None:
    text = render(loads(f"{HEAD}endpoints: {endpoints}\n"), source="s.yaml").files["interface-endpoints.tf"]
    assert re.findall(r"private_dns_only_for_inbound_resolver_endpoint = (\w+)", text) == expected


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("{service: lambda}", ["ipv4"]),
        ("{service: lambda, ip_address_type: dualstack}", ["dualstack"]),
        ("{service: lambda, ip_address_type: ipv6}", ["ipv6"]),
        ("{service: lambda, ip_address_type: dualstack, dns_options: {dns_record_ip_type: ipv6}}", ["ipv6"]),
        ("{service: s3tables}", []),
        ("{service: s3, service_region: us-west-2}", []),
        ("{service_name: com.amazonaws.us-east-1.s3-outposts}", []),
    ],
)
def test_record_type_is_that_of_the_addresses_by_default(endpoint: str, expected: list[str]) -> None:
    text = render(loads(f"{HEAD}endpoints: {{a: {endpoint}}}\n"), source="s.yaml").files["interface-endpoints.tf"]
    assert re.findall(r"dns_record_ip_type = \"(.+)\"", text) == expected
