"""Refusals: what AWS, or a rule of the emulation, answers instead of a result."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
from botocore.exceptions import ClientError

from privatelink_localstack.kernel.errors import AwsError


class Refusal(NamedTuple):
    """A refusal: AWS's error code and message."""

    code: str
    message: str


def refusal(operation: Callable[..., object], *args: object, **kwargs: object) -> Refusal:
    """Call an operation of a boto3 client, or a rule, that must be refused, and return the refusal.

    The status is a 4xx: AWS's SDKs retry others.
    """
    with pytest.raises((ClientError, AwsError)) as caught:
        operation(*args, **kwargs)
    error = caught.value
    if isinstance(error, AwsError):
        assert 400 <= error.status < 500
        return Refusal(error.code, error.message)
    assert isinstance(error, ClientError)
    assert 400 <= error.response["ResponseMetadata"]["HTTPStatusCode"] < 500
    return Refusal(error.response["Error"]["Code"], error.response["Error"]["Message"])


def refusal_code(operation: Callable[..., object], *args: object, **kwargs: object) -> str | None:
    """Call an operation or a rule, and return the code of its refusal; None where it succeeds."""
    try:
        operation(*args, **kwargs)
    except AwsError as error:
        return error.code
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None
