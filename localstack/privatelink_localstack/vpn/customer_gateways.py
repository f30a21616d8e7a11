"""Rules of customer gateways.

Source: EC2 API reference, CreateCustomerGateway and DeleteCustomerGateway, with the ranges of both numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from ipaddress import ip_address

from privatelink_localstack.kernel.errors import AwsError, missing
from privatelink_localstack.vpn.errors import combination, incorrect_state, invalid
from privatelink_localstack.vpn.model import DELETED, DELETING, IPSEC, Connection, CustomerGateway

DEFAULT_ASN = 65000
_SHORT, _EXTENDED = range(1, 1 << 31), range(1 << 31, 1 << 32)


def new(
    gateway_id: str,
    *,
    gateway_type: str,
    asn: int | None,
    extended_asn: int | None,
    address: str | None,
    certificate: str | None,
    device: str | None,
) -> CustomerGateway:
    """Return a new customer gateway.

    Raises:
        AwsError: an argument has no valid value, or there is neither address nor certificate.
    """
    check_type(gateway_type)
    if asn is not None and extended_asn is not None:
        raise combination("The parameters BgpAsn and BgpAsnExtended cannot be used together.")
    if asn is not None and asn not in _SHORT:
        raise invalid("bgpAsn", asn, "The value must be between 1 and 2147483647.")
    if extended_asn is not None and extended_asn not in _EXTENDED:
        raise invalid("bgpAsnExtended", extended_asn, "The value must be between 2147483648 and 4294967295.")
    if not address and not certificate:
        raise missing("IpAddress")
    if certificate and not certificate.startswith("arn:"):
        raise invalid("certificateArn", certificate)
    if device is not None and not 1 <= len(device) <= 255:
        raise invalid("deviceName", device, "The length must be between 1 and 255.")
    return CustomerGateway(
        id=gateway_id,
        address=_address(address) if address else None,
        asn=extended_asn or asn or DEFAULT_ASN,
        extended=extended_asn is not None,
        certificate=certificate,
        device=device,
    )


def check_type(gateway_type: str) -> None:
    """Reject a type other than `ipsec.1`."""
    if gateway_type != IPSEC:
        raise invalid("type", gateway_type)


def existing(wanted: CustomerGateway, known: Iterable[CustomerGateway]) -> CustomerGateway | None:
    """Return the customer gateway with the same address and number; None if there is none.

    Source: EC2 API reference, CreateCustomerGateway: a repeated request returns the existing gateway. The reference
    does not say whether a different device name makes the request another one; here it does not.
    """
    return next((each for each in known if is_live(each) and each.identity == wanted.identity), None)


def check_quota(known: Collection[CustomerGateway], quota: int) -> None:
    """Reject one more customer gateway than a Region has (Site-to-Site VPN guide, "Quotas")."""
    if len([each for each in known if is_live(each)]) >= quota:
        raise AwsError(
            "CustomerGatewayLimitExceeded", f"The maximum number of customer gateways has been reached: {quota}."
        )


def delete(gateway: CustomerGateway, connections: Iterable[Connection]) -> CustomerGateway:
    """Return a customer gateway that is being deleted.

    Raises:
        AwsError: a connection uses it. The words are observed.
    """
    if any(each.customer_gateway_id == gateway.id and each.state != DELETED for each in connections):
        raise incorrect_state("The customer gateway is in use.")
    return replace(gateway, state=DELETING)


def is_live(gateway: CustomerGateway) -> bool:
    """Return whether a customer gateway can be used."""
    return gateway.state not in {DELETING, DELETED}


def _address(text: str) -> str:
    """Return an address in its usual form.

    Raises:
        AwsError: the text is no address, or one that no device can have.
    """
    try:
        address = ip_address(text)
    except ValueError:
        raise invalid("ipAddress", text) from None
    if address.is_unspecified or address.is_loopback or address.is_multicast or address.is_link_local:
        raise invalid("ipAddress", text)
    return str(address)
