"""The services of other accounts that a consumer's endpoints connect to."""

from __future__ import annotations

import pytest

from privatelink_generator.aws.service_names import is_custom
from privatelink_generator.patterns.base import ForeignService
from tests.support.specs import HEAD, SMALL, consumer_spec

NAME = "com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc"


def test_foreign_services_leave_out_aws_services() -> None:
    text = f"{SMALL}  s3: {{type: gateway, service: s3}}\n  sqs: {{service_name: com.amazonaws.us-east-1.sqs}}\n"
    assert consumer_spec(text).foreign_services == ()


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", ForeignService(NAME, ("ipv4",), acceptance_required=False, has_private_dns=False)),
        ("private_dns: true", ForeignService(NAME, ("ipv4",), acceptance_required=False, has_private_dns=True)),
        (
            "private_dns: after-acceptance",
            ForeignService(NAME, ("ipv4",), acceptance_required=True, has_private_dns=True),
        ),
        (
            "auto_accept: true",
            ForeignService(NAME, ("ipv4",), acceptance_required=True, has_private_dns=False, own_account=True),
        ),
        ("ip_address_type: ipv6", ForeignService(NAME, ("ipv6",), acceptance_required=False, has_private_dns=False)),
        (
            "ip_address_type: dualstack",
            ForeignService(NAME, ("ipv4", "ipv6"), acceptance_required=False, has_private_dns=False),
        ),
    ],
)
def test_foreign_services_hold_the_needs_of_a_custom_service(settings: str, expected: ForeignService) -> None:
    separator = ", " if settings else ""
    spec = consumer_spec(f"{HEAD}endpoints:\n  payments: {{service_name: {NAME}{separator}{settings}}}\n")
    assert spec.foreign_services == (expected,)


@pytest.mark.parametrize(("region", "prefix"), [("eu-west-1", "com.amazonaws"), ("cn-north-1", "cn.com.amazonaws")])
def test_example_of_given_services_has_names_of_its_own(region: str, prefix: str) -> None:
    head = HEAD.replace("name: core", f"name: core\nregion: {region}")
    spec = consumer_spec(f"{head}endpoints: {{a: {{service_name: given}}, b: {{service_name: given}}}}\n")

    names = [service.name for service in spec.foreign_services]

    assert list(spec.given_service_names.values()) == names
    assert names[0] != names[1]
    assert all(is_custom(name) and name.startswith(f"{prefix}.vpce.{region}.") for name in names)
