"""What RAM knows of organizations: with whom an account may share inside, and what it receives as a member."""

from __future__ import annotations

from contextlib import suppress

from localstack.aws.connect import connect_to

from privatelink_localstack.adapters.dispatch import Call
from privatelink_localstack.adapters.organizations.store import groups_of, organization_of
from privatelink_localstack.sharing.principals import ALONE, Circle

SERVICE_PRINCIPAL = "ram.amazonaws.com"
"""The principal whose trusted access enables sharing within the organization."""


def circle_of(account: str, partition: str) -> Circle:
    """Return the organization of an account, as far as it may share within it."""
    found = organization_of(account, partition)
    if found is None:
        return ALONE
    return Circle(
        organization=found.arn,
        units=frozenset(found.unit_arn(each) for each in found.units),
        accounts=frozenset(found.members),
        enabled=SERVICE_PRINCIPAL in found.services,
    )


def receives_as(account: str, partition: str) -> frozenset[str]:
    """Return the ARNs of the organization and the units by which an account has shares.

    None where sharing within the organization is disabled: members lose what they have by it. Source: RAM guide,
    "Disabling resource sharing with AWS Organizations".
    """
    found = organization_of(account, partition)
    if found is None or SERVICE_PRINCIPAL not in found.services:
        return frozenset()
    return groups_of(account, partition)


def make_role(call: Call) -> None:
    """Create RAM's service-linked role in the calling account, unless the account has it."""
    iam = connect_to(aws_access_key_id=call.scope.account, region_name=call.scope.region).iam
    with suppress(iam.exceptions.InvalidInputException):
        iam.create_service_linked_role(AWSServiceName=SERVICE_PRINCIPAL)
