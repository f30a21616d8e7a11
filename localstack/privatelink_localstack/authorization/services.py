"""The services whose operations have entries.

Sources: Service Authorization Reference; for the forms of ARNs the guides of the services, named beside each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from privatelink_localstack.authorization import dynamodb, s3
from privatelink_localstack.authorization.operations import Need, Operation, Resources, itself, named


def needs(operation: Operation) -> tuple[Need, ...] | None:
    """Return what an operation needs, all of it; None if it has no entry."""
    find = _SERVICES.get(operation.service)
    return find(operation) if find else None


def _function(operation: Operation, value: str) -> str:
    """Return a function's ARN as the request names it, with the version or alias that it names, and else without.

    Lambda guide, "Using Lambda aliases in event sources and permissions policies"; API reference, "Invoke": a name, a
    partial ARN (`123456789012:function:my-function`) or an ARN, each with or without a qualifier.
    """
    parts = value.split(":")
    account = operation.account
    if value.startswith("arn:"):
        arn, qualifier = ":".join(parts[:7]), parts[7:8]
    else:
        if parts[1:2] == ["function"]:
            account, parts = parts[0], parts[2:]
        elif parts[0] == "function":
            parts = parts[1:]
        arn, qualifier = operation.arn(f"function:{parts[0]}", account=account), parts[1:2]
    asked = operation.parameters.get("Qualifier") or (qualifier[0] if qualifier else "")
    return f"{arn}:{asked}" if asked else arn


def _layer(operation: Operation, value: str) -> str:
    arn = value if value.startswith("arn:") else operation.arn(f"layer:{value}")
    version = operation.parameters.get("VersionNumber")
    return f"{arn}:{version}" if version else arn


def _queue(operation: Operation, url: str) -> str:
    """Return a queue's ARN from its URL, whose path ends with its account and name."""
    *_, account, name = ("", *url.rstrip("/").split("/"))
    return operation.arn(name, account=account if account.isdigit() else operation.account)


def _parameter(operation: Operation, name: str) -> str:
    """Return a parameter's ARN: its name has one slash before it (Systems Manager guide, "Parameter ARNs")."""
    if name.startswith("arn:"):
        return name
    bare, _, _ = name.partition(":")  # What follows is a version or label.
    return operation.arn(f"parameter/{bare.removeprefix('/')}")


def _tagged_parameter(operation: Operation, name: str) -> str:
    return _parameter(operation, name) if operation.parameters.get("ResourceType") == "Parameter" else "*"


def _key(operation: Operation, value: str) -> str:
    return value if value.startswith("arn:") else operation.arn(value if value.startswith("alias/") else f"key/{value}")


def _log_group(operation: Operation, group: str) -> str:
    """Return the ARN of a log group or stream, as AWS's messages have it: a group's ends with `log-stream:`."""
    stream = operation.parameters.get("logStreamName") or ""
    if group.startswith("arn:"):
        return group if ":log-stream:" in group else f"{group.removesuffix(':*')}:log-stream:{stream}"
    return operation.arn(f"log-group:{group}:log-stream:{stream}")


def _repository(operation: Operation, name: str) -> str:
    return operation.arn(f"repository/{name}", account=operation.parameters.get("registryId") or operation.account)


def _logs(operation: Operation) -> tuple[Need, ...] | None:
    if operation.name == "DescribeLogGroups":
        return (Need(operation.action, operation.arn("log-group::log-stream:")),)
    return _LOGS.needs(operation)


def _kms(operation: Operation) -> tuple[Need, ...] | None:
    """Return what an operation of KMS needs: those on aliases need the alias, and the key too."""
    alias, key = operation.parameters.get("AliasName"), operation.parameters.get("TargetKeyId")
    if alias and operation.name in {"CreateAlias", "UpdateAlias", "DeleteAlias"}:
        own = Need(operation.action, operation.arn(alias))
        return (own, Need(operation.action, _key(operation, key))) if key else (own,)
    return _KMS.needs(operation)


_LAMBDA = Resources(
    (
        ("FunctionName", _function),
        ("LayerName", _layer),
        ("UUID", named("event-source-mapping:{}")),
        ("Resource", itself),
        ("CodeSigningConfigArn", itself),
    ),
    frozenset(
        {
            *("ListFunctions", "GetAccountSettings", "ListEventSourceMappings", "CreateEventSourceMapping"),
            *("ListLayers", "CreateCodeSigningConfig", "ListCodeSigningConfigs"),
        }
    ),
)
_LOGS = Resources(
    (
        ("logGroupName", _log_group),
        ("logGroupIdentifier", _log_group),
        ("logGroupNames", _log_group),
        ("resourceArn", itself),
    ),
    frozenset({"DescribeQueryDefinitions", "DescribeResourcePolicies", "PutResourcePolicy"}),
)
_KMS = Resources(
    (("KeyId", _key),),
    frozenset({"CreateKey", "GenerateRandom", "ListAliases", "ListKeys"}),
)
_STS = Resources(
    (("RoleArn", itself), ("Name", lambda operation, name: operation.arn(f"federated-user/{name}", region=""))),
    frozenset({"GetCallerIdentity", "GetSessionToken", "GetAccessKeyInfo", "DecodeAuthorizationMessage"}),
)
_SQS = Resources((("QueueUrl", _queue), ("QueueName", named("{}")), ("SourceArn", itself)), frozenset({"ListQueues"}))
_SNS = Resources(
    (("TopicArn", itself), ("TargetArn", itself), ("Name", named("{}")), ("ResourceArn", itself)),
    frozenset({"ListTopics", "ListSubscriptions", "Unsubscribe", "GetSubscriptionAttributes"}),
)
_SSM = Resources(
    (
        ("Name", _parameter),
        ("Names", _parameter),
        ("Path", _parameter),
        ("ResourceId", _tagged_parameter),
    ),
    frozenset({"DescribeParameters"}),
)
_SSM_PARAMETERS = frozenset(
    {
        *("GetParameter", "GetParameters", "GetParametersByPath", "GetParameterHistory", "PutParameter"),
        *("DeleteParameter", "DeleteParameters", "DescribeParameters", "LabelParameterVersion"),
        *("AddTagsToResource", "RemoveTagsFromResource", "ListTagsForResource"),
    }
)
_SECRETS = Resources(
    (("SecretId", named("secret:{}")), ("Name", named("secret:{}"))),
    frozenset({"ListSecrets", "GetRandomPassword", "BatchGetSecretValue"}),
)
_ECR = Resources(
    (("repositoryName", _repository), ("repositoryNames", _repository), ("resourceArn", itself)),
    frozenset({"GetAuthorizationToken"}),
)


def _ssm(operation: Operation) -> tuple[Need, ...] | None:
    return _SSM.needs(operation) if operation.name in _SSM_PARAMETERS else None


def _ecr(operation: Operation) -> tuple[Need, ...] | None:
    if operation.name == "DescribeRepositories" and not operation.parameters.get("repositoryNames"):
        return (Need(operation.action, _repository(operation, "*")),)
    return _ECR.needs(operation)


_SERVICES: Mapping[str, Callable[[Operation], tuple[Need, ...] | None]] = {
    "dynamodb": dynamodb.needs,
    "ecr": _ecr,
    "kms": _kms,
    "lambda": _LAMBDA.needs,
    "logs": _logs,
    "s3": s3.needs,
    "secretsmanager": _SECRETS.needs,
    "sns": _SNS.needs,
    "sqs": _SQS.needs,
    "ssm": _ssm,
    "sts": _STS.needs,
}
