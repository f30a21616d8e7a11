"""Changes of resource shares. Source: RAM API reference, which has the codes; words are observed unless noted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.sharing.model import (
    ACCEPTED,
    ACTIVE,
    ASSOCIATED,
    ASSOCIATING,
    DELETED,
    FAILED,
    PENDING,
    PRINCIPAL,
    REJECTED,
    RESOURCE,
    Association,
    Invitation,
    Share,
)
from privatelink_localstack.sharing.principals import account_of, check_principal
from privatelink_localstack.sharing.resources import check_resource

type NewArn = Callable[[], str]
"""Returns the ARN of a new invitation."""

_ONLY_INSIDE = (
    "The resource you are attempting to share can only be shared within your AWS Organization. This error may also "
    "occur if you have not enabled sharing with your AWS organization, or that onboarding process is still in progress."
)


def unknown_share(arn: str) -> AwsError:
    """Return the error for a share that the caller does not have."""
    return AwsError("UnknownResourceException", f"ResourceShare {arn} could not be found.")


def associate(
    share: Share, resources: Iterable[str], principals: Iterable[str], *, now: float, new_arn: NewArn
) -> Share:
    """Add resources and principals to a share, all or none. What the share has already stays as it is.

    Another account's principals wait for the answer to an invitation: no account is in an organization.
    """
    resources, principals = list(dict.fromkeys(resources)), list(dict.fromkeys(principals))
    _check_active(share)
    for arn in resources:
        check_resource(arn, share.account)
    for principal in principals:
        check_principal(principal)
        if _is_external(share, principal) and not share.allow_external:
            raise AwsError("OperationNotPermittedException", _ONLY_INSIDE)
    known = {each.entity for each in share.associations if each.status != FAILED}
    kept = tuple(each for each in share.associations if each.status != FAILED or each.entity not in principals)
    added = [Association(arn, RESOURCE, ASSOCIATED, external=False, time=now) for arn in resources if arn not in known]
    invitations = []
    for principal in principals:
        if principal in known:
            continue
        external = _is_external(share, principal)
        added.append(Association(principal, PRINCIPAL, ASSOCIATING if external else ASSOCIATED, external, now))
        if external:
            invitations.append(Invitation(new_arn(), account_of(principal) or "", principal, PENDING, now))
    return replace(
        share,
        updated=now,
        associations=(*kept, *added),
        invitations=(*share.invitations, *invitations),
    )


def disassociate(
    share: Share, resources: Iterable[str], principals: Iterable[str], *, caller: str, now: float
) -> tuple[Share, list[Association]]:
    """Remove resources and principals from a share, and return it with what was removed.

    An account that has the share may remove itself. That an unknown association is refused is not confirmed.
    """
    entities = {*resources, *principals}
    if caller != share.account and {account_of(each) for each in entities} != {caller}:
        raise AwsError("OperationNotPermittedException", "The calling account may only leave the resource share.")
    _check_active(share)
    removed = [each for each in share.associations if each.entity in entities]
    if missing := entities - {each.entity for each in removed}:
        raise AwsError(
            "UnknownResourceException", f"{min(missing)} is not associated with the resource share {share.arn}."
        )
    return (
        replace(
            share,
            updated=now,
            associations=tuple(each for each in share.associations if each not in removed),
            invitations=tuple(each for each in share.invitations if each.principal not in entities),
        ),
        removed,
    )


def answer(share: Share, arn: str, *, accept: bool, now: float) -> Share:
    """Accept or reject an invitation of the share. That a rejection fails the association is not confirmed."""
    (invitation,) = (each for each in share.invitations if each.arn == arn)
    if invitation.status != PENDING:
        raise AwsError(
            f"ResourceShareInvitationAlready{invitation.status.title()}Exception",
            f"ResourceShareInvitation {arn} was already {invitation.status.lower()}.",
        )
    answered = replace(invitation, status=ACCEPTED if accept else REJECTED)
    return replace(
        share,
        invitations=tuple(answered if each is invitation else each for each in share.invitations),
        associations=tuple(
            replace(each, status=ASSOCIATED if accept else FAILED, time=now)
            if each.entity == invitation.principal
            else each
            for each in share.associations
        ),
    )


def update(share: Share, *, name: str | None, allow_external: bool | None, now: float) -> Share:
    """Change a share's name, and whether it admits principals outside the organization."""
    _check_active(share)
    if allow_external is False and any(each.external for each in share.associations):
        raise AwsError("OperationNotPermittedException", _ONLY_INSIDE)
    return replace(
        share,
        name=name or share.name,
        allow_external=share.allow_external if allow_external is None else allow_external,
        updated=now,
    )


def delete(share: Share, *, now: float) -> Share:
    """End a share, with all that it shares."""
    _check_active(share)
    return replace(share, status=DELETED, updated=now, associations=(), invitations=())


def _is_external(share: Share, principal: str) -> bool:
    return account_of(principal) not in {None, share.account}


def _check_active(share: Share) -> None:
    if share.status != ACTIVE:
        raise unknown_share(share.arn)
