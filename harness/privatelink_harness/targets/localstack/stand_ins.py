"""Services and organizational units in LocalStack in place of those that it does not have (docs/faults.md)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.request import Request

from privatelink_generator.aws.partitions import partition
from privatelink_harness.errors import HarnessError
from privatelink_localstack.runtime.direct import direct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from privatelink_generator.patterns.base import ForeignService, OrganizationalUnit
    from privatelink_harness.checks.scope import Scope


def register(service: ForeignService, *, api: str, scope: Scope) -> None:
    """Register a stand-in for a service.

    Parameters:
        api: URL of LocalStack.
        scope: of the consumer, whose account owns a service that accepts its connections in the same apply.

    Raises:
        HarnessError: LocalStack refuses.
    """
    _post(api, "services", _registration(service, scope), service.name)


def _registration(service: ForeignService, scope: Scope) -> dict[str, object]:
    """Return the body of the request, as docs/faults.md describes it."""
    return {
        "name": service.name,
        "regions": [scope.region],
        "address_types": service.address_types,
        "acceptance_required": service.acceptance_required,
        **({"type": service.endpoint_type} if service.endpoint_type != "Interface" else {}),
        **({"owner": scope.account} if service.own_account else {}),
        **({"private_dns_name": _private_name(service)} if service.has_private_dns else {}),
    }


def _private_name(service: ForeignService) -> str:
    """Return a private DNS name that no other stand-in has: a VPC resolves a name to one endpoint only."""
    return f"{service.name.rpartition('.')[2]}.example.com"


def register_unit(unit: OrganizationalUnit, accounts: Sequence[str], *, api: str, scope: Scope) -> None:
    """Register a stand-in for an organizational unit, in an organization that the account manages.

    Parameters:
        accounts: that are in the unit: the other ones of the stack.
        api: URL of LocalStack.
        scope: the account that reads the unit, in a Region of its partition.

    Raises:
        HarnessError: LocalStack refuses.
    """
    body = {"id": unit.id, "owner": scope.account, "partition": partition(scope.region).name}
    known: dict[str, object] = {"organization": unit.organization} if unit.organization else {}
    if accounts:
        known["accounts"] = list(accounts)
    _post(api, "organizational-units", {**body, **known}, unit.id)


def _post(api: str, path: str, body: dict[str, object], name: str) -> None:
    data = json.dumps(body).encode()
    request = Request(f"{api}/_privatelink/{path}", data, {"Content-Type": "application/json"})  # noqa: S310 - loopback
    try:
        with direct().open(request, timeout=30):
            return
    except OSError as error:
        raise HarnessError(f"{api}: no stand-in for {name}: {error}") from error
