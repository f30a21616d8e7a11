"""The calls about listeners of network and gateway load balancers; moto answers for application load balancers."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from privatelink_localstack.elbv2 import attributes, listener, tags
from privatelink_localstack.elbv2.call import Answer, Call, Handler
from privatelink_localstack.elbv2.errors import Elbv2Error, invalid
from privatelink_localstack.elbv2.listener import Group, Listener, Surroundings
from privatelink_localstack.elbv2.load_balancer import LoadBalancer
from privatelink_localstack.elbv2.names import listener_arn, type_of
from privatelink_localstack.elbv2.pages import page

NEWER_POLICY = re.compile(r"ELBSecurityPolicy-TLS13-1-[0-3](?:-[A-Za-z0-9]+)*-20\d\d-\d\d")
"""Names of security policies newer than moto's list of them."""


def ours(handler: Handler) -> Handler:
    """Let moto answer calls about application load balancers."""

    def answer(call: Call) -> Answer:
        request = call.request
        arns = [request.get("LoadBalancerArn"), request.get("ListenerArn"), *(request.get("ListenerArns") or [])]
        given = [arn for arn in arns if arn]
        if any(type_of(arn) == "application" for arn in given):
            return call.moto()
        return handler(call)

    return answer


@ours
def create(call: Call) -> Answer:
    """CreateListener."""
    given = tags.merge({}, tags.read(call.request.get("Tags") or []))
    found = call.store.load_balancer(call.request["LoadBalancerArn"])
    made = listener.create(call.request, listener_arn(found.arn, secrets.token_hex(8)), _around(call, found))
    if made not in call.store.listeners(found.arn):
        call.store.put_listener(made)
        call.store.set_tags(made.arn, given)
    return {"Listeners": [show(made)]}


@ours
def describe(call: Call) -> Answer:
    """DescribeListeners."""
    balancer, arns = call.request.get("LoadBalancerArn"), call.request.get("ListenerArns")
    if not balancer and not arns:
        raise invalid("You must specify either listener ARNs or a load balancer ARN")
    if balancer and arns:
        raise invalid("Listener ARNs and a load balancer ARN cannot be specified at the same time")
    if balancer:
        found = call.store.listeners(call.store.load_balancer(balancer).arn)
    else:
        found = [call.store.listener(arn) for arn in dict.fromkeys(arns or [])]
    shown, marker = page(
        found, lambda each: each.arn, marker=call.request.get("Marker"), size=call.request.get("PageSize")
    )
    answer: dict[str, Any] = {"Listeners": [show(each) for each in shown]}
    return {**answer, "NextMarker": marker} if marker else answer


@ours
def modify(call: Call) -> Answer:
    """ModifyListener."""
    found = call.store.listener(call.request["ListenerArn"])
    around = _around(call, call.store.load_balancer(found.load_balancer), without=found)
    changed = listener.modify(found, call.request, around)
    call.store.put_listener(changed)
    return {"Listeners": [show(changed)]}


@ours
def delete(call: Call) -> Answer:
    """DeleteListener."""
    call.store.drop_listener(call.store.listener(call.request["ListenerArn"]))
    return {}


@ours
def describe_attributes(call: Call) -> Answer:
    """DescribeListenerAttributes."""
    found = call.store.listener(call.request["ListenerArn"])
    return {"Attributes": attributes.shown(found.attributes, attributes.of_listener(found.protocol))}


@ours
def modify_attributes(call: Call) -> Answer:
    """ModifyListenerAttributes."""
    found = call.store.listener(call.request["ListenerArn"])
    changes = attributes.read(call.request.get("Attributes") or [])
    changed = replace(found, attributes=attributes.set_on_listener(found.protocol, found.attributes, changes))
    call.store.put_listener(changed)
    return {"Attributes": attributes.shown(changed.attributes)}


@ours
def add_certificates(call: Call) -> Answer:
    """AddListenerCertificates."""
    found = call.store.listener(call.request["ListenerArn"])
    arns = [each["CertificateArn"] for each in call.request.get("Certificates") or []]
    call.store.put_listener(listener.add_certificates(found, arns, _has_certificate(call)))
    return {"Certificates": [{"CertificateArn": arn, "IsDefault": False} for arn in arns]}


@ours
def remove_certificates(call: Call) -> Answer:
    """RemoveListenerCertificates."""
    found = call.store.listener(call.request["ListenerArn"])
    arns = [each["CertificateArn"] for each in call.request.get("Certificates") or []]
    call.store.put_listener(listener.remove_certificates(found, arns))
    return {}


@ours
def describe_certificates(call: Call) -> Answer:
    """DescribeListenerCertificates."""
    found = call.store.listener(call.request["ListenerArn"])
    shown, marker = page(found.certificates, str, marker=call.request.get("Marker"), size=call.request.get("PageSize"))
    answer: dict[str, Any] = {
        "Certificates": [{"CertificateArn": arn, "IsDefault": arn == found.certificates[0]} for arn in shown]
    }
    return {**answer, "NextMarker": marker} if marker else answer


def show(found: Listener) -> Answer:
    """Give a listener in the API's form."""
    shown: dict[str, Any] = {
        "ListenerArn": found.arn,
        "LoadBalancerArn": found.load_balancer,
        "DefaultActions": [dict(action) for action in found.actions],
    }
    if found.protocol != "GENEVE":
        shown |= {"Port": found.port, "Protocol": found.protocol}
    if found.protocol == "TLS":
        shown["SslPolicy"] = found.ssl_policy
        shown["Certificates"] = [{"CertificateArn": found.certificates[0]}]
        shown["AlpnPolicy"] = [found.alpn or "None"]
    return shown


def _around(call: Call, balancer: LoadBalancer, *, without: Listener | None = None) -> Surroundings:
    """What a listener of a load balancer is checked against."""
    store = call.store

    def group(arn: str) -> Group | None:
        try:
            model = store.target_group(arn).model
        except Elbv2Error:
            return None
        return Group(model.protocol, model.target_type, frozenset(store.users(arn)))

    return Surroundings(
        kind=balancer.type,
        dual_stack=balancer.address_type != "ipv4" and balancer.source_nat_prefix == "off",
        others=[each for each in store.listeners(balancer.arn) if without is None or each.arn != without.arn],
        group=group,
        has_certificate=_has_certificate(call),
        has_policy=lambda name: name in _policies() or NEWER_POLICY.fullmatch(name) is not None,
    )


def _has_certificate(call: Call) -> Callable[[str], bool]:
    """Whether ACM or IAM has a certificate: moto looks."""
    return call.store.backend._certificate_exists  # noqa: SLF001 - moto's own look-up, for its own listeners


@cache
def _policies() -> frozenset[str]:
    from moto.elbv2.responses import SSL_POLICIES

    return frozenset(str(each["name"]) for each in SSL_POLICIES)
