"""Payer responsibility: which account pays for a service's endpoints. Nothing is billed here.

Source: EC2 API reference, ModifyVpcEndpointServicePayerResponsibility and ModifyVpcEndpointPayerResponsibility.
The messages, and who may name whom, are plain readings: no guide describes the second operation.
"""

from __future__ import annotations

from dataclasses import replace

from privatelink_localstack.kernel.errors import AwsError, dry_run_succeeded, missing
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink import errors
from privatelink_localstack.privatelink.endpoints import states
from privatelink_localstack.privatelink.endpoints.model import Endpoint
from privatelink_localstack.privatelink.plane import ControlPlane
from privatelink_localstack.privatelink.services.manage import find_own

PAY_FOR_SERVICE = "ModifyVpcEndpointServicePayerResponsibility"
PAY_FOR_ENDPOINT = "ModifyVpcEndpointPayerResponsibility"

ENDPOINT_OWNER = "vpc-endpoint-account"
GATEWAY_OWNER = "resource-gateway-account"
SERVICE_OWNER = "vpc-endpoint-service-account"
PAYERS = (ENDPOINT_OWNER, GATEWAY_OWNER, SERVICE_OWNER)

ENDPOINT_CHARGES = "vpc-endpoint-charges"
GATEWAY_CHARGES = "resource-gateway-charges"
SCOPES = (ENDPOINT_CHARGES, GATEWAY_CHARGES)


def pay_for_service(plane: ControlPlane, scope: Scope, service_id: str, payer: str, *, dry_run: bool) -> None:
    """Make the service owner the payer of the service's endpoints. This cannot be undone.

    Raises:
        AwsError: the account owns no such service, or the payer is unknown.
    """
    service = find_own(plane, scope, service_id)
    if payer != "ServiceOwner":
        raise errors.invalid(f"PayerResponsibility {payer} is invalid. The valid value is ServiceOwner.")
    if dry_run:
        raise dry_run_succeeded()
    plane.store.put_service(replace(service, payer=payer))
    plane.record(service_id, scope.account, PAY_FOR_SERVICE, payer)


def pay_for_endpoint(
    plane: ControlPlane,
    scope: Scope,
    endpoint_id: str,
    *,
    service_id: str | None,
    payer: str,
    charges: str,
    dry_run: bool,
) -> Endpoint:
    """Set the payer of one endpoint, and return the endpoint.

    The service owner names the service, and may take over the charges or give them back. The endpoint owner can take
    them back alone.

    Parameters:
        service_id: None if the endpoint owner calls.
        payer: one of `PAYERS`.
        charges: one of `SCOPES`.

    Raises:
        AwsError: a value is unknown or of a resource gateway, or the account owns no such service or endpoint.
    """
    _check_value("PayerResponsibility", payer, PAYERS)
    _check_value("Scope", charges, SCOPES)
    if payer == GATEWAY_OWNER or charges == GATEWAY_CHARGES:
        raise errors.invalid("Resource gateways pay only for Resource and Tunnel type VPC Endpoints.")
    if service_id is None:
        endpoint = plane.store.endpoint_in(scope, endpoint_id)
        if endpoint is not None and payer == SERVICE_OWNER:
            raise missing("ServiceId")
    else:
        service = find_own(plane, scope, service_id)
        endpoint = plane.store.endpoints.get(endpoint_id)
        if endpoint is not None and endpoint.service_id != service.id:
            endpoint = None
    if endpoint is None or endpoint.state == states.DELETED:
        raise errors.no_endpoint(endpoint_id)
    if dry_run:
        raise dry_run_succeeded()
    changed = replace(endpoint, payer=payer)
    plane.store.put_endpoint(changed)
    plane.record(endpoint_id, scope.account, PAY_FOR_ENDPOINT, payer)
    return changed


def _check_value(parameter: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise AwsError(
            "InvalidParameterValue",
            f"Value ({value}) for parameter {parameter} is invalid. Valid values are {', '.join(allowed)}.",
        )
