"""What a spec contradicts of the catalogue: refused where AWS documents it, noted where it may have changed.

tests/generator/aws/test_services_facts.py names the sources of the facts.
"""

from __future__ import annotations

import pytest

from privatelink_generator.aws import services
from privatelink_generator.aws.services import Facts
from tests.support.specs import HEAD, consumer_spec, faults, notes

BY_NOW = ", or write assume_supported: true if AWS offers it by now"
HAVING = (
    "ecr.api, ecr.dkr, ecs, ecs-fips, iam, kinesis-firehose, kinesisanalytics, kinesisanalytics-fips, kms, kms-fips, "
    "lambda, route53, s3"
)
AROUND = "make the module for us-east-1, and reach its VPC from others through a transit gateway or peering"
POLICY = "[{principals: ['*'], public: true, actions: ['*'], resources: ['*']}]"


def spec(endpoint: str, region: str | None = "eu-west-1") -> str:
    return f"{HEAD}{f'region: {region}' if region else ''}\nendpoints: {{e: {endpoint}}}\n"


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        (
            "{service: §iam}",
            (
                "iam has its endpoints in us-east-1 alone, not in eu-west-1; "
                f"add service_region: us-east-1 for an endpoint across Regions{BY_NOW}"
            ),
        ),
        (
            "{service_name: §com.amazonaws.iam}",
            (
                "iam has its endpoints in us-east-1 alone, not in eu-west-1; "
                f"add service_region: us-east-1 for an endpoint across Regions{BY_NOW}"
            ),
        ),
        (
            "{service: iam, service_region: §us-west-2}",
            f"iam has its endpoints in us-east-1 alone, not in us-west-2; write service_region: us-east-1{BY_NOW}",
        ),
        (
            "{service: §organizations}",
            f"organizations has its endpoints in us-east-1 alone, not in eu-west-1; {AROUND}{BY_NOW}",
        ),
        (
            "{service_name: §com.amazonaws.us-east-1.organizations}",
            (
                "'com.amazonaws.us-east-1.organizations' is a service of us-east-1, and the module is for eu-west-1; "
                + AROUND
            ),
        ),
        (
            "{service: sqs, service_region: §us-east-1}",
            f"sqs has no endpoints across Regions (these have them: {HAVING}); leave service_region out{BY_NOW}",
        ),
        (
            "{service_name: com.amazonaws.us-east-1.sqs, service_region: §us-east-1}",
            f"sqs has no endpoints across Regions (these have them: {HAVING}); leave service_region out{BY_NOW}",
        ),
        (
            "{service_name: §com.amazonaws.us-east-1.sqs}",
            (
                "'com.amazonaws.us-east-1.sqs' is a service of us-east-1, and the module is for eu-west-1; "
                "write service: sqs"
            ),
        ),
        (
            f"{{service: transfer.server, policy: §{POLICY}}}",
            f"transfer.server takes no endpoint policy; leave policy out{BY_NOW}",
        ),
        (
            "{service_name: com.amazonaws.vpce.eu-west-1.vpce-svc-0e123abc123198abc, assume_supported: §true}",
            "assume_supported is about AWS's own services; leave it out",
        ),
    ],
)
def test_what_aws_documents_otherwise_is_refused(endpoint: str, expected: str) -> None:
    assert faults(spec(endpoint)) == [f"§{expected}"]


