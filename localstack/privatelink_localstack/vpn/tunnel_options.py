"""Options of a tunnel, as requests give them.

Source: EC2 API reference, VpnTunnelOptionsSpecification, with ranges, values and reserved CIDR blocks. That a value is
refused as `InvalidParameterValue` is observed for `PreSharedKey`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from privatelink_localstack.kernel.errors import AwsError, missing
from privatelink_localstack.vpn.errors import combination, invalid

INSIDE = IPv4Network("169.254.0.0/16")
INSIDE_IPV6 = IPv6Network("fd00::/8")
RESERVED = frozenset(
    IPv4Network(f"169.254.{each}/30") for each in ("0.0", "1.0", "2.0", "3.0", "4.0", "5.0", "169.252")
)
_PREFIX, _PREFIX_IPV6 = 30, 126

_KEY = re.compile(r"[A-Za-z1-9._][A-Za-z0-9._]{7,63}")

_PHASE_1, _PHASE_2 = 28800, 3600
_NUMBERS = {
    "Phase1LifetimeSeconds": (900, _PHASE_1),
    "Phase2LifetimeSeconds": (900, _PHASE_2),
    "RekeyFuzzPercentage": (0, 100),
    "ReplayWindowSize": (64, 2048),
    "DPDTimeoutSeconds": (30, (1 << 31) - 1),
    "RekeyMarginTimeSeconds": (60, _PHASE_2 // 2),
}
"""The least and the greatest value of each number."""

_ENCRYPTION = frozenset({"AES128", "AES256", "AES128-GCM-16", "AES256-GCM-16"})
_INTEGRITY = frozenset({"SHA1", "SHA2-256", "SHA2-384", "SHA2-512"})
_GROUPS = frozenset({2, *range(14, 25)})
_LISTS: dict[str, frozenset[Any]] = {
    "Phase1EncryptionAlgorithms": _ENCRYPTION,
    "Phase2EncryptionAlgorithms": _ENCRYPTION,
    "Phase1IntegrityAlgorithms": _INTEGRITY,
    "Phase2IntegrityAlgorithms": _INTEGRITY,
    "Phase1DHGroupNumbers": _GROUPS,
    "Phase2DHGroupNumbers": _GROUPS | {5},
    "IKEVersions": frozenset({"ikev1", "ikev2"}),
}
_WORDS = {
    "DPDTimeoutAction": frozenset({"clear", "none", "restart"}),
    "StartupAction": frozenset({"add", "start"}),
}
_FORMATS = frozenset({"json", "text"})

_ANSWERED = {
    "DPDTimeoutSeconds": "DpdTimeoutSeconds",
    "DPDTimeoutAction": "DpdTimeoutAction",
    "IKEVersions": "IkeVersions",
}
"""Members whose names differ between requests and responses."""

NO_LOGS: dict[str, Any] = {"CloudWatchLogOptions": {"LogEnabled": False, "BgpLogEnabled": False}}


def read(given: Mapping[str, Any], ip_version: str, *, has_address: bool = True) -> dict[str, Any]:
    """Return the options of a request with the names of EC2's `TunnelOption`, without addresses and key.

    An empty list, and an empty text, count as not given, as they do not reach the wire.

    Parameters:
        ip_version: of the addresses inside the tunnel.
        has_address: whether the customer gateway has an address, without which AWS can't start the negotiation.

    Raises:
        AwsError: a value is not allowed.
    """
    options: dict[str, Any] = {}
    for name, value in given.items():
        if value is None or value in ("", []):
            continue
        if name in _NUMBERS:
            options[name] = _number(name, value)
        elif name in _LISTS:
            options[name] = _values(name, value)
        elif name in _WORDS:
            if value not in _WORDS[name]:
                raise invalid(name, value)
            options[name] = value
        elif name == "LogOptions":
            options[name] = _logs(value)
        elif name == "EnableTunnelLifecycleControl":
            options[name] = bool(value)
    if given.get("StartupAction") == "start" and not has_address:
        raise combination("The startup action start requires the IP address of the customer gateway.")
    _check_lifetimes(options)
    read_inside(given, ip_version)
    check_key(given.get("PreSharedKey"))
    return {_ANSWERED.get(name, name): value for name, value in options.items()}


def as_given(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return options that were read, with the names of requests."""
    names = {answered: given for given, answered in _ANSWERED.items()}
    return {names.get(name, name): value for name, value in options.items()}


