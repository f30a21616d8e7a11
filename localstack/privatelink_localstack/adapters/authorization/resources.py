"""What LocalStack knows of the resources of requests: their ARNs, owners and policies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError
from localstack.aws.connect import connect_to
from localstack.services.s3.models import s3_stores

from privatelink_localstack.adapters.authorization.identities import organization_id
from privatelink_localstack.authorization.judgement import Resource
from privatelink_localstack.authorization.operations import Need, Operation

_NO_POLICY = '{"Version": "2012-10-17", "Statement": []}'
"""Of a resource that has none: it allows nobody of another account."""
_MISSING_POLICY = frozenset({"NoSuchBucketPolicy", "ResourceNotFoundException"})


def located(need: Need) -> Need:
    """Return a need with the resource's own ARN, where the request names it otherwise: by alias, or by a plain name."""
    parts = need.resource.split(":", 6)
    try:
        if parts[2:3] == ["kms"] and parts[5].startswith("alias/") and not need.action.endswith("Alias"):
            return Need(need.action, _of(need)("kms").describe_key(KeyId=need.resource)["KeyMetadata"]["Arn"])
        if parts[2:3] == ["secretsmanager"] and need.action != "secretsmanager:CreateSecret":
            return Need(need.action, _of(need)("secretsmanager").describe_secret(SecretId=parts[6])["ARN"])
    except ClientError:
        pass  # It does not exist: the request names what it names.
    return need


def resource_of(need: Need, operation: Operation) -> Resource:
    """Return what is known of a resource; of one that has no ARN, what is known of the caller's account."""
    parts = need.resource.split(":", 5)
    if len(parts) < 6:
        return Resource(operation.account, organization_id(operation.account, operation.partition))
    _, partition, service, _, account, _ = parts
    owner = _bucket_owner(parts[5]) if service == "s3" else account or None
    organization = organization_id(owner, partition) if owner else None
    read = _POLICIES.get(service)
    return Resource(owner, organization, _policy(read, need, owner) if read and owner else None)


def _bucket_owner(path: str) -> str | None:
    found = s3_stores["000000000000"]["us-east-1"].global_bucket_map.get(path.partition("/")[0])
    return None if found is None else str(found)


def _policy(read: Callable[[Callable[[str], Any], str], str | None], need: Need, owner: str) -> str | None:
    """Return a resource's policy as JSON; None if the resource does not exist: its service will say so."""
    try:
        return read(_of(need, owner), need.resource) or _NO_POLICY
    except ClientError as error:
        return _NO_POLICY if error.response["Error"]["Code"] in _MISSING_POLICY else None


def _of(need: Need, owner: str | None = None) -> Callable[[str], Any]:
    """Return what makes clients of a resource's owner in its Region."""
    _, _, _, region, account, *_ = need.resource.split(":")
    clients = connect_to(aws_access_key_id=owner or account, region_name=region or "us-east-1")
    return lambda service: getattr(clients, service)


def _of_bucket(client: Callable[[str], Any], arn: str) -> str | None:
    bucket = arn.split(":", 5)[5].partition("/")[0]
    policy: str = client("s3").get_bucket_policy(Bucket=bucket)["Policy"]
    return policy


def _of_function(client: Callable[[str], Any], arn: str) -> str | None:
    if ":function:" not in arn:
        return None
    policy: str = client("lambda_").get_policy(FunctionName=arn)["Policy"]
    return policy


def _of_queue(client: Callable[[str], Any], arn: str) -> str | None:
    sqs = client("sqs")
    url = sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
    found: str | None = (
        sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]).get("Attributes", {}).get("Policy")
    )
    return found


def _of_topic(client: Callable[[str], Any], arn: str) -> str | None:
    found: str | None = client("sns").get_topic_attributes(TopicArn=arn)["Attributes"].get("Policy")
    return found


def _of_key(client: Callable[[str], Any], arn: str) -> str | None:
    if ":key/" not in arn:
        return None
    policy: str = client("kms").get_key_policy(KeyId=arn, PolicyName="default")["Policy"]
    return policy


def _of_secret(client: Callable[[str], Any], arn: str) -> str | None:
    found: str | None = client("secretsmanager").get_resource_policy(SecretId=arn).get("ResourcePolicy")
    return found


_POLICIES: Mapping[str, Callable[[Callable[[str], Any], str], str | None]] = {
    "kms": _of_key,
    "lambda": _of_function,
    "s3": _of_bucket,
    "secretsmanager": _of_secret,
    "sns": _of_topic,
    "sqs": _of_queue,
}
"""How the policies of services' resources are read; of the others none is at hand."""
