"""The catalogue's DNS names that come from botocore are the hosts that botocore's clients call."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import botocore.session
import pytest

from privatelink_generator.aws import services


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "client", "operation", "params"),
    [
        ("lambda", "lambda", "list_functions", {}),
        ("ecr.api", "ecr", "describe_registry", {}),
        ("logs", "logs", "describe_log_groups", {}),
        ("monitoring", "cloudwatch", "list_metrics", {}),
        ("kinesis-streams", "kinesis", "list_streams", {}),
        ("kinesis-firehose", "firehose", "list_delivery_streams", {}),
        ("sts", "sts", "get_caller_identity", {}),
        ("elasticloadbalancing", "elbv2", "describe_load_balancers", {}),
        ("elasticfilesystem", "efs", "describe_file_systems", {}),
        ("sagemaker.runtime", "sagemaker-runtime", "invoke_endpoint", {"EndpointName": "e", "Body": b""}),
        ("sync-states", "stepfunctions", "start_sync_execution", {"stateMachineArn": "a"}),
        ("airflow.api", "mwaa", "list_environments", {}),
        ("eks-auth", "eks-auth", "assume_role_for_pod_identity", {"clusterName": "c", "token": "t"}),
        ("organizations", "organizations", "list_roots", {}),
        ("transcribe", "transcribe", "list_vocabularies", {}),
    ],
)
@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1"])
def test_private_dns_name_is_where_botocore_sends_requests(
    name: str,
    client: str,
    operation: str,
    params: dict[str, Any],
    region: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert botocore_host(monkeypatch, client, operation, params, region) == first_name(name, region)


@pytest.mark.parametrize("region", ["us-east-1", "us-gov-west-1"])
def test_fips_private_dns_name_is_where_botocore_sends_fips_requests(
    region: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", "true")

    assert botocore_host(monkeypatch, "sqs", "list_queues", {}, region) == first_name("sqs-fips", region)


def first_name(name: str, region: str) -> str:
    service = services.find(name)
    assert service.source == "botocore"
    return service.private_dns_names(region)[0]


def botocore_host(
    monkeypatch: pytest.MonkeyPatch, client: str, operation: str, params: dict[str, Any], region: str
) -> str | None:
    """Return the host that a client would call, from its whole request machinery; nothing is sent."""
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    made: Any = botocore.session.Session().create_client(client, region_name=region)
    url: str = made.generate_presigned_url(operation, params)
    return urlsplit(url).hostname