@pytest.mark.parametrize(
    ("region", "endpoint"),
    [
        ("us-east-1", "{service: iam}"),
        ("eu-west-1", "{service: iam, service_region: us-east-1}"),
        ("cn-northwest-1", "{service: iam, service_region: cn-north-1}"),
        ("us-gov-west-1", "{service: iam}"),
        (None, "{service: iam}"),
        (None, "{service: iam, service_region: us-east-1}"),
        ("eu-west-1", "{service: lambda, service_region: us-west-2}"),
        ("eu-west-1", "{service: sqs, service_region: eu-west-1}"),
        ("eu-west-1", "{service_name: com.amazonaws.us-west-2.lambda, service_region: us-west-2}"),
        ("us-east-1", "{service: organizations}"),
        ("us-east-2", "{service: route53globalresolver}"),
        ("us-east-1", "{service: ce}"),
        ("eu-west-1", f"{{service: lambda, policy: {POLICY}}}"),
        ("eu-west-1", "{service: monitoring, ip_address_type: dualstack}"),
    ],
)
def test_what_aws_documents_is_accepted_without_a_note(region: str | None, endpoint: str) -> None:
    assert (faults(spec(endpoint, region)), notes(spec(endpoint, region))) == ([], [])


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        (
            "{service: sqs, service_region: §us-east-1, assume_supported: true}",
            (
                f"sqs has no endpoints across Regions (these have them: {HAVING}), as the catalogue has it; "
                "assume_supported takes the risk"
            ),
        ),
        (
            "{service: §organizations, assume_supported: true}",
            (
                "organizations has its endpoints in us-east-1 alone, not in eu-west-1, as the catalogue has it; "
                "assume_supported takes the risk"
            ),
        ),
        (
            "{service: sqs, assume_supported: §true}",
            "nothing in this endpoint contradicts the catalogue; leave assume_supported out",
        ),
        (
            "{service: §ce}",
            "probably, ce has its endpoints in us-east-1 alone, not in eu-west-1; if AWS refuses the endpoint, "
            + AROUND,
        ),
        (
            "{service: §route53}",
            (
                "probably, route53 has its endpoints in us-east-1 alone, not in eu-west-1; "
                "if AWS refuses the endpoint, add service_region: us-east-1 for an endpoint across Regions"
            ),
        ),
        (
            "{service_name: com.amazonaws.us-east-1.newthing, service_region: §us-east-1}",
            (
                "few AWS services have endpoints across Regions, and the catalogue lacks "
                "com.amazonaws.us-east-1.newthing; if AWS refuses the endpoint, leave service_region out"
            ),
        ),
        (
            "{service: dax, ip_address_type: §dualstack}",
            "no document says whether dax has IPv6; if AWS refuses the endpoint, write ip_address_type: ipv4",
        ),
        (
            "{service_name: com.amazonaws.eu-west-1.newthing, ip_address_type: §ipv6}",
            (
                "no document says whether com.amazonaws.eu-west-1.newthing has IPv6; "
                "if AWS refuses the endpoint, write ip_address_type: ipv4"
            ),
        ),
    ],
)
def test_what_may_be_otherwise_is_noted(endpoint: str, expected: str) -> None:
    assert notes(spec(endpoint)) == [f"§{expected}"]


def test_likely_home_is_noted_for_a_module_without_a_region() -> None:
    assert notes(spec("{service: §ce}", None)) == [
        f"§probably, ce has its endpoints in us-east-1 alone; if AWS refuses the endpoint, {AROUND}"
    ]


@pytest.mark.parametrize("service", ["s3", "dynamodb"])
def test_interface_endpoint_beside_no_gateway_endpoint_is_noted(service: str) -> None:
    assert notes(spec(f"§{{service: {service}}}")) == [
        (
            f"§AWS bills an interface endpoint for {service} by the hour and the GB, and clients in the VPC reach "
            f"{service} through a gateway endpoint free of charge; add {{service: {service}, type: gateway}}"
        )
    ]


@pytest.mark.parametrize(
    "endpoints",
    [
        "{a: {service: s3}, b: {service: s3, type: gateway}}",
        "{a: {service: s3, service_region: us-west-2}}",
        "{a: {service: sqs}}",
    ],
)
def test_interface_endpoint_that_no_gateway_endpoint_replaces_is_not_noted(endpoints: str) -> None:
    assert notes(f"{HEAD}region: eu-west-1\nendpoints: {endpoints}\n") == []


def test_services_of_two_homes_are_refused_in_a_module_without_a_region() -> None:
    text = f"{HEAD}endpoints: {{a: {{service: iam}}, b: §{{service: route53globalresolver}}}}\n"

    assert faults(text) == [
        ("§b has its endpoints in us-east-2 alone, and 'a' in us-east-1; a module is for one Region: make two specs")
    ]


def test_example_of_a_module_without_a_region_is_applied_in_its_services_home() -> None:
    assert consumer_spec(spec("{service: route53globalresolver}", None)).example_region == "us-east-2"


@pytest.mark.parametrize(
    ("known", "address_type", "expected"),
    [
        (("ipv4",), "dualstack", "has IPv4 addresses only; write ip_address_type: ipv4"),
        (("ipv4",), "ipv6", "has IPv4 addresses only; write ip_address_type: ipv4"),
        (("ipv6",), "dualstack", "has IPv6 addresses only; write ip_address_type: ipv6"),
    ],
)
def test_address_type_that_a_service_lacks_is_refused(
    known: tuple[services.AddressType, ...], address_type: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "_facts", lambda _: Facts(address_types=known))
    services._service.cache_clear()

    found = faults(spec(f"{{service: sqs, ip_address_type: §{address_type}}}"))

    services._service.cache_clear()
    assert found == [f"§sqs {expected}{BY_NOW}"]
