"""Handlers of listeners. Each is named after its operation; moto answers for application load balancers."""

from __future__ import annotations

from functools import wraps

from privatelink_localstack.adapters.dispatch import Call, Handler, Response
from privatelink_localstack.adapters.elbv2 import requests, responses
from privatelink_localstack.adapters.elbv2.context import context_of
from privatelink_localstack.load_balancing.listeners import certificates, create, delete, describe, modify
from privatelink_localstack.load_balancing.names import load_balancer_type


def _or_moto(handler: Handler) -> Handler:
    """Return a handler that leaves application load balancers to moto."""

    @wraps(handler)
    def handle(call: Call) -> Response:
        return call.moto() if _is_application(call) else handler(call)

    return handle


def _is_application(call: Call) -> bool:
    arns = [
        call.request.get("LoadBalancerArn"),
        call.request.get("ListenerArn"),
        *requests.strings(call.request, "ListenerArns"),
    ]
    return any(load_balancer_type(arn) == "application" for arn in arns if arn)


def create_listener(call: Call) -> Response:
    """Create a listener."""
    context, arn = context_of(call), call.request["LoadBalancerArn"]
    if _is_application(call):
        create.check_new_application_listener(context, arn)
        return call.moto()
    tags = requests.tags(call.request)
    created = create.create_listener(context, arn, requests.listener_settings(call.request), tags)
    return {"Listeners": [responses.listener(created)]}


@_or_moto
def describe_listeners(call: Call) -> Response:
    """List listeners."""
    described = describe.describe_listeners(
        context_of(call).store, call.request.get("LoadBalancerArn"), requests.strings(call.request, "ListenerArns")
    )
    return responses.page_of(
        "Listeners", described, responses.listener, key=lambda listener: listener.arn, request=call.request
    )


@_or_moto
def modify_listener(call: Call) -> Response:
    """Change a listener."""
    changed = modify.modify_listener(
        context_of(call), call.request["ListenerArn"], requests.listener_settings(call.request)
    )
    return {"Listeners": [responses.listener(changed)]}


def delete_listener(call: Call) -> Response:
    """Delete a listener."""
    context, arn = context_of(call), call.request["ListenerArn"]
    if _is_application(call):
        delete.check_application_listener_unused(context, arn)
        return call.moto()
    delete.delete_listener(context, arn)
    return {}


@_or_moto
def describe_listener_attributes(call: Call) -> Response:
    """Show a listener's attributes."""
    attributes = describe.describe_listener_attributes(context_of(call).store, call.request["ListenerArn"])
    return responses.attributes(attributes)


@_or_moto
def modify_listener_attributes(call: Call) -> Response:
    """Change a listener's attributes."""
    changed = modify.modify_listener_attributes(
        context_of(call), call.request["ListenerArn"], requests.attributes(call.request, repeated=requests.REPEATED_KEY)
    )
    return responses.attributes(changed.attributes)


@_or_moto
def add_listener_certificates(call: Call) -> Response:
    """Add a certificate to a listener."""
    added = certificates.add_listener_certificates(
        context_of(call), call.request["ListenerArn"], call.request.get("Certificates") or ()
    )
    return {"Certificates": [responses.certificate(certificate) for certificate in added]}


@_or_moto
def remove_listener_certificates(call: Call) -> Response:
    """Remove a certificate from a listener."""
    certificates.remove_listener_certificates(
        context_of(call), call.request["ListenerArn"], call.request.get("Certificates") or ()
    )
    return {}


@_or_moto
def describe_listener_certificates(call: Call) -> Response:
    """List a listener's certificates."""
    described = certificates.describe_listener_certificates(context_of(call).store, call.request["ListenerArn"])
    return responses.page_of(
        "Certificates",
        described,
        responses.certificate,
        key=lambda certificate: f"{certificate.is_default}/{certificate.arn}",
        request=call.request,
    )


def create_rule(call: Call) -> Response:
    """Create a listener rule."""
    create.check_new_rule(context_of(call), call.request["ListenerArn"])
    return call.moto()
