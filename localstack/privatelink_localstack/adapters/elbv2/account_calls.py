"""The calls about what an account may have and use: quotas and security policies."""

from __future__ import annotations

from typing import Any

from privatelink_localstack.adapters.elbv2.call import Answer, Call
from privatelink_localstack.kernel.pages import page
from privatelink_localstack.kernel.quotas import LOAD_BALANCING
from privatelink_localstack.load_balancing.errors import not_in, ssl_policy_not_found
from privatelink_localstack.load_balancing.names import KINDS
from privatelink_localstack.wiring import plane

SECURED = ("application", "network")
"""Types of load balancers that have listeners with security policies."""


def describe_limits(call: Call) -> Answer:
    """DescribeAccountLimits."""
    shown, marker = page(
        list(LOAD_BALANCING), str, marker=call.request.get("Marker"), size=call.request.get("PageSize")
    )
    answer: dict[str, Any] = {"Limits": [{"Name": name, "Max": str(plane().quotas[name])} for name in shown]}
    return {**answer, "NextMarker": marker} if marker else answer


def describe_policies(call: Call) -> Answer:
    """DescribeSSLPolicies. The list is moto's."""
    found = {each["Name"]: each for each in _policies()}
    for name in call.request.get("Names") or []:
        if name not in found:
            raise ssl_policy_not_found(name)
    kind = call.request.get("LoadBalancerType")
    if kind and kind not in KINDS:
        raise not_in(kind, "loadBalancerType", KINDS)
    wanted = call.request.get("Names") or (found if kind in {None, "", *SECURED} else ())
    shown, marker = page(
        [found[name] for name in dict.fromkeys(wanted)],
        lambda each: str(each["Name"]),
        marker=call.request.get("Marker"),
        size=call.request.get("PageSize"),
    )
    answer: dict[str, Any] = {"SslPolicies": list(shown)}
    return {**answer, "NextMarker": marker} if marker else answer


def _policies() -> list[Answer]:
    from moto.elbv2.responses import SSL_POLICIES

    policies: list[dict[str, Any]] = SSL_POLICIES
    return [
        {
            "Name": each["name"],
            "SslProtocols": each["ssl_protocols"],
            "Ciphers": [{"Name": cipher["name"], "Priority": cipher["priority"]} for cipher in each["ciphers"]],
            "SupportedLoadBalancerTypes": list(SECURED),
        }
        for each in policies
    ]
