"""What the operations of S3 need.

Source: S3 guide, "Required permissions for Amazon S3 API operations".
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from privatelink_localstack.authorization.operations import Need, Operation

_OF_VERSIONS = frozenset(
    {"GetObject", "HeadObject", "DeleteObject", "GetObjectTagging", "PutObjectTagging", "GetObjectAcl"}
)
"""Operations whose actions have another name where a version is asked for."""
_LISTS = {"Prefix": "s3:prefix", "Delimiter": "s3:delimiter", "MaxKeys": "s3:max-keys"}


def needs(operation: Operation) -> tuple[Need, ...] | None:
    """Return what an operation needs; None for one that names neither bucket nor key."""
    bucket = operation.parameters.get("Bucket")
    if operation.name == "ListBuckets":
        return (Need(operation.action, "*"),)
    if not isinstance(bucket, str) or bucket.startswith("arn:"):  # The ARN of an access point.
        return None
    return tuple(_needs(operation, f"arn:{operation.partition}:s3:::{bucket}"))


def _needs(operation: Operation, bucket: str) -> Iterator[Need]:
    parameters = operation.parameters
    key = parameters.get("Key")
    if operation.name == "DeleteObjects":
        for each in (parameters.get("Delete") or {}).get("Objects") or ():
            action = "s3:DeleteObjectVersion" if each.get("VersionId") else operation.action
            yield Need(action, f"{bucket}/{each.get('Key', '')}")
        return
    if not key:
        keys = {name: _text(parameters.get(parameter)) for parameter, name in _LISTS.items()}
        yield Need(operation.action, bucket, keys if operation.name.startswith("List") else {})
        return
    is_version = operation.name in _OF_VERSIONS and parameters.get("VersionId")
    yield Need(_of_version(operation) if is_version else operation.action, f"{bucket}/{key}")
    if operation.name == "GetObjectAttributes":
        yield Need("s3:GetObject", f"{bucket}/{key}")
    if source := parameters.get("CopySource"):
        yield _of_source(operation, source)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _of_version(operation: Operation) -> str:
    action = operation.action
    for end in ("Tagging", "Acl"):
        if action.endswith(end):
            return f"{action.removesuffix(end)}Version{end}"
    return f"{action}Version"


def _of_source(operation: Operation, source: object) -> Need:
    """Return what the source of a copy needs: `bucket/key`, encoded as in a URL, or its parts."""
    if isinstance(source, dict):
        path, version = f"{source.get('Bucket')}/{source.get('Key')}", source.get("VersionId")
    else:
        path, _, query = unquote(str(source)).removeprefix("/").partition("?versionId=")
        version = query
    action = "s3:GetObjectVersion" if version else "s3:GetObject"
    return Need(action, f"arn:{operation.partition}:s3:::{path}")
