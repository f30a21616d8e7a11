"""The service catalogue: service names, private DNS names, endpoint kinds, ports, partitions."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from privatelink_generator.aws import services
from privatelink_generator.aws.partitions import is_region, partition

# One Region of each partition, and the longest and newest forms.
REGIONS = [
    "us-east-1",
    "ap-southeast-7",
    "mx-central-1",
    "cn-north-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-isob-east-1",
    "eu-isoe-west-1",
    "us-isof-south-1",
    "eusc-de-east-1",
]
SERVICE_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
DNS_NAME = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+")


@pytest.mark.parametrize("region", REGIONS)
def test_service_names_are_well_formed_in_every_partition(region: str) -> None:
    malformed = {
        name: rendered
        for name, service in services.services().items()
        for kind in service.endpoint_types
        if not SERVICE_NAME.fullmatch(rendered := service.service_name(region, kind))
    }

    assert malformed == {}


@pytest.mark.parametrize("region", REGIONS)
def test_private_dns_names_are_well_formed_in_every_partition(region: str) -> None:
    malformed = {
        (name, rendered)
        for name, service in services.services().items()
        for rendered in service.private_dns_names(region)
        if not DNS_NAME.fullmatch(rendered)
    }

    assert malformed == set()


def test_service_names_are_unique() -> None:
    names = [service.service_name("us-east-1") for service in services.services().values()]

    assert sorted(set(names)) == sorted(names)


def test_services_are_sorted() -> None:
    assert sorted(services.services()) == list(services.services())


def test_service_has_the_title_that_aws_writes() -> None:
    assert services.find("lambda").title == "AWS Lambda"


@pytest.mark.parametrize(
    ("name", "region", "expected"),
    [
        ("lambda", "us-east-1", "com.amazonaws.us-east-1.lambda"),
        ("lambda", "cn-north-1", "cn.com.amazonaws.cn-north-1.lambda"),
        ("ecs", "cn-north-1", "com.amazonaws.cn-north-1.ecs"),
        ("transcribe", "cn-northwest-1", "cn.com.amazonaws.cn-northwest-1.transcribe.cn"),
        ("lambda", "us-gov-west-1", "com.amazonaws.us-gov-west-1.lambda"),
        ("ecr.api", "us-isob-west-1", "gov.sgov.sc2s.us-isob-west-1.ecr.api"),
        ("ec2", "us-isob-west-1", "com.amazonaws.us-isob-west-1.ec2"),
        ("ecr.api", "eusc-de-east-1", "eu.amazonaws.eusc-de-east-1.ecr.api"),
        ("kms-fips", "us-west-2", "com.amazonaws.us-west-2.kms-fips"),
        ("sagemaker.studio", "eu-west-1", "aws.sagemaker.eu-west-1.studio"),
        ("qbusiness", "eu-west-1", "aws.api.eu-west-1.qbusiness"),
        ("codecatalyst", "us-west-2", "aws.api.global.codecatalyst"),
        ("iam", "us-east-1", "com.amazonaws.iam"),
    ],
)
def test_service_name_has_the_form_of_partition_and_service(name: str, region: str, expected: str) -> None:
    assert expected == services.find(name).service_name(region)


def test_gateway_service_name_has_no_prefix_in_china() -> None:
    s3 = services.find("s3")

    actual = (s3.service_name("cn-north-1", "gateway"), s3.service_name("cn-north-1", "interface"))

    assert actual == ("com.amazonaws.cn-north-1.s3", "cn.com.amazonaws.cn-north-1.s3")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ecr.dkr", ("*.dkr.ecr.us-east-1.amazonaws.com",)),
        ("execute-api", ("*.execute-api.us-east-1.amazonaws.com",)),
        ("ecs-agent", ("ecs-a.us-east-1.amazonaws.com",)),
        ("ecs-telemetry", ("ecs-t.us-east-1.amazonaws.com",)),
        ("email-smtp", ("email-smtp.us-east-1.amazonaws.com",)),
        ("ec2messages", ("ec2messages.us-east-1.amazonaws.com",)),
        ("geo.metadata", ("metadata.geo.us-east-1.amazonaws.com",)),
        ("sagemaker.notebook", ("*.notebook.us-east-1.sagemaker.aws",)),
        ("s3-global.accesspoint", ("*.accesspoint.s3-global.amazonaws.com",)),
        (
            "s3",
            (
                "s3.us-east-1.amazonaws.com",
                "*.s3.us-east-1.amazonaws.com",
                "*.s3-accesspoint.us-east-1.amazonaws.com",
                "*.s3-control.us-east-1.amazonaws.com",
            ),
        ),
        ("dynamodb", ()),
        ("dynamodb-fips", ()),
        ("iot.data", ()),
    ],
)
def test_documented_private_dns_names_are_those_of_the_guide(name: str, expected: tuple[str, ...]) -> None:
    service = services.find(name)

    assert (expected, "documented") == (service.private_dns_names("us-east-1"), service.source)


def test_private_dns_name_differs_by_partition() -> None:
    actual = services.find("kinesisvideo").private_dns_names("us-gov-west-1")

    assert actual == ("*.kinesisvideo-fips.us-gov-west-1.amazonaws.com",)


def test_unconfirmed_private_dns_name_has_source_rule() -> None:
    assert services.find("transform").source == "rule"


def test_gateway_endpoints_are_offered_by_three_services() -> None:
    types = {name: service.endpoint_types for name, service in services.services().items()}
    gateways = {name: offered for name, offered in types.items() if "gateway" in offered}

    assert gateways == {
        "dynamodb": ("gateway", "interface"),
        "s3": ("gateway", "interface"),
        "s3express": ("gateway",),
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("lambda", "443"),
        ("email-smtp", "25 465 587 2465 2587"),
        ("appstream.streaming", "443 1400-1499"),
        ("datasync", "443 1024-1064"),
        ("storagegateway", "443 1026-1028 1031 2222"),
        ("transfer.server", "22"),
    ],
)
def test_ports_are_those_of_the_service(name: str, expected: str) -> None:
    assert " ".join(str(port) for port in services.find(name).ports) == expected


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("us-east-1", ("aws", "amazonaws.com", "api.aws")),
        ("cn-north-1", ("aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn")),
        ("us-gov-east-1", ("aws-us-gov", "amazonaws.com", "api.aws")),
        ("us-iso-west-1", ("aws-iso", "c2s.ic.gov", "api.aws.ic.gov")),
        ("eusc-de-east-1", ("aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu")),
    ],
)
def test_partition_has_name_and_dns_suffixes(region: str, expected: tuple[str, str, str]) -> None:
    actual = partition(region)

    assert expected == (actual.name, actual.dns_suffix, actual.dual_stack_suffix)


def test_partition_rejects_zone() -> None:
    with pytest.raises(ValueError, match="'us-east-1a' does not look like an AWS Region"):
        partition("us-east-1a")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *((region, True) for region in REGIONS),
        ("us-nowhere-9", True),
        ("us-east-1a", False),
        ("us-east", False),
        ("us-east-1\n", False),
        ("US-EAST-1", False),
        ("us-eäst-1", False),
        ("aws-global", False),
        ("", False),
    ],
)
def test_is_region_judges_by_form(name: str, *, expected: bool) -> None:
    assert expected == is_region(name)


@pytest.mark.process
def test_import_of_services_loads_standard_library_only() -> None:
    code = (
        "import sys, privatelink_generator.aws.services;"
        "print(sorted({'botocore', 'jinja2', 'pydantic', 'ruamel', 'typer'} & set(sys.modules)))"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == "[]\n"
