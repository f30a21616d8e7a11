"""AWS's errors about transit gateways. Words are observed unless a function says otherwise."""

from __future__ import annotations

from privatelink_localstack.kernel.errors import AwsError


def invalid(message: str) -> AwsError:
    """Return the error for a value; its words are inferred wherever it is used."""
    return AwsError("InvalidParameterValue", message)


def no_gateway(gateway_id: str) -> AwsError:
    """Return the error for a transit gateway that the caller neither owns nor has from another account."""
    return AwsError("InvalidTransitGatewayID.NotFound", f"Transit Gateway {gateway_id} was deleted or does not exist.")


def no_attachment(attachment_id: str) -> AwsError:
    """Return the error for an unknown attachment; the words are those about gateways."""
    return AwsError(
        "InvalidTransitGatewayAttachmentID.NotFound",
        f"Transit Gateway Attachment {attachment_id} was deleted or does not exist.",
    )


def no_table(table_id: str) -> AwsError:
    """Return the error for an unknown route table; the words are those about gateways."""
    return AwsError(
        "InvalidRouteTableID.NotFound", f"Transit Gateway Route Table {table_id} was deleted or does not exist."
    )


def incorrect_state(resource_id: str) -> AwsError:
    """Return the error for a resource whose state does not allow the call."""
    return AwsError("IncorrectState", f"{resource_id} is in invalid state")


def limit_exceeded(code: str, count: int, things: str) -> AwsError:
    """Return the error for a quota; code and words are inferred."""
    return AwsError(f"{code}LimitExceeded", f"The maximum number of {things} ({count}) has been reached.")
