"""The calls about listeners of network and gateway load balancers; moto answers for application load balancers."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from privatelink_localstack.adapters.elbv2 import target_quota
from privatelink_localstack.adapters.elbv2.call import Answer, Call, Handler
from privatelink_localstack.kernel.pages import page
from privatelink_localstack.load_balancing import attributes, quotas, tags
from privatelink_localstack.load_balancing.errors import conflict, in_use, invalid
from privatelink_localstack.load_balancing.listeners import action
from privatelink_localstack.load_balancing.listeners import model as listener
from privatelink_localstack.load_balancing.listeners.action import Group
from privatelink_localstack.load_balancing.listeners.model import Listener, Surroundings
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer
from privatelink_localstack.load_balancing.names import listener_arn, type_of
from privatelink_localstack.wiring import plane

NEWER_POLICY = re.compile(r"ELBSecurityPolicy-TLS13-1-[0-3](?:-[A-Za-z0-9]+)*-20\d\d-\d\d")
"""Names of security policies newer than moto's list of them."""


def ours(handler: Handler) -> Handler:
    """Let moto answer calls about application load balancers."""

    def answer(call: Call) -> Answer:
        return call.moto() if _is_of_application(call) else handler(call)

    return answer


def create(call: Call) -> Answer:
    """CreateListener."""
    if _is_of_application(call):
        return _create_of_application(call)
    given = tags.merge({}, tags.read(call.request.get("Tags") or []))
    found = call.store.load_balancer(call.request["LoadBalancerArn"])
    made = listener.create(call.request, listener_arn(found.arn, secrets.token_hex(8)), _around(call, found))
    if made not in call.store.listeners(found.arn):
        target_quota.check_forwarding(call.store, found, action.target_groups(made.actions))
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
    balancer = call.store.load_balancer(found.load_balancer)
    target_quota.check_forwarding(call.store, balancer, action.target_groups(changed.actions))
    call.store.put_listener(changed)
    return {"Listeners": [show(changed)]}


def delete(call: Call) -> Answer:
    """DeleteListener."""
    if _is_of_application(call):
        return _delete_of_application(call)
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
    changes = attributes.read(call.request["Attributes"])
    changed = replace(found, attributes=attributes.set_on_listener(found.protocol, found.attributes, changes))
    call.store.put_listener(changed)
    return {"Attributes": attributes.shown(changed.attributes)}


@ours
def add_certificates(call: Call) -> Answer:
    """AddListenerCertificates."""
    found = call.store.listener(call.request["ListenerArn"])
    arns = _certificate(call)
    around = _around(call, call.store.load_balancer(found.load_balancer), without=found)
    call.store.put_listener(listener.add_certificates(found, arns, around))
    return {"Certificates": [{"CertificateArn": arn, "IsDefault": False} for arn in arns]}


@ours
def remove_certificates(call: Call) -> Answer:
    """RemoveListenerCertificates."""
    found = call.store.listener(call.request["ListenerArn"])
    call.store.put_listener(listener.remove_certificates(found, _certificate(call)))
    return {}


@ours
def describe_certificates(call: Call) -> Answer:
    """DescribeListenerCertificates."""
    found = call.store.listener(call.request["ListenerArn"])
    every = [(True, found.certificate)] if found.certificate else []
    every += [(False, arn) for arn in found.certificates]
    shown, marker = page(
        every,
        lambda each: f"{each[0]}/{each[1]}",
        marker=call.request.get("Marker"),
        size=call.request.get("PageSize"),
    )
    answer: dict[str, Any] = {
        "Certificates": [{"CertificateArn": arn, "IsDefault": is_default} for is_default, arn in shown]
    }
    return {**answer, "NextMarker": marker} if marker else answer


def create_rule(call: Call) -> Answer:
    """CreateRule. The listener must be one of an application load balancer: moto makes the rule."""
    arn = call.request["ListenerArn"]
    if not _is_of_application(call):
        call.store.listener(arn)
        raise conflict(f"Rules cannot be created for listener '{arn}': they are for Application Load Balancers only")
    return call.moto()


def check_addresses(call: Call, balancer: LoadBalancer) -> None:
    """Check that a load balancer's listeners fit the address type that it is to have.

    Raises:
        AwsError: one does not.
    """
    around = _around(call, balancer)
    for each in call.store.listeners(balancer.arn):
        listener.check_addresses(each, around)


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
        shown["Certificates"] = [{"CertificateArn": found.certificate}]
        if found.alpn is not None:
            shown["AlpnPolicy"] = [found.alpn]
    return shown


def _around(call: Call, balancer: LoadBalancer, *, without: Listener | None = None) -> Surroundings:
    """What a listener of a load balancer is checked against."""
    store = call.store

    def group(arn: str) -> Group | None:
        found = store.find_target_group(arn)
        if found is None:
            return None
        model = found.model
        return Group(model.protocol, model.target_type, frozenset(store.users(arn)), model.vpc, model.address_type)

    return Surroundings(
        kind=balancer.type,
        vpc=balancer.vpc,
        address_type=balancer.address_type,
        source_nat_prefix=balancer.source_nat_prefix == "on",
        security_groups=bool(balancer.security_groups),
        others=[each for each in store.listeners(balancer.arn) if without is None or each.arn != without.arn],
        group=group,
        has_certificate=_has_certificate(call),
        has_policy=lambda name: name in _policies() or NEWER_POLICY.fullmatch(name) is not None,
        quotas=plane().quotas,
    )


def _certificate(call: Call) -> list[str]:
    """The one certificate that a call names."""
    given = call.request.get("Certificates") or []
    if not given:
        raise invalid("A certificate must be specified")
    return listener.read_certificates(given)


def _is_of_application(call: Call) -> bool:
    request = call.request
    arns = [request.get("LoadBalancerArn"), request.get("ListenerArn"), *(request.get("ListenerArns") or [])]
    return any(type_of(arn) == "application" for arn in arns if arn)


def _create_of_application(call: Call) -> Answer:
    """Let moto make a listener, if the quota allows one more."""
    arn = call.request["LoadBalancerArn"]
    found = call.store.find_load_balancer(arn)
    if found is not None:
        quotas.check_listeners(plane().quotas, found.type, arn, len(call.store.ports(arn)) + 1)
    return call.moto()


def _delete_of_application(call: Call) -> Answer:
    """Let moto delete a listener, if no target group needs its port."""
    balancer, port = call.store.address(call.request["ListenerArn"]) or ("", 0)
    needed = [key for each in call.store.stored_target_groups() for key in each.registered if key == (balancer, port)]
    if needed:
        raise in_use(f"Listener port '{port}' is in use by registered target '{balancer}' and cannot be removed.")
    return call.moto()


def _has_certificate(call: Call) -> Callable[[str], bool]:
    """Whether ACM or IAM has a certificate: moto looks."""
    return call.store.backend._certificate_exists  # noqa: SLF001 - moto's own look-up, for its own listeners


@cache
def _policies() -> frozenset[str]:
    from moto.elbv2.responses import SSL_POLICIES

    return frozenset(str(each["name"]) for each in SSL_POLICIES)
