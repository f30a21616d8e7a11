"""Private DNS: which endpoints can have it, with which others, and with which options."""

from __future__ import annotations

import pytest

from tests.support.specs import HEAD, faults

CUSTOM = "com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc"
ONE_NAME = "and a VPC resolves a name to one endpoint only; write private_dns: false for one of them"


@pytest.mark.parametrize(
    ("endpoints", "expected"),
    [
        (
            "{a: {service: lambda, private_dns: §after-acceptance}}",
            "AWS accepts connections to its own services at once: write private_dns: true",
        ),
        (
            f"{{a: {{service_name: {CUSTOM}, private_dns: §after-acceptance, auto_accept: true}}}}",
            "auto_accept accepts at once: write private_dns: true, or leave auto_accept out",
        ),
        (
            "{a: {service: lambda, auto_accept: §true}}",
            "only a custom service's connections wait for acceptance; leave auto_accept out",
        ),
        (
            "{a: {service: dynamodb, private_dns: §true}}",
            "dynamodb has no private DNS name; write private_dns: false",
        ),
        ("{a: {service: lambda}, b: §{service: lambda}}", f"'a' already has private DNS for lambda, {ONE_NAME}"),
        (
            "{a: {service: lambda}, b: §{service_name: com.amazonaws.us-east-1.lambda, private_dns: true}}",
            f"'a' already has private DNS for com.amazonaws.us-east-1.lambda, {ONE_NAME}",
        ),
        (
            (
                f"{{a: {{service_name: {CUSTOM}, private_dns: true}}, "
                f"b: §{{service_name: {CUSTOM}, private_dns: after-acceptance}}}}"
            ),
            f"'a' already has private DNS for {CUSTOM}, {ONE_NAME}",
        ),
        (
            (
                "{a: {service: s3, private_dns: true, "
                "dns_options: {private_dns_only_for_inbound_resolver_endpoint: §true}}}"
            ),
            "the VPC must have a gateway endpoint for s3: add {service: s3, type: gateway} to endpoints",
        ),
        (
            (
                "{a: {service: s3, dns_options: {private_dns_only_for_inbound_resolver_endpoint: §true}}, "
                "b: {service: s3, type: gateway}}"
            ),
            "this option is about private DNS: write private_dns: true",
        ),
        (
            "{a: {service: lambda, dns_options: {private_dns_only_for_inbound_resolver_endpoint: §true}}}",
            "only services of this Region with gateway endpoints too (s3, dynamodb) take this option; leave it out",
        ),
        (
            (
                "{a: {service: s3, private_dns: true, service_region: us-west-2, dns_options: "
                "{private_dns_only_for_inbound_resolver_endpoint: §true}}, g: {service: s3, type: gateway}}"
            ),
            "only services of this Region with gateway endpoints too (s3, dynamodb) take this option; leave it out",
        ),
        (
            (
                "{a: {service_name: com.amazonaws.vpce.us-west-2.vpce-svc-0e123abc123198abc, "
                "service_region: us-west-2, auto_accept: §true}}"
            ),
            (
                "the AWS provider accepts in the endpoint's own Region only; leave auto_accept out, and accept the "
                "connection where the service is"
            ),
        ),
        (
            "{a: {service: s3tables, ip_address_type: dualstack, dns_options: {dns_record_ip_type: §ipv4}}}",
            (
                "with it the AWS provider sends an option of S3's that AWS refuses for this service "
                "(https://github.com/hashicorp/terraform-provider-aws/issues/46102); leave it out"
            ),
        ),
        (
            "{a: {service: lambda, dns_options: {dns_record_ip_type: §ipv6}}}",
            "records of type ipv6 need addresses of that type; ip_address_type is ipv4",
        ),
        (
            "{a: {service: lambda, ip_address_type: ipv6, dns_options: {dns_record_ip_type: §dualstack}}}",
            "records of type dualstack need addresses of that type; ip_address_type is ipv6",
        ),
        (
            "{a: {service: lambda, dns_options: {dns_record_ip_type: §service-defined}}}",
            "records of type service-defined need ip_address_type: dualstack; ip_address_type is ipv4",
        ),
    ],
)
def test_private_dns_that_aws_refuses_is_rejected(endpoints: str, expected: str) -> None:
    assert faults(f"{HEAD}endpoints: {endpoints}\n") == [f"§{expected}"]


def test_private_dns_of_s3_that_the_aws_provider_cannot_choose_is_rejected() -> None:
    spec = f"{HEAD}region: us-gov-west-1\nendpoints: {{a: {{service: s3, private_dns: §true}}}}\n"
    expected = (
        "§in us-gov-west-1, the AWS provider can't tell AWS that private DNS is for the whole VPC; write "
        "dns_options: {private_dns_only_for_inbound_resolver_endpoint: true} and add a gateway endpoint"
    )
    assert faults(spec) == [expected]


@pytest.mark.parametrize(
    "endpoints",
    [
        "{a: {service: lambda}, b: {service: lambda, private_dns: false}}",
        "{a: {service: lambda}, b: {service: lambda, service_region: eu-west-1}}",
        f"{{a: {{service_name: {CUSTOM}, private_dns: after-acceptance}}}}",
        f"{{a: {{service_name: {CUSTOM}, auto_accept: true, private_dns: true}}}}",
        (
            "{a: {service: s3, private_dns: true, "
            "dns_options: {private_dns_only_for_inbound_resolver_endpoint: true}}, "
            "b: {service: s3, type: gateway}}"
        ),
        "{a: {service: lambda, ip_address_type: dualstack, dns_options: {dns_record_ip_type: ipv4}}}",
        "{a: {service: lambda, ip_address_type: dualstack, dns_options: {dns_record_ip_type: service-defined}}}",
    ],
)
def test_private_dns_of_every_mode_is_accepted(endpoints: str) -> None:
    assert faults(f"{HEAD}endpoints: {endpoints}\n") == []
