"""Security policies, which choose the protocols and ciphers of TLS listeners."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing.errors import not_in_enumeration
from privatelink_localstack.load_balancing.names import ARN_TYPES

DEFAULT_POLICY = "ELBSecurityPolicy-2016-08"
"""Of the API. The console's default is another."""

NEWER_POLICY = re.compile(r"ELBSecurityPolicy-TLS13-1-[0-3](?:-[A-Za-z0-9]+)*-20\d\d-\d\d")
"""Names of security policies that listeners accept beyond the list of DescribeSSLPolicies."""

SUPPORTED_TYPES = ("application", "network")
"""Load balancer types whose listeners have security policies."""


@dataclass(frozen=True, slots=True)
class SslPolicy:
    """A security policy.

    Parameters:
        protocols: Names, such as `TLSv1.2`.
        ciphers: Names and priorities, 1 first.
    """

    name: str
    protocols: tuple[str, ...]
    ciphers: tuple[tuple[str, int], ...]


def is_ssl_policy(name: str, listed: Collection[str]) -> bool:
    """Return whether listeners accept the name of a security policy."""
    return name in listed or NEWER_POLICY.fullmatch(name) is not None


def ssl_policy_not_found(name: str) -> AwsError:
    """Return the refusal of an unknown security policy."""
    return AwsError("SSLPolicyNotFound", f"SSL policy '{name}' not found")


def describe_ssl_policies(
    policies: Mapping[str, SslPolicy], names: Sequence[str], load_balancer_type: str | None
) -> Sequence[SslPolicy]:
    """Return security policies by name, or all that a load balancer type supports."""
    for name in names:
        if name not in policies:
            raise ssl_policy_not_found(name)
    if load_balancer_type and load_balancer_type not in ARN_TYPES:
        raise not_in_enumeration(load_balancer_type, "loadBalancerType", ARN_TYPES)
    if names:
        return [policies[name] for name in dict.fromkeys(names)]
    return list(policies.values()) if not load_balancer_type or load_balancer_type in SUPPORTED_TYPES else []
