"""Which DNS names an endpoint is expected to have, by its service."""

from __future__ import annotations

import ipaddress
from typing import Any, cast

import pytest

from privatelink_generator.patterns.consumer.endpoints import InterfaceEndpoint
from privatelink_harness.checks.check import Proof, Verdict, judge
from privatelink_harness.checks.consumer import dns
from privatelink_harness.checks.consumer.evidence import Evidence
from privatelink_harness.checks.facts import Facts, Subnet
from privatelink_harness.checks.placement import Placement
from privatelink_harness.checks.property import Property
from tests.support.specs import HEAD, consumer_spec

VENDOR = "com.amazonaws.vpce.eu-west-1.vpce-svc-0e123abc123198abc"
SUBNET = Subnet("subnet-a", "us-east-1a", "vpc-1", ipaddress.IPv4Network("10.0.1.0/24"), ())
FACTS = Facts({}, {}, {"subnet-a": SUBNET}, {}, frozenset(), {}, "111122223333", "aws")


def verdicts(endpoint: str, *names: str) -> tuple[Verdict, Verdict]:
    """Return the verdicts on the regional and the zonal names of an endpoint in us-east-1a."""
    spec = consumer_spec(f"{HEAD}endpoints: {{e: {endpoint}}}\n", "core.yaml")
    described: dict[str, Any] = {
        "VpcEndpointId": "vpce-1",
        "SubnetIds": ["subnet-a"],
        "DnsEntries": [{"DnsName": name} for name in names],
    }
    placement = Placement("vpc-1", frozenset({"subnet-a"}), frozenset())
    entry = cast("InterfaceEndpoint", spec.endpoints["e"])
    evidence = Evidence(None, None, spec, entry, described, FACTS, placement, "us-east-1", accepted=False)
    rows = ((Property.REGIONAL_NAME, dns.regional_name), (Property.ZONAL_NAMES, dns.zonal_names))
    regional, zonal = (judge("e", about, row(evidence), proof=Proof.LIVE, gaps={}).verdict for about, row in rows)
    return regional, zonal


@pytest.mark.parametrize(
    ("endpoint", "base"),
    [
        ("{service: lambda}", "lambda.us-east-1.vpce.amazonaws.com"),
        (
            f"{{service_name: {VENDOR}, service_region: eu-west-1}}",
            "vpce-svc-0e123abc123198abc.eu-west-1.vpce.amazonaws.com",
        ),
    ],
    ids=["same Region", "vendor's of another Region"],
)
def test_endpoint_has_a_name_for_the_region_and_for_each_zone(endpoint: str, base: str) -> None:
    regional, zonal = f"vpce-1-abcd1234.{base}", f"vpce-1-abcd1234-us-east-1a.{base}"
    assert verdicts(endpoint, regional, zonal) == (Verdict.PASSED, Verdict.PASSED)
    assert verdicts(endpoint, regional) == (Verdict.PASSED, Verdict.FAILED)


def test_aws_service_of_another_region_has_no_zonal_names() -> None:
    """Source: PrivateLink guide, "Cross-Region enabled AWS services"."""
    base = "lambda.eu-west-1.vpce.amazonaws.com"
    endpoint = "{service: lambda, service_region: eu-west-1, private_dns: false}"
    assert verdicts(endpoint, f"vpce-1-abcd1234.{base}") == (Verdict.PASSED, Verdict.PASSED)
    found = verdicts(endpoint, f"vpce-1-abcd1234.{base}", f"vpce-1-abcd1234-us-east-1a.{base}")
    assert found == (Verdict.FAILED, Verdict.FAILED)


def test_names_are_not_provable_where_the_services_own_name_has_no_region() -> None:
    names = ("vpce-1-abcd1234.route53.us-east-1.vpce.amazonaws.com", "vpce-1-abcd1234.route53.vpce.amazonaws.com")
    for name in names:
        assert verdicts("{service: route53}", name) == (Verdict.UNPROVABLE, Verdict.UNPROVABLE)
