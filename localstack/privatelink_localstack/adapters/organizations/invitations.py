"""Handlers of the invitations of Organizations."""

from __future__ import annotations

import re

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.organizations import responses
from privatelink_localstack.adapters.organizations.calls import managed, new_id, page, tags
from privatelink_localstack.adapters.organizations.store import all_organizations, organization_of, put
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.organizations import members
from privatelink_localstack.organizations.model import ACCEPTED, CANCELED, DECLINED, Handshake, Organization
from privatelink_localstack.organizations.tree import malformed

_ACCOUNT = re.compile(r"\d{12}")


def invite_account(call: Call) -> Response:
    """InviteAccountToOrganization: by the account's ID. No account has an email address that would be known here."""
    organization, target = managed(call), call.request["Target"]
    if target["Type"] != "ACCOUNT":
        raise AwsError("InvalidInputException", "You specified an invalid value.")
    if _ACCOUNT.fullmatch(target["Id"]) is None:
        raise malformed()
    now = call.emulation.clock()
    after, made = members.invite(
        organization,
        new_id("h-", 32),
        target["Id"],
        notes=call.request.get("Notes"),
        tags=tags(call.request.get("Tags")),
        now=now,
    )
    put(after)
    return {"Handshake": responses.handshake(after, made, now)}


def accept_handshake(call: Call) -> Response:
    """AcceptHandshake: by the invited account."""
    return _answer(call, ACCEPTED)


def decline_handshake(call: Call) -> Response:
    """DeclineHandshake: by the invited account."""
    return _answer(call, DECLINED)


def cancel_handshake(call: Call) -> Response:
    """CancelHandshake: by the account that invited."""
    return _answer(call, CANCELED)


def describe_handshake(call: Call) -> Response:
    """DescribeHandshake: by either side."""
    organization, found = _found(call)
    return {"Handshake": responses.handshake(organization, found, call.emulation.clock())}


def list_handshakes_for_account(call: Call) -> Response:
    """ListHandshakesForAccount: the caller's invitations."""
    found = [(each, one) for each in _all(call) for one in each.handshakes.values() if one.account == _caller(call)]
    return _listed(call, found)


def list_handshakes_for_organization(call: Call) -> Response:
    """ListHandshakesForOrganization."""
    organization = managed(call)
    return _listed(call, [(organization, each) for each in organization.handshakes.values()])


def _listed(call: Call, found: list[tuple[Organization, Handshake]]) -> Response:
    now = call.emulation.clock()
    shown = [responses.handshake(organization, one, now) for organization, one in found]
    return page(call, "Handshakes", shown, lambda each: str(each["Id"]))


def _answer(call: Call, state: str) -> Response:
    organization, found = _found(call)
    answerer = organization.management if state == CANCELED else found.account
    if _caller(call) != answerer:
        raise AwsError("AccessDeniedException", "You don't have permissions to access this resource.")
    now = call.emulation.clock()
    elsewhere = organization_of(found.account, organization.partition) is not None
    after, answered = members.answer(organization, found, state, elsewhere=elsewhere, now=now)
    put(after)
    return {"Handshake": responses.handshake(after, answered, now)}


def _found(call: Call) -> tuple[Organization, Handshake]:
    """Return the invitation of a request, which the caller has sent or received."""
    for organization in _all(call):
        found = organization.handshakes.get(call.request["HandshakeId"])
        if found and _caller(call) in {organization.management, found.account}:
            return organization, found
    raise AwsError("HandshakeNotFoundException", "You specified a handshake that doesn't exist.")


def _all(call: Call) -> list[Organization]:
    return list(all_organizations(call.context.partition))


def _caller(call: Call) -> str:
    return call.scope.account
