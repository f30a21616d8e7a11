"""The addresses from which clients download the code of functions.

LocalStack makes a client of S3 to sign each, which takes three quarters of a GetFunction's time: Terraform calls it in
each plan, and clients that wait for a function call it again and again.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import boto3
from localstack.constants import AWS_REGION_US_EAST_1, INTERNAL_AWS_SECRET_ACCESS_KEY
from localstack.services.lambda_.invocation.lambda_models import S3Code

from localstack import config


def sign_with_few_clients() -> None:
    """Let LocalStack sign with a client that it keeps."""
    S3Code.generate_presigned_url = _address


def _address(code: Any, endpoint_url: str) -> str:
    parameters = {"Bucket": code.s3_bucket, "Key": code.s3_key}
    if code.s3_object_version:
        parameters["VersionId"] = code.s3_object_version
    address: str = _client(endpoint_url).generate_presigned_url("get_object", Params=parameters)
    return address


@lru_cache(maxsize=8)
def _client(endpoint_url: str) -> Any:
    """Return the client for an address of LocalStack; requests come under few."""
    return boto3.client(
        "s3",
        region_name=AWS_REGION_US_EAST_1,
        aws_access_key_id=config.INTERNAL_RESOURCE_ACCOUNT,
        aws_secret_access_key=INTERNAL_AWS_SECRET_ACCESS_KEY,
        endpoint_url=endpoint_url,
    )
