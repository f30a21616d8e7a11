"""Rules of Direct Connect gateways. The words are inferred.

Source: Direct Connect API reference, CreateDirectConnectGateway and DeleteDirectConnectGateway; guide, "Quotas".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from privatelink_localstack.direct_connect.errors import client
from privatelink_localstack.direct_connect.model import AVAILABLE, DELETING, Association, Gateway
from privatelink_localstack.kernel.asn import is_amazon_asn

DEFAULT_ASN = 64512


def new(gateway_id: str, account: str, *, name: str, asn: int | None) -> Gateway:
    """Return a new Direct Connect gateway.

    Raises:
        AwsError: the name is empty, or the number is not private.
    """
    if asn is not None and not is_amazon_asn(asn):
        raise client(f"The ASN {asn} is not valid: it must be in 64512-65534 or 4200000000-4294967294.")
    return Gateway(gateway_id, _name(name), DEFAULT_ASN if asn is None else asn, account)


def check_quota(known: Iterable[Gateway], quota: int) -> None:
    """Reject one more gateway than an account has."""
    if len([each for each in known if each.state == AVAILABLE]) >= quota:
        raise client(f"The maximum number of Direct Connect gateways has been reached: {quota}.")


def rename(gateway: Gateway, name: str) -> Gateway:
    """Return a gateway with another name."""
    return replace(gateway, name=_name(name))


def delete(gateway: Gateway, associations: Iterable[Association]) -> Gateway:
    """Return a gateway that is being deleted.

    Raises:
        AwsError: it has associations.
    """
    if any(each.gateway_id == gateway.id and each.is_live for each in associations):
        raise client(f"Direct Connect Gateway {gateway.id} has associations; delete them first.")
    return replace(gateway, state=DELETING)


def _name(name: str) -> str:
    if not name.strip():
        raise client("The name of a Direct Connect gateway must not be empty.")
    return name
