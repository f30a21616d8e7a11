"""The handler of DescribeSSLPolicies."""

from __future__ import annotations

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.elbv2 import requests, responses
from privatelink_localstack.adapters.elbv2.context import context_of
from privatelink_localstack.load_balancing.listeners import ssl_policy


def describe_ssl_policies(call: Call) -> Response:
    """List security policies."""
    described = ssl_policy.describe_ssl_policies(
        context_of(call).ssl_policies, requests.strings(call.request, "Names"), call.request.get("LoadBalancerType")
    )
    return responses.page_of(
        "SslPolicies", described, responses.ssl_policy, key=lambda policy: policy.name, request=call.request
    )
