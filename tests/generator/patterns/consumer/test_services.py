"""Which service an endpoint is for: short names, whole names, kinds and Regions."""

from __future__ import annotations

import pytest

from tests.support.specs import HEAD, faults

BY_WHOLE_NAME = "(give a service that the catalogue does not know by its whole name, as service_name)"
FORMS = (
    "is not a service name; a custom or marketplace service's is com.amazonaws.vpce.<region>.vpce-svc-<17 hex digits>, "
    "an AWS service's com.amazonaws.<region>.<service>, and given takes a custom one from the variable service_names"
)
CUSTOM = "com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc"


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        (
            "{service: §lamda}",
            (
                'endpoints.e.service: "lamda" is not in the catalogue of services with endpoints; '
                f"did you mean 'lambda'? {BY_WHOLE_NAME}"
            ),
        ),
        (
            "{service: §zzzzzz}",
            f'endpoints.e.service: "zzzzzz" is not in the catalogue of services with endpoints {BY_WHOLE_NAME}',
        ),
        (
            "{type: gateway, service: §s33}",
            (
                'endpoints.e.service: "s33" is not in the catalogue of services with endpoints; '
                f"did you mean 's3'? {BY_WHOLE_NAME}"
            ),
        ),
        (
            "{type: §gateway, service: lambda}",
            "lambda has no gateway endpoint (only dynamodb, s3, s3express have one); write type: interface",
        ),
        (
            "{service_name: §vpce-svc-0e123abc123198abc}",
            f'endpoints.e.service_name: "vpce-svc-0e123abc123198abc" {FORMS}',
        ),
        (
            "{service_name: §com.amazonaws.vpce.us-east-1.vpce-svc-0e12}",
            f'endpoints.e.service_name: "com.amazonaws.vpce.us-east-1.vpce-svc-0e12" {FORMS}',
        ),
        (
            "{service_name: §com.amazonaws.vpce.nowhere.vpce-svc-0e123abc123198abc}",
            f'endpoints.e.service_name: "com.amazonaws.vpce.nowhere.vpce-svc-0e123abc123198abc" {FORMS}',
        ),
        (
            "{service_name: §COM.amazonaws.us-east-1.lambda}",
            f'endpoints.e.service_name: "COM.amazonaws.us-east-1.lambda" {FORMS}',
        ),
        (
            f"{{service_name: {CUSTOM}, service_region: §eu-west-1}}",
            f"service_region is 'eu-west-1', but '{CUSTOM}' names 'us-east-1'; write that one",
        ),
        (
            "{service: lambda, service_region: §mars}",
            'endpoints.e.service_region: "mars" is not a Region\'s name, such as us-east-1',
        ),
    ],
)
def test_unknown_service_is_rejected_with_suggestions(endpoint: str, expected: str) -> None:
    assert faults(f"{HEAD}endpoints: {{e: {endpoint}}}\n") == [f"§{expected}"]


@pytest.mark.parametrize(
    ("endpoint", "which"),
    [("{private_dns: false}", "neither"), ("{service: lambda, service_name: com.amazonaws.us-east-1.lambda}", "both")],
)
def test_interface_endpoint_needs_exactly_one_service(endpoint: str, which: str) -> None:
    assert faults(f"{HEAD}endpoints: {{§e: {endpoint}}}\n") == [
        (
            f"§endpoints.e has {which} of service (an AWS service's short name) and service_name (a whole one); "
            "write one of them"
        )
    ]


def test_gateway_endpoint_needs_a_service() -> None:
    assert faults(f"{HEAD}endpoints: {{§e: {{type: gateway}}}}\n") == ["§endpoints.e lacks the key 'service'"]


def test_service_of_another_region_needs_service_region() -> None:
    assert faults(f"{HEAD}region: eu-west-1\nendpoints: {{e: {{service_name: §{CUSTOM}}}}}\n") == [
        (
            f"§'{CUSTOM}' is a service of us-east-1, and the module is for eu-west-1; "
            "add service_region: us-east-1 for an endpoint across Regions"
        )
    ]


@pytest.mark.parametrize(
    "spec",
    [
        f"region: eu-west-1\nendpoints: {{e: {{service_name: {CUSTOM}, service_region: us-east-1}}}}\n",
        f"region: us-east-1\nendpoints: {{e: {{service_name: {CUSTOM}}}}}\n",
        f"endpoints: {{e: {{service_name: {CUSTOM}}}}}\n",
        "endpoints: {e: {service_name: com.amazonaws.us-east-1.quite-new}}\n",
        "endpoints: {e: {service_name: aws.sagemaker.us-east-1.notebook}}\n",
        "region: cn-north-1\nendpoints: {e: {service_name: cn.com.amazonaws.cn-north-1.kms}}\n",
        "endpoints: {e: {service: lambda, service_region: us-west-2}}\n",
    ],
)
def test_service_by_whole_name_or_across_regions_is_accepted(spec: str) -> None:
    assert faults(HEAD + spec) == []


@pytest.mark.parametrize(("region", "other"), [("cn-north-1", "us-east-1"), ("us-east-1", "us-gov-west-1")])
def test_service_of_another_partition_is_rejected(region: str, other: str) -> None:
    spec = f"{HEAD}region: {region}\nendpoints: {{e: {{service: s3, service_region: §{other}}}}}\n"
    assert faults(spec)[0] == (
        f"§{other} is in another partition than {region}, and no endpoint crosses partitions; "
        "write a Region of the same one"
    )
