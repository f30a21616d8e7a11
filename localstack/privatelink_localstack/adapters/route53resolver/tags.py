"""Tags of Resolver's endpoints and rules; the tags of all other resources are LocalStack's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.resolver.model import ResolverEndpoint, ResolverRule
from privatelink_localstack.resolver.rules import INTERNET_RULE

MAX_TAGS = 200
_STOCK = re.compile(
    r"arn:[a-z-]+:route53resolver:[a-z0-9-]+:\d{12}:(?!resolver-endpoint/|resolver-rule/|autodefined-rule/)[a-z-]+/.+"
)


def is_stock(arn: str) -> bool:
    """Return whether a resource is LocalStack's: neither an endpoint nor a rule. It can't read malformed ARNs."""
    return _STOCK.fullmatch(arn) is not None


def new_tags(tags: Iterable[Mapping[str, str]] | None, before: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the tags of a resource after an addition. The words about too many and reserved tags are not confirmed."""
    after = {**(before or {})}
    for tag in tags or ():
        if tag["Key"].lower().startswith("aws:"):
            raise AwsError("InvalidTagException", f"The tag key {tag['Key']} is reserved.")
        after[tag["Key"]] = tag.get("Value") or ""
    if len(after) > MAX_TAGS:
        raise AwsError("LimitExceededException", f"A resource has at most {MAX_TAGS} tags.")
    return after


def tag_resource(call: Call) -> Response:
    """TagResource."""
    _change(call, lambda tags: new_tags(call.request["Tags"], tags))
    return {}


def untag_resource(call: Call) -> Response:
    """UntagResource."""
    _change(call, lambda tags: {key: tags[key] for key in tags if key not in call.request["TagKeys"]})
    return {}


def list_tags_for_resource(call: Call) -> Response:
    """ListTagsForResource."""
    tags = _found(call).tags
    return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


def _change(call: Call, change: Callable[[Mapping[str, str]], dict[str, str]]) -> None:
    found, plane = _found(call), call.emulation.resolver
    if isinstance(found, ResolverEndpoint):
        plane.endpoints[found.id] = replace(found, tags=change(found.tags))
    else:
        plane.rules[found.id] = replace(found, tags=change(found.tags))


def _found(call: Call) -> ResolverEndpoint | ResolverRule:
    """Return the caller's endpoint or rule that a request names."""
    arn, plane = call.request["ResourceArn"], call.emulation.resolver
    if arn.endswith(INTERNET_RULE):
        raise AwsError("InvalidRequestException", "[RSLVR-00903] Cannot tag Auto Defined Rule.")
    records: list[Any] = [*plane.endpoints.values(), *plane.rules.values()]
    for each in records:
        if each.arn == arn and each.account == call.scope.account:
            return each  # type: ignore[no-any-return]
    raise AwsError("ResourceNotFoundException", f'The resource "{arn}" does not exist.')
