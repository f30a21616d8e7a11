"""Records of organizations in the API's form."""

from __future__ import annotations

from datetime import UTC, datetime

from privatelink_localstack.adapters.dispatch import Response
from privatelink_localstack.organizations.model import EXPIRED, OPEN, Creation, Handshake, Member, Organization, Unit


def organization(record: Organization) -> Response:
    """Return an organization."""
    return {
        "Id": record.id,
        "Arn": record.arn,
        "FeatureSet": record.feature_set,
        "MasterAccountArn": record.account_arn(record.management),
        "MasterAccountId": record.management,
        "MasterAccountEmail": record.members[record.management].email,
        "AvailablePolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}],
    }


def root(record: Organization) -> Response:
    """Return the root, without types of policies: policies are not emulated."""
    return {"Id": record.root, "Arn": record.root_arn, "Name": "Root", "PolicyTypes": []}


def unit(record: Organization, one: Unit) -> Response:
    """Return a unit."""
    return {"Id": one.id, "Arn": record.unit_arn(one.id), "Name": one.name}


def account(record: Organization, one: Member) -> Response:
    """Return an account."""
    return {
        "Id": one.id,
        "Arn": record.account_arn(one.id),
        "Email": one.email,
        "Name": one.name,
        "Status": one.status,
        "State": one.status,
        "JoinedMethod": one.method,
        "JoinedTimestamp": time(one.joined),
    }


def creation(one: Creation) -> Response:
    """Return the status of a request to create an account."""
    outcome = {"State": "SUCCEEDED", "AccountId": one.account} if one.account else {"State": "FAILED"}
    reason = {"FailureReason": one.reason} if one.reason else {}
    times = {"RequestedTimestamp": time(one.time), "CompletedTimestamp": time(one.time)}
    return {"Id": one.id, "AccountName": one.name, **outcome, **reason, **times}


def handshake(record: Organization, one: Handshake, now: float) -> Response:
    """Return an invitation, expired after its time."""
    manager = record.members[record.management]
    resources = [
        {
            "Type": "ORGANIZATION",
            "Value": record.id,
            "Resources": [
                {"Type": "MASTER_EMAIL", "Value": manager.email},
                {"Type": "MASTER_NAME", "Value": manager.name},
                {"Type": "ORGANIZATION_FEATURE_SET", "Value": record.feature_set},
            ],
        },
        {"Type": "ACCOUNT", "Value": one.account},
        *([{"Type": "NOTES", "Value": one.notes}] if one.notes else []),
    ]
    return {
        "Id": one.id,
        "Arn": record.handshake_arn(one.id),
        "Parties": [
            {"Id": record.id.removeprefix("o-"), "Type": "ORGANIZATION"},
            {"Id": one.account, "Type": "ACCOUNT"},
        ],
        "State": EXPIRED if one.state == OPEN and one.expires <= now else one.state,
        "RequestedTimestamp": time(one.requested),
        "ExpirationTimestamp": time(one.expires),
        "Action": "INVITE",
        "Resources": resources,
    }


def time(seconds: float) -> datetime:
    """Return a time in the API's form."""
    return datetime.fromtimestamp(seconds, tz=UTC)
