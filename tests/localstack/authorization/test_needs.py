"""What API operations need of IAM."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.session import get_session

from privatelink_localstack.authorization.operations import Need, Operation
from privatelink_localstack.authorization.services import needs

ACCOUNT, REGION = "111111111111", "eu-west-1"
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:orders"


def _operation(service: str, name: str, **parameters: Any) -> Operation:
    return Operation(service, name, parameters, ACCOUNT, REGION)


def _pairs(service: str, name: str, **parameters: Any) -> list[tuple[str, str]] | None:
    found = needs(_operation(service, name, **parameters))
    return None if found is None else [(each.action, each.resource) for each in found]


@pytest.mark.parametrize(
    ("parameters", "resource"),
    [
        ({"FunctionName": "orders"}, FUNCTION),
        ({"FunctionName": "orders:live"}, f"{FUNCTION}:live"),
        ({"FunctionName": "orders", "Qualifier": "3"}, f"{FUNCTION}:3"),
        ({"FunctionName": "function:orders"}, FUNCTION),
        ({"FunctionName": "222222222222:function:orders"}, FUNCTION.replace(ACCOUNT, "222222222222")),
        ({"FunctionName": FUNCTION}, FUNCTION),
        ({"FunctionName": f"{FUNCTION}:$LATEST"}, f"{FUNCTION}:$LATEST"),
        ({"FunctionName": FUNCTION, "Qualifier": "live"}, f"{FUNCTION}:live"),
    ],
)
def test_function_is_named_as_the_request_names_it(parameters: dict[str, str], resource: str) -> None:
    assert _pairs("lambda", "Invoke", **parameters) == [("lambda:InvokeFunction", resource)]


S3 = "arn:aws:s3:::photos"


@pytest.mark.parametrize(
    ("name", "parameters", "expected"),
    [
        ("GetObject", {"Key": "a/b"}, [("s3:GetObject", f"{S3}/a/b")]),
        ("HeadObject", {"Key": "a"}, [("s3:GetObject", f"{S3}/a")]),
        ("GetObject", {"Key": "a", "VersionId": "1"}, [("s3:GetObjectVersion", f"{S3}/a")]),
        ("GetObjectAcl", {"Key": "a", "VersionId": "1"}, [("s3:GetObjectVersionAcl", f"{S3}/a")]),
        ("PutObject", {"Key": "a"}, [("s3:PutObject", f"{S3}/a")]),
        ("UploadPart", {"Key": "a"}, [("s3:PutObject", f"{S3}/a")]),
        ("DeleteBucketCors", {}, [("s3:PutBucketCORS", S3)]),
        ("HeadBucket", {}, [("s3:ListBucket", S3)]),
        (
            "CopyObject",
            {"Key": "a", "CopySource": "other/b%20c"},
            [("s3:PutObject", f"{S3}/a"), ("s3:GetObject", "arn:aws:s3:::other/b c")],
        ),
        (
            "DeleteObjects",
            {"Delete": {"Objects": [{"Key": "a"}, {"Key": "b", "VersionId": "2"}]}},
            [("s3:DeleteObject", f"{S3}/a"), ("s3:DeleteObjectVersion", f"{S3}/b")],
        ),
    ],
)
def test_operations_of_s3_need(name: str, parameters: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert _pairs("s3", name, Bucket="photos", **parameters) == expected


def test_list_of_a_bucket_has_its_condition_keys() -> None:
    found = needs(_operation("s3", "ListObjectsV2", Bucket="photos", Prefix="a/"))

    keys = {"s3:prefix": "a/", "s3:delimiter": None, "s3:max-keys": None}
    assert found == (Need("s3:ListBucket", S3, keys),)


TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table"
QUEUE = f"arn:aws:sqs:{REGION}:{ACCOUNT}:jobs"
LOGS = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group"
KMS = f"arn:aws:kms:{REGION}:{ACCOUNT}"


@pytest.mark.parametrize(
    ("service", "name", "parameters", "expected"),
    [
        ("dynamodb", "GetItem", {"TableName": "a"}, [("dynamodb:GetItem", f"{TABLE}/a")]),
        ("dynamodb", "Query", {"TableName": "a", "IndexName": "i"}, [("dynamodb:Query", f"{TABLE}/a/index/i")]),
        (
            "dynamodb",
            "BatchGetItem",
            {"RequestItems": {"a": {}, "b": {}}},
            [("dynamodb:BatchGetItem", f"{TABLE}/a"), ("dynamodb:BatchGetItem", f"{TABLE}/b")],
        ),
        (
            "dynamodb",
            "TransactWriteItems",
            {"TransactItems": [{"Put": {"TableName": "a"}}, {"ConditionCheck": {"TableName": "b"}}]},
            [("dynamodb:PutItem", f"{TABLE}/a"), ("dynamodb:ConditionCheckItem", f"{TABLE}/b")],
        ),
        ("sqs", "SendMessageBatch", {"QueueUrl": f"http://h/{ACCOUNT}/jobs"}, [("sqs:SendMessage", QUEUE)]),
        ("sqs", "CreateQueue", {"QueueName": "jobs"}, [("sqs:CreateQueue", QUEUE)]),
        ("sns", "Publish", {"TopicArn": "arn:t"}, [("sns:Publish", "arn:t")]),
        ("sts", "GetCallerIdentity", {}, [("sts:GetCallerIdentity", "*")]),
        ("sts", "AssumeRole", {"RoleArn": "arn:r"}, [("sts:AssumeRole", "arn:r")]),
        (
            "ssm",
            "GetParameters",
            {"Names": ["/a/b", "c:2"]},
            [
                ("ssm:GetParameters", f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/a/b"),
                ("ssm:GetParameters", f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/c"),
            ],
        ),
        (
            "secretsmanager",
            "GetSecretValue",
            {"SecretId": "db"},
            [("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:db")],
        ),
        ("kms", "Encrypt", {"KeyId": "k"}, [("kms:Encrypt", f"{KMS}:key/k")]),
        ("kms", "Encrypt", {"KeyId": "alias/a"}, [("kms:Encrypt", f"{KMS}:alias/a")]),
        (
            "kms",
            "CreateAlias",
            {"AliasName": "alias/a", "TargetKeyId": "k"},
            [("kms:CreateAlias", f"{KMS}:alias/a"), ("kms:CreateAlias", f"{KMS}:key/k")],
        ),
        ("logs", "DescribeLogGroups", {}, [("logs:DescribeLogGroups", f"{LOGS}::log-stream:")]),
        (
            "logs",
            "PutLogEvents",
            {"logGroupName": "g", "logStreamName": "s"},
            [("logs:PutLogEvents", f"{LOGS}:g:log-stream:s")],
        ),
        (
            "ecr",
            "BatchGetImage",
            {"repositoryName": "r", "registryId": "222222222222"},
            [("ecr:BatchGetImage", f"arn:aws:ecr:{REGION}:222222222222:repository/r")],
        ),
        ("ecr", "GetAuthorizationToken", {}, [("ecr:GetAuthorizationToken", "*")]),
    ],
)
def test_operations_need(service: str, name: str, parameters: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert _pairs(service, name, **parameters) == expected


@pytest.mark.parametrize(
    ("service", "name", "parameters"),
    [
        ("kinesis", "PutRecord", {"StreamName": "s"}),
        ("dynamodb", "ExecuteStatement", {"Statement": "SELECT * FROM a"}),
        ("ssm", "SendCommand", {"Name": "AWS-RunShellScript"}),
        ("kms", "Decrypt", {}),
        ("s3", "GetObject", {"Bucket": "arn:aws:s3:eu-west-1:111111111111:accesspoint/a", "Key": "k"}),
    ],
)
def test_what_has_no_entry_is_not_guessed(service: str, name: str, parameters: dict[str, Any]) -> None:
    assert _pairs(service, name, **parameters) is None


@pytest.mark.parametrize(
    "service", ["dynamodb", "ecr", "kms", "lambda", "logs", "s3", "secretsmanager", "sns", "sqs", "ssm", "sts"]
)
def test_request_without_parameters_needs_something_or_is_not_evaluated(service: str) -> None:
    names = get_session().get_service_model(service).operation_names

    found = {name: needs(_operation(service, name)) for name in names}

    assert any(found.values())
    assert all(each.action.startswith(f"{service}:") for own in found.values() for each in own or ())
