"""What a request makes of a listener: a new one, or a changed one. Whether it fits is checked in `checks`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from privatelink_localstack.load_balancing.attributes import defaults
from privatelink_localstack.load_balancing.errors import invalid_configuration, validation_error
from privatelink_localstack.load_balancing.listeners.actions import normalized
from privatelink_localstack.load_balancing.listeners.attributes import LISTENER
from privatelink_localstack.load_balancing.listeners.model import GENEVE_PORT, Listener, ListenerSettings
from privatelink_localstack.load_balancing.listeners.ssl_policy import DEFAULT_POLICY
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer


def new_listener(load_balancer: LoadBalancer, settings: ListenerSettings, arn: str) -> Listener:
    """Return the listener that a request describes."""
    protocol, port = _protocol_and_port(load_balancer, settings)
    listener = Listener(
        arn=arn,
        load_balancer_arn=load_balancer.arn,
        protocol=protocol,
        port=port,
        actions=normalized(settings.actions),
        attributes=defaults(LISTENER.get(protocol, {})),
    )
    return _with_tls(listener, settings)


def changed_listener(load_balancer: LoadBalancer, listener: Listener, settings: ListenerSettings) -> Listener:
    """Return a listener as a request changes it. Settings that the request does not have stay."""
    if load_balancer.type == "gateway" and (settings.protocol or settings.port):
        raise validation_error("A protocol and a port cannot be specified for gateway listeners")
    protocol = settings.protocol or listener.protocol
    if protocol != listener.protocol:
        # Nothing that belongs to the earlier protocol stays.
        listener = replace(
            listener,
            protocol=protocol,
            ssl_policy=None,
            certificate=None,
            certificates=(),
            alpn_policy=None,
            attributes=defaults(LISTENER.get(protocol, {})),
        )
    changed = replace(
        listener,
        port=settings.port or listener.port,
        actions=normalized(settings.actions) if settings.actions else listener.actions,
    )
    return _with_tls(changed, settings)


def is_same(listener: Listener, other: Listener) -> bool:
    """Return whether two listeners are equal as CreateListener sees it: ARNs, SNI and attributes do not count."""
    neutral: dict[str, Any] = {"arn": "", "certificates": (), "attributes": {}}
    return replace(listener, **neutral) == replace(other, **neutral)


def certificate_arns(certificates: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the ARNs of a request's certificates, which are at most one."""
    if len(certificates) > 1:
        raise validation_error("Exactly one certificate must be specified; add others with AddListenerCertificates")
    for certificate in certificates:
        if "IsDefault" in certificate:
            raise validation_error("You cannot set the isDefault parameter for a certificate")
        if not certificate.get("CertificateArn"):
            raise validation_error("A certificate ARN must be specified")
    return [certificate["CertificateArn"] for certificate in certificates]


def _protocol_and_port(load_balancer: LoadBalancer, settings: ListenerSettings) -> tuple[str, int]:
    if load_balancer.type == "gateway":
        if settings.protocol or settings.port:
            raise validation_error("A protocol and a port cannot be specified for gateway listeners")
        return "GENEVE", GENEVE_PORT
    if not settings.protocol:
        raise validation_error("A listener protocol must be specified")
    if not settings.port:
        raise validation_error("A listener port must be specified")
    return settings.protocol, settings.port


def _with_tls(listener: Listener, settings: ListenerSettings) -> Listener:
    """Return a listener with the security policy, the certificate and the ALPN policy of a request."""
    if settings.mutual_authentication not in {None, "off"}:
        raise invalid_configuration("Mutual authentication is supported for HTTPS listeners only")
    if listener.protocol != "TLS":
        for member, name in (
            (settings.ssl_policy, "An SSL policy"),
            (settings.certificates, "A certificate"),
            (settings.alpn_policy, "An ALPN policy"),
        ):
            if member:
                raise validation_error(f"{name} cannot be specified for {listener.protocol} listeners")
        return listener
    if settings.certificates:
        listener = replace(listener, certificate=certificate_arns(settings.certificates)[0])
    if settings.alpn_policy is not None:
        if len(settings.alpn_policy) > 1:
            raise validation_error("Only one ALPN policy can be specified")
        listener = replace(listener, alpn_policy=next(iter(settings.alpn_policy), None))
    return replace(listener, ssl_policy=settings.ssl_policy or listener.ssl_policy or DEFAULT_POLICY)
