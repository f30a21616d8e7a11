"""How accounts come and go, who is trusted, and tags."""

from __future__ import annotations

import pytest

from privatelink_localstack.organizations import members, trust
from privatelink_localstack.organizations.model import ACCEPTED, CANCELED, DECLINED, Handshake, Organization
from privatelink_localstack.organizations.tags import tagged, tags_of
from tests.support.organization import APP, MANAGER, ORGANIZATION, RETAIL, grown
from tests.support.refusal import refusal_code

OTHER = "333333333333"
RAM = "ram.amazonaws.com"


def invited() -> tuple[Organization, Handshake]:
    return members.invite(ORGANIZATION, "h-1", OTHER, notes=None, tags={"team": "retail"}, now=0)


def test_invited_account_joins_at_the_root() -> None:
    organization, handshake = invited()
    assert OTHER not in organization.members
    joined, answered = members.answer(organization, handshake, ACCEPTED, elsewhere=False, now=5)
    member = joined.members[OTHER]
    assert (answered.state, member.parent, member.method, member.joined, member.tags) == (
        "ACCEPTED",
        "r-abcd",
        "INVITED",
        5,
        {"team": "retail"},
    )


@pytest.mark.parametrize("state", [DECLINED, CANCELED])
def test_unaccepted_invitation_ends(state: str) -> None:
    organization, answered = members.answer(*invited(), state, elsewhere=False, now=1)
    assert OTHER not in organization.members
    late = refusal_code(members.answer, organization, answered, ACCEPTED, elsewhere=False, now=2)
    again = refusal_code(members.answer, organization, answered, state, elsewhere=False, now=2)
    assert (late, again) == ("InvalidHandshakeTransitionException", "HandshakeAlreadyInStateException")
    assert members.invite(organization, "h-2", OTHER, notes=None, tags={}, now=3)[1].state == "OPEN"


def test_invitations_that_are_refused() -> None:
    organization, handshake = invited()
    again = refusal_code(members.invite, organization, "h-2", OTHER, notes=None, tags={}, now=1)
    assert again == "DuplicateHandshakeException"
    inside = refusal_code(members.invite, organization, "h-2", MANAGER, notes=None, tags={}, now=1)
    elsewhere = refusal_code(members.answer, organization, handshake, ACCEPTED, elsewhere=True, now=1)
    assert inside == elsewhere == "HandshakeConstraintViolationException"
    expired = refusal_code(members.answer, organization, handshake, ACCEPTED, elsewhere=False, now=handshake.expires)
    assert expired == "InvalidHandshakeTransitionException"


def test_email_address_is_one_accounts() -> None:
    _, failed = members.create(grown(), "car-2", OTHER, name="again", email="app@example.com", tags={}, now=1)
    assert (failed.account, failed.reason) == (None, "EMAIL_ALREADY_EXISTS")


def test_management_account_neither_leaves_nor_closes() -> None:
    assert refusal_code(members.remove, grown(), MANAGER) == "MasterCannotLeaveOrganizationException"
    assert refusal_code(members.close, grown(), MANAGER) == "ConstraintViolationException"


def test_closed_account_stays_suspended() -> None:
    closed = members.close(grown(), APP)
    assert closed.members[APP].status == "SUSPENDED"
    assert refusal_code(members.close, closed, APP) == "AccountAlreadyClosedException"


def test_delegated_administrator_reads_and_stays() -> None:
    trusted = trust.admit(grown(), RAM, 1)
    delegated = trust.delegate(trusted, APP, RAM, 2)
    assert refusal_code(trust.check_reads, trusted, APP) == "AccessDeniedException"
    assert refusal_code(trust.check_reads, delegated, APP) is None
    assert refusal_code(trust.check_manages, delegated, APP) == "AccessDeniedException"
    assert refusal_code(members.remove, delegated, APP) == "ConstraintViolationException"
    assert trust.undelegate(delegated, APP, RAM) == trusted


@pytest.mark.parametrize(
    ("account", "service", "code"),
    [
        (APP, "config.amazonaws.com", "ConstraintViolationException"),
        (MANAGER, RAM, "ConstraintViolationException"),
        (OTHER, RAM, "AccountNotFoundException"),
        (APP, "ram", "InvalidInputException"),
    ],
)
def test_delegations_that_are_refused(account: str, service: str, code: str) -> None:
    assert refusal_code(trust.delegate, trust.admit(grown(), RAM, 1), account, service, 2) == code


def test_trusted_access_is_given_once_and_taken() -> None:
    trusted = trust.admit(trust.admit(ORGANIZATION, RAM, 1), RAM, 2)
    assert trusted.services == {RAM: 1}
    assert trust.dismiss(trusted, RAM) == trust.dismiss(ORGANIZATION, RAM) == ORGANIZATION


@pytest.mark.parametrize("resource", ["r-abcd", RETAIL, APP])
def test_tags_are_those_of_one_resource(resource: str) -> None:
    organization = tagged(grown(), resource, {"team": "retail"})
    found = {each: dict(tags_of(organization, each)) for each in ("r-abcd", RETAIL, APP)}
    assert {each for each, tags in found.items() if tags} == {resource}


def test_tags_that_are_refused() -> None:
    assert refusal_code(tags_of, ORGANIZATION, RETAIL) == "TargetNotFoundException"
    many = {str(number): "" for number in range(51)}
    assert refusal_code(tagged, ORGANIZATION, "r-abcd", many) == "ConstraintViolationException"