def read_inside(given: Mapping[str, Any], ip_version: str) -> tuple[str | None, str | None]:
    """Return the IPv4 and the IPv6 block of the addresses inside a tunnel that a request gives.

    Raises:
        AwsError: a block is reserved, outside AWS's range, of another size, or of the wrong IP version (observed).
    """
    inside, inside_ipv6 = given.get("TunnelInsideCidr") or None, given.get("TunnelInsideIpv6Cidr") or None
    if inside_ipv6 is not None and ip_version == "ipv4":
        raise combination("An ipv6 inside cidr is not allowed for VPNs using an ipv4 inside ip version")
    if inside is not None:
        try:
            block = IPv4Network(inside)
        except ValueError:
            raise invalid("TunnelInsideCidr", inside) from None
        if block.prefixlen != _PREFIX or not block.subnet_of(INSIDE) or block in RESERVED:
            raise invalid("TunnelInsideCidr", inside)
    if inside_ipv6 is not None:
        try:
            block_ipv6 = IPv6Network(inside_ipv6)
        except ValueError:
            raise invalid("TunnelInsideIpv6Cidr", inside_ipv6) from None
        if block_ipv6.prefixlen != _PREFIX_IPV6 or not block_ipv6.subnet_of(INSIDE_IPV6):
            raise invalid("TunnelInsideIpv6Cidr", inside_ipv6)
    return inside, inside_ipv6


def check_key(key: str | None) -> None:
    """Reject a pre-shared key of other signs, of another length, or that starts with zero (words observed)."""
    if key and _KEY.fullmatch(key) is None:
        # AWS does not repeat the key.
        raise AwsError("InvalidParameterValue", "Value for parameter PreSharedKey is invalid.")


def _number(name: str, value: int) -> int:
    least, most = _NUMBERS[name]
    if not least <= value <= most:
        raise invalid(name, value, f"The value must be between {least} and {most}.")
    return value


def _values(name: str, values: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    for each in values:
        if each.get("Value") not in _LISTS[name]:
            raise invalid(name, each.get("Value"))
    return [{"Value": each["Value"]} for each in values]


def _check_lifetimes(options: Mapping[str, Any]) -> None:
    first, second = options.get("Phase1LifetimeSeconds", _PHASE_1), options.get("Phase2LifetimeSeconds", _PHASE_2)
    if second > first:
        raise invalid("Phase2LifetimeSeconds", second, "The value must not exceed Phase1LifetimeSeconds.")
    margin = options.get("RekeyMarginTimeSeconds")
    if margin is not None and margin > second / 2:
        raise invalid("RekeyMarginTimeSeconds", margin, "The value must not exceed half of Phase2LifetimeSeconds.")


def _logs(given: Mapping[str, Any]) -> dict[str, Any]:
    """Read `LogOptions`. Logs of tunnels and of BGP each need a log group; their format is JSON by default."""
    cloud_watch = given.get("CloudWatchLogOptions") or {}
    read_logs: dict[str, Any] = {}
    for prefix in ("", "Bgp"):
        enabled, arn = f"{prefix}LogEnabled", f"{prefix}LogGroupArn"
        read_logs[enabled] = bool(cloud_watch.get(enabled))
        if not read_logs[enabled]:
            continue
        if not cloud_watch.get(arn):
            raise missing(f"TunnelOptions.LogOptions.CloudWatchLogOptions.{arn}")
        if not cloud_watch[arn].startswith("arn:"):
            raise invalid(arn, cloud_watch[arn])
        output = cloud_watch.get(f"{prefix}LogOutputFormat") or "json"
        if output not in _FORMATS:
            raise invalid(f"{prefix}LogOutputFormat", output)
        read_logs |= {arn: cloud_watch[arn], f"{prefix}LogOutputFormat": output}
    return {"CloudWatchLogOptions": read_logs}
