"""Errors that several rules of Direct Connect share.

Direct Connect has one code for every mistake of a client. Of the words, "does not exist" and "is not found" are those
that the AWS provider looks for.
"""

from __future__ import annotations

from privatelink_localstack.kernel.errors import AwsError

CODE = "DirectConnectClientException"


def client(message: str) -> AwsError:
    """Return Direct Connect's error for a client's mistake."""
    return AwsError(CODE, message)


def no_gateway(gateway_id: str) -> AwsError:
    """Return the error for a Direct Connect gateway that the caller does not have."""
    return client(f"Direct Connect Gateway {gateway_id} does not exist.")


def no_association(association_id: str) -> AwsError:
    """Return the error for an unknown association."""
    return client(f"Direct Connect Gateway Association {association_id} does not exist.")


def no_proposal(proposal_id: str) -> AwsError:
    """Return the error for an unknown proposal."""
    return client(f"Direct Connect Gateway Association Proposal {proposal_id} is not found.")


def no_associated(gateway_id: str) -> AwsError:
    """Return the error for a gateway that the account does not have in the Region (observed for VPN gateways)."""
    kind = "TransitGateway" if gateway_id.startswith("tgw-") else "VirtualGateway"
    return client(f"The {kind} {gateway_id} does not exist.")
