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
from privatelink_localstack.sharing.principals import (
    ALONE,
    ONLY_INSIDE,
    Circle,
    account_of,
    check_principal,
    is_external,
    is_group,
)
from privatelink_localstack.sharing.resources import check_resource, resource_type

type NewArn = Callable[[], str]
"""Returns the ARN of a new invitation."""


def unknown_share(arn: str) -> AwsError:
    """Return the error for a share that the caller does not have."""
    return AwsError("UnknownResourceException", f"ResourceShare {arn} could not be found.")


def answered(invitation: Invitation) -> AwsError:
    """Return the error for an invitation that was accepted or rejected before."""
    return AwsError(
        f"ResourceShareInvitationAlready{invitation.status.title()}Exception",
        f"ResourceShareInvitation {invitation.arn} was already {invitation.status.lower()}.",
    )


def associate(
    share: Share,
    resources: Iterable[str],
    principals: Iterable[str],
    *,
    now: float,
    new_arn: NewArn,
    circle: Circle = ALONE,
) -> Share:
    """Add resources and principals to a share, all or none. What the share has already stays as it is.

    External principals wait for the answer to an invitation.

    Parameters:
        circle: the owner's organization.
    """
    resources, principals = list(dict.fromkeys(resources)), list(dict.fromkeys(principals))
    _check_active(share)
    for arn in resources:
        check_resource(arn, share.account)
    for principal in principals:
        check_principal(principal, circle)
    kept = tuple(each for each in share.associations if each.status != FAILED or each.entity not in principals)
    known = {each.entity for each in kept if each.status != FAILED}
    added = [Association(arn, RESOURCE, ASSOCIATED, external=False, time=now) for arn in resources if arn not in known]
    added += [_principal(share, each, circle, now) for each in principals if each not in known]
    invitations = [
        Invitation(new_arn(), account_of(each.entity) or "", each.entity, PENDING, now)
        for each in added
        if each.external
    ]
    changed = replace(
        share,
        updated=now,
        associations=(*kept, *added),
        invitations=(*share.invitations, *invitations),
    )
    _check_outsiders(changed)
    return changed


def _principal(share: Share, principal: str, circle: Circle, now: float) -> Association:
    external = is_external(principal, share.account, circle)
    inside = not external and (is_group(principal) or account_of(principal) not in {None, share.account})
    status = ASSOCIATING if external else ASSOCIATED
    return Association(principal, PRINCIPAL, status, external, now, circle.organization if inside else "")


def _check_outsiders(share: Share) -> None:
    """Reject external principals of a share that admits none, or that has resources for the organization alone."""
    if not any(each.external and each.status != FAILED for each in share.associations):
        return
    if not share.allow_external or any(resource_type(each.entity).inside for each in share.of(RESOURCE)):
        raise AwsError("OperationNotPermittedException", ONLY_INSIDE)


def disassociate(
    share: Share, resources: Iterable[str], principals: Iterable[str], *, caller: str, now: float
) -> tuple[Share, list[Association]]:
    """Remove resources and principals from a share, and return it with what was removed.

    An account that has accepted the share may remove itself; one that has it by the organization may not. That an
    unknown association is refused is not confirmed.
    """
    entities = {*resources, *principals}
    if caller != share.account and {account_of(each) for each in entities} != {caller}:
        raise AwsError("OperationNotPermittedException", "The calling account may only leave the resource share.")
    _check_active(share)
    removed = [each for each in share.associations if each.entity in entities]
    if caller != share.account and any(each.organization for each in removed):
        raise AwsError(
            "OperationNotPermittedException", "You cannot leave a resource share of your own AWS Organization."
        )
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
        raise answered(invitation)
    changed = replace(invitation, status=ACCEPTED if accept else REJECTED)
    return replace(
        share,
        invitations=tuple(changed if each is invitation else each for each in share.invitations),
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
    changed = replace(
        share,
        name=name or share.name,
        allow_external=share.allow_external if allow_external is None else allow_external,
        updated=now,
    )
    _check_outsiders(changed)
    return changed


def delete(share: Share, *, now: float, timer: float) -> Share:
    """End a share, with all that it shares."""
    _check_active(share)
    return replace(share, status=DELETED, updated=now, ended=timer, associations=(), invitations=())


def _check_active(share: Share) -> None:
    if share.status != ACTIVE:
        raise unknown_share(share.arn)
