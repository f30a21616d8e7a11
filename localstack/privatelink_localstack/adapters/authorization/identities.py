"""Who makes a request: the principal of its credentials, as LocalStack's IAM and STS know it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from localstack.aws.api import RequestContext
from localstack.http import Request
from localstack.services.iam.models import iam_stores
from localstack.services.sts.models import sts_stores
from localstack.utils.aws.request_context import extract_access_key_id_from_auth_header

from privatelink_localstack.adapters.organizations.store import organization_of
from privatelink_localstack.authorization.judgement import Identity

_ANYBODY = "*"
_INJECTED = "injectedaccesskey"
"""What LocalStack writes into a request that has no credentials."""
_SESSION = re.compile(r"arn:(?P<partition>[^:]+):sts::(?P<account>[0-9]{12}):assumed-role/(?P<role>[^/]+)/.+")


def identity_of(context: RequestContext) -> Identity:
    """Return the principal of a request: a user, a session, or the root user of the credentials' account."""
    key = access_key(context.request)
    if key is None:
        return Identity(_ANYBODY)
    account, region = context.account_id, context.region
    organization = organization_id(account, context.partition)
    if credentials := sts_stores[account][region].credentials.get(key):
        session = {tag["Key"]: tag["Value"] for tag in credentials.tags.values()}
        return _of_session(credentials.arn, credentials.user_id, session, organization)
    store = iam_stores[account][region]
    user = store.USERS.get(store.ACCESS_KEY_INDEX.get(key))
    if user is not None:
        arn = user.user["Arn"]
        return Identity(arn, arn, user.user["UserId"], _tags(store, arn), organization)
    root = f"arn:{context.partition}:iam::{account}:root"
    return Identity(root, root, account, {}, organization)


def access_key(request: Request) -> str | None:
    """Return the ID of a request's access key, from its header or its presigned URL; None without credentials."""
    scope = request.args.get("X-Amz-Credential") or request.args.get("AWSAccessKeyId")
    found = scope.partition("/")[0] if scope else extract_access_key_id_from_auth_header(request.headers)
    return None if found in {None, "", _INJECTED} else found


def organization_id(account: str, partition: str) -> str | None:
    """Return the ID of an account's organization; None without one."""
    found = organization_of(account, partition)
    return found.id if found else None


def _of_session(arn: str, user_id: str, tags: Mapping[str, str], organization: str | None) -> Identity:
    """Return the principal of temporary credentials; a session has its role's tags, but for those of its own."""
    match = _SESSION.fullmatch(arn)
    if match is None:
        return Identity(arn, arn, user_id, tags, organization)
    store = iam_stores[match["account"]]["us-east-1"]
    role = store.ROLES.get(match["role"])
    if role is None:
        return Identity(arn, None, user_id, tags, organization)
    of_role = role.role["Arn"]
    own = {key.lower() for key in tags}
    inherited = {key: value for key, value in _tags(store, of_role).items() if key.lower() not in own}
    return Identity(arn, of_role, user_id, {**inherited, **tags}, organization)


def _tags(store: object, arn: str) -> Mapping[str, str]:
    return dict(store.TAGS.get_tags(arn))  # type: ignore[attr-defined]
