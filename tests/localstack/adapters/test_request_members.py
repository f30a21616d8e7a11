"""Every argument and filter of AWS's models is read, or has a reason not to be.

LocalStack drops what no handler reads without a word: a request would succeed that means something else on AWS.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.model import OperationModel

from privatelink_localstack.adapters.service_models import EXTRAS, MODELS
from privatelink_localstack.privatelink.endpoints.describe import ENDPOINT_FILTERS, SERVICE_FILTERS
from privatelink_localstack.privatelink.notifications import manage as notifications
from privatelink_localstack.privatelink.services import connections, manage, permissions
from tests.support.members import members

ADAPTERS = MODELS.parent
OUTPOSTS = "Outposts and IPAM are left out"
READ_BY_MOTO = "moto reads the actions of application load balancers; network ones forward only"

REASONS = {
    "MutualAuthenticationAttributes.TrustStoreArn": "any member of it is refused",
    "MutualAuthenticationAttributes.IgnoreClientCertificateExpiry": "any member of it is refused",
    "MutualAuthenticationAttributes.TrustStoreAssociationStatus": "any member of it is refused",
    "MutualAuthenticationAttributes.AdvertiseTrustStoreCaNames": "any member of it is refused",
    "MutualAuthenticationAttributes.ClientCertificateIdentityFilters": "any member of it is refused",
    "ClientCertificateIdentityFilter.*": "any member of it is refused",
    "TargetGroupStickinessConfig.DurationSeconds": "kept and shown with the action",
    "Action.AuthenticateOidcConfig": READ_BY_MOTO,
    "Action.AuthenticateCognitoConfig": READ_BY_MOTO,
    "Action.RedirectConfig": READ_BY_MOTO,
    "Action.FixedResponseConfig": READ_BY_MOTO,
    "Action.JwtValidationConfig": READ_BY_MOTO,
    "AuthenticateOidcActionConfig.*": READ_BY_MOTO,
    "AuthenticateCognitoActionConfig.*": READ_BY_MOTO,
    "RedirectActionConfig.*": READ_BY_MOTO,
    "FixedResponseActionConfig.*": READ_BY_MOTO,
    "JwtValidationActionConfig.*": READ_BY_MOTO,
    "JwtValidationActionAdditionalClaim.*": READ_BY_MOTO,
    "IpamPools.*": OUTPOSTS,
}

RULES = frozenset({"CreateRule", "DescribeRules", "ModifyRule", "SetRulePriorities", "DeleteRule"})
ABSENT = re.compile(r"TrustStore|ResourcePolicy|ModifyIpPools|DescribeVpcEndpointAssociations")


@lru_cache(maxsize=2)
def model(service: str) -> Any:
    """Return a service's model with what newer clients know."""
    session = botocore.session.Session()
    loader = session.get_component("data_loader")
    loader.search_paths.append(str(MODELS))
    loader.extras_types.append(EXTRAS)
    return session.get_service_model(service)


def operations(service: str) -> list[OperationModel]:
    """Return the operations of a service that the emulation answers itself."""
    known = model(service)
    names = [name for name in known.operation_names if name not in RULES and not ABSENT.search(name)]
    if service == "ec2":
        names = [name for name in names if "VpcEndpoint" in name or name == "DescribePrefixLists"]
    return [known.operation_model(name) for name in names]


def sources(*folders: Path) -> str:
    """Return the text of all modules below folders."""
    return "\n".join(file.read_text(encoding="utf-8") for folder in folders for file in sorted(folder.rglob("*.py")))


@pytest.mark.parametrize("service", ["ec2", "elbv2"])
def test_every_argument_is_read_or_has_a_reason(service: str) -> None:
    rooms = ("privatelink", "load_balancing", "kernel")
    text = sources(ADAPTERS / service, *(ADAPTERS.parent / room for room in rooms))
    found = {
        member
        for operation in operations(service)
        if operation.input_shape is not None
        for member in members(operation.input_shape)
    }
    unread = {member for member in found if f'"{member.partition(".")[2]}"' not in text}
    assert {each for each in unread if not {each, f"{each.partition('.')[0]}.*"} & set(REASONS)} == set()


FILTERS = {
    "DescribeVpcEndpoints": ENDPOINT_FILTERS,
    "DescribeVpcEndpointServices": SERVICE_FILTERS,
    "DescribeVpcEndpointServiceConfigurations": manage.FILTERS,
    "DescribeVpcEndpointServicePermissions": permissions.FILTERS,
    "DescribeVpcEndpointConnections": connections.FILTERS,
    "DescribeVpcEndpointConnectionNotifications": notifications.FILTERS,
}

NEWER = {
    "DescribeVpcEndpointServicePermissions": {"permission-type"},
    "DescribeVpcEndpointConnections": {"transit-gateway-attachment-id"},
}
"""Filters that botocore 1.44 documents beyond the installed one."""


@pytest.mark.parametrize("operation", FILTERS)
def test_filters_are_those_of_the_model(operation: str) -> None:
    shape = model("ec2").operation_model(operation).input_shape
    assert shape is not None
    text = shape.members["Filters"].documentation
    documented = set(re.findall(r"<li>\s*<p>\s*<code>([a-z-]+)</code>", text)) - {"tag", "tag-key"}
    assert set(FILTERS[operation]) == documented | NEWER.get(operation, set())
