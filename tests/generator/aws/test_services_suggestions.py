"""What the catalogue offers instead of a name that it does not have."""

from __future__ import annotations

import pytest

from privatelink_generator.aws import services


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("lamda", ("lambda",)),
        ("Lambda", ("lambda",)),
        ("AWS Lambda", ("lambda",)),
        ("com.amazonaws.us-east-1.lambda", ("lambda",)),
        ("aws.sagemaker.us-east-1.notebook", ("sagemaker.notebook",)),
        ("ecr", ("ecr.api", "ecr.dkr")),
        ("ecr-api", ("ecr.api",)),
        ("dynamo", ("dynamodb",)),
        ("secrets-manager", ("secretsmanager",)),
        ("key management service", ("kms",)),
        ("cloudwatch logs", ("logs",)),
        ("cloudwatch", ("monitoring", "logs")),
        ("step-functions", ("states", "sync-states")),
        ("apigateway private", ("execute-api",)),
        ("eventbridge", ("events",)),
        ("ses", ("email-smtp", "email")),
        ("smtp", ("email-smtp",)),
        ("scheduling", ("deadline.scheduling",)),
        ("bedrok", ("bedrock",)),
        ("KMS fips", ("kms-fips",)),
        ("xyzzy-plugh", ()),
        ("", ()),
    ],
)
def test_find_suggests_services_for_unknown_name(asked: str, expected: tuple[str, ...]) -> None:
    with pytest.raises(services.UnknownServiceError) as caught:
        services.find(asked)

    assert expected == caught.value.suggestions


def test_find_raises_lookup_error_with_the_name() -> None:
    with pytest.raises(LookupError) as caught:
        services.find("nothing-like-it")

    assert (caught.value.args, getattr(caught.value, "name", "")) == (
        ("no AWS service named 'nothing-like-it' is in the catalogue",),
        "nothing-like-it",
    )


def test_find_suggests_five_services_at_most() -> None:
    with pytest.raises(services.UnknownServiceError) as caught:
        services.find("data")

    assert len(caught.value.suggestions) == 5
