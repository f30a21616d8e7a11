"""What the handlers of RAM share: the shares of a call, new ARNs, tags, pages."""

from __future__ import annotations

import re
import uuid
from typing import Any

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.ram.organization import receives_as
from privatelink_localstack.adapters.ram.store import all_shares, shares_of
from privatelink_localstack.kernel import pages
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.pages import PageRules
from privatelink_localstack.sharing import shares
from privatelink_localstack.sharing.model import DELETED, PRINCIPAL, Share
from privatelink_localstack.sharing.principals import account_of
from privatelink_localstack.sharing.received import reaches

_SHARE_ARN = re.compile(r"arn:[a-z-]+:ram:[a-z0-9-]+:\d{12}:resource-share/.+")
_DELETED_FOR = 2 * 60 * 60
"""Seconds that AWS lists a deleted share. Source: RAM guide, "Deleting a resource share"."""

_MOST_TAGS = 50


def received(call: Call) -> list[Share]:
    """Return the shares that the caller has from other accounts."""
    account = call.scope.account
    groups = receives_as(account, call.context.partition)
    return [each for each in all_shares(call.scope.region) if reaches(each, account, groups)]


def is_mine(call: Call, principal: str) -> bool:
    """Return whether a principal is of the caller's account, or a group that the caller is in."""
    account = call.scope.account
    return account_of(principal) == account or principal in receives_as(account, call.context.partition)


def own_or_received(call: Call) -> Share:
    """Return the share that a request names: the caller's own, or one that it has from another account."""
    arn = share_arn(call.request["resourceShareArn"])
    found = shares_of(call.scope).get(arn) or next((each for each in received(call) if each.arn == arn), None)
    if found is None:
        raise shares.unknown_share(arn)
    return found


def own(call: Call, arn: str | None = None) -> Share:
    """Return a share of the caller's own; by default the one that the request names."""
    arn = share_arn(call.request["resourceShareArn"] if arn is None else arn)
    share = shares_of(call.scope).get(arn)
    if share is None or share.status == DELETED:
        raise shares.unknown_share(arn)
    return share


def owned(call: Call) -> list[Share]:
    """Return the caller's own shares, with those that were deleted lately."""
    since = call.emulation.timer() - _DELETED_FOR
    return [each for each in shares_of(call.scope).values() if each.status != DELETED or each.ended > since]


def seen(call: Call) -> list[Share]:
    """Return the shares that a request is about: its owner's, or those that the caller has from other accounts."""
    if call.request["resourceOwner"] == "SELF":
        return named(call, owned(call))
    return named(call, received(call))


def named(call: Call, known: list[Share]) -> list[Share]:
    """Return those of the known shares that a request names; it may name none."""
    arns = [share_arn(arn) for arn in call.request.get("resourceShareArns") or ()]
    for arn in arns:
        if all(each.arn != arn for each in known):
            raise shares.unknown_share(arn)
    return [each for each in known if not arns or each.arn in arns]


def names(call: Call, share: Share) -> set[str]:
    """Return the principals of a share as the caller sees them."""
    if share.account != call.scope.account:
        return {share.account}
    return {each.entity for each in share.of(PRINCIPAL)}


def share_arn(arn: str) -> str:
    """Return the ARN of a share, or reject a malformed one."""
    if _SHARE_ARN.fullmatch(arn) is None:
        raise AwsError(
            "MalformedArnException", "The specified resource share ARN is not valid. Verify the ARN and try again."
        )
    return arn


def new_arn(call: Call, kind: str) -> str:
    """Return a new ARN of the caller's, such as of a kind `resource-share`."""
    return f"arn:{call.context.partition}:ram:{call.scope.region}:{call.scope.account}:{kind}/{uuid.uuid4()}"


def tagged(before: Any, tags: Any) -> dict[str, str]:
    """Return tags with those of a request added. Reject one without its key, which the model calls optional."""
    if not all(each.get("key") for each in tags):
        raise AwsError("InvalidParameterException", "A tag must have a key.")
    after = {**before, **{each["key"]: each.get("value") or "" for each in tags}}
    if len(after) > _MOST_TAGS:
        raise AwsError("TagLimitExceededException", f"A resource share has at most {_MOST_TAGS} tags.")
    return after


def token(call: Call) -> dict[str, str]:
    """Return the client token of a request, for its response; without one nothing."""
    given = call.request.get("clientToken")
    return {"clientToken": given} if given else {}


def page(call: Call, key: str, records: list[Response], *names: str) -> Response:
    """Return a page of a response, in the order of the named members."""

    def identity(record: Response) -> str:
        return " ".join(str(record[name]) for name in names)

    rules = PageRules(500, lambda _: None, _invalid_token, ordered=True)
    token, size = call.request.get("nextToken"), call.request.get("maxResults")
    found = pages.page(sorted(records, key=identity), identity, token=token, size=size, rules=rules)
    return {key: list(found.items), **({"nextToken": found.next_token} if found.next_token else {})}


def _invalid_token(token: str) -> AwsError:
    return AwsError("InvalidNextTokenException", f"The specified value {token} for nextToken is not valid.")
