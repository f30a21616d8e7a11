"""What the example of a general module passes, and what an open one has as defaults."""

from __future__ import annotations

import pytest

from privatelink_generator.patterns.consumer.opened import Opened
from tests.support.specs import HEAD, consumer_spec

PAYMENTS = "com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc"


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("lambda: {service: lambda}", {}),
        ("registry: {service: ecr.api}", {"service": "ecr.api"}),
        ("iam: {service: iam}", {"service_name": "com.amazonaws.iam"}),
        ("s3: {service: s3}", {}),
        ("s3: {service: s3, type: gateway}", {"type": "Gateway"}),
        ("far: {service: ecr.api, service_region: eu-west-1}", {"service": "ecr.api", "service_region": "eu-west-1"}),
        ("sqs: {service: sqs, private_dns: false}", {"private_dns_enabled": False}),
        ("sqs: {service: sqs, ip_address_type: dualstack}", {"ip_address_type": "dualstack"}),
        ("neptune-graph: {service: neptune-graph}", {}),
        ("data: {service: iot.data}", {"service": "iot.data"}),
        (
            f"pay: {{service_name: {PAYMENTS}, private_dns: after-acceptance}}",
            {
                "service_name": PAYMENTS,
                "private_dns_after_acceptance": True,
            },
        ),
        (
            (
                "sqs: {service: sqs, tags: {a: b}, policy: [{principals: [root], actions: ['*'], resources: ['*'], "
                "conditions: {StringEquals: {aws:PrincipalOrgID: o-exampleorgid}}}]}"
            ),
            {
                "policy_statements": [
                    {
                        "principals": ["root"],
                        "actions": ["*"],
                        "resources": ["*"],
                        "conditions": {"StringEquals": {"aws:PrincipalOrgID": ["o-exampleorgid"]}},
                    }
                ],
                "tags": {"a": "b"},
            },
        ),
    ],
)
def test_example_of_a_general_module_passes_what_is_no_default(endpoint: str, expected: dict[str, object]) -> None:
    spec = consumer_spec(f"{HEAD}general: true\nendpoints:\n  {endpoint}\n  kms: {{service: kms}}\n")

    [found, _] = Opened(spec).example.values()

    assert found == expected


@pytest.mark.parametrize(
    ("ingress", "expected"),
    [
        ("{from: vpc}", {"from_port": 1024, "to_port": 1064, "vpc": True}),
        ("{from: 10.0.0.0/8, ports: [443]}", {"cidr_blocks": ["10.0.0.0/8"]}),
        ("{from: '2001:db8::/32', ports: [443]}", {"cidr_blocks": ["2001:db8::/32"]}),
        (
            "{from: group/app, ports: [53], protocol: udp}",
            {"protocol": "udp", "from_port": 53, "security_groups": ["app"]},
        ),
        ("{from: pl-01234567, ports: [443]}", {"prefix_list_ids": ["pl-01234567"]}),
    ],
)
def test_default_of_ingress_has_the_ports_of_the_specs_services(ingress: str, expected: dict[str, object]) -> None:
    spec = consumer_spec(
        f"{HEAD}open: true\nendpoints: {{datasync: {{service: datasync}}}}\nsecurity_group: {{ingress: [{ingress}]}}\n"
    )

    assert Opened(spec).ingress_default[-1] == expected
