"""Allowed principals of a service.

Source: PrivateLink guide, "Manage permissions": `arn:aws:iam::<account>:root` (all principals of the account),
`:role/<name>`, `:user/<name>`, or `*`; no path in a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.privatelink.services.service_view import GATEWAY_LOAD_BALANCER

ARN = re.compile(
    r"arn:(?P<partition>aws[a-z-]*):iam::(?P<account>\d{12}):(?:(?P<root>root)|(?P<type>role|user)/(?P<name>[\w+=,.@-]+))"
)

EVERYBODY = "*"

ENDPOINT = "vpc-endpoint"
ATTACHMENT = "transit-gateway-attachment"
PERMISSION_TYPES = (ENDPOINT, ATTACHMENT)
"""What a principal may connect to the service. The first is the default."""


@dataclass(frozen=True, slots=True)
class Permission:
    """An allowed principal, an ARN or `*`, and the permission's ID (`vpce-svc-perm-…`).

    Parameters:
        permission_type: `vpc-endpoint` or `transit-gateway-attachment`.
    """

    id: str
    principal: str
    permission_type: str = ENDPOINT

    @property
    def type(self) -> str:
        """EC2's principal type: `All`, `Account`, `Role` or `User`."""
        return principal_type(self.principal)


def principal_type(principal: str) -> str:
    """Return EC2's type of a principal.

    Raises:
        AwsError: the principal is malformed.
    """
    if principal == EVERYBODY:
        return "All"
    match = ARN.fullmatch(principal)
    if match is None:
        raise _invalid(principal)
    return "Account" if match["root"] else match["type"].capitalize()


def check_principal(principal: str, partition: str) -> None:
    """Reject malformed principals, and those of another partition, which has accounts of its own.

    Raises:
        AwsError: the error names the principal.
    """
    principal_type(principal)
    match = ARN.fullmatch(principal)
    if match is not None and match["partition"] != partition:
        raise _invalid(principal)


def check_permission_type(permission_type: str, service_type: str, principals: Iterable[str]) -> None:
    """Reject an unknown permission type, and transit gateway attachments where a service cannot admit them.

    Source: EC2 API reference, ModifyVpcEndpointServicePermissions: the permission is for Gateway Load Balancer endpoint
    services, and for accounts (`arn:aws:iam::<account>:root`) only. The words are inferred.

    Parameters:
        principals: well-formed.
    """
    if permission_type not in PERMISSION_TYPES:
        raise AwsError(
            "InvalidParameterValue",
            f"Value ({permission_type}) for parameter PermissionType is invalid. "
            f"Valid values are {', '.join(PERMISSION_TYPES)}.",
        )
    if permission_type == ENDPOINT:
        return
    if service_type != GATEWAY_LOAD_BALANCER:
        raise AwsError(
            "InvalidParameter",
            f"PermissionType {permission_type} is only supported for Gateway Load Balancer endpoint services.",
        )
    for principal in principals:
        if principal_type(principal) != "Account":
            raise AwsError(
                "InvalidPrincipal",
                f"Principal {principal} is invalid: PermissionType {permission_type} can only be granted to accounts.",
            )


def admits(principal: str, account: str, caller: str | None = None) -> bool:
    """Return whether an allowed principal includes a caller.

    Parameters:
        account: the caller's.
        caller: ARN of the caller's user or role. None if only the account is known: then any user or role of the
            account is included.
    """
    if principal == EVERYBODY:
        return True
    match = ARN.fullmatch(principal)
    if match is None or match["account"] != account:
        return False
    return match["root"] is not None or caller is None or caller == principal


def _invalid(principal: str) -> AwsError:
    # The words are those of hashicorp/terraform-provider-aws#16657.
    return AwsError("InvalidPrincipal", f"Invalid Principal: '{principal}'")
