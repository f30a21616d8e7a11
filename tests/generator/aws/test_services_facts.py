"""What differs from service to service beside names. Each test names the source of its values."""

from __future__ import annotations

import pytest

from privatelink_generator.aws.services import find, services


@pytest.mark.parametrize(
    ("name", "region", "home"),
    [
        # IAM User Guide, "Interface VPC endpoints", VPC endpoint availability.
        ("iam", "eu-west-1", "us-east-1"),
        ("iam", "us-east-1", "us-east-1"),
        ("iam", "cn-northwest-1", "cn-north-1"),
        ("iam", "us-gov-east-1", "us-gov-west-1"),
        # AWS Account Management Reference Guide, "AWS PrivateLink".
        ("account", "eu-west-1", "us-east-1"),
        # AWS Organizations User Guide, "AWS PrivateLink".
        ("organizations", "eu-west-1", "us-east-1"),
        ("organizations-fips", "eu-west-1", "us-east-1"),
        # PrivateLink guide, "AWS services that integrate with AWS PrivateLink".
        ("route53globalresolver", "eu-west-1", "us-east-2"),
        ("route53globalresolver-fips", "us-east-1", "us-east-2"),
        # Regional services have none.
        ("lambda", "eu-west-1", None),
        # Amazon S3 User Guide, "Configuring a Multi-Region Access Point for use with AWS PrivateLink".
        ("s3-global.accesspoint", "eu-west-1", None),
    ],
)
def test_home_is_the_one_region_of_a_services_endpoints(name: str, region: str, home: str | None) -> None:
    assert find(name).facts.home_for(region) == home


@pytest.mark.parametrize(
    ("name", "home"),
    [
        ("billing", "us-east-1"),
        ("ce", "us-east-1"),
        ("cloudfront", "us-east-1"),
        ("networkmanager", "us-west-2"),
        ("route53", "us-east-1"),
        ("savingsplans", "us-east-1"),
        ("shield", "us-east-1"),
    ],
)
def test_home_that_no_document_states_is_likely(name: str, home: str) -> None:
    service = find(name)

    assert (service.facts.home_for("eu-west-1"), service.likely.home_for("eu-west-1")) == (None, home)


def test_every_service_with_a_literal_region_in_its_names_has_a_home() -> None:
    fixed = {
        name
        for name, service in services().items()
        for text in [service.service_name("eu-west-3"), *service.private_dns_names("eu-west-3")]
        if "eu-west-3" not in service.service_name("eu-west-3")
        or any(region in text for region in ("us-east-1", "us-east-2", "us-west-2"))
    }
    everywhere = {"codecatalyst", "s3-global.accesspoint"}

    assert everywhere < fixed
    assert all(
        service.facts.home_for("eu-west-3") or service.likely.home_for("eu-west-3")
        for service in (find(name) for name in fixed - everywhere)
    )


def test_services_across_regions_are_those_of_the_guide() -> None:
    # PrivateLink guide, "Cross-region enabled AWS services"; ecs-fips is in the output of its example.
    assert {name for name, service in services().items() if service.cross_region} == {
        "ecr.api",
        "ecr.dkr",
        "ecs",
        "ecs-fips",
        "iam",
        "kinesis-firehose",
        "kinesisanalytics",
        "kinesisanalytics-fips",
        "kms",
        "kms-fips",
        "lambda",
        "route53",
        "s3",
    }


@pytest.mark.parametrize(
    "name",
    [
        "appmesh-envoy-management",
        "apprunner.requests",
        "appstream.api",
        "appstream.streaming",
        "awsconnector",
        "transfer.server",
    ],
)
def test_services_without_endpoint_policies_are_those_of_the_guide(name: str) -> None:
    # PrivateLink guide, "View endpoint policy support".
    assert not find(name).facts.policy


def test_service_whose_guide_alone_denies_policies_is_likely_to_take_none() -> None:
    # AWS Batch User Guide, "Access AWS Batch using an interface endpoint"; a guide of Billing denies them of freetier,
    # whose policies the PrivateLink guide's output shows.
    assert (find("batch").facts.policy, find("batch").likely.policy, find("freetier").likely.policy) == (
        True,
        False,
        True,
    )


def test_control_plane_of_neptune_analytics_takes_no_policy() -> None:
    # Neptune Analytics User Guide, "Creating an Amazon VPC endpoint policy".
    assert (find("neptune-graph").facts.policy, find("neptune-graph-data").facts.policy) == (False, True)


@pytest.mark.parametrize(
    ("name", "names"),
    [
        # Amazon Bedrock User Guide, "Endpoints supported by Amazon Bedrock".
        ("bedrock-mantle", ("bedrock-mantle.eu-west-1.api.aws",)),
        # Amazon Bedrock AgentCore Developer Guide, "VPC and AWS PrivateLink with AWS Agent Registry".
        ("agent-registry", ("agent-registry.eu-west-1.api.aws",)),
        ("agent-registry-control", ("agent-registry-control.eu-west-1.api.aws",)),
        # AWS General Reference, "Amazon ECS endpoints and quotas".
        ("ecs-fips", ("ecs-fips.eu-west-1.amazonaws.com",)),
    ],
)
def test_private_names_of_newer_services(name: str, names: tuple[str, ...]) -> None:
    assert find(name).private_dns_names("eu-west-1") == names


@pytest.mark.parametrize("name", ["cassandra", "cassandra-fips"])
def test_keyspaces_answers_on_443_beside_cassandras_port(name: str) -> None:
    # Amazon Keyspaces Developer Guide, "Service endpoints": 443 for the API, 9142 for CQL, under the same name.
    assert [str(port) for port in find(name).ports] == ["443", "9142"]


@pytest.mark.parametrize(
    "name",
    [
        # PrivateLink guide, "View IPv6 support".
        *("account", "bcm-data-exports", "cassandra-streams", "freetier", "iam", "kendra-ranking", "qbusiness"),
        *("resource-explorer-2-fips", "sagemaker.experiments", "xray"),
        # VPC User Guide, "AWS services that support IPv6".
        *("athena", "lambda", "monitoring", "sts", "transfer.server"),
        # Amazon S3 User Guide, "AWS PrivateLink for Amazon S3", IP address types.
        "s3",
    ],
)
def test_address_types_of_services_with_ipv6(name: str) -> None:
    assert find(name).facts.address_types == ("ipv4", "ipv6")


@pytest.mark.parametrize("name", ["acm", "appstream.api", "ec2", "ecr.api", "elasticloadbalancing", "s3-outposts"])
def test_service_without_ipv6_is_likely_to_have_ipv4_only(name: str) -> None:
    # VPC User Guide, "AWS services that support IPv6", which lags behind AWS.
    assert (find(name).facts.address_types, find(name).likely.address_types) == (None, ("ipv4",))


def test_services_that_no_document_names_have_unknown_address_types() -> None:
    assert (find("dax").facts.address_types, find("dax").likely.address_types) == (None, None)
