"""Errors that several rules of Site-to-Site VPN share.

Source of the codes: the table of error codes in the EC2 API reference. The words of `NotFound` are observed for VPN
gateways and connections, and inferred for customer gateways.
"""

from __future__ import annotations

from privatelink_localstack.kernel.errors import AwsError


def invalid(parameter: str, value: object, reason: str = "") -> AwsError:
    """Return EC2's error for a value that a parameter can't have. The form is observed for other parameters."""
    ending = f". {reason}" if reason else ""
    return AwsError("InvalidParameterValue", f"Value ({value}) for parameter {parameter} is invalid{ending}")


def combination(message: str) -> AwsError:
    """Return EC2's error for parameters that exclude each other."""
    return AwsError("InvalidParameterCombination", message)


def incorrect_state(message: str) -> AwsError:
    """Return EC2's error for a resource whose state does not allow the operation."""
    return AwsError("IncorrectState", message)


def not_emulated(feature: str) -> AwsError:
    """Return the error for a feature that is not emulated. The words are ours."""
    return AwsError("UnsupportedOperation", f"{feature} are not emulated here.")


def no_customer_gateway(gateway_id: str) -> AwsError:
    """Return the error for an unknown or deleted customer gateway."""
    return AwsError("InvalidCustomerGatewayID.NotFound", f"The customerGateway ID '{gateway_id}' does not exist")


def no_gateway(gateway_id: str) -> AwsError:
    """Return the error for an unknown or deleted VPN gateway."""
    return AwsError("InvalidVpnGatewayID.NotFound", f"The vpnGateway ID '{gateway_id}' does not exist")


def no_connection(connection_id: str) -> AwsError:
    """Return the error for an unknown or deleted connection."""
    return AwsError("InvalidVpnConnectionID.NotFound", f"The vpnConnection ID '{connection_id}' does not exist")
