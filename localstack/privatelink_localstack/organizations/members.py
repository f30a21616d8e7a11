"""How accounts come, move and go.

Source of the codes: Organizations API reference. The words of `move` are observed, the others are not confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.organizations import tree
from privatelink_localstack.organizations.model import (
    ACCEPTED,
    CANCELED,
    DECLINED,
    OPEN,
    SUSPENDED,
    Creation,
    Handshake,
    Member,
    Organization,
)

_EXPIRES_AFTER = 15 * 24 * 60 * 60
"""Seconds. Source: Organizations guide, "Inviting an account"."""


def create(
    organization: Organization,
    request: str,
    account: str,
    *,
    name: str,
    email: str,
    tags: Mapping[str, str],
    now: float,
) -> tuple[Organization, Creation]:
    """Create an account at the root; the request fails where an account has the email address.

    Parameters:
        request: ID of the request.
        account: ID of the new account.
    """
    if any(each.email == email for each in organization.members.values()):
        failed = Creation(request, name, now, None, "EMAIL_ALREADY_EXISTS")
        return replace(organization, creations={**organization.creations, request: failed}), failed
    made = Member(account, name, email, organization.root, "CREATED", now, tags=tags)
    done = Creation(request, name, now, account)
    return (
        replace(
            organization,
            members={**organization.members, account: made},
            creations={**organization.creations, request: done},
        ),
        done,
    )


def invite(
    organization: Organization, handshake: str, account: str, *, notes: str | None, tags: Mapping[str, str], now: float
) -> tuple[Organization, Handshake]:
    """Invite an account that exists.

    Parameters:
        handshake: ID of the invitation.
    """
    if account in organization.members:
        raise AwsError("HandshakeConstraintViolationException", "The provided account is already in an organization.")
    if any(each.account == account and each.state == OPEN for each in organization.handshakes.values()):
        raise AwsError("DuplicateHandshakeException", "A handshake with the same action and target already exists.")
    made = Handshake(handshake, account, OPEN, now, now + _EXPIRES_AFTER, notes, tags)
    return _with(organization, made), made


def answer(
    organization: Organization, handshake: Handshake, state: str, *, elsewhere: bool, now: float
) -> tuple[Organization, Handshake]:
    """Accept, decline or cancel an invitation; an account that accepts is put at the root.

    Parameters:
        state: the new one.
        elsewhere: whether the account is in an organization.
    """
    if handshake.state == state:
        raise AwsError("HandshakeAlreadyInStateException", f"The handshake is already {state.lower()}.")
    if handshake.state != OPEN or handshake.expires <= now or state not in {ACCEPTED, DECLINED, CANCELED}:
        raise AwsError("InvalidHandshakeTransitionException", "The handshake can't be changed to the requested state.")
    if state == ACCEPTED and elsewhere:
        raise AwsError("HandshakeConstraintViolationException", "The provided account is already in an organization.")
    answered = replace(handshake, state=state)
    organization = _with(organization, answered)
    if state != ACCEPTED:
        return organization, answered
    name = handshake.account
    joined = Member(name, name, f"{name}@example.com", organization.root, "INVITED", now, tags=handshake.tags)
    return replace(organization, members={**organization.members, name: joined}), answered


def move(organization: Organization, account: str, *, source: str, destination: str) -> Organization:
    """Move an account to another parent."""
    moved = tree.account(organization, account)
    tree.check_parent(organization, source, "SourceParentNotFoundException")
    tree.check_parent(organization, destination, "DestinationParentNotFoundException")
    if moved.parent == destination:
        raise AwsError("DuplicateAccountException", "That account is already present in the specified destination.")
    if moved.parent != source:
        raise AwsError("SourceParentNotFoundException", "You specified parent that doesn't exist.")
    return replace(organization, members={**organization.members, account: replace(moved, parent=destination)})


def remove(organization: Organization, account: str) -> Organization:
    """Take an account out. AWS lets one that it created go only after four days, and with a means of payment."""
    tree.account(organization, account)
    if account == organization.management:
        raise AwsError(
            "MasterCannotLeaveOrganizationException",
            "You can't remove a management account from an organization. If you want the management account to become "
            "a member account in another organization, you must first delete the current organization.",
        )
    if account in organization.administrators:
        raise AwsError(
            "ConstraintViolationException",
            "You can't remove an account from the organization while it is a delegated administrator of a service.",
        )
    return forget(organization, account)


def forget(organization: Organization, account: str) -> Organization:
    """Return the organization without all that it knows of an account that is not its management account."""
    return replace(
        organization,
        members={key: each for key, each in organization.members.items() if key != account},
        handshakes={key: each for key, each in organization.handshakes.items() if each.account != account},
        administrators={key: each for key, each in organization.administrators.items() if key != account},
    )


def close(organization: Organization, account: str) -> Organization:
    """Close an account; it stays in the organization, suspended. AWS takes it out after 90 days."""
    closed = tree.account(organization, account)
    if account == organization.management:
        raise AwsError("ConstraintViolationException", "You can't close the management account.")
    if closed.status == SUSPENDED:
        raise AwsError("AccountAlreadyClosedException", "You attempted to close an account that is already closed.")
    return replace(organization, members={**organization.members, account: replace(closed, status=SUSPENDED)})


def _with(organization: Organization, handshake: Handshake) -> Organization:
    return replace(organization, handshakes={**organization.handshakes, handshake.id: handshake})
