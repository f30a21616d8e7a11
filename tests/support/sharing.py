"""Shares of RAM between two accounts of a test."""

from __future__ import annotations

from tests.support.account import Account


def share(owner: Account, receiver: Account, resource_arn: str) -> str:
    """Share a resource with another account, which accepts the invitation, and return the share's ARN."""
    arn = str(
        owner.client("ram").create_resource_share(
            name="dns", resourceArns=[resource_arn], principals=[receiver.id], allowExternalPrincipals=True
        )["resourceShare"]["resourceShareArn"]
    )
    ram = receiver.client("ram")
    (invitation,) = ram.get_resource_share_invitations(resourceShareArns=[arn])["resourceShareInvitations"]
    ram.accept_resource_share_invitation(resourceShareInvitationArn=invitation["resourceShareInvitationArn"])
    return arn


def end_share(owner: Account, share_arn: str) -> None:
    """Delete a share."""
    owner.client("ram").delete_resource_share(resourceShareArn=share_arn)
